import { inflateSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { placeStrokes, type LetterPair, type ScreenLetter } from '../../../src-renderer/paper/ink-map.ts'
import { boxOfRuns, outlineOf } from '../../../src-renderer/paper/ink-outline.ts'
import { pngOf } from '../../../src-renderer/paper/png.ts'
import type { Stroke } from '../../../src-shared/workflow/inks.ts'
import { Random } from '../../support/revision/random.ts'

/* Drawings from the screen to paper: pure arithmetic over random paragraphs (PP-111), and PNG that is the same everywhere. */

const pitch = 55.7
const line = 102.27
const letterAt = (column: number, row: number, dx = 0): ScreenLetter => {
  const [left, top] = [column * pitch + dx, row * line + 23]
  return { left, right: left + pitch, top, bottom: top + 56 }
}
const ring = ({ left, right, top, bottom }: ScreenLetter): Stroke => {
  const [x, y] = [(left + right) / 2, (top + bottom) / 2]
  const points = Array.from({ length: 41 }, (_, i) => {
    const angle = (2 * Math.PI * i) / 40
    const power = (n: number): number => Math.sign(n) * Math.abs(n) ** 0.5
    return [
      Math.round(x + ((right - left) / 2 + 12) * power(Math.cos(angle))),
      Math.round(y + ((bottom - top) / 2 + 12) * power(Math.sin(angle))),
      150,
    ]
  })
  return { width: 8, points: points.flat() }
}
const around = (some: readonly ScreenLetter[]): ScreenLetter => ({
  left: Math.min(...some.map(({ left }) => left)),
  right: Math.max(...some.map(({ right }) => right)),
  top: Math.min(...some.map(({ top }) => top)),
  bottom: Math.max(...some.map(({ bottom }) => bottom)),
})

it('PP-111 2,000 random paragraphs with letters of authors, other lines and pages: every ringed letter is in its ring on paper, on its page, and nothing is lost', () => {
  const first = 20_261_123
  for (let seed = first; seed < first + 2000; seed++) {
    const random = new Random(seed)
    const count = 20 + random.int(0, 90 - 1)
    let [column, row, page, extra] = [0, 0, 0, 0]
    const lines = 3 + random.int(0, 4 - 1)
    const letters = Array.from({ length: count }, (_, i): LetterPair => {
      const screen = letterAt((i + 2) % 28, Math.floor((i + 2) / 28))
      if (i === 0) column = 2
      // a letter of an author before this one
      if (random.int(0, 12 - 1) === 0) extra += 30
      if ((column + 1) * pitch + extra > 1560) [column, extra, row] = [0, 0, row + 1]
      if (row >= lines) [row, page] = [0, page + 1]
      const at = letterAt(column, row, extra + 280)
      column += 1
      const paper = random.int(0, 30 - 1) === 0 ? null : { ...at, top: at.top + 370, bottom: at.bottom + 370, page }
      return { screen, paper }
    })
    const from = random.int(0, count - 1)
    const row0 = Math.floor((from + 2) / 28)
    const to = Math.min(count, from + 1 + random.int(0, 9 - 1), (row0 + 1) * 28 - 2)
    const ringed = letters.slice(from, to)
    const stroke = ring(around(ringed.map(({ screen }) => screen)))
    const parts = placeStrokes([stroke], letters, { whole: false, margin: 280 })
    const there = ringed.flatMap(({ paper }) => (paper ? [paper] : []))
    if (there.length === 0) {
      expect(parts, `seed ${seed}`).toBeNull()
      continue
    }
    for (const paper of there) {
      const part = parts?.find((one) => one.page === paper.page)
      expect(part, `seed ${seed}`).toBeDefined()
      // of the pieces on this page, those at the letter's own line
      const box = boxOfRuns(part?.runs ?? [])
      const [x, y] = [(paper.left + paper.right) / 2, (paper.top + paper.bottom) / 2]
      expect(x > box.left && x < box.right && y > box.top && y < box.bottom, `seed ${seed}`).toBe(true)
    }
    expect(new Set(parts?.map((one) => one.page)), `seed ${seed}`).toEqual(new Set(there.map((one) => one.page)))
    const d = outlineOf(parts?.flatMap(({ runs }) => runs) ?? [])
    expect(d, `seed ${seed}`).toMatch(/^(M-?[\d.]+ -?[\d.]+( L-?[\d.]+ -?[\d.]+)+ Z ?)+$/)
  }
})

it('PP-111 what stood still moves in one piece, strokes and all; in the margin a drawing keeps to the edge of the text', () => {
  const letters = Array.from({ length: 56 }, (_, i): LetterPair => {
    const screen = letterAt(i % 28, Math.floor(i / 28))
    return { screen, paper: { ...letterAt(i % 28, Math.floor(i / 28), 280), page: 1 } }
  })
  const over: Stroke = { width: 8, points: [100, 50, 200, 400, 60, 200, 500, 150, 90] }
  const [part, ...none] = placeStrokes([over], letters, { whole: false, margin: 280 }) ?? []
  expect(none).toEqual([])
  const points = part?.runs[0]?.points ?? []
  expect(points[0]).toEqual({ x: 380, y: 50, p: 200 })
  expect(points.at(-1)).toEqual({ x: 780, y: 150, p: 90 })
  const beside: Stroke = { width: 8, points: [1600, 130, 200, 1700, 140, 200] }
  expect(placeStrokes([beside], letters, { whole: false, margin: 280 })?.[0]?.runs[0]?.points[0]).toEqual({
    x: 1880,
    y: 130,
    p: 200,
  })
  expect(placeStrokes([over], [], { whole: false, margin: 280 })).toBeNull()
})

it('PP-118 a PNG has the pixels it was made of, without alpha where all is opaque, and the same bytes again', () => {
  const opaque = Uint8ClampedArray.from({ length: 5 * 3 * 4 }, (_, i) => (i % 4 === 3 ? 255 : (i * 37) % 256))
  const half = opaque.map((value, i) => (i % 4 === 3 ? 128 : value))
  for (const [rgba, depth, type] of [
    [opaque, 3, 2],
    [half, 4, 6],
  ] as const) {
    const png = Buffer.from(pngOf(5, 3, rgba))
    expect(pngOf(5, 3, rgba)).toEqual(new Uint8Array(png))
    expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
    expect([png.readUInt32BE(16), png.readUInt32BE(20), png[24], png[25]]).toEqual([5, 3, 8, type])
    const at = png.indexOf('IDAT')
    const rows = inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)))
    for (let y = 0; y < 3; y++) {
      const row = rows.subarray(y * (1 + 5 * depth), (y + 1) * (1 + 5 * depth))
      expect(row[0]).toBe(1)
      const before = [0, 0, 0, 0]
      for (let x = 0; x < 5; x++)
        for (let c = 0; c < depth; c++) {
          before[c] = ((before[c] ?? 0) + (row[1 + x * depth + c] ?? 0)) & 0xff
          expect(before[c]).toBe(rgba[4 * (y * 5 + x) + c])
        }
    }
  }
})
