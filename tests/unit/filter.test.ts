import { EditorState } from 'prosemirror-state'
import { describe, expect, test } from 'vitest'
import { makeDocument } from '../../src-shared/document/make.ts'
import { schema } from '../../src-shared/document/schema.ts'
import type { Change, Verdict } from '../../src-shared/revision/types.ts'
import { decisionsInForce, verdicts, type Decision, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import { pointAt, stretches, timePoints } from '../../src-renderer/document/reading/time-points.ts'
import { findAll, matchFrom } from '../../src-renderer/document/find/search.ts'
import { standing } from '../../src-renderer/revisions/decided.ts'
import {
  applyFilter,
  changesWithin,
  filterSize,
  noFilter,
  occurringIn,
  placeOf,
  tablesOf,
} from '../../src-renderer/revisions/filter.ts'
import { groupChanges } from '../../src-renderer/revisions/group.ts'
import { sinceChoices } from '../../src-renderer/revisions/since.ts'
import { route } from '../support/small-county.ts'
import { trackedEdit } from '../support/ui/scenes.ts'

const change = (id: string, more: Partial<Change> = {}): Change => ({
  id,
  author: 'li',
  step: 'review',
  at: 1000,
  kind: 'replace',
  places: 1,
  from: 10,
  to: 14,
  place: 'paragraph',
  oldText: '三次',
  newText: '四次',
  ...more,
})
const all = [
  change('a'),
  change('b', {
    author: 'zhao',
    step: 'check',
    at: 5000,
    kind: 'attribute',
    place: 'header',
    oldText: '',
    newText: '',
    from: 0,
    to: 1,
  }),
  change('c', { author: 'zhao', step: 'check', at: 6000, kind: 'insert', oldText: '', newText: 'Excel', from: 40, to: 45 }),
  change('d', { author: 'li', kind: 'move', moved: 'away', moveId: 'm', from: 60, to: 70 }),
]
const decided: ReadonlyMap<string, Verdict> = new Map([['a', 'accept']])
const tables = [{ from: 30, to: 50 }]
const ids = (changes: readonly Change[]): string => changes.map((one) => one.id).join('')

describe('[UI-43] the filter', () => {
  test('leaves all while nothing is set, and the same list', () => {
    expect(applyFilter(all, noFilter, decided, tables)).toBe(all)
    expect(filterSize(noFilter)).toBe(0)
  })
  test('person, step, kind, place, state, since and words narrow, together', () => {
    const by = (filter: Partial<typeof noFilter>): string => ids(applyFilter(all, { ...noFilter, ...filter }, decided, tables))
    expect(by({ people: ['zhao'] })).toBe('bc')
    expect(by({ steps: ['review'] })).toBe('ad')
    expect(by({ kinds: ['format'] })).toBe('b')
    expect(by({ kinds: ['move', 'text'] })).toBe('acd')
    expect(by({ places: ['element'] })).toBe('b')
    expect(by({ places: ['table'] })).toBe('c')
    expect(by({ state: 'open' })).toBe('bcd')
    expect(by({ state: 'decided' })).toBe('a')
    expect(by({ since: 5000 })).toBe('bc')
    expect(by({ words: ' excel ' })).toBe('c')
    expect(by({ words: '三次', people: ['li'], state: 'open' })).toBe('d')
    expect(filterSize({ ...noFilter, words: ' ', people: ['li'], since: 1 })).toBe(2)
  })
  test('offers what occurs', () => {
    const found = occurringIn(all, tables)
    expect([...found.people]).toEqual(['li', 'zhao'])
    expect([...found.places].toSorted()).toEqual(['body', 'element', 'table'])
    expect(found.kinds.has('block')).toBe(false)
  })
  test('tells text in a cell from text in a paragraph', () => {
    const doc = makeDocument({ paragraphs: ['前', '后'] }, () => 'x')
    const cell = schema.nodes['tableCell']?.createAndFill()
    const row = cell && schema.nodes['tableRow']?.create(null, cell)
    const table = row && schema.nodes['table']?.create(null, row)
    if (!table) throw new Error('no table')
    const at = doc.child(0).nodeSize + 1 + doc.child(1).child(0).nodeSize
    const withTable = EditorState.create({ doc }).tr.insert(at, table).doc
    expect(tablesOf(withTable)).toEqual([{ from: at, to: at + table.nodeSize }])
    expect(placeOf(change('x', { from: at + 4, to: at + 4 }), tablesOf(withTable))).toBe('table')
    expect(placeOf(change('x', { from: at - 2, to: at - 1 }), tablesOf(withTable))).toBe('body')
  })
  test('a selection takes the changes it touches', () => {
    expect(ids(changesWithin(all, 12, 41))).toBe('ac')
    expect(ids(changesWithin(all, 14, 40))).toBe('')
  })
  test('the day begins in Shanghai', () => {
    const now = Date.parse('2026-07-14T01:00:00+08:00')
    const today = sinceChoices(now, 123).find((one) => one.name === '今天')
    expect(today?.at).toBe(Date.parse('2026-07-14T00:00:00+08:00'))
    expect(sinceChoices(now, null).map((one) => one.name)).not.toContain('到我手上以后')
  })
})

describe('[UI-43] groups and decisions', () => {
  test('groups stand in the order of route and looks, with what is open and decided in each', () => {
    const rows = groupChanges(all, 'step', decided, route.steps, new Map())
    expect(
      rows.flatMap((row) =>
        row.kind === 'heading' ? [`${row.name} ${row.standing.open.length}/${row.standing.decided.length}`] : [],
      ),
    ).toEqual(['部门审核 1/1', '核稿 2/0'])
    expect(standing(all, decided)).toEqual({ open: ['b', 'c', 'd'], decided: ['a'] })
  })
  test('the decision in force is the one verdicts() counts, with its hand', () => {
    const by = (name: string) => ({ userId: name, name, unitId: 'u', unitName: 'u' })
    const decisions = [
      { changeIds: ['a', 'b'], verdict: 'accept', by: by('赵敏'), step: 'check', at: 1 },
      { changeIds: ['a'], verdict: 'reject', by: by('王芳'), step: 'draft', at: 2 },
      { changeIds: ['a', 'b'], verdict: 'undo', by: by('王芳'), step: 'draft', at: 3 },
    ] as Decision[]
    const found = decisionsInForce(decisions)
    expect([...found].map(([id, one]) => [id, one.verdict])).toEqual([...verdicts({ decisions })])
    expect(found.get('a')?.by.name).toBe('赵敏')
    expect(found.has('b')).toBe(false)
  })
})

describe('[UI-47] points of the time line', () => {
  const person = { userId: 'wang', name: '王芳', unitId: 'u', unitName: 'u' }
  const state = {
    createdAt: 10,
    drafter: person,
    route: { steps: route.steps },
    tasks: [
      { step: 'draft', assignee: person, arrivedAt: 10 },
      { step: 'review', assignee: person, arrivedAt: 500 },
    ],
    opinions: [{ at: 500, step: 'draft', by: person, stance: 'agree', text: '请审定' }],
    decisions: [{ at: 5500, step: 'check', by: person, verdict: 'accept', changeIds: ['a'] }],
    branches: [],
    clean: null,
  } as unknown as DocumentState
  test('every moment once, in order; what happened at one instant is one point', () => {
    const points = timePoints(state, all)
    expect(points.map((point) => point.at)).toEqual([10, 500, 1000, 5000, 5500, 6000])
    expect(points[1]?.words).toBe('到部门审核，由王芳办理；同意：请审定')
    expect(points[2]?.words).toBe('2 处修订')
    expect(pointAt(points, 0)).toBe(0)
    expect(pointAt(points, 999)).toBe(1)
    expect(pointAt(points, Infinity)).toBe(5)
    expect(stretches(points).map((part) => part.step)).toEqual(['draft', 'review', 'check'])
  })
})

describe('[UI-48] finding', () => {
  const doc = makeDocument(
    { elements: { title: '关于柳河的请示', attachmentNote: '柳河表' }, paragraphs: ['柳河涨水，Liuhe 柳河。', '无'] },
    () => 'x',
  )
  test('in the order of the paper, upper and lower case alike', () => {
    expect(findAll(doc, '柳河').map(({ from, to }) => doc.textBetween(from, to))).toEqual(['柳河', '柳河', '柳河', '柳河'])
    const places = findAll(doc, '柳河').map(({ from }) => doc.resolve(from).parent.type.name)
    expect(places).toEqual(['title', 'paragraph', 'paragraph', 'attachmentNote'])
    expect(findAll(doc, 'LIUHE')).toHaveLength(1)
    expect(findAll(doc, '')).toEqual([])
  })
  test('struck words are not found and do not part the words around them', () => {
    const struck = trackedEdit(doc, { author: 'li', step: 'review', at: 1 }, '涨', '')
    expect(findAll(struck, '涨')).toEqual([])
    const [match] = findAll(struck, '柳河水')
    expect(match && struck.textBetween(match.from, match.to)).toBe('柳河涨水')
  })
  test('going on from a place comes round', () => {
    const matches = [
      { from: 5, to: 7 },
      { from: 9, to: 11 },
    ]
    expect([matchFrom(matches, 6), matchFrom(matches, 12), matchFrom([], 1)]).toEqual([1, 0, -1])
  })
})
