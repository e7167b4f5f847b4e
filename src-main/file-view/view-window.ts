import { app, BrowserWindow, MessageChannelMain } from 'electron'
import type { FileViewTrouble, FromFileView, ShownKind, ToFileView } from '../../src-shared/ipc/file-view.ts'
import { isolatedPreferences } from '../isolated-page.ts'
import { viewPage, viewSession } from './view-session.ts'
import { viewWord } from './view-words.ts'
import { heard, ticked, watchBegins } from './view-watch.ts'

/** Why a window was ended other than by the person. */
export type ViewEnd = FileViewTrouble | 'FV-SLOW' | 'FV-MEMORY' | 'FV-CRASHED'

export type ViewedFile = { name: string; kind: ShownKind; size: number }

export type FileWindow = {
  focus: () => void
  /** Asked by the page: the next bytes. */
  send: (message: ToFileView) => void
  /** Ends the window and its process at once. */
  end: () => void
}

export type FileWindowEvents = {
  next: () => void
  shown: (pages: number) => void
  link: (url: string, window: BrowserWindow) => void
  /** once; undefined: closed by the person or by `end` */
  ended: (why: ViewEnd | undefined) => void
}

const tickMs = 1000

/**
 * One window for one opened file: its own process, session and origin (PP-61, SE-80). It is watched, and ended when it stands
 * still, fails to answer or takes too much memory (PP-63); what happens in it touches nothing else.
 */
export function openFileWindow(
  { preload, folder }: { preload: string; folder: string },
  file: ViewedFile,
  place: Electron.Rectangle | undefined,
  on: FileWindowEvents,
  refused: (what: string) => void,
): FileWindow {
  const own = viewSession(folder, refused)
  const window = new BrowserWindow({
    width: place?.width ?? 1100,
    height: place?.height ?? 760,
    ...(place && { x: place.x + 24, y: place.y + 24 }),
    minWidth: 640,
    minHeight: 480,
    show: false,
    backgroundColor: '#eceae3',
    title: file.name,
    autoHideMenuBar: true,
    webPreferences: isolatedPreferences(preload, own.session),
  })
  window.removeMenu()
  const contents = window.webContents
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
  contents.on('page-title-updated', (event) => event.preventDefault())

  const { port1: port, port2 } = new MessageChannelMain()
  let watched = watchBegins
  let isOver = false
  const finish = (why: ViewEnd | undefined): void => {
    if (isOver) return
    isOver = true
    clearInterval(timer)
    port.close()
    // a page that hangs would not hear of its end: its process goes with the window
    if (!window.isDestroyed()) {
      if (!contents.isDestroyed() && !contents.isCrashed()) contents.forcefullyCrashRenderer()
      window.destroy()
    }
    void own.end().catch(() => undefined)
    on.ended(why)
  }
  const send = (message: ToFileView): void => {
    if (!isOver) port.postMessage(message)
  }
  const timer = setInterval(() => {
    send({ type: 'ping' })
    const next = ticked(watched, memoryOf(contents.isDestroyed() ? 0 : contents.getOSProcessId()))
    watched = next.watched
    if (next.end) finish(next.end)
  }, tickMs)

  port.on('message', ({ data }) => {
    const word = viewWord.safeParse(data)
    if (!word.success) return refused('file-view message')
    hear(word.data)
  })
  const hear = (word: FromFileView): void => {
    if (isOver) return
    if (word.type === 'pong') watched = heard(watched, 'pong')
    else if (word.type === 'busy') watched = heard(watched, word.on ? 'busy' : 'idle')
    else watched = heard(watched, 'progress')
    if (word.type === 'next') on.next()
    if (word.type === 'shown') {
      on.shown(word.pages)
      window.show()
    }
    if (word.type === 'link') on.link(word.url, window)
    if (word.type === 'failed') finish(word.code)
  }
  port.start()

  contents.on('render-process-gone', () => finish('FV-CRASHED'))
  contents.once('did-finish-load', () => contents.postMessage('file-view:port', null, [port2]))
  contents.once('did-fail-load', () => finish('FV-CRASHED'))
  window.once('ready-to-show', () => window.show())
  window.once('closed', () => finish(undefined))
  void contents.loadURL(viewPage).catch(() => finish('FV-CRASHED'))
  return { focus: () => window.focus(), send, end: () => finish(undefined) }
}

/** What a process holds in memory, in KB; 0 where it is not known. */
const memoryOf = (pid: number): number => app.getAppMetrics().find((one) => one.pid === pid)?.memory.workingSetSize ?? 0
