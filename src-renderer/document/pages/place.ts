import { slackOf, type Broken, type Slice } from '../../../src-shared/paper/breaks.ts'
import { line, typeArea } from '../../../src-shared/paper/measures.ts'

/*
 * Where the blocks of the editor's page get their gaps, so that every page of paper begins at the head of a sheet (PP-58).
 * Pure arithmetic in px of the sheet at 96 dpi, from its upper edge.
 */

export const pxPerMm = 96 / 25.4
/** A sheet, as high as a page of paper (paper.css). */
export const sheetPx = 1123
/** What is seen of the desk between two sheets. */
export const gapPx = 28

/** A block of the flow: `key` names the block of the editor it is a piece of (pieces of one stand side by side). */
export type Piece = {
  key: number
  parts: 'lines' | 'rows' | 'none'
  /** heights of its units in lines of the grid, as they were counted */
  units: readonly number[]
  /** height in the editor in px, where it is not that of its units */
  height?: number
  /** blank above it in the editor unless it gets a gap */
  margin?: number
  /** a table: what is drawn again where it goes on, in lines, and what its outer rules take beside its rows, in px */
  table?: { again: number; edge: number }
  /**
   * One sheet of a turned table: its first row, by what may not be parted, the blocks that stand above it there, and the blank
   * between them and the table in px.
   */
  sheet?: { row: number; above: readonly { key: number; gap: number; height: number }[]; blank: number }
}

/** A gap in a block: below `at` px of it (gaps before counted), so many px high; `unit`: what it stands before, of its rows. */
export type Cut = { at: number; height: number; unit: number }
/** What a block of the editor gets: room above it, and gaps between its lines or rows. */
export type Placement = { key: number; gap: number; cuts: readonly Cut[] }

/** Where the type area of page `i` (from 0) begins. */
export const pageTop = (i: number): number => i * (sheetPx + gapPx) + typeArea.top * pxPerMm

// a part of a line that rounding makes is no gap
const hair = 3

/**
 * Where the grid of page 1 begins, where the first block stands in the editor, and how high a line is there (lengths of a layout
 * are whole 64ths of a pixel).
 */
export type Ground = { bodyTop: number; begin: number; linePx: number }

/** Places blocks by their pages. */
export function place(pieces: readonly Piece[], broken: Broken, ground: Ground): Placement[] {
  const placer = new Placer(ground)
  broken.pages.forEach((page, i) => {
    const top = i === 0 ? ground.bodyTop : pageTop(i)
    page.slices.forEach((slice, first) => {
      const piece = pieces[slice.block]
      if (piece) placer.put(piece, slice, top, first === 0)
    })
  })
  return placer.done()
}

class Placer {
  private readonly placed = new Map<number, { gap: number; cuts: Cut[]; top: number }>()
  private readonly linePx: number
  private y: number

  constructor({ begin, linePx }: Ground) {
    this.linePx = linePx
    this.y = begin
  }

  done = (): Placement[] =>
    [...this.placed].map(([key, { gap, cuts }]) => ({ key, gap, cuts })).filter(({ gap, cuts }) => gap > 0 || cuts.length > 0)

  put(piece: Piece, slice: Slice, top: number, isFirst: boolean): void {
    const { units, again } = linesOf(piece, slice)
    // a table that ends between two lines stands in the middle of its room
    const blank = piece.parts === 'rows' ? slackOf(units + again) / 2 : 0
    const missing = top + (slice.at + blank) * this.linePx - this.y
    let gap = missing < hair ? 0 : Math.round(missing)
    for (const [i, one] of (piece.sheet?.above ?? []).entries()) {
      const own = i === 0 ? gap : one.gap
      this.placed.set(one.key, { gap: own, cuts: [], top: this.y + own })
      this.y += own + one.height
      gap = piece.sheet?.blank ?? 0
    }
    const known = this.placed.get(piece.key)
    if (!known) {
      this.placed.set(piece.key, { gap, cuts: [], top: this.y + gap })
      this.y += (gap > 0 ? gap : (piece.margin ?? 0)) + (piece.table?.edge ?? 0)
    } else if (gap > 0 && isFirst) {
      known.cuts.push({ at: this.y - known.top, height: gap, unit: (piece.sheet?.row ?? 0) + slice.from })
      this.y += gap
    }
    this.y += piece.height ?? (piece.parts === 'lines' ? (slice.to - slice.from) * this.linePx : (units + again) * line * pxPerMm)
  }
}

/** Lines of a slice's units, and of what is drawn again above them. */
const linesOf = ({ units, table }: Piece, { from, to }: Slice): { units: number; again: number } => ({
  units: units.slice(from, to).reduce((a, b) => a + b, 0),
  again: from > 0 ? (table?.again ?? 0) : 0,
})

/**
 * The shape lines keep out of: a band for each gap, from the middle of the line that is not to stand there. A float of full
 * width with this shape stands before the text of the block, so nothing stands within it.
 */
export function shapeOf(cuts: readonly Cut[], linePx: number): { height: number; polygon: string } {
  const points = cuts.flatMap(({ at, height }) => {
    const [from, to] = [(at + linePx / 2).toFixed(2), (at + height).toFixed(2)]
    return [`0 ${from}px`, `100% ${from}px`, `100% ${to}px`, `0 ${to}px`]
  })
  const last = cuts.at(-1)
  return { height: last ? last.at + last.height : 0, polygon: `polygon(${points.join(', ')})` }
}
