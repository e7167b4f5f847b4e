/*
 * Whether an opened file still behaves (PP-63). Counted in ticks of a second and not by the clock, so that a machine that
 * slept blames nobody.
 */

/** No sign of work for so many seconds while something is being done, or no answer at all: the window is ended. */
const patienceTicks = 20
/** of the window's process, resident */
export const memoryLimitKb = 1_500_000

export type Watched = {
  /** the page says it works on something */
  busy: boolean
  /** ticks since the last sign of work */
  still: number
  /** ticks since the page answered anything */
  silent: number
}
export type WatchEnd = 'FV-SLOW' | 'FV-MEMORY'

/** A window that was just opened: loading is work. */
export const watchBegins: Watched = { busy: true, still: 0, silent: 0 }

/** After a word of the page. A mere `pong` says that it lives, not that its work goes on. */
export function heard(watched: Watched, word: 'pong' | 'progress' | 'busy' | 'idle'): Watched {
  if (word === 'pong') return { ...watched, silent: 0 }
  return { busy: word === 'busy' || (word === 'progress' && watched.busy), still: 0, silent: 0 }
}

/** After one second more. `memoryKb`: what the window's process holds, 0 where nobody knows. */
export function ticked(watched: Watched, memoryKb: number): { watched: Watched; end?: WatchEnd } {
  const next = { busy: watched.busy, still: watched.busy ? watched.still + 1 : 0, silent: watched.silent + 1 }
  if (memoryKb > memoryLimitKb) return { watched: next, end: 'FV-MEMORY' }
  if (next.still >= patienceTicks || next.silent >= patienceTicks) return { watched: next, end: 'FV-SLOW' }
  return { watched: next }
}
