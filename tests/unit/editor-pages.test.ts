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

const rows = (...units: number[]): FlowBlock => ({ ...block(0), units, again: 1 })
const tablePiece = (key: number, ...units: number[]): Piece => ({ key, parts: 'rows', units, table: { again: 1, edge: 1 } })

test('[PP-58] a table has its gap before the row that begins a page; its head again takes room there, and it stands amid its lines', () => {
  const units = [1, 6.5, 6.5, 6.5, 6.5]
  const broken = breakPages([block(4), rows(...units), block(2)], 22, 22)
  const placed = place([piece(0, 4), tablePiece(1, ...units), piece(2, 2)], broken, {
    ...ground,
    begin: pageTop(0),
    bodyTop: pageTop(0),
  })
  const table = placed.find(({ key }) => key === 1)
  // 14 lines of 14: nothing above it; on page 2 head and rows take 14 of 14
  expect(table?.cuts.map(({ unit }) => unit)).toEqual([3])
  const cut = table?.cuts[0]
  const top = pageTop(0) + 4 * linePx
  expect(Math.abs(top + (cut?.at ?? 0) + (cut?.height ?? 0) - pageTop(1))).toBeLessThan(1)
  // what follows stands right below
  expect(placed.some(({ key }) => key === 2)).toBe(false)
  const half = breakPages([rows(1, 2.5), block(2)], 22, 22)
  const [first, next] = place([tablePiece(0, 1, 2.5), piece(1, 2)], half, { ...ground, begin: 600, bodyTop: 600 })
  expect(first?.gap).toBe(Math.round(linePx / 4))
  expect(Math.abs((first?.gap ?? 0) + (next?.gap ?? 0) - linePx / 2)).toBeLessThan(2)
})

test('[PP-58] [PP-120] each sheet of a turned table begins a page; what stands above the table on paper stands there too', () => {
  const sheet = (newPage = false): FlowBlock => ({ ...block(0), units: [22], newPage })
  const broken = breakPages([block(5), sheet(), sheet(), block(3)], 22, 22)
  const above = [{ key: 1, gap: 0, height: linePx }]
  const of = (row: number, first: boolean): Piece => ({
    key: 2,
    parts: 'none',
    units: [22],
    height: 200,
    sheet: { row, above: first ? above : [], blank: 10 },
  })
  const placed = place([piece(0, 5), of(0, true), of(7, false), piece(3, 3)], broken, {
    ...ground,
    begin: pageTop(0),
    bodyTop: pageTop(0),
  })
  const by = new Map(placed.map((one) => [one.key, one]))
  expect(Math.abs(pageTop(0) + 5 * linePx + (by.get(1)?.gap ?? 0) - pageTop(1))).toBeLessThan(1)
  expect(by.get(2)).toMatchObject({ gap: 10, cuts: [{ at: 200, unit: 7 }] })
  const used = pageTop(1) + linePx + 10 + 200 + (by.get(2)?.cuts[0]?.height ?? 0)
  expect(Math.abs(used - pageTop(2))).toBeLessThan(1)
  expect(Math.abs(used + 200 + (by.get(3)?.gap ?? 0) - pageTop(3))).toBeLessThan(1)
})
