import { describe, expect, it } from 'vitest'
import { v7 } from 'uuid'
import { makeDocument } from '../../src-shared/document/make.ts'
import { schema } from '../../src-shared/document/schema.ts'
import type { DocumentId } from '../../src-shared/ids.ts'
import { parseCommand, type Command } from '../../src-shared/workflow/commands.ts'
import { decide } from '../../src-shared/workflow/decide.ts'
import type { DecideContext } from '../../src-shared/workflow/decide-context.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import { evolveAll } from '../../src-shared/workflow/evolve.ts'
import { inkPointsAtMost, inksAtMost, type Ink, type Stroke } from '../../src-shared/workflow/inks.ts'
import { inksShown } from '../../src-renderer/ink/shown.ts'
import { quoteOf, wordsOf, wordsSm3 } from '../../src-shared/document/block-words.ts'
import { personOf, smallCounty } from '../support/small-county.ts'
import { addDocument, leveeRequest, trackedEdit } from '../support/ui/scenes.ts'
import { fakeHash, makeFakeDesk } from '../support/ui/fake-desk.ts'

const NOW = Date.UTC(2026, 10, 20, 2)
const dot: Stroke = { width: 8, points: [10, 20, 128] }
const ink = (more: object = {}) => ({
  id: v7(),
  kind: 'note' as const,
  bodyVersion: 1,
  bodySm3: 'a'.repeat(64),
  blockId: 'b1',
  quote: '堤身以沙壤土填筑',
  wordsSm3: 'b'.repeat(64),
  strokes: [dot],
  ...more,
})

/** A document at 核稿 and one's way to decide on it. */
function begun(more: Partial<DocumentState> = {}) {
  const desk = makeFakeDesk({ me: personOf('zhao'), directory: smallCounty })
  const found = desk.state(addDocument(desk, leveeRequest, 'check'))
  if (!found) throw new Error('no document')
  let state: DocumentState = { ...found, ...more }
  const give = (who: string, name: 'AddInk' | 'StrikeInk', args: object, facts: Partial<DecideContext> = {}) => {
    const context = { actor: personOf(who), now: NOW, authoredAt: NOW, directory: smallCounty, ...facts } as DecideContext
    const decided = decide(state, { name, args: { docId: state.id, ...args } } as Command, context)
    if (decided.ok) state = evolveAll(state, decided.events, NOW)
    return decided
  }
  return { give, state: () => state, docId: state.id as DocumentId }
}

describe('[WF-21] 圈阅 and handwriting', () => {
  it('whoever reads may draw, in turn or not; by whom, when by both clocks, on which version', () => {
    const doc = begun()
    expect(doc.give('zhou', 'AddInk', { ink: ink() }, { authoredAt: NOW - 5000 })).toMatchObject({ ok: true })
    expect(doc.state().inks).toMatchObject([
      { by: { userId: 'zhou', name: '周强' }, authoredAt: NOW - 5000, at: NOW, bodyVersion: 1, struck: null },
    ])
    // a desk whose clock is ahead draws no drawing of tomorrow
    doc.give('zhao', 'AddInk', { ink: ink() }, { authoredAt: NOW + 86_400_000 })
    expect(doc.state().inks[1]?.authoredAt).toBe(NOW)
  })

  it('it is no act of the route: turn, state and opinions stay as they are', () => {
    const doc = begun()
    const { tasks, opinions, state, step } = doc.state()
    doc.give('zhao', 'AddInk', { ink: ink({ kind: 'circled' }) })
    expect(doc.state()).toMatchObject({ tasks, opinions, state, step })
  })

  it('lies on the version the server found for it, which may be older than the newest; without one it is refused', () => {
    const doc = begun({ bodyVersion: 7 })
    const drawnOn = { version: 5, sm3: 'c'.repeat(64) }
    expect(doc.give('zhao', 'AddInk', { ink: ink({ bodyVersion: 4 }) }, { drawnOn })).toMatchObject({ ok: true })
    expect(doc.state().inks[0]).toMatchObject({ bodyVersion: 5, bodySm3: drawnOn.sm3 })
    expect(doc.give('zhao', 'AddInk', { ink: ink() }, { drawnOn: null })).toMatchObject({ code: 'WF-INK', rule: 'WF-21' })
  })

  it('struck by its author alone, once; it stays in the record', () => {
    const doc = begun()
    const one = ink()
    doc.give('zhou', 'AddInk', { ink: one })
    expect(doc.give('zhao', 'StrikeInk', { inkId: one.id })).toMatchObject({ code: 'WF-NOT-YOURS' })
    expect(doc.give('zhou', 'StrikeInk', { inkId: v7() })).toMatchObject({ code: 'WF-INK' })
    expect(doc.give('zhou', 'StrikeInk', { inkId: one.id })).toMatchObject({ ok: true })
    expect(doc.give('zhou', 'StrikeInk', { inkId: one.id })).toEqual({ ok: true, events: [] })
    expect(doc.state().inks).toMatchObject([{ id: one.id, strokes: [dot], struck: { by: { userId: 'zhou' }, at: NOW } }])
  })

  it('not on a draft thrown away', () => {
    const doc = begun({ state: 'X2' })
    expect(doc.give('wang', 'AddInk', { ink: ink() })).toMatchObject({ code: 'WF-STATE' })
  })

  it('the same drawing comes once; too many points or drawings are refused', () => {
    const doc = begun()
    const one = ink()
    doc.give('zhao', 'AddInk', { ink: one })
    expect(doc.give('zhao', 'AddInk', { ink: one })).toMatchObject({ code: 'WF-INK' })
    const long = { width: 8, points: Array.from({ length: 3 * 1500 }, () => 1) }
    expect(inkPointsAtMost).toBeLessThan(3 * 1500)
    expect(doc.give('zhao', 'AddInk', { ink: ink({ strokes: [long, long, long] }) })).toMatchObject({ code: 'WF-INK' })
    for (let i = 1; i < inksAtMost; i++) expect(doc.give('zhao', 'AddInk', { ink: ink() })).toMatchObject({ ok: true })
    expect(doc.give('zhao', 'AddInk', { ink: ink() })).toMatchObject({ code: 'WF-INK' })
    const heavy = begun()
    const most = { width: 8, points: Array.from({ length: 3 * 2000 }, () => 1) }
    for (let i = 0; i < 10; i++) expect(heavy.give('zhao', 'AddInk', { ink: ink({ strokes: [most, most] }) }).ok).toBe(true)
    expect(heavy.give('zhao', 'AddInk', { ink: ink() })).toMatchObject({ code: 'WF-INK' })
  })

  it('arguments that are no strokes are no command', () => {
    const docId = v7()
    const parse = (more: object) => parseCommand('AddInk', { docId, ink: ink(more) })
    expect(parse({})).toBeDefined()
    expect(parse({ strokes: [] })).toBeUndefined()
    expect(parse({ strokes: [{ width: 8, points: [1, 2] }] })).toBeUndefined()
    expect(parse({ strokes: [{ width: 8, points: [1, 2, 0.5] }] })).toBeUndefined()
    expect(parse({ strokes: [{ width: 8, points: [40_000, 2, 3] }] })).toBeUndefined()
    expect(parse({ kind: 'seal' })).toBeUndefined()
  })
})

