import type { Clock, Random } from '../../src-shared/sync/ports.ts'

/** A seeded source of chance (mulberry32); the same seed gives the same run. */
export type Chance = Random & {
  /** integer from 0 to n-1 */
  below: (n: number) => number
  once: (probability: number) => boolean
  pick: <T>(list: readonly T[]) => T
  id: () => string
}

export function chanceOf(seed: number): Chance {
  let state = (seed * 2654435761) >>> 0
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const below = (n: number): number => Math.floor(fraction() * n)
  const hex = (n: number): string => Array.from({ length: n }, () => below(16).toString(16)).join('')
  return {
    fraction,
    below,
    once: (probability) => fraction() < probability,
    pick: (list) => list[below(list.length)] as (typeof list)[number],
    id: () => `0190${hex(4)}-${hex(4)}-7${hex(3)}-8${hex(3)}-${hex(12)}`,
  }
}

/** A clock that moves only when told: each step runs the next event and lets all promises settle. */
export type WorldClock = Clock & {
  at: (ms: number, run: () => void) => void
  /** Runs the next event; false where there is none before `until`. */
  step: (until: number) => Promise<boolean>
  /** Real work, such as a request to a real server: the clock stands still until it is done. */
  outside: <T>(work: Promise<T>) => Promise<T>
}

/**
 * `overlapMs`: events due so soon after real work began run beside it, so that requests meet on the server. Zero runs one
 * thing after the other, the same in every run of a seed.
 */
export function worldClock(start: number, overlapMs = 0): WorldClock {
  let now = start
  let order = 0
  const events: { at: number; order: number; run: () => void }[] = []
  const outside = new Map<symbol, number>()
  let oneDone: () => void = () => undefined
  const promisesRun = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  const mayOverlap = (until: number): boolean => {
    const due = events[0]?.at
    return overlapMs > 0 && due !== undefined && due <= until && due < Math.min(...outside.values()) + overlapMs
  }
  const settled = async (until: number): Promise<void> => {
    await promisesRun()
    while (outside.size > 0 && !mayOverlap(until)) {
      await new Promise<void>((resolve) => {
        oneDone = resolve
      })
      await promisesRun()
    }
  }
  const clock: WorldClock = {
    // whole milliseconds, as Date.now gives them
    now: () => Math.floor(now),
    sleep: (ms) => new Promise((resolve) => clock.at(ms, resolve)),
    at: (ms, run) => {
      const event = { at: now + Math.max(0, ms), order: order++, run }
      let i = events.length
      while (i > 0 && (events[i - 1] as typeof event).at > event.at) i--
      events.splice(i, 0, event)
    },
    step: async (until) => {
      await settled(until)
      const next = events[0]
      if (!next || next.at > until) {
        now = Math.max(now, until)
        return false
      }
      events.shift()
      now = Math.max(now, next.at)
      next.run()
      await settled(until)
      return true
    },
    outside: async (work) => {
      const key = Symbol('outside')
      outside.set(key, now)
      try {
        return await work
      } finally {
        outside.delete(key)
        oneDone()
      }
    },
  }
  return clock
}
