import { expect, test } from 'vitest'
import { gapPx, pageTop, place, shapeOf, sheetPx, type Piece } from '../../src-renderer/document/pages/place.ts'
import { breakPages, type FlowBlock } from '../../src-shared/paper/breaks.ts'

const linePx = 38.65625
const lines = (n: number): readonly number[] => Array.from({ length: n }, () => 1)
const block = (n: number): FlowBlock => ({
  units: lines(n),
  gap: 0,
  keepNext: false,
  keepPrevious: false,
  newPage: false,
  again: 0,
})
const piece = (key: number, n: number): Piece => ({ key, parts: 'lines', units: lines(n) })
const ground = { bodyTop: 600, begin: 600, linePx }

test('[PP-58] a paragraph that goes on has its gap between two lines, as high as to the head of the next sheet', () => {
  const [placed, ...others] = place([piece(0, 12)], breakPages([block(12)], 9, 22), ground)
  expect(others).toEqual([])
  expect(placed?.gap).toBe(0)
  expect(placed?.cuts).toHaveLength(1)
  const cut = placed?.cuts[0]
  expect(cut?.at).toBeCloseTo(9 * linePx, 3)
  expect(Math.abs(600 + (cut?.at ?? 0) + (cut?.height ?? 0) - pageTop(1))).toBeLessThanOrEqual(0.5)
})

test('[PP-58] a block that begins a page has its gap above it; one of three pages has two gaps, counted into each other', () => {
  const broken = breakPages([block(9), block(30)], 9, 22)
  const placed = place([piece(0, 9), piece(1, 30)], broken, ground)
  expect(placed.map(({ key }) => key)).toEqual([1])
  expect(Math.abs(600 + 9 * linePx + (placed[0]?.gap ?? 0) - pageTop(1))).toBeLessThanOrEqual(0.5)
  const long = place([piece(0, 40)], breakPages([block(40)], 9, 22), ground)[0]
  expect(long?.cuts).toHaveLength(2)
  const [first, second] = long?.cuts ?? []
  expect(second?.at).toBeCloseTo((first?.height ?? 0) + 31 * linePx, 3)
  expect(shapeOf(long?.cuts ?? [], linePx).polygon.split(',')).toHaveLength(8)
})

test('[PP-58] what stands lower in the editor than on paper gets no gap until the next page', () => {
  const broken = breakPages([block(4), block(8)], 9, 22)
  const placed = place([piece(0, 4), piece(1, 8)], broken, { ...ground, begin: 640 })
  expect(placed.map(({ gap }) => gap)).toEqual([0])
  expect(pageTop(1) - pageTop(0)).toBe(sheetPx + gapPx)
})
