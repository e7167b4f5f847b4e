import { describe, expect, test } from 'vitest'
import { missingKinds, moved, shared, sharingOf, sharings, withStep } from '../../../src-renderer/admin/route-edits.ts'
import { checkRoute, type RouteDraft } from '../../../src-shared/organisation/check-route.ts'
import { offeredPhrases, phrasesOf } from '../../../src-shared/organisation/phrases.ts'
import type { RouteStep } from '../../../src-shared/workflow/directory.ts'
import { route, smallCounty } from '../../support/small-county.ts'

const draft: RouteDraft = { name: route.name, steps: route.steps }
/** A county in which every step of the usual route has somebody. */
const county = {
  ...smallCounty,
  posts: route.steps.map(({ role }, i) => ({ id: `p${i}`, userId: `u${i}`, name: '某', title: '某', unitId: 'liuhe', role })),
}
const codes = (steps: readonly RouteStep[], where = county) =>
  checkRoute({ ...draft, steps: [...steps] }, where).map(({ code, step }) => [code, step])
const changed = (id: string, more: Partial<RouteStep>) => route.steps.map((one) => (one.id === id ? { ...one, ...more } : one))

describe('AD-64 a route that contradicts itself', () => {
  test('the usual one does not', () => expect(codes(route.steps)).toEqual([]))
  test.each<[string, readonly RouteStep[], [string, number | null][]]>([
    ['no beginning', route.steps.slice(1), [['RT-FIRST', null]]],
    ['no 签发', route.steps.slice(0, -1), [['RT-LAST', null]]],
    ['no 核稿', route.steps.filter(({ id }) => id !== 'check'), [['RT-CHECK', null]]],
    ['审核 after 核稿', moved(route.steps, 1, 1), [['RT-ORDER', 2]]],
    ['a step of 收文', changed('review', { id: 'propose' }), [['RT-KIND', 1]]],
    ['two of a kind', changed('cosign', { id: 'check', name: '再核' }), [['RT-TWICE', 3]]],
    ['two of a name', changed('cosign', { name: '核稿' }), [['RT-NAME', 3]]],
    ['签发 by several', changed('sign', { mode: 'parallel' }), [['RT-SINGLE', 4]]],
    ['a join for one', changed('review', { join: 'any' }), [['RT-JOIN', 1]]],
    ['an administrator', changed('check', { role: 'sysadmin' }), [['RT-ROLE', 2]]],
    ['a post nobody holds', changed('check', { role: 'supervisor' }), [['RT-NOBODY', 2]]],
  ])('%s', (_what, steps, found) => expect(codes(steps)).toEqual(found))

  test('an organ that drafts and lacks a role is warned of by name', () => {
    const shiqiao = {
      ...county.posts[0],
      id: 'q',
      userId: 'q',
      name: '石',
      title: '',
      role: 'drafter' as const,
      unitId: 'shiqiao',
    }
    const found = checkRoute(draft, { ...county, posts: [...county.posts, shiqiao] })
    expect(found.map(({ level, code, organs }) => [level, code, organs.length])).toEqual(
      [1, 2, 3, 4].map(() => ['warning', 'RT-ORGANS', 1]),
    )
  })
})

describe('AD-63 a route is edited', () => {
  test('a step that is added stands where it usually does, and is the only kind then that was missing', () => {
    const short = route.steps.filter(({ id }) => id !== 'check')
    expect(missingKinds(short)).toEqual(['check'])
    expect(withStep(short, 'check').map(({ id }) => id)).toEqual(route.steps.map(({ id }) => id))
    expect(missingKinds(route.steps)).toEqual([])
  })
  test('the first goes no further up, the last no further down', () => {
    expect(moved(route.steps, 0, -1)).toEqual(route.steps)
    expect(moved(route.steps, route.steps.length - 1, 1)).toEqual(route.steps)
  })
  test('every way of sharing is read as it was written, and one person’s step has no join', () => {
    const [, step] = route.steps
    if (!step) throw new Error('no step')
    for (const how of sharings) expect(sharingOf(shared(shared(step, '3'), how))).toBe(how)
    expect(shared(shared(step, '3'), 'alone')).toEqual(step)
  })
})

test('AD-60 AD-61 a list from lines: empty and repeated ones fall away, too many and too long are told; offered once each', () => {
  expect(phrasesOf(' 同意。 \r\n\r\n请办。\n同意。')).toEqual({ words: ['同意。', '请办。'], trouble: undefined })
  expect(phrasesOf(Array.from({ length: 31 }, (_, i) => `第${i}`).join('\n')).trouble).toEqual({ code: 'PH-MANY', n: 31 })
  expect(phrasesOf('字'.repeat(61)).trouble).toEqual({ code: 'PH-LONG', line: '字'.repeat(61) })
  expect(offeredPhrases(['乙', '甲'], ['丙', '乙'], ['甲'])).toEqual(['甲', '乙', '丙'])
})
