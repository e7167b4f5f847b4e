import { expect, it } from 'vitest'
import { placeRows, sheetLine, sheetPad, type RowSize } from '../../../src-shared/paper/sheets/place-rows.ts'
import { isWatermarkOf, policyOf, watermarkAsked, watermarkWords } from '../../../src-shared/paper/policy.ts'

/** A small generator with a seed: the same numbers every time. */
function numbers(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

it('PP-132 every line of every row stands in one piece, in order, on the page, whatever is said', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const draw = numbers(seed)
    const rows = Array.from({ length: 1 + draw(14) }, (): RowSize => {
      const weight = draw(3)
      return { lines: 1 + draw(draw(4) === 0 ? 120 : 6), weight, splits: weight > 0 }
    })
    const room = sheetPad + sheetLine * (1 + draw(40)) + draw(5)
    const pages = placeRows(rows, room)
    const seen = rows.map(() => 0)
    let last = -1
    for (const page of pages) {
      let y = 0
      expect(page.length, `seed ${seed}`).toBeGreaterThan(0)
      for (const slice of page) {
        expect(slice.row, `seed ${seed}`).toBeGreaterThanOrEqual(last)
        last = slice.row
        expect(slice.from, `seed ${seed}`).toBe(seen[slice.row])
        expect(slice.to, `seed ${seed}`).toBeGreaterThan(slice.from)
        seen[slice.row] = slice.to
        expect(slice.top, `seed ${seed}`).toBeCloseTo(y, 6)
        expect(slice.height + 1e-6, `seed ${seed}`).toBeGreaterThanOrEqual((slice.to - slice.from) * sheetLine + sheetPad)
        y += slice.height
      }
      expect(y, `seed ${seed}`).toBeLessThanOrEqual(room + 1e-6)
    }
    expect(seen, `seed ${seed}`).toEqual(rows.map(({ lines }) => lines))
  }
})

it('PP-132 room that is left on the only page goes to the rows with weight', () => {
  const [page] = placeRows(
    [
      { lines: 1, weight: 0, splits: false },
      { lines: 1, weight: 1, splits: true },
      { lines: 1, weight: 3, splits: true },
    ],
    200,
  )
  const heights = page?.map(({ height }) => height) ?? []
  const one = sheetLine + sheetPad
  expect(heights[0]).toBeCloseTo(one, 6)
  expect((heights[2] ?? 0) - one).toBeCloseTo(3 * ((heights[1] ?? 0) - one), 6)
  expect(heights.reduce((sum, height) => sum + height, 0)).toBeCloseTo(200, 6)
})

it('SE-89 a watermark names person, unit and minute in Beijing; the policy says where it must be', () => {
  const words = watermarkWords({ name: '王芳', unit: '柳河镇党政办' }, Date.UTC(2026, 10, 22, 23, 5))
  expect(words).toBe('王芳 柳河镇党政办 2026-11-23 07:05')
  expect(isWatermarkOf(words, '王芳')).toBe(true)
  expect(isWatermarkOf(words, '李建国')).toBe(false)
  expect(isWatermarkOf('王芳 2026-11-23', '王芳')).toBe(false)
  expect(isWatermarkOf(null, '王芳')).toBe(false)
  expect(watermarkWords({ name: '王'.repeat(200), unit: '镇'.repeat(200) }, 0).length).toBeLessThanOrEqual(100)
  expect(policyOf({})).toEqual({ watermark: 'off' })
  expect(policyOf({ paper: { watermark: 'a rule of next year' } })).toEqual({ watermark: 'always' })
  expect(['off', 'drafts', 'always'].map((watermark) => watermarkAsked(policyOf({ paper: { watermark } }), true))).toEqual([
    false,
    false,
    true,
  ])
  expect(['off', 'drafts', 'always'].map((watermark) => watermarkAsked(policyOf({ paper: { watermark } }), false))).toEqual([
    false,
    true,
    true,
  ])
})
