/*
 * Which lines stand on which page. All heights in lines of the grid (§5.2.3); every block begins on a line of it, so a page
 * is 22 lines whatever stands on it. Pure arithmetic: the lines themselves come from the browser.
 */

/** A block of the text as the pages see it. */
export type FlowBlock = {
  /** heights of what may not be parted: 1 for each line of a paragraph, a row of a table, or all of a block in one piece */
  units: readonly number[]
  /** blank lines before it, left out at the top of a page */
  gap: number
  /** a heading: the first unit of the next block stands on the same page */
  keepNext: boolean
  /** signature and date: the last unit of the block before stands on the same page (§7.3.5: no 成文日期 alone on a page) */
  keepPrevious: boolean
  /** 附件: begins a page (§7.3.7) */
  newPage: boolean
  /** height of what is drawn again before a part that goes on: the head row of a table */
  again: number
}

/** A piece of a block on a page: units `from` to `to` (behind the last), `at`: first line of it, counted from the page's first. */
export type Slice = { block: number; from: number; to: number; at: number }
/** `used`: lines taken on it. */
export type PageOfSlices = { slices: readonly Slice[]; used: number }
export type Broken = {
  pages: readonly PageOfSlices[]
  /** blocks of which one piece is higher than a page */
  tall: readonly number[]
  /** blocks that could not be kept with the one before */
  lone: readonly number[]
}

// what is a hair over a line by rounding of the browser's pixels is that line
const hair = 0.02
const whole = (lines: number): number => Math.ceil(lines - hair)
const sum = (all: readonly number[]): number => all.reduce((a, b) => a + b, 0)
const heightOf = (block: FlowBlock): number => whole(sum(block.units))

/** What is left of the lines that something so many lines high takes: it stands in the middle of them. */
export const slackOf = (height: number): number => Math.min(1, Math.max(0, whole(height) - height))

/**
 * Sets blocks on pages: `first` lines fit on page 1, `full` on each further one. Each page takes as much as it can; a heading
 * goes on with its text, the end of the text keeps its signature company. Always ends: what is higher than a page is put on
 * one of its own and named in `tall`.
 */
export function breakPages(blocks: readonly FlowBlock[], first: number, full: number): Broken {
  const maker = new Maker(blocks, first, full)
  blocks.forEach((_, i) => maker.place(i))
  return maker.done()
}

class Maker {
  private readonly pages: { slices: Slice[]; used: number }[] = [{ slices: [], used: 0 }]
  private readonly tall = new Set<number>()
  private readonly lone = new Set<number>()
  private readonly blocks: readonly FlowBlock[]
  private readonly first: number
  private readonly full: number

  constructor(blocks: readonly FlowBlock[], first: number, full: number) {
    this.blocks = blocks
    this.first = Math.max(0, first)
    this.full = full
  }

  done = (): Broken => ({ pages: this.pages, tall: [...this.tall], lone: [...this.lone] })

  private get page(): { slices: Slice[]; used: number } {
    return this.pages.at(-1) as { slices: Slice[]; used: number }
  }
  private get free(): number {
    return (this.pages.length === 1 ? this.first : this.full) - this.page.used
  }
  private turn(): void {
    this.pages.push({ slices: [], used: 0 })
  }

  /** The lines that must be free on a page for block `i` to begin there. */
  private need(i: number, from = 0): number {
    const block = this.blocks[i]
    if (!block) return 0
    const rest = block.units.slice(from)
    const next = this.blocks[i + 1]
    const height = whole(sum(rest))
    // a head row that is drawn again never stands without a row of its own
    if (rest.length > 1 && !block.keepNext) return whole(sum(rest.slice(0, from === 0 && block.again > 0 ? 2 : 1)))
    if (!next || next.newPage) return height
    if (next.keepPrevious) return Math.min(height + next.gap + heightOf(next), this.full)
    return block.keepNext ? Math.min(height + next.gap + this.need(i + 1), this.full) : height
  }

  place(i: number): void {
    const block = this.blocks[i]
    if (!block) return
    const bare = this.page.slices.length === 0
    if (block.newPage && !(bare && this.pages.length > 1)) this.turn()
    let gap = this.page.slices.length === 0 && this.pages.length > 1 ? 0 : block.gap
    if (this.need(i) + gap > this.free && (this.page.slices.length > 0 || this.pages.length === 1)) {
      if (block.keepPrevious && this.page.slices.length > 0) this.lone.add(i)
      this.turn()
      gap = 0
    }
    this.page.used += gap
    let from = 0
    while (from < block.units.length) {
      const to = this.fitting(i, from)
      this.put(i, from, to)
      from = to
      if (from < block.units.length) this.turn()
    }
  }

  /** How far block `i` goes on this page, from unit `from` on; at least one unit. */
  private fitting(i: number, from: number): number {
    const block = this.blocks[i] as FlowBlock
    let to = from
    let height = from > 0 ? block.again : 0
    while (to < block.units.length && whole(height + (block.units[to] ?? 0)) <= this.free) height += block.units[to++] ?? 0
    if (to === from) {
      this.tall.add(i)
      return from + 1
    }
    const next = this.blocks[i + 1]
    const parts = to === block.units.length && to - from > 1 && next !== undefined && next.keepPrevious
    // the signature will not fit below: the last line goes over with it
    if (parts && whole(height) + next.gap + heightOf(next) > this.free && 1 + next.gap + heightOf(next) <= this.full)
      return to - 1
    return to
  }

  private put(i: number, from: number, to: number): void {
    const block = this.blocks[i] as FlowBlock
    this.page.slices.push({ block: i, from, to, at: this.page.used })
    this.page.used += whole(sum(block.units.slice(from, to)) + (from > 0 ? block.again : 0))
  }
}
