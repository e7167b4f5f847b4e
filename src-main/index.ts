import { app, protocol, session, type WebContents } from 'electron'
import fs from 'node:fs/promises'
import path from 'node:path'
import type { DeskSession, EventPayload } from '../src-shared/ipc/contract.ts'
import { DeskError } from '../src-shared/ipc/desk-error.ts'
import { sampleSignIns, paths } from '../src-shared/sync/protocol.ts'
import { uploadBytes } from './files/upload.ts'
import { servePage } from './app-protocol.ts'
import { openAttachments } from './files/attachments.ts'
import { asideMark, putCacheAside } from './cache-aside.ts'
import { openCanaryBook } from './canary.ts'
import { deskPolicy, licencesFile, useProfile } from './config.ts'
import { openDesk } from './desk-session.ts'
import { codeOf } from './durable.ts'
import { openDevice } from './device.ts'
import { openDirectoryCopy } from './directory-copy.ts'
import { freeBytes, watchDisk } from './disk.ts'
import { openFileStore } from './files/file-store.ts'
import { openFileViews } from './file-view/file-views.ts'
import { connectEngine } from './engine-port.ts'
import { onPortRequest, send, serveCalls } from './ipc.ts'
import { journalCalls } from './journal-calls.ts'
import { openKeyRing } from './keys.ts'
import { watchForLock } from './lock-watch.ts'
import { openLog } from './log.ts'
import { openLostDevice } from './lost-device/lost-device.ts'
import { watchForLoss } from './lost-device/watch.ts'
import { finishWipe } from './lost-device/wipe.ts'
import { openNetwork } from './network.ts'
import { openCopies } from './files/opened-copies.ts'
import { choosePictures } from './files/picture-dialog.ts'
import { openPictures } from './files/pictures.ts'
import { sayNotStarted } from './not-started.ts'
import { flushBeforePower, handsAndScreen } from './power.ts'
import { builtFaces, openFontFiles } from './paper/font-files.ts'
import { policyOf } from '../src-shared/paper/policy.ts'
import { paperCalls } from './paper/paper-calls.ts'
import { openSealPictures } from './paper/seal-pictures.ts'
import { openPaperDesk } from './paper/paper-desk.ts'
import { choosePaperFolder, choosePaperPlace, printersOf } from './paper/paper-dialogs.ts'
import { roomOf } from './files/room.ts'
import { chooseSource, chooseTarget } from './safe-copy/copy-dialogs.ts'
import { openHanded } from './safe-copy/handed-copy.ts'
import { safeCopies } from './safe-copy/safe-copies.ts'
import { appScheme, hardenContents, hardenSession } from './security.ts'
import { openShell, type Shell } from './shell.ts'
import { systemSecret } from './system-secret.ts'
import { askSearch } from './search.ts'
import { adminCalls } from './organisation/admin-calls.ts'
import { archiveCalls } from './archive/archive-calls.ts'
import { numberCalls } from './numbers/number-calls.ts'
import { templateCalls } from './templates/template-calls.ts'
import { turnCalls } from './turns/turn-calls.ts'
import { startUpdates } from './update/desk-updates.ts'
import { chooseFile, chooseFolder, chooseHolidays, chooseSealPicture, chooseTables } from './organisation/dialogs.ts'
import { openVersions } from './versions.ts'
import { listenForWake } from './wake-stream.ts'
import { openWindow, type DeskWindow } from './windows.ts'

/* The boot order of the desk, top to bottom. */
app.enableSandbox()
// dates in fields, and what Chromium itself says, are in the language of the desk, whatever the system's is
app.commandLine.appendSwitch('lang', 'zh-CN')
protocol.registerSchemesAsPrivileged([{ scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } }])
const profile = useProfile()
const folder = import.meta.dirname

if (app.requestSingleInstanceLock())
  void app
    .whenReady()
    .then(start)
    .catch((error: unknown) => sayNotStarted(profile, error))
else app.quit()

