/** What asks to be let in: by whom, and what tells that it is not there any more. */
export type Asks = { session: string; gone: (then: () => void) => void }

export type WaitingLine = {
  /** true when there is room, perhaps after a wait; false when it is not worth waiting */
  enter: (asks: Asks) => Promise<boolean>
  /** one that was let in is done */
  leave: () => void
  /** by when those sent away so far will have been served, ms */
  sentAway: () => number
  inside: () => number
  waiting: () => number
}

export type LineOptions = {
  /** how many may be inside at once */
  room: number
  /** nobody waits longer, ms; 0 for no waiting at all */
  patienceMs: number
  /** ms, monotonic */
  clock: () => number
}

/** However fast the work goes, no more wait: each holds a connection and what its desk has sent of it. */
const PLACES = 2_000
/** One session takes no more places than this; a desk sends one push after the other. */
const PLACES_OF_ONE = 8
/** What happened in the last seconds says how fast it goes. */
const MEMORY_MS = 10_000
const UNKNOWN_MS = 10_000

/**
 * The line before a kind of work: first come, first served, and whoever would not be served in time by how fast the work
 * went lately is told so at once instead of after the wait (SY-181). A short stall costs those in it a moment; a storm
 * does not pile up.
 */
export function waitingLine({ room, patienceMs, clock }: LineOptions): WaitingLine {
  const line = new Set<{ session: string; call: (in_: boolean) => void }>()
  const flow = recentFlow(clock)
  let inside = 0

  const worthWaiting = (session: string): boolean => {
    if (patienceMs === 0 || line.size >= PLACES) return false
    let own = 0
    for (const one of line) if (one.session === session) own++
    if (own >= PLACES_OF_ONE) return false
    const perMs = flow.perMs()
    // before anything is known as many may wait as are inside
    return perMs === 0 ? line.size < room : (line.size + 1) / perMs <= patienceMs
  }
  const wait = ({ session, gone }: Asks): Promise<boolean> =>
    new Promise((resolve) => {
      const call = (in_: boolean): void => {
        if (!line.delete(place)) return
        clearTimeout(timer)
        resolve(in_)
      }
      const place = { session, call }
      const timer = setTimeout(() => call(false), patienceMs)
      line.add(place)
      gone(() => call(false))
    })

  return {
    enter: async (asks) => {
      if (inside < room) {
        inside++
        return true
      }
      // the room of the one who left is handed on: whoever is called is inside already
      return worthWaiting(asks.session) ? wait(asks) : false
    },
    leave: () => {
      flow.served()
      const [next] = line
      if (next) next.call(true)
      else inside--
    },
    sentAway: () => flow.sentAway(),
    inside: () => inside,
    waiting: () => line.size,
  }
}

/** Those sent away in the last seconds against those served. */
function recentFlow(clock: () => number) {
  let since = clock()
  let away = { before: 0, now: 0 }
  let done = { before: 0, now: 0 }
  const turn = (): void => {
    const passed = clock() - since
    if (passed < MEMORY_MS) return
    const kept = passed < 2 * MEMORY_MS
    away = { before: kept ? away.now : 0, now: 0 }
    done = { before: kept ? done.now : 0, now: 0 }
    since = clock()
  }
  const perMs = (): number => {
    turn()
    const spanMs = clock() - since + (done.before + away.before > 0 ? MEMORY_MS : 0)
    return (done.now + done.before) / Math.max(1, spanMs)
  }
  return {
    perMs,
    sentAway: (): number => {
      turn()
      away.now++
      const rate = perMs()
      return rate === 0 ? UNKNOWN_MS : (away.now + away.before) / rate
    },
    served: (): void => {
      turn()
      done.now++
    },
  }
}
