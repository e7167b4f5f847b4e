import { liveQuery } from 'dexie'
import type Dexie from 'dexie'

/** A query that failed is asked again: the cache may be open again, the disk may have room. */
const againMs = 1000

/**
 * A live query that outlives a cache the system closed (SY-43): Dexie ends one at its first error, and lets it fall
 * silent where the database is closed. Answers the way to stop it.
 */
export function watchCache<T>(db: Dexie, ask: () => Promise<T>, next: (value: T) => void): () => void {
  let again: ReturnType<typeof setTimeout> | undefined
  let subscription: { unsubscribe: () => void } | undefined
  const later = (): void => {
    clearTimeout(again)
    again = setTimeout(subscribe, againMs)
  }
  const subscribe = (): void => {
    subscription?.unsubscribe()
    subscription = liveQuery(async () => {
      try {
        return await ask()
      } catch (error) {
        later()
        throw error
      }
    }).subscribe({ next, error: () => undefined })
  }
  db.on('close', later)
  subscribe()
  return () => {
    db.on.close.unsubscribe(later)
    clearTimeout(again)
    subscription?.unsubscribe()
  }
}
