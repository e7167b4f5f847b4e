import type { Broken } from '../../../src-shared/paper/breaks.ts'
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
}

/** A gap in a block: below `at` px of it (gaps before counted), so many px high; `unit`: the row it stands before. */
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
export function place(pieces: readonly Piece[], broken: Broken, { bodyTop, begin, linePx }: Ground): Placement[] {
  const placed = new Map<number, { gap: number; cuts: Cut[]; top: number }>()
  let y = begin
  broken.pages.forEach((page, i) => {
    const top = i === 0 ? bodyTop : pageTop(i)
    page.slices.forEach((slice, first) => {
      const piece = pieces[slice.block]
      if (!piece) return
      const missing = top + slice.at * linePx - y
      const gap = missing < hair ? 0 : Math.round(missing)
      const known = placed.get(piece.key)
      if (!known) {
        placed.set(piece.key, { gap, cuts: [], top: y + gap })
        y += gap > 0 ? gap : (piece.margin ?? 0)
      } else if (gap > 0 && first === 0) {
        known.cuts.push({ at: y - known.top, height: gap, unit: slice.from })
        y += gap
      }
      y += heightOf(piece, slice.from, slice.to, linePx)
    })
  })
  return [...placed].map(([key, { gap, cuts }]) => ({ key, gap, cuts })).filter(({ gap, cuts }) => gap > 0 || cuts.length > 0)
}

function heightOf(piece: Piece, from: number, to: number, linePx: number): number {
  if (piece.height !== undefined) return piece.height
  if (piece.parts === 'lines') return (to - from) * linePx
  return piece.units.slice(from, to).reduce((a, b) => a + b, 0) * line * pxPerMm
}

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
