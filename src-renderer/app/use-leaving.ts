import { useEffect, type RefObject } from 'react'
import type { OpenDesk } from '../data/open-desk-data.ts'
import { call, on } from '../desk.ts'
import { collectHalfWritten } from '../ui/half-written.ts'
import type { PlaceHandle } from './DocumentPlace.tsx'
import type { Leave } from './use-stage.ts'

/** A lock or restart that was asked for and did not come: the window can be used again. */
const lockMs = 20_000

export type Keep = Pick<OpenDesk, 'keepHalfWritten' | 'writeCanary'>

/**
 * Writes everything down when main asks for it. Before a lock and the restart of an update a composition under way is ended, the caret remembered and
 * what stands half-written in fields kept in the cache (SE-66); from then on nothing can be typed that would be lost.
 */
export function useLeaving(doc: RefObject<PlaceHandle | null>, keep: Keep, leave: Leave): void {
  useEffect(() => {
    const goAway = async (): Promise<void> => {
      const written = doc.current?.leave()
      await written
      await keep.keepHalfWritten(collectHalfWritten())
      await keep.writeCanary()
    }
    const forget = leave(goAway)
    let free: ReturnType<typeof setTimeout> | undefined
    const flush = (reason: string): Promise<void> => {
      if (reason !== 'lock' && reason !== 'update') return Promise.resolve(doc.current?.flush()).then(() => keep.writeCanary())
      const gone = goAway()
      document.documentElement.inert = true
      clearTimeout(free)
      free = setTimeout(() => {
        document.documentElement.inert = false
      }, lockMs)
      return gone
    }
    const off = on('flush.request', ({ token, reason }) => {
      void flush(reason)
        .then(
          () => call('flush.done', { token }),
          () => {
            // nobody goes away now: what is not on disk can still be saved
            if (reason === 'update') document.documentElement.inert = false
            return call('flush.done', { token, failed: true })
          },
        )
        .catch(() => undefined)
    })
    return () => {
      off()
      clearTimeout(free)
      forget()
    }
  }, [doc, keep, leave])
}
