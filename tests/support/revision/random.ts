/** Letters that never come twice within one plan, so that what is lost or doubled can be counted letter by letter. */
export class Letters {
  private count = 0

  next(): string {
    const at = this.count++
    // CJK ideographs, then extension A; a plan needs a few hundred
    if (at >= 20_902 + 6582) throw new Error('no letters left')
    return String.fromCharCode(at < 20_902 ? 0x4e00 + at : 0x3400 + at - 20_902)
  }
}

/** A small seeded generator (mulberry32), so that a failing run can be repeated by its seed. */
export class Random {
  private state: number
  readonly seed: number
  private readonly letters: Letters | undefined

  constructor(seed: number, letters?: Letters) {
    this.seed = seed
    this.letters = letters
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
    const letter = () => this.letters?.next() ?? String.fromCharCode(0x4e00 + this.int(0, 2999))
    return Array.from({ length: this.int(low, high) }, letter).join('')
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

export const isLong = process.env['LIUHEN_LONG'] === '1'

/** Number of sequences: few by default, many with LIUHEN_LONG=1. */
export const many = (normal: number, long: number): number =>
  process.env['LIUHEN_SEQUENCES'] ? Number(process.env['LIUHEN_SEQUENCES']) : isLong ? long : normal
