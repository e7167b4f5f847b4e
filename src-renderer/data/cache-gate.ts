import type { Lock } from '../../src-shared/sync/ports.ts'
import type { Store } from '../../src-shared/sync/store-port.ts'
import { CacheReplaced } from './same-cache.ts'

/** Longer than this nobody waits for what the server has; then the desk goes on with what the journal had. */
const longestMs = 30_000

/**
 * Holds up the page while a cache that was lost under it fills again (SY-197): lists keep what they show, text stays in its
 * editor and is written down afterwards. The engine in its worker goes on: it is what fills the cache.
 */
export type CacheGate = {
  shut: () => void
  open: () => void
  /** epoch ms since when it has been shut; null where it is open */
  since: () => number | null
  /** resolves when it is open */
  opened: () => Promise<void>
  /** work that takes the lock waits before it has it, or the engine could not go on */
  lock: (lock: Lock) => Lock
  store: <S extends Store>(store: S) => S
}

/** A gate that stands open. */
export function cacheGate(): CacheGate {
  let since: number | null = null
  let opened: Promise<void> = Promise.resolve()
  let open = (): void => undefined
  let holding = 0
  return {
    shut: () => {
      if (since !== null) return
      since = Date.now()
      opened = new Promise((resolve) => {
        const timer = setTimeout(() => open(), longestMs)
        open = () => {
          clearTimeout(timer)
          since = null
          resolve()
        }
      })
    },
    open: () => open(),
    since: () => since,
    opened: () => opened,
    lock: (lock) => async (work) => {
      await opened
      return lock(async () => {
        holding++
        try {
          return await work()
        } finally {
          holding--
        }
      })
    },
    store: (store) => ({
      ...store,
      transact: async (mode, tables, work) => {
        // who has the lock gives it back
        if (since !== null && holding > 0) throw new CacheReplaced()
        await opened
        return store.transact(mode, tables, work)
      },
    }),
  }
}
