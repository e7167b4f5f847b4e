/** How far a first sync is, for one bar: what is being fetched, how much of it, and the whole as a share that only grows. */
export type FirstSync = {
  phase: 'list' | 'bodies'
  /** documents */
  done: number
  total: number
  /** 0 to 1 over all phases */
  share: number
}

/** What is known at a moment: the engine's word about the list, and how many texts are still to come. */
export type Fetching = { list: { done: number; total: number } | null; wanted: number }

export type FirstSyncState = { shown: FirstSync | null; most: number }

export const noFirstSync: FirstSyncState = { shown: null, most: 0 }

/** The list takes about this share of the time (measured: 20,000 documents). */
const listShare = 0.7
/** Fewer texts than this come while one looks: no bar for a day's work. */
const worthABar = 50

/**
 * The next state of the bar (UI-60). It never goes backwards: more texts may turn out to be wanted while the list comes.
 * Pure.
 */
export function nextFirstSync(state: FirstSyncState, { list, wanted }: Fetching): FirstSyncState {
  if (list === null && (wanted === 0 || (state.shown === null && wanted < worthABar))) return noFirstSync
  const most = Math.max(state.most, wanted)
  const found: FirstSync =
    list !== null
      ? { phase: 'list', ...list, share: listShare * shareOf(list.done, list.total) }
      : { phase: 'bodies', done: most - wanted, total: most, share: listShare + (1 - listShare) * shareOf(most - wanted, most) }
  return { most, shown: { ...found, share: Math.max(found.share, state.shown?.share ?? 0) } }
}

const shareOf = (done: number, total: number): number => (total <= 0 ? 0 : Math.min(1, done / total))
