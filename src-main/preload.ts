import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron'
import type { CallName, DeskBridge, EventName } from '../src-shared/ipc/contract.ts'

/*
 * All the page ever sees of the outside: `window.desk` with the calls and events of the contract, nothing raw.
 * The names are written out here, since a sandboxed preload cannot import; the compiler holds them against the contract.
 */
const callNames: Record<CallName, true> = {
  'app.info': true,
  'device.lost': true,
  'session.current': true,
  'session.signIn': true,
  'session.signOut': true,
  'session.lock': true,
  'session.unlock': true,
  'session.keys': true,
  'session.rekey': true,
  'session.beginAnew': true,
  'session.changePassword': true,
  'session.sample': true,
  'journal.append': true,
  'journal.read': true,
  'journal.settle': true,
  'journal.history': true,
  'canary.read': true,
  'canary.write': true,
  'directory.kept': true,
  'search.ask': true,
  'versions.list': true,
  'versions.read': true,
  'versions.branch': true,
  'attachment.pick': true,
  'attachment.open': true,
  'file.cancel': true,
  'file.send': true,
  'file.where': true,
  'file.pin': true,
  'picture.pick': true,
  'picture.put': true,
  'picture.trouble': true,
  'picture.keep': true,
  'cache.setAside': true,
  'safeCopy.place': true,
  'safeCopy.write': true,
  'safeCopy.handed': true,
  'safeCopy.open': true,
  'safeCopy.read': true,
  'safeCopy.cancel': true,
  'paper.pdf': true,
  'paper.ofd': true,
  'paper.print': true,
  'paper.layout': true,
  'paper.seals': true,
  'paper.printers': true,
  'paper.cancel': true,
  'paper.folder': true,
  'admin.look': true,
  'admin.check': true,
  'admin.apply': true,
  'admin.export': true,
  'admin.save': true,
  'admin.grants': true,
  'admin.checkHolidays': true,
  'admin.applyHolidays': true,
  'admin.phrases': true,
  'admin.routes': true,
  'admin.checkRoute': true,
  'admin.publishRoute': true,
  'admin.seals': true,
  'admin.sealPicture': true,
  'admin.newSeal': true,
  'admin.withdrawSeal': true,
  'update.state': true,
  'update.now': true,
  'turns.delegations': true,
  'turns.delegate': true,
  'turns.revoke': true,
  'turns.handOver': true,
  'turns.told': true,
  'archive.save': true,
  'templates.list': true,
  'templates.keep': true,
  'templates.remove': true,
  'numbers.book': true,
  'numbers.reserve': true,
  'numbers.giveUp': true,
  'flush.done': true,
  'shell.counts': true,
  'log.write': true,
}
const eventNames: Record<EventName, true> = {
  'connection.state': true,
  'device.lost': true,
  'sync.wake': true,
  'flush.request': true,
  'file.progress': true,
  'file.refused': true,
  'fileView.ended': true,
  'session.locked': true,
  'safeCopy.handed': true,
  'safeCopy.progress': true,
  'paper.progress': true,
  'update.state': true,
  'shell.todo': true,
  'disk.state': true,
}

const bridge: DeskBridge = {
  invoke: (name, input) =>
    Object.hasOwn(callNames, name) ? ipcRenderer.invoke(name, input) : Promise.resolve({ ok: false, code: 'IPC-NAME' }),
  on: (name, listener) => {
    if (!Object.hasOwn(eventNames, name)) return () => undefined
    const relay = (_event: IpcRendererEvent, payload: Parameters<typeof listener>[0]): void => listener(payload)
    ipcRenderer.on(name, relay)
    return () => ipcRenderer.off(name, relay)
  },
  requestPort: () => ipcRenderer.send('liuhen:port'),
}

contextBridge.exposeInMainWorld('desk', bridge)

ipcRenderer.on('liuhen:port', (event) => {
  window.postMessage({ type: 'liuhen:port' }, window.location.origin, event.ports)
})
