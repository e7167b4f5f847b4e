import { describe, expect, test } from 'vitest'
import type { Command } from '../../../src-shared/workflow/commands.ts'
import { decide } from '../../../src-shared/workflow/decide.ts'
import { documentState, type DocumentState } from '../../../src-shared/workflow/document-state.ts'
import type { Decided } from '../../../src-shared/workflow/events.ts'
import { evolve, evolveAll } from '../../../src-shared/workflow/evolve.ts'
import { recheckQuestions } from '../../../src-shared/workflow/issue/commands.ts'
import type { IssueFacts } from '../../../src-shared/workflow/issue/server-facts.ts'
import { bookOf, issueContext, T0, taskIdOf, toSigned } from '../../support/issue/issue-world.ts'

const world = bookOf()
const next = () => ({ nextTaskId: taskIdOf() })
const run = (doc: DocumentState, who: string, name: string, args: object, facts: IssueFacts = {}): Decided => {
  const ctx = issueContext(world, who, name, args, T0)
  return decide(doc, { name, args: { docId: doc.id, ...args } } as Command, { ...ctx, issue: { ...ctx.issue, ...facts } })
}
const did = (doc: DocumentState, who: string, name: string, args: object, facts: IssueFacts = {}): DocumentState => {
  const decided = run(doc, who, name, args, facts)
  if (!decided.ok) throw new Error(`${name}: ${decided.code} ${decided.detail ?? ''}`)
  return evolveAll(doc, decided.events, T0)
}
const code = (decided: Decided): string => (decided.ok ? 'ok' : `${decided.code} ${decided.detail ?? ''}`.trim())

function numbered(): DocumentState {
  const rechecked = did(toSigned(), 'zhao', 'Recheck', { ticked: [...recheckQuestions], ...next() })
  return did(rechecked, 'ma', 'AllocateNumber', { prefix: '柳政', mainTo: ['shiqiao'], copyTo: [], copies: 5, ...next() })
}
const layout = {
  cleanSm3: 'c'.repeat(64),
  pdf: { sm3: 'a'.repeat(64), size: 10 },
  ofd: { sm3: 'b'.repeat(64), size: 20 },
  pages: 2,
}
const seal = { id: taskIdOf(), unitName: '柳河镇人民政府', imageSm3: 'd'.repeat(64), width: 42, height: 42 }
const print = { seal, publicKey: `04${'0'.repeat(128)}`, signature: 'e'.repeat(128) }
const electronic = () => ({ sealId: seal.id, layout, ...next() })

describe('WF-42…WF-48 版式文件 and 电子用印', () => {
  test('WF-44 the print of the server is kept with the layout it stands on; a desk foresees nothing', () => {
    const doc = numbered()
    expect(run(doc, 'yin', 'SealElectronic', electronic())).toEqual({ ok: true, events: [] })
    const sealed = did(doc, 'yin', 'SealElectronic', electronic(), { print })
    expect(sealed.state).toBe('F9')
    expect(sealed.issue).toMatchObject({
      sealed: { how: 'electronic', ...print, by: { userId: 'yin' }, at: T0 },
      layout: { ...layout, by: { userId: 'yin' }, at: T0 },
    })
    expect(documentState.shape.issue.parse(sealed.issue)).toEqual(sealed.issue)
  })

  test('WF-44 a seal keeper presses it, not who numbered it; never on 纪要, for another 署名, or for several organs', () => {
    const doc = numbered()
    expect(code(run(doc, 'ma', 'SealElectronic', electronic(), { print }))).toBe('WF-TWO-PERSONS')
    for (const who of ['zhao', 'chen', 'shi'])
      expect(code(run(doc, who, 'SealElectronic', electronic(), { print }))).toBe('WF-NOT-YOURS')
    const as = (header: object) => ({ ...doc, header: { ...doc.header, ...header } })
    for (const header of [{ docType: '纪要' }, { issuer: '石桥乡人民政府' }, { issuer: '柳河镇人民政府 石桥乡人民政府' }])
      expect(code(run(as(header), 'yin', 'SealElectronic', electronic(), { print }))).toMatch(/^WF-(JOINT-)?SEAL/)
    const sealed = did(doc, 'yin', 'SealElectronic', electronic(), { print })
    expect(code(run(sealed, 'yin', 'SealElectronic', electronic(), { print }))).toBe('WF-STATE')
  })

  test('WF-42 WF-43 a layout of another 清稿, or whose files the server does not find whole, binds nothing, however it is sealed', () => {
    const doc = numbered()
    const other = { ...layout, cleanSm3: 'f'.repeat(64) }
    for (const [name, args] of [
      ['SealElectronic', { sealId: seal.id }],
      ['SealPaper', { copies: 5 }],
      ['WaiveSeal', { why: 'letterhead' }],
    ] as const) {
      expect(code(run(doc, 'yin', name, { ...args, layout: other, ...next() }, { print }))).toBe('WF-LAYOUT cleanSm3')
      const broken = { print, brokenLayout: 'ofd' }
      expect(code(run(doc, 'yin', name, { ...args, layout, ...next() }, broken))).toBe('WF-LAYOUT ofd')
      expect(did(doc, 'yin', name, { ...args, layout, ...next() }, { print }).issue?.layout).toMatchObject(layout)
    }
  })

  test('WF-48 without its number or its signature a document has neither layout nor seal', () => {
    const sealed = did(numbered(), 'yin', 'SealElectronic', electronic(), { print })
    const by = sealed.drafter
    const task = { ...sealed.tasks[0], id: taskIdOf() } as DocumentState['tasks'][number]
    const voided = { prefix: '柳政', year: 2026, seq: 1, by, at: T0, reason: '' }
    const lifted = { by, at: T0, reason: '', signer: by, signedOn: '2026-07-14', bodySm3: 'a'.repeat(64) }
    for (const event of [
      { type: 'NumberVoided', voided, next: task } as const,
      { type: 'SignatureLifted', lifted, next: task } as const,
    ]) {
      const { issue } = evolve(sealed, event, T0)
      expect(issue).toMatchObject({ sealed: null, waived: null })
      expect(issue).not.toHaveProperty('layout')
    }
  })
})
