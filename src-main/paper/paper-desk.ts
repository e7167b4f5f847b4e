import { DeskError } from '../../src-shared/ipc/desk-error.ts'
import type { PaperJob, PaperTrouble } from '../../src-shared/paper/model.ts'
import type { SheetJob } from '../../src-shared/paper/sheets/model.ts'
import type { Log } from '../log.ts'
import type { Pictures } from '../files/pictures.ts'
import { openPaperWindow, type PaperWindow } from './paper-window.ts'
import { paperSession, servePaper } from './paper-session.ts'

/** Drawing may take a minute, and as much again for every 60 pages of an ordinary text; so may printing. */
const baseMs = 60_000
const pageMs = 1000
/** About so much stored text is a page: generous, since each character may carry marks. */
const charsOfPage = 1500
/** A window nobody needs any more is closed: it holds the text it drew last. */
const idleMs = 60_000

/** How long one step may take (PP-44). */
export const limitOf = (pages: number): number => baseMs + pages * pageMs

/** What a job may do with its drawn pages. */
export type Drawn = Pick<PaperWindow, 'pdf' | 'placed' | 'png' | 'print'> & {
  pages: number
  troubles: readonly PaperTrouble[]
  limitMs: number
}

/** The hidden window and its queue: jobs one after another, the window reused, thrown away once it hangs or dies. */
export type PaperDesk = {
  /** Draws a job when its turn comes and lets `work` have the pages; `begun`: its turn has come. */
  run: <T>(job: PaperJob | SheetJob, signal: AbortSignal, begun: () => void, work: (drawn: Drawn) => Promise<T>) => Promise<T>
  /** Ends the window and everything under way: lock, sign-out, the desk's end. */
  closeAll: () => void
}

export type PaperDeskOptions = {
  preload: string
  /** of the built pages */
  folder: string
  pictures: Pick<Pictures, 'read'>
  log: Log
}

export function openPaperDesk({ preload, folder, pictures, log }: PaperDeskOptions): PaperDesk {
  let window: PaperWindow | undefined
  let turn: Promise<unknown> = Promise.resolve()
  let waiting = 0
  let idle: NodeJS.Timeout | undefined
  let closed = new AbortController()
  /** SM3 of the pictures of the job at hand */
  let shown: ReadonlySet<string> = new Set()

  const serve = servePaper(folder, pictures, (sm3) => shown.has(sm3))
  const refused = (what: string): void => log('warn', 'SE-REFUSED', `paper ${what}`)
  const ready = (): PaperWindow => {
    if (!window || window.isOver()) window = openPaperWindow(preload, paperSession(serve, refused), refused)
    return window
  }
  const end = (): void => {
    window?.end()
    window = undefined
    shown = new Set()
  }

  const draw = async <T>(job: PaperJob | SheetJob, signal: AbortSignal, work: (drawn: Drawn) => Promise<T>): Promise<T> => {
    if (signal.aborted) throw new DeskError('PP-CANCELLED')
    const text = JSON.stringify('sheet' in job ? job.sheet : job.body)
    const seals = ('sheet' in job ? [] : (job.seal ?? [])).map(({ sm3 }) => sm3)
    shown = new Set([...(text.match(/(?<=")[0-9a-f]{64}(?=")/g) ?? []), ...seals])
    const limitMs = limitOf(text.length / charsOfPage)
    const wasOpen = window !== undefined
    let own = ready()
    const { pages, troubles } = await own.draw(job, limitMs, signal).catch((error: unknown) => {
      // a window that died while nothing was asked of it is no fault of this job
      if (!wasOpen || !(error instanceof DeskError) || error.code !== 'PP-CRASHED') throw error
      own = ready()
      return own.draw(job, limitMs, signal)
    })
    if (troubles.length > 0)
      log(
        'info',
        'PP-TROUBLES',
        troubles
          .map((one) => one.code)
          .join(' ')
          .slice(0, 400),
      )
    return work({ pages, troubles, limitMs: limitOf(pages), pdf: own.pdf, placed: own.placed, png: own.png, print: own.print })
  }

  return {
    run: (job, wish, begun, work) => {
      const signal = AbortSignal.any([wish, closed.signal])
      clearTimeout(idle)
      waiting += 1
      const done = turn.then(async () => {
        begun()
        return draw(job, signal, work)
      })
      turn = done
        .catch(() => undefined)
        .then(() => {
          waiting -= 1
          if (waiting === 0) idle = setTimeout(end, idleMs).unref()
        })
      return done
    },
    closeAll: () => {
      clearTimeout(idle)
      closed.abort()
      closed = new AbortController()
      end()
    },
  }
}
