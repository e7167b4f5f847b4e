import type { PageSize } from './shown-document.ts'

/** Pages below each other: where each begins and how large it is, in CSS px at the scale it was made for. */
export type Column = { tops: readonly number[]; sizes: readonly PageSize[]; width: number; height: number }

/** Between pages, and above the first and below the last. */
export const gap = 12

/** Lays pages out at a scale. */
export function columnOf(sizes: readonly PageSize[], scale: number): Column {
  const tops: number[] = []
  const scaled = sizes.map((size) => ({ width: Math.round(size.width * scale), height: Math.round(size.height * scale) }))
  let at = gap
  for (const size of scaled) {
    tops.push(at)
    at += size.height + gap
  }
  return { tops, sizes: scaled, width: scaled.reduce((most, size) => Math.max(most, size.width), 0), height: at }
}

/** The page (from 1) that stands at `y`, or the one above it in a gap. */
export function pageAt(column: Column, y: number): number {
  let low = 0
  let high = column.tops.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((column.tops[middle] ?? 0) <= y) low = middle
    else high = middle - 1
  }
  return low + 1
}

/** First and last page (from 1) that reach between `top` and `bottom`. */
export const pagesBetween = (column: Column, top: number, bottom: number): [number, number] => [
  pageAt(column, top),
  pageAt(column, bottom),
]

/** A place that stays under the eye when pages become larger or turn: a page and the share of it above the place. */
export type Place = { page: number; share: number }

/** The place at `y`. */
export function placeAt(column: Column, y: number): Place {
  const page = pageAt(column, y)
  const height = column.sizes[page - 1]?.height ?? 1
  return { page, share: (y - (column.tops[page - 1] ?? 0)) / Math.max(1, height) }
}

/** Where a place is now. */
export const yOf = (column: Column, { page, share }: Place): number =>
  (column.tops[page - 1] ?? 0) + share * (column.sizes[page - 1]?.height ?? 0)

const steps = [0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4]

/** The next usual zoom, larger or smaller. */
export const zoomStep = (scale: number, direction: 1 | -1): number =>
  direction > 0 ? (steps.find((one) => one > scale * 1.01) ?? 4) : (steps.findLast((one) => one < scale * 0.99) ?? 0.25)

/** The zoom at which pages of `width` px (at 100 %) fill a view of `view` px, within what is usual. */
export const fitWidth = (width: number, view: number): number =>
  Math.min(2, Math.max(0.25, (view - 2 * gap) / Math.max(1, width)))
