import { expect, test } from 'vitest'
import { breakPages, type FlowBlock } from '../../../src-shared/paper/breaks.ts'

const lines = (n: number, more: Partial<FlowBlock> = {}): FlowBlock => ({
  units: Array.from({ length: n }, () => 1),
  gap: 0,
  keepNext: false,
  keepPrevious: false,
  newPage: false,
  again: 0,
  ...more,
})
const piece = (height: number, more: Partial<FlowBlock> = {}): FlowBlock => lines(0, { units: [height], ...more })

test('PP-02 a long paragraph fills every page to its last line', () => {
  const { pages } = breakPages([lines(60)], 10, 22)
  expect(pages.map((page) => page.used)).toEqual([10, 22, 22, 6])
  expect(pages.flatMap((page) => page.slices).map(({ from, to }) => [from, to])).toEqual([
    [0, 10],
    [10, 32],
    [32, 54],
    [54, 60],
  ])
})

test('PP-03 a heading goes on with the first line of its text, also a chain of headings', () => {
  const heading = lines(1, { keepNext: true })
  const { pages } = breakPages([lines(21), heading, lines(5)], 22, 22)
  expect(pages.map((page) => page.slices.map((slice) => slice.block))).toEqual([[0], [1, 2]])
  const chain = breakPages([lines(20), heading, heading, lines(5)], 22, 22)
  expect(chain.pages.map((page) => page.slices.map((slice) => slice.block))).toEqual([[0], [1, 2, 3]])
})

test('PP-04 signature and date never stand on a page without text: the last line goes over with them', () => {
  const end = piece(4, { keepPrevious: true })
  const { pages, lone } = breakPages([lines(20), end], 22, 22)
  expect(pages.map((page) => page.slices)).toEqual([
    [{ block: 0, from: 0, to: 19, at: 0 }],
    [
      { block: 0, from: 19, to: 20, at: 0 },
      { block: 1, from: 0, to: 1, at: 1 },
    ],
  ])
  expect(lone).toEqual([])
})

test('PP-04 a last paragraph of one line goes over whole, and its heading with it', () => {
  const { pages } = breakPages([lines(17), lines(1, { keepNext: true }), lines(1), piece(4, { keepPrevious: true })], 22, 22)
  expect(pages.map((page) => page.slices.map((slice) => slice.block))).toEqual([[0], [1, 2, 3]])
})

test('PP-04 an end as high as a page stands alone and is told', () => {
  const { pages, lone } = breakPages([lines(3), piece(22, { keepPrevious: true })], 22, 22)
  expect(pages).toHaveLength(2)
  expect(lone).toEqual([1])
})

test('PP-05 a table is parted between rows only, and its head is drawn again', () => {
  const table = lines(0, { units: [1, 5.5, 9, 9, 9], again: 1 })
  const { pages, tall } = breakPages([lines(4), table], 22, 22)
  expect(pages.map((page) => page.slices)).toEqual([
    [
      { block: 0, from: 0, to: 4, at: 0 },
      { block: 1, from: 0, to: 3, at: 4 },
    ],
    [{ block: 1, from: 3, to: 5, at: 0 }],
  ])
  expect(pages[1]?.used).toBe(19)
  expect(tall).toEqual([])
})

test('PP-05 a head row never stands at the foot of a page without a row of its own', () => {
  const table = lines(0, { units: [1, 5, 5], again: 1 })
  expect(breakPages([lines(18), table], 22, 22).pages.map((page) => page.slices.map((slice) => slice.block))).toEqual([[0], [1]])
  expect(breakPages([lines(16), table], 22, 22).pages.map((page) => page.slices.length)).toEqual([2, 1])
})

test('PP-05 what is higher than a page ends all the same and is named', () => {
  const { pages, tall } = breakPages([lines(2), piece(30), lines(2)], 22, 22)
  expect(tall).toEqual([1])
  expect(pages).toHaveLength(3)
})

test('PP-07 an attachment begins a page', () => {
  const { pages } = breakPages([lines(3), lines(1, { newPage: true, keepNext: true }), lines(4, { gap: 1 })], 22, 22)
  expect(pages[1]?.slices.map(({ block, at }) => [block, at])).toEqual([
    [1, 0],
    [2, 2],
  ])
})

test('PP-02 whatever comes, every unit stands on one page once, in order, and no page but one of a tall piece holds more than it can', () => {
  let seed = 7
  const next = (below: number): number => (seed = (seed * 48271) % 2147483647) % below
  for (let run = 0; run < 300; run++) {
    const blocks = Array.from({ length: 1 + next(12) }, (_, i) =>
      lines(1 + next(30), {
        gap: next(5) === 0 ? 1 : 0,
        keepNext: next(4) === 0,
        keepPrevious: i > 0 && next(6) === 0,
        newPage: next(9) === 0,
      }),
    )
    const { pages, tall } = breakPages(blocks, next(16), 22)
    const seen = pages.flatMap((page) =>
      page.slices.flatMap((s) => Array.from({ length: s.to - s.from }, (_, k) => `${s.block} ${s.from + k}`)),
    )
    expect(seen).toEqual(blocks.flatMap((block, i) => block.units.map((_, k) => `${i} ${k}`)))
    if (tall.length === 0) for (const page of pages.slice(1)) expect(page.used).toBeLessThanOrEqual(22)
  }
})
