import type { EventPayload } from '../../src-shared/ipc/contract.ts'
import { DeskError } from '../../src-shared/ipc/desk-error.ts'

/** What the page is told of a file on its way (SY-154). */
export type FileProgress = EventPayload<'file.progress'>
/** What is known of a file when its way begins. */
export type TransferOf = Pick<FileProgress, 'id' | 'direction' | 'total' | 'name' | 'docId'>

/** A file on its way: in from the person's disk, up, down, or out into the copy that is opened. */
export type Transfer = {
  /** aborted with AT-CANCELLED */
  signal: AbortSignal
  /** How many bytes are done; `total` where it is known only now. */
  report: (done: number, total?: number) => void
  /** How it ended; the first word counts. */
  end: (state: 'done' | 'waiting' | 'failed' | 'cancelled', code?: string) => void
}

export type Transfers = {
  begin: (what: TransferOf) => Transfer
  /** Stops a file on its way; false where none of that id is. */
  cancel: (id: string) => boolean
}

/** What is done sooner than this is not told of: nothing flickers. */
const quietMs = 400
/** Five times a second at most. */
const everyMs = 200

/** `tell`: takes what the page is to hear. */
export function openTransfers(tell: (progress: FileProgress) => void): Transfers {
  const running = new Map<string, Set<AbortController>>()
  /** of which the page heard last that it goes on, waits or went wrong */
  const unfinished = new Set<string>()
  const say = (progress: FileProgress): void => {
    if (progress.state === 'done') unfinished.delete(progress.id)
    else unfinished.add(progress.id)
    tell(progress)
  }

  return {
    begin: (what) => {
      const abort = new AbortController()
      const all = running.get(what.id) ?? new Set()
      running.set(what.id, all.add(abort))
      let { total } = what
      let done = 0
      let told = -1
      let ended = false
      let waited = 0
      const timer = setInterval(() => {
        waited += everyMs
        if (waited < quietMs || done === told) return
        told = done
        say({ ...what, total, done, state: 'running' })
      }, everyMs)
      timer.unref()
      return {
        signal: abort.signal,
        report: (now, of) => {
          done = now
          total = of ?? total
        },
        end: (state, code) => {
          if (ended) return
          ended = true
          clearInterval(timer)
          all.delete(abort)
          if (all.size === 0) running.delete(what.id)
          // what was never told of and waits, or is in, is nobody's concern; that one is up or down changes what the page shows of it
          if (!unfinished.has(what.id) && (state === 'waiting' || (state === 'done' && what.direction === 'in'))) return
          say({ ...what, total, done, state, ...(code === undefined ? {} : { code }) })
        },
      }
    },
    cancel: (id) => {
      const all = running.get(id)
      for (const abort of all ?? []) abort.abort(new DeskError('AT-CANCELLED'))
      return all !== undefined
    },
  }
}

/**
 * Ends a transfer by what stopped it: the person, a lock (it goes on later), or a failure with its code. `asked` false: it was
 * begun without anybody asking, and is tried again in the same way.
 */
export function endBy(transfer: Transfer, error: unknown, asked = true): void {
  const code = error instanceof DeskError ? error.code : 'UI-UNEXPECTED'
  transfer.end(code === 'AT-CANCELLED' ? 'cancelled' : asked && !code.startsWith('SE-') ? 'failed' : 'waiting', code)
}

/** Runs a task and ends its transfer by how it ends. */
export async function ending<T>(transfer: Transfer, task: () => Promise<T>, asked = true): Promise<T> {
  try {
    const value = await task()
    transfer.end('done')
    return value
  } catch (error) {
    endBy(transfer, error, asked)
    throw error
  }
}
