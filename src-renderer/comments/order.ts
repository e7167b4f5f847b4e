import type { Thread } from '../../src-shared/workflow/threads.ts'

/** Where a thread hangs in the text shown; undefined where its words are gone or were never marked. */
export type Anchor = { from: number; to: number; struck: boolean }

/** Open threads in the order of the text, those without a place after them; settled ones apart, newest first. */
export function orderThreads(
  threads: readonly Thread[],
  anchors: ReadonlyMap<string, Anchor>,
): { open: Thread[]; settled: Thread[] } {
  const place = (thread: Thread): number => anchors.get(thread.id)?.from ?? Infinity
  const begun = (thread: Thread): number => thread.replies[0]?.at ?? 0
  return {
    open: threads
      .filter((thread) => thread.settled === null)
      .toSorted((a, b) => (place(a) === place(b) ? begun(a) - begun(b) : place(a) - place(b))),
    settled: threads.filter((thread) => thread.settled !== null).toSorted((a, b) => (b.settled?.at ?? 0) - (a.settled?.at ?? 0)),
  }
}
