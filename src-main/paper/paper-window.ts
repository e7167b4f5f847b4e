import { BrowserWindow, MessageChannelMain } from 'electron'
import { DeskError } from '../../src-shared/ipc/desk-error.ts'
import type { FromPaper, PrintSetup, ToPaper } from '../../src-shared/ipc/paper.ts'
import type { PaperJob, PaperTrouble } from '../../src-shared/paper/model.ts'
import type { SheetJob } from '../../src-shared/paper/sheets/model.ts'
import type { PlacedDocument } from '../../src-shared/paper/placed.ts'
import { isolatedPreferences, type IsolatedSession } from '../isolated-page.ts'
import { paperPage } from './paper-session.ts'
import { paperWord } from './paper-words.ts'

/** The hidden window that draws a job and prints it; one job at a time. Ended, it never works again: open another one. */
export type PaperWindow = {
  /** errors of all five: PP-SLOW (given up), PP-CRASHED, PP-CANCELLED; the window is over then. PP-DRAW: the page could not */
  draw: (
    job: PaperJob | SheetJob,
    limitMs: number,
    signal: AbortSignal,
  ) => Promise<{ pages: number; troubles: readonly PaperTrouble[] }>
  placed: (limitMs: number, signal: AbortSignal) => Promise<PlacedDocument>
  /** a picture of the drawn job as PNG, by its SM3 (PP-118) */
  png: (file: string, limitMs: number, signal: AbortSignal) => Promise<Uint8Array>
  pdf: (limitMs: number, signal: AbortSignal) => Promise<Uint8Array>
  /** PP-NO-PRINTER: it is gone; PP-PRINT: the system did not take it */
  print: (setup: PrintSetup, limitMs: number, signal: AbortSignal) => Promise<void>
  isOver: () => boolean
  end: () => void
}

/** Opens the hidden window in its own session and process (PP-43). `over`: once, when it has ended. */
export function openPaperWindow(preload: string, own: IsolatedSession, refused: (what: string) => void): PaperWindow {
  const window = new BrowserWindow({
    // as wide as a sheet; the height is of no account
    width: 900,
    height: 1200,
    show: false,
    skipTaskbar: true,
    webPreferences: isolatedPreferences(preload, own.session),
  })
  window.removeMenu()
  const contents = window.webContents
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
  const { port1: port, port2 } = new MessageChannelMain()
  let over: DeskError | undefined
  let fail: ((why: DeskError) => void) | undefined
  let hear: ((word: FromPaper) => void) | undefined

  const finish = (code: string): void => {
    if (over) return
    over = new DeskError(code)
    port.close()
    if (!window.isDestroyed()) {
      // a page that hangs would not hear of its end: its process goes with the window
      if (!contents.isDestroyed() && !contents.isCrashed()) contents.forcefullyCrashRenderer()
      window.destroy()
    }
    void own.end().catch(() => undefined)
    fail?.(over)
  }
  /** Does one thing within its time; whatever is late, gone or called off ends the window, since nobody knows what it still does. */
  const doing = async <T>(limitMs: number, signal: AbortSignal, work: () => Promise<T>): Promise<T> => {
    if (over) throw over
    const stop = (): void => finish('PP-CANCELLED')
    if (signal.aborted) throw new DeskError('PP-CANCELLED')
    signal.addEventListener('abort', stop, { once: true })
    const timer = setTimeout(() => finish('PP-SLOW'), limitMs)
    try {
      return await Promise.race([work(), new Promise<never>((_, reject) => (fail = reject))])
    } catch (error) {
      throw over ?? error
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
      fail = undefined
      hear = undefined
    }
  }
  const ask = async <T extends FromPaper['type']>(word: ToPaper, wanted: T): Promise<Extract<FromPaper, { type: T }>> => {
    await loaded
    return new Promise((resolve, reject) => {
      hear = (answer) => {
        if (answer.type === wanted) resolve(answer as Extract<FromPaper, { type: T }>)
        else reject(new DeskError('PP-DRAW'))
      }
      port.postMessage(word)
    })
  }
  port.on('message', ({ data }) => {
    const word = paperWord.safeParse(data)
    if (word.success) return hear?.(word.data)
    refused('paper message')
    hear?.({ type: 'failed' })
  })
  port.start()
  contents.on('render-process-gone', () => finish('PP-CRASHED'))
  window.once('closed', () => finish('PP-CRASHED'))
  const loaded = contents.loadURL(paperPage).then(() => contents.postMessage('paper:port', null, [port2]))
  loaded.catch(() => finish('PP-CRASHED'))

  return {
    draw: (job, limitMs, signal) => doing(limitMs, signal, () => ask({ type: 'draw', job }, 'drawn')),
    placed: (limitMs, signal) => doing(limitMs, signal, async () => (await ask({ type: 'place' }, 'placed')).placed),
    png: (file, limitMs, signal) => doing(limitMs, signal, async () => (await ask({ type: 'png', file }, 'png')).bytes),
    pdf: (limitMs, signal) =>
      doing(limitMs, signal, () =>
        contents.printToPDF({
          printBackground: true,
          preferCSSPageSize: true,
          generateTaggedPDF: true,
          margins: { top: 0, bottom: 0, left: 0, right: 0 },
        }),
      ),
    print: (setup, limitMs, signal) => doing(limitMs, signal, () => printed(contents, setup)),
    isOver: () => over !== undefined,
    end: () => finish('PP-CANCELLED'),
  }
}

/** Hands the pages to the printer in their true size: no margins of Chromium's, no fitting. */
function printed(contents: Electron.WebContents, { printer, copies, duplex, scale }: PrintSetup): Promise<void> {
  return new Promise((resolve, reject) => {
    contents.print(
      {
        silent: true,
        deviceName: printer,
        copies,
        collate: true,
        duplexMode: duplex,
        printBackground: true,
        pageSize: 'A4',
        margins: { marginType: 'none' },
        scaleFactor: scale,
        header: '',
        footer: '',
      },
      (done, why) => {
        if (done) resolve()
        else reject(new DeskError(/invalid|not found|device/i.test(why) ? 'PP-NO-PRINTER' : 'PP-PRINT', why.slice(0, 80)))
      },
    )
  })
}
