import { liveQuery } from 'dexie'
import type Dexie from 'dexie'

/** After an answer a query rests five times as long as it took: while much is coming in, the page is there for its person. */
const restShare = 5
const restAtMost = 2500

/** A query that failed is asked again: the cache may be open again, the disk may have room. */
const againMs = 1000

/**
 * A live query that outlives a cache the system closed (SY-43): Dexie ends one at its first error, and lets it fall
 * silent where the database is closed. Where the cache changes faster than the query answers, it answers now and then, each
 * time with what was there when it began: Dexie by itself would begin anew and never answer (SY-175). Asks nothing
 * before `opened` resolves. Answers the way to stop it.
 */
export function watchCache<T>(
  db: Dexie,
  ask: () => Promise<T>,
  next: (value: T) => void,
  opened: () => Promise<void> = () => Promise.resolve(),
): () => void {
  let again: ReturnType<typeof setTimeout> | undefined
  let subscription: { unsubscribe: () => void } | undefined
  let stopped = false
  let newest = 0
  let running: Promise<unknown> = Promise.resolve()
  let restUntil = 0
  /** One query at a time, with rests; of those that wait only the newest is asked, which sees what the others would have. */
  const seldom = async (): Promise<void> => {
    const mine = ++newest
    // Dexie keeps to its query across promises of its own kind only, which this makes of any
    await Promise.resolve(running)
    await Promise.resolve(opened())
    const rest = restUntil - performance.now()
    if (rest > 1) await new Promise((resolve) => setTimeout(resolve, rest))
    if (mine !== newest || stopped) return
    const begun = performance.now()
    const answer = ask()
    running = answer.then(
      () => undefined,
      () => undefined,
    )
    try {
      const value = await answer
      const now = performance.now()
      restUntil = now + Math.min(restAtMost, restShare * (now - begun))
      if (!stopped) next(value)
    } catch (error) {
      later()
      throw error
    }
  }
  const later = (): void => {
    clearTimeout(again)
    again = setTimeout(subscribe, againMs)
  }
  const subscribe = (): void => {
    subscription?.unsubscribe()
    subscription = liveQuery(seldom).subscribe({ error: () => undefined })
  }
  db.on('close', later)
  subscribe()
  return () => {
    stopped = true
    db.on.close.unsubscribe(later)
    clearTimeout(again)
    subscription?.unsubscribe()
  }
}
