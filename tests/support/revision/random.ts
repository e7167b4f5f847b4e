/** A small seeded generator (mulberry32), so that a failing run can be repeated by its seed. */
export class Random {
  private state: number
  readonly seed: number

  constructor(seed: number) {
    this.seed = seed
    this.state = seed >>> 0
  }

  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0
    let t = this.state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }

  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1))
  }

  chance(of: number): boolean {
    return this.next() < of
  }

  pick<T>(from: readonly T[]): T {
    const found = from[this.int(0, from.length - 1)]
    if (found === undefined) throw new Error('nothing to pick from')
    return found
  }

  /** Chinese text of some letters. */
  text(low: number, high: number): string {
    return Array.from({ length: this.int(low, high) }, () => String.fromCharCode(0x4e00 + this.int(0, 2999))).join('')
  }

  shuffle<T>(list: readonly T[]): T[] {
    const result = [...list]
    for (let i = result.length - 1; i > 0; i--) {
      const j = this.int(0, i)
      const [a, b] = [result[i], result[j]]
      if (a !== undefined && b !== undefined) {
        result[i] = b
        result[j] = a
      }
    }
    return result
  }
}

/** The seed of a test run: fixed, or from LIUHEN_SEED to repeat or widen. */
export const baseSeed = Number(process.env['LIUHEN_SEED'] ?? 20260101)

/** Number of sequences: few by default, many with LIUHEN_LONG=1. */
export const many = (normal: number, long: number): number =>
  process.env['LIUHEN_SEQUENCES'] ? Number(process.env['LIUHEN_SEQUENCES']) : process.env['LIUHEN_LONG'] === '1' ? long : normal
