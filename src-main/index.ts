import { app, dialog, powerMonitor, protocol, session, type BrowserWindow, type WebContents } from 'electron'
import fs from 'node:fs/promises'
import path from 'node:path'
import { sampleSignIns, paths } from '../src-shared/sync/protocol.ts'
import { openAccounts } from './accounts.ts'
import { servePage } from './app-protocol.ts'
import { openAttachments } from './attachments.ts'
import { asideMark, putCacheAside } from './cache-aside.ts'
import { serverOrigin, useProfile } from './config.ts'
import { openDesk } from './desk-session.ts'
import { openDirectoryCopy } from './directory-copy.ts'
import { freeBytes, watchDisk } from './disk.ts'
import { openFileStore } from './file-store.ts'
import { connectEngine } from './engine-port.ts'
import { DeskError } from '../src-shared/ipc/desk-error.ts'
import { onPortRequest, send, serveCalls } from './ipc.ts'
import { JournalFull } from './journal.ts'
import { openLog } from './log.ts'
import { openNetwork } from './network.ts'
import { openPictures } from './pictures.ts'
import { appScheme, hardenContents, hardenSession } from './security.ts'
import { openVersions } from './versions.ts'
import { listenForWake } from './wake-stream.ts'
import { openWindow, type DeskWindow } from './windows.ts'

/* The boot order of the desk, top to bottom. */
app.enableSandbox()
protocol.registerSchemesAsPrivileged([{ scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } }])
const profile = useProfile()
const folder = import.meta.dirname

if (app.requestSingleInstanceLock()) void app.whenReady().then(start).catch(sayNotStarted)
else app.quit()

/** Nothing starts silently in vain: the desk says why and ends (SY-44). */
async function sayNotStarted(error: unknown): Promise<void> {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  const full = ((await freeBytes(profile)) ?? Infinity) < 20 * 1024 * 1024
  dialog.showErrorBox(
    '留痕没有打开',
    full
      ? '磁盘满了，留痕没有打开。您写过的内容都在，没有丢。请清理磁盘，再打开一次。'
      : '留痕没有打开。您写过的内容都在，没有丢。请再试一次；仍不行请把代码 DESK-START 告诉管理员。',
  )
  app.exit(1)
}

async function start(): Promise<void> {
  const log = openLog(profile)
  const origin = serverOrigin()
  if (await putCacheAside(profile, Date.now)) log('warn', 'CACHE-PUT-ASIDE')

  const refused = (what: string): void => log('warn', 'SE-REFUSED', what)
  hardenSession(session.defaultSession, refused)
  hardenContents(refused)
  const network = openNetwork(origin)
  const accounts = await openAccounts(profile, log)
  const desk = openDesk(profile, app.getVersion(), accounts, network)
  const files = openFileStore(path.join(profile, 'files'), network, log, () => desk.current()?.session.user.id)
  const attachments = openAttachments(path.join(profile, 'opened'), files)
  const pictures = openPictures(files, () => choosePictures(desktop?.window))
  protocol.handle(appScheme, servePage(path.join(folder, '../renderer'), pictures))
  const versions = openVersions(network)
  const directory = openDirectoryCopy(path.join(profile, 'directory'), log)
  const county = (): string | undefined => desk.current()?.session.county
  let desktop: DeskWindow | undefined
  const page = (): WebContents | undefined => desktop?.window.webContents
  let stopWake: (() => void) | undefined

  network.onConnection((state) => {
    send(page(), 'connection.state', { state, since: Date.now() })
    if (state === 'online') void files.upload()
  })

  serveCalls(
    {
      'app.info': async () => ({
        version: app.getVersion(),
        electron: process.versions.electron ?? '',
        chrome: process.versions.chrome ?? '',
        platform: process.platform,
        server: origin,
        userDataFreeBytes: await freeBytes(profile),
      }),
      'session.current': () => desk.current(),
      'session.signIn': async ({ login, password }) => {
        const entered = await desk.signIn(login, password)
        stopWake?.()
        stopWake = listenForWake(network, (scopes) => send(page(), 'sync.wake', { scopes }))
        log('info', 'SE-SIGNED-IN', entered.mode)
        void files.upload()
        return entered
      },
      'session.signOut': async () => {
        stopWake?.()
        await desktop?.flush('quit')
        await desk.signOut()
      },
      'session.sample': async () => {
        try {
          return await network.request('GET', paths.sample, undefined, sampleSignIns)
        } catch {
          return null // not the sample county, or no line: the list is a comfort only
        }
      },
      'journal.append': async ({ records }) => {
        try {
          return await desk.journal().append(records)
        } catch (error) {
          if (error instanceof DeskError) throw error
          log('error', 'JR-APPEND', error instanceof Error ? error.message : '')
          throw new DeskError(error instanceof JournalFull ? 'JR-FULL' : 'JR-IO')
        }
      },
      'journal.read': () => desk.journal().read(),
      'journal.settle': ({ cmdIds, docIds }) => desk.journal().settle(cmdIds, docIds),
      'directory.kept': () => directory.read(county()),
      'versions.list': ({ docId }) => versions.list(docId),
      'versions.read': ({ docId, version }) => versions.read(docId, version),
      'versions.branch': ({ docId, branchId }) => versions.branch(docId, branchId),
      'attachment.pick': async () => {
        const picked = await attachments.pick(desktop?.window)
        if (picked) void files.upload()
        return picked
      },
      'attachment.open': ({ sm3, name }) => attachments.open(sm3, name),
      'picture.pick': async () => {
        const picked = await pictures.pick()
        void files.upload()
        return picked
      },
      'picture.put': async ({ bytes }) => {
        const picture = await pictures.put(bytes)
        void files.upload()
        return picture
      },
      'picture.trouble': ({ sm3 }) => pictures.trouble(sm3),
      'picture.keep': async ({ sm3 }) => {
        const kept = await pictures.keep(sm3)
        void files.upload()
        return kept
      },
      'cache.setAside': async ({ reason }) => {
        log('error', 'CACHE-SET-ASIDE', reason)
        await fs.writeFile(path.join(profile, asideMark), reason)
        app.relaunch()
        app.exit(0)
      },
      'flush.done': ({ token }) => desktop?.flushDone(token),
      'log.write': ({ level, code, detail }) => log(level, code, detail),
    },
    (name, error) => log('error', 'IPC-FAILED', `${name} ${error instanceof Error ? error.message : ''}`),
  )
  onPortRequest((contents) => connectEngine(contents, network, accounts.device, app.getVersion(), { copy: directory, county }))

  desktop = openWindow(path.join(folder, '../preload/preload.cjs'), profile, () => desk.current() !== null)
  watchDisk(profile, (state) => send(page(), 'disk.state', state))
  for (const signal of ['suspend', 'shutdown'] as const)
    powerMonitor.on(signal as 'suspend', () => void desktop?.flush('suspend'))
  app.on('second-instance', () => {
    desktop?.window.restore()
    desktop?.window.focus()
  })
  app.on('window-all-closed', () => app.quit())
  log('info', 'DESK-STARTED', `${app.getVersion()} electron ${process.versions.electron}`)
}

/** The system's dialog for pictures of the kinds the desk takes; what a file is its bytes say. */
async function choosePictures(window: BrowserWindow | undefined): Promise<readonly string[]> {
  const options = {
    properties: ['openFile' as const, 'multiSelections' as const],
    filters: [{ name: '图片', extensions: ['png', 'jpg', 'jpeg', 'gif', 'webp', 'bmp'] }],
  }
  const choice = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options))
  return choice.canceled ? [] : choice.filePaths
}