describe('[UI-60] a drawing is shown only over the words it was drawn over', () => {
  const text = makeDocument({ elements: { title: '关于防汛的通知' }, paragraphs: ['第一段，共三处。', '第二段。'] }, v7)
  const block = text.child(1).child(0)
  const by = personOf('zhou')
  const drawn = (more: Partial<Ink> = {}): Ink => ({
    ...ink({ blockId: String(block.attrs['id']), wordsSm3: wordsSm3(block, fakeHash) }),
    by,
    authoredAt: 100,
    at: 100,
    struck: null,
    ...more,
  })
  const shown = (doc: typeof text, one: Ink, at = Infinity, kind: 'marks' | 'other' = 'marks') =>
    inksShown([one], { doc, kind, at }, fakeHash, false).length === 1
  const edit = (find: string, put: string) => trackedEdit(text, { author: 'li', step: 'review', at: 200 }, find, put)

  it('on the same words on any version, not where they were changed or struck', () => {
    expect(shown(text, drawn())).toBe(true)
    expect(shown(edit('第二段', '另一段'), drawn())).toBe(true)
    expect(shown(edit('三处', '四处'), drawn())).toBe(false)
    expect(shown(edit('，共三处', ''), drawn())).toBe(false)
    const struck = text
      .child(1)
      .child(0)
      .type.create({ ...block.attrs, trk: [{ k: 'blkDel', id: 'x', author: 'li', at: 1, step: 'review' }] }, block.content)
    const body = text.child(1).copy(text.child(1).content.replaceChild(0, struck))
    expect(shown(text.copy(text.content.replaceChild(1, body)), drawn())).toBe(false)
  })

  it('struck words are no words: what was drawn over marked text is quoted as it reads', () => {
    const marked = edit('三处', '四处').child(1).child(0)
    expect(wordsOf(marked)).toBe('第一段，共四处。')
    expect(quoteOf(marked)).toBe('第一段，共四处。')
    const picture = schema.node('paragraph', { id: 'p' }, [schema.node('image', { sm3: 'f'.repeat(64) }), schema.text('图')])
    expect(wordsOf(picture)).toBe(`[${'f'.repeat(64)}]图`)
  })

  it('on all marks and on moments since it was drawn, in no other reading; struck ones no longer', () => {
    expect(shown(text, drawn(), 99)).toBe(false)
    expect(shown(text, drawn(), 100)).toBe(true)
    expect(shown(text, drawn(), Infinity, 'other')).toBe(false)
    const struck = drawn({ struck: { by, at: 150 } })
    expect(shown(text, struck)).toBe(false)
    expect(shown(text, struck, 149)).toBe(true)
    expect(inksShown([struck], { doc: text, kind: 'marks', at: Infinity }, fakeHash, true)).toEqual([struck])
  })
})