async function start(): Promise<void> {
  const log = openLog(profile)
  const { server: origin, certificates, lockAfterMinutes, filesLimitMb, updates: updatePolicy } = deskPolicy()
  await finishWipe(profile, log, Date.now)
  if (await putCacheAside(profile, Date.now)) log('warn', 'CACHE-PUT-ASIDE')

  const refused = (what: string): void => log('warn', 'SE-REFUSED', what)
  hardenSession(session.defaultSession, refused)
  hardenContents(refused)
  const network = openNetwork(origin, certificates, refused)
  const device = await openDevice(profile, log)
  // a keyring may ask the person something: never before there is a window to ask in
  const secret = async () => (desktop?.window.isVisible() ? systemSecret(log) : undefined)
  const ring = openKeyRing(path.join(profile, 'keys'), log, Date.now, secret)
  const lost = await openLostDevice({
    profile,
    device,
    network,
    ring,
    log,
    now: Date.now,
    leave: () => leaveDesk(),
    restart: () => {
      app.relaunch()
      app.exit(0)
    },
    told: (fate) => send(page(), 'device.lost', fate && { state: fate.state, at: fate.at }),
  })
  const isLost = (): boolean => lost.fate() !== null
  const desk = openDesk(profile, app.getVersion(), device, ring, network, log, Date.now, isLost)
  const sealedFor = (purpose: 'files' | 'directory') => {
    const open = desk.open()
    return open && { id: open.userId, key: open.keys.of(purpose) }
  }
  const files = openFileStore(path.join(profile, 'files'), network, log, () => sealedFor('files'), {
    freeBytes: () => freeBytes(profile),
    refused: (code) => send(page(), 'file.refused', { code }),
    progress: (progress) => send(page(), 'file.progress', progress),
    limitBytes: filesLimitMb * 1024 * 1024,
  })
  const copies = openCopies(path.join(profile, 'opened'), log)
  await copies.wipe()
  const views = openFileViews({
    preload: path.join(folder, '../preload/file-view.cjs'),
    folder: path.join(folder, '../renderer'),
    files,
    log,
    beside: () => desktop?.window,
    ended: (code) => send(page(), 'fileView.ended', { code }),
  })
  const attachments = openAttachments(copies, files, views)
  const pictures = openPictures(files, () => choosePictures(desktop?.window))
  protocol.handle(appScheme, servePage(path.join(folder, '../renderer'), pictures))
  const seals = openSealPictures(pictures)
  const paper = openPaperDesk({
    preload: path.join(folder, '../preload/paper.cjs'),
    folder: path.join(folder, '../renderer'),
    pictures: seals,
    log,
  })
  /** What shows or holds a document beside the desk's own window ends with it. */
  const closeBeside = (): void => {
    views.closeAll()
    paper.closeAll()
  }
  const versions = openVersions(network)
  const handed = openHanded()
  handed.note(process.argv.slice(1), process.cwd())
  const directory = openDirectoryCopy(path.join(profile, 'directory'), log, () => sealedFor('directory'))
  const canaries = openCanaryBook(path.join(profile, 'canary'), log)
  const county = (): string | undefined => desk.open()?.county
  let desktop: DeskWindow | undefined
  let shell: Shell | undefined
  const page = (): WebContents | undefined => desktop?.window.webContents
  let stopWake: (() => void) | undefined
  let lastWork = Date.now()
  const worked = (): void => {
    lastWork = Date.now()
  }

  /** The desk is open: listen for wake-ups, send what waits. */
  const entered = (session: DeskSession, how: string): DeskSession => {
    worked()
    stopWake?.()
    stopWake = listenForWake(network, (scopes) => send(page(), 'sync.wake', { scopes }))
    log('info', how, session.mode)
    updates.again()
    void files.upload()
    return session
  }

  /** The page writes down what it holds, then nothing of the person's is readable any more until their password (SE-52). */
  const lockDesk = async (why: EventPayload<'session.locked'>['why']): Promise<void> => {
    closeBeside()
    if (!desk.open()) return
    await desktop?.flush('lock')
    stopWake?.()
    if (!(await desk.lock())) return
    send(page(), 'session.locked', { why })
    shell?.clear()
    log('info', 'SE-DESK-LOCKED', why)
    await copies.wipe()
  }

  /** The machine was reported lost: what is typed is written down, then nobody is signed in any more (SE-73). */
  const leaveDesk = async (): Promise<void> => {
    closeBeside()
    await lockDesk('person')
    stopWake?.()
    await desk.signOut()
    await copies.wipe()
  }

  network.onConnection((state) => {
    // the server may have ended the session because this machine was reported lost
    if (state === 'auth') void lost.ask()
    send(page(), 'connection.state', { state, since: Date.now(), distrusted: network.isDistrusted() })
    if (state !== 'online') return
    updates.again()
    void files.upload()
  })

  const served = serveCalls(
    {
      'app.info': async () => ({
        version: app.getVersion(),
        electron: process.versions.electron ?? '',
        chrome: process.versions.chrome ?? '',
        platform: process.platform,
        server: origin,
        distrusted: network.isDistrusted(),
        userDataFreeBytes: await freeBytes(profile),
        licences: licencesFile(),
      }),
      'device.lost': () => {
        const fate = lost.fate()
        return fate && { state: fate.state, at: fate.at }
      },
      'session.current': () => desk.current(),
      'session.signIn': async ({ login, password }) => {
        try {
          return entered(await desk.signIn(login, password), 'SE-SIGNED-IN')
        } catch (error) {
          if (error instanceof DeskError && error.code === 'SE-REVOKED') void lost.ask()
          throw error
        }
      },
      'session.signOut': async () => {
        stopWake?.()
        closeBeside()
        await desktop?.flush('quit')
        await desk.signOut()
        shell?.clear()
        await copies.wipe()
      },
      'session.lock': () => lockDesk('person'),
      'session.unlock': async ({ password }) => entered(await desk.unlock(password), 'SE-DESK-UNLOCKED'),
      'session.rekey': async ({ oldPassword }) => entered(await desk.rekey(oldPassword), 'SE-SIGNED-IN'),
      'session.beginAnew': async () => entered(await desk.beginAnew(), 'SE-SIGNED-IN'),
      'session.changePassword': (change) => desk.changePassword(change),
      'session.keys': () => {
        const { keys } = desk.mustBeOpen()
        return { kid: keys.kid, cache: new Uint8Array(keys.of('cache')) }
      },
      'session.sample': async () => {
        try {
          return await network.request('GET', paths.sample, undefined, sampleSignIns)
        } catch {
          return null // not the sample county, or no line: the list is a comfort only
        }
      },
      ...journalCalls(
        () => desk.mustBeOpen().journal,
        log,
        () => freeBytes(profile),
        worked,
      ),
      'canary.read': () => {
        const { userId, keys } = desk.mustBeOpen()
        return canaries.read(userId, keys.of('canary'))
      },
      'canary.write': (said) => {
        const { userId, keys } = desk.mustBeOpen()
        return canaries.write(userId, keys.of('canary'), said)
      },
      'directory.kept': () => directory.read(county()),
      ...adminCalls({
        network,
        chooseTables: () => chooseTables(desktop?.window),
        chooseHolidays: () => chooseHolidays(desktop?.window),
        chooseSealPicture: () => chooseSealPicture(desktop?.window),
        chooseFile: (name) => chooseFile(desktop?.window, name),
        chooseFolder: () => chooseFolder(desktop?.window),
        now: Date.now,
      }),
      ...turnCalls(network),
      ...numberCalls(network),
      ...templateCalls(network),
      ...archiveCalls({ network, chooseFile: (name) => chooseFile(desktop?.window, name) }),
      'search.ask': (input) => askSearch(network, input),
      'versions.list': ({ docId }) => versions.list(docId),
      'versions.read': ({ docId, version }) => versions.read(docId, version),
      'versions.branch': ({ docId, branchId }) => versions.branch(docId, branchId),
      'attachment.pick': async ({ docId }) => {
        const picked = await attachments.pick(desktop?.window, docId)
        if (picked) void files.upload()
        return picked
      },
      'attachment.open': (file) => attachments.open(file, desktop?.window),
      'file.cancel': ({ id }) => files.cancel(id),
      'file.send': async ({ sm3 }) => {
        const here = await files.sendAgain(sm3)
        void files.upload()
        return here
      },
      'file.where': ({ sm3s }) => files.where(sm3s),
      'file.pin': ({ sm3s }) => files.pin(sm3s),
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
      ...safeCopies({
        desk,
        room: () => roomOf(path.join(profile, 'files'), () => sealedFor('files')),
        freeBytes: () => freeBytes(profile),
        chooseTarget: (name) => chooseTarget(desktop?.window, name),
        chooseSource: async () => handed.take() ?? (await chooseSource(desktop?.window)),
        progress: (done, total) => send(page(), 'safeCopy.progress', { done, total }),
        filesCame: () => void files.upload(),
        log,
        now: Date.now,
      }),
      'safeCopy.handed': () => handed.waits(),
      ...paperCalls({
        desk: paper,
        fonts: openFontFiles(builtFaces(folder)),
        pictures: seals,
        seals: (docId) => seals.offeredFor(network, docId),
        hand: async (bytes, hash, signal) => {
          await files.put(bytes)
          await uploadBytes(network, bytes, hash, signal)
          // it was marked to go up when it was kept
          void files.upload()
        },
        versions,
        online: () => network.connection() === 'online' && network.hasToken(),
        printers: () => printersOf(desktop?.window),
        choosePlace: (name, kind) => choosePaperPlace(desktop?.window, name, kind),
        chooseFolder: () => choosePaperFolder(desktop?.window),
        asked: () => {
          const session = desk.current()?.session
          return session && { name: session.user.name, policy: policyOf(session) }
        },
        progress: (progress) => send(page(), 'paper.progress', progress),
        log,
      }),
      'cache.setAside': async ({ reason }) => {
        log('error', 'CACHE-SET-ASIDE', reason)
        await fs.writeFile(path.join(profile, asideMark), reason)
        app.relaunch()
        app.exit(0)
      },
      'shell.counts': (said) => shell?.counts(said),
      'update.state': () => updates.state(),
      'update.now': () => updates.now(),
      'flush.done': ({ token, failed }) => desktop?.flushDone(token, failed),
      'log.write': ({ level, code, detail }) => log(level, code, detail),
    },
    () => desk.current()?.locked === true,
    (name, error) => log('error', 'IPC-FAILED', `${name} ${error instanceof Error ? error.message : ''}`),
  )
  onPortRequest((contents) =>
    connectEngine(
      contents,
      network,
      device.id,
      app.getVersion(),
      { copy: directory, county },
      () => void files.offerAgain().catch((error: unknown) => log('warn', 'AT-OFFER', codeOf(error))),
    ),
  )

  const updates = startUpdates({
    policy: updatePolicy,
    profile,
    device,
    network,
    log,
    underWay: () => served.underWay(),
    lastWork: () => lastWork,
    unsent: () => desk.open()?.journal.read().records.length ?? null,
    freeBytes: () => freeBytes(profile),
    flush: async () => (await desktop?.flush('update')) !== false,
    leave: async () => {
      closeBeside()
      await copies.wipe()
    },
    told: (state) => send(page(), 'update.state', state),
  })
  desktop = openWindow(path.join(folder, '../preload/preload.cjs'), profile, () => desk.open() !== undefined)
  desktop.window.on('closed', () => closeBeside())
  updates.watchStart(desktop.window.webContents)
  shell = openShell({
    window: () => (desktop?.window.isDestroyed() === false ? desktop.window : undefined),
    openTodo: () => send(page(), 'shell.todo', {}),
    lock: () => void lockDesk('person'),
    quit: () => desktop?.window.close(),
  })
  watchForLoss(lost, () => network.connection() === 'online' && network.hasToken())
  watchDisk(profile, (state) => send(page(), 'disk.state', state))
  flushBeforePower(async (why) => desktop?.flush(why))
  watchForLock(
    lockAfterMinutes,
    handsAndScreen(() => lastWork),
    (why) => void lockDesk(why),
  )
  app.on('will-quit', () => {
    copies.wipeNow()
    shell?.close()
  })
  app.on('second-instance', (_event, words, place) => {
    if (handed.note(words.slice(1), place)) send(page(), 'safeCopy.handed', {})
    desktop?.window.restore()
    desktop?.window.focus()
  })
  app.on('window-all-closed', () => app.quit())
  log('info', 'DESK-STARTED', `${app.getVersion()} electron ${process.versions.electron}`)
}
