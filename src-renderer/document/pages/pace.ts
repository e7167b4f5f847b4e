/** A count that takes longer than this, in ms, waits until the keys rest. */
const QUICK_MS = 4
/** The rest it waits for, in lengths of the count: at most a tenth of the time one types goes into it. In ms at most. */
const REST = 10
const LONGEST_REST_MS = 250
/** Who types without a rest sees the pages follow after so long, in ms. */
const LATEST_MS = 1000
/** The browser finds idle time within so long, in ms. */
const IDLE_MS = 500

/** When pages are counted. */
export type Pace = {
  /** in the next idle time */
  soon: () => void
  /** after a key: at once where a count is quick, else when the keys rest */
  afterKey: () => void
  /** how long a whole count took, in ms */
  took: (ms: number) => void
  stop: () => void
}

/** Calls `work` in idle time, once for however many asked. */
export function makePace(work: (deadline: IdleDeadline) => void): Pace {
  let [cost, first] = [0, 0]
  let idle: number | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let stopped = false
  const soon = (): void => {
    if (stopped || idle !== undefined) return
    clearTimeout(timer)
    timer = undefined
    idle = requestIdleCallback(
      (deadline) => {
        idle = undefined
        first = 0
        work(deadline)
      },
      { timeout: IDLE_MS },
    )
  }
  return {
    soon,
    afterKey: () => {
      if (cost < QUICK_MS) return soon()
      const now = performance.now()
      first ||= now
      if (idle !== undefined) cancelIdleCallback(idle)
      idle = undefined
      clearTimeout(timer)
      timer = setTimeout(soon, Math.min(cost * REST, LONGEST_REST_MS, Math.max(0, first + LATEST_MS - now)))
    },
    took: (ms) => (cost = ms),
    stop: () => {
      stopped = true
      if (idle !== undefined) cancelIdleCallback(idle)
      clearTimeout(timer)
    },
  }
}
