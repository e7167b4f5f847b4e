/** A small seeded generator (mulberry32): the same seed gives the same county on every machine. */
export type Random = {
  /** 0 ≤ x < 1 */
  next: () => number
  /** whole number, both ends included */
  int: (from: number, to: number) => number
  pick: <T>(from: readonly T[]) => T
}

/** A generator from a seed. */
export function seeded(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const int = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1))
  return {
    next,
    int,
    pick: (from) => {
      const chosen = from[int(0, from.length - 1)]
      if (chosen === undefined) throw new RangeError('nothing to pick from')
      return chosen
    },
  }
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0')

/** An id of UUIDv7's shape: 48 bits of time, the rest from the seeded generator, so it is the same in every run. */
export function uuidAt(at: number, random: Random): string {
  const time = hex(Math.floor(at), 12)
  const bits = (n: number): number => random.int(0, 2 ** n - 1)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(bits(12), 3)}-${hex(0x8000 + bits(14), 4)}-${hex(bits(24), 6)}${hex(bits(24), 6)}`
}
