import { expect, it } from 'vitest'
import { nextFirstSync, noFirstSync, type Fetching, type FirstSyncState } from '../../src-renderer/data/first-sync.ts'

/** The bar over a run of moments. */
const run = (moments: readonly Fetching[]): FirstSyncState[] => {
  let state = noFirstSync
  return moments.map((moment) => (state = nextFirstSync(state, moment)))
}

it('UI-65 list, then texts, then gone; the bar never goes backwards though more texts turn out to be wanted', () => {
  const seen = run([
    { list: { done: 500, total: 2000 }, wanted: 0 },
    { list: { done: 500, total: 2000 }, wanted: 500 },
    { list: { done: 1500, total: 2000 }, wanted: 1500 },
    { list: { done: 1500, total: 3000 }, wanted: 1500 },
    { list: null, wanted: 2000 },
    { list: null, wanted: 900 },
    { list: null, wanted: 1400 },
    { list: null, wanted: 3 },
    { list: null, wanted: 0 },
  ]).map((state) => state.shown)
  expect(seen.map((shown) => shown?.phase)).toEqual([
    'list',
    'list',
    'list',
    'list',
    'bodies',
    'bodies',
    'bodies',
    'bodies',
    undefined,
  ])
  const shares = seen.flatMap((shown) => (shown ? [shown.share] : []))
  expect(shares).toEqual(shares.toSorted((a, b) => a - b))
  expect(seen[5]).toMatchObject({ done: 1100, total: 2000 })
  expect(seen[7]?.share).toBeGreaterThan(0.99)
})

it("UI-65 a day's work shows no bar", () => {
  expect(
    run([
      { list: null, wanted: 12 },
      { list: null, wanted: 4 },
    ]).map((state) => state.shown),
  ).toEqual([null, null])
})

it('UI-65 a page that is all there is, and a list of nothing, divide by nothing', () => {
  expect(run([{ list: { done: 0, total: 0 }, wanted: 0 }])[0]?.shown?.share).toBe(0)
})
