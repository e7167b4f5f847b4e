import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { decide } from '../../../src-shared/workflow/decide.ts'
import type { Command } from '../../../src-shared/workflow/commands.ts'
import { evolveAll } from '../../../src-shared/workflow/evolve.ts'
import type { DocumentState } from '../../../src-shared/workflow/document-state.ts'
import type { Decided } from '../../../src-shared/workflow/events.ts'
import { recheckQuestions } from '../../../src-shared/workflow/issue/commands.ts'
import { numberText } from '../../../src-shared/workflow/issue/part.ts'
import { opened } from '../../../src-shared/workflow/turn.ts'
import { personOf } from '../../support/small-county.ts'
import { bookOf, issueContext, issueCounty, T0, taskIdOf, toSigned, type Book } from '../../support/issue/issue-world.ts'

const ticked = [...recheckQuestions]
let world: Book
const run = (doc: DocumentState, who: string, name: string, args: object, now = T0): Decided =>
  decide(doc, { name, args: { docId: doc.id, ...args } } as Command, issueContext(world, who, name, args, now))
const did = (doc: DocumentState, who: string, name: string, args: object, now = T0): DocumentState => {
  const decided = run(doc, who, name, args, now)
  if (!decided.ok) throw new Error(`${name}: ${decided.code} ${decided.detail ?? ''}`)
  return evolveAll(doc, decided.events, now)
}
const code = (decided: Decided): string => (decided.ok ? 'ok' : decided.code)
const next = (): { nextTaskId: string } => ({ nextTaskId: taskIdOf() })

const numbering = { prefix: '柳政', mainTo: ['shiqiao'], copyTo: ['fgj'], copies: 30 }
const rechecked = () => did(toSigned(), 'zhao', 'Recheck', { ticked, ...next() })
const numbered = () => did(rechecked(), 'ma', 'AllocateNumber', { ...numbering, ...next() })
const ready = () => did(numbered(), 'yin', 'WaiveSeal', { why: 'letterhead', ...next() })
const sent = () => did(ready(), 'ma', 'Distribute', { unitIds: ['shiqiao', 'fgj'], ...next() })

describe('WF-30…WF-41 发文 from 复核 to 归档', () => {
  test('the whole way: F6 复核, F7 编号, F8 用印, F9 分发, F10, F11 办结, F12 归档', () => {
    world = bookOf()
    const first = rechecked()
    expect(first.state).toBe('F7')
    const second = did(first, 'ma', 'AllocateNumber', { ...numbering, ...next() })
    expect([second.state, second.issue?.number && numberText(second.issue.number)]).toEqual(['F8', '柳政〔2026〕1号'])
    expect(second.issue).toMatchObject({
      copies: 30,
      scope: [
        { unitId: 'shiqiao', as: 'main' },
        { unitId: 'fgj', as: 'copy' },
      ],
    })
    const third = did(second, 'yin', 'WaiveSeal', { why: 'letterhead', ...next() })
    expect(third.state).toBe('F9')
    const fourth = did(third, 'ma', 'Distribute', { unitIds: ['shiqiao'], ...next() })
    expect([fourth.state, fourth.issue?.receipts.map((one) => one.status)]).toEqual(['F10', ['sent']])
    const fifth = did(fourth, 'ma', 'ReDistribute', { unitIds: ['fgj'], reason: '漏发' })
    expect(fifth.issue?.receipts).toHaveLength(2)
    const sixth = did(fifth, 'ma', 'CloseIssue', { reason: '急件，先办结', ...next() })
    expect(sixth.state).toBe('F11')
    const last = did(sixth, 'dang', 'ArchiveIssue', { fileNo: 'WS·2026-Y-0001', retention: 'permanent' })
    expect([last.state, last.tasks.filter((task) => task.doneAt === null)]).toEqual(['F12', []])
    expect(last.issue?.archived?.packed).toHaveLength(1)
  })

  test('WF-30 复核 asks for the 清稿 and every question of 条例第二十五条', () => {
    world = bookOf()
    const doc = toSigned()
    expect(code(run({ ...doc, clean: null }, 'zhao', 'Recheck', { ticked, ...next() }))).toBe('WF-RECHECK')
    expect(code(run(doc, 'zhao', 'Recheck', { ticked: ticked.slice(1), ...next() }))).toBe('WF-RECHECK')
    expect(code(run(doc, 'chen', 'Recheck', { ticked, ...next() }))).toBe('WF-NOT-YOURS')
  })

  test('R-23 a substantive change lifts the signature: the same signer again, who may edit, and everything is remembered', () => {
    world = bookOf()
    const doc = did(toSigned(), 'zhao', 'RecheckSubstantive', { reason: '标准须重定', ...next() })
    expect([doc.state, doc.signed, doc.clean]).toEqual(['F5', null, null])
    expect(doc.tasks.at(-1)).toMatchObject({ step: 'sign', assignee: { userId: 'chen' }, doneAt: null })
    expect(doc.issue?.lifted).toMatchObject([{ reason: '标准须重定', signer: { userId: 'chen' } }])
    expect(code(run(doc, 'ma', 'AllocateNumber', { ...numbering, ...next() }))).toBe('WF-STATE')
  })

  test('SC-7 numbered once: another window is told so and takes none; a strange 机关代字 is refused', () => {
    world = bookOf()
    const doc = numbered()
    expect(run(doc, 'ma', 'AllocateNumber', { ...numbering, ...next() })).toMatchObject({
      code: 'WF-NUMBERED',
      detail: '柳政〔2026〕1号',
    })
    expect(code(run(rechecked(), 'ma', 'AllocateNumber', { ...numbering, prefix: '青政', ...next() }))).toBe('WF-NUMBER')
    expect(code(run(rechecked(), 'zhao', 'AllocateNumber', { ...numbering, ...next() }))).toBe('WF-NOT-YOURS')
  })

  test('R-22 a 联合行文 gets no number before every organ has agreed', () => {
    world = bookOf()
    const doc = rechecked()
    const joint = { ...doc, header: { ...doc.header, issuer: '柳河镇人民政府 石桥乡人民政府' } }
    expect(run(joint, 'ma', 'AllocateNumber', { ...numbering, ...next() })).toMatchObject({
      code: 'WF-JOINT',
      detail: '石桥乡人民政府',
      article: '第二十二条',
    })
  })

  test('作废 brings it back to 编号; the number is not given again', () => {
    world = bookOf()
    const doc = did(numbered(), 'ma', 'VoidNumber', { reason: '文种用错', ...next() })
    expect([doc.state, doc.issue?.number, doc.issue?.voided[0]?.seq]).toEqual(['F7', null, 1])
    const again = did(doc, 'ma', 'AllocateNumber', { ...numbering, ...next() })
    expect(again.issue?.number?.seq).toBe(2)
  })

  test('two persons: who numbered it does not settle its seal; only lawful reasons count', () => {
    world = bookOf()
    const doc = numbered()
    expect(code(run(doc, 'ma', 'WaiveSeal', { why: 'letterhead', ...next() }))).toBe('WF-TWO-PERSONS')
    expect(code(run(doc, 'yin', 'WaiveSeal', { why: 'minutes', ...next() }))).toBe('WF-SEAL')
    const upward = { ...doc, header: { ...doc.header, docType: '请示' } }
    expect(code(run(upward, 'yin', 'WaiveSeal', { why: 'letterhead', ...next() }))).toBe('WF-SEAL')
  })

  test('用印 on paper is put on record by a second person, with the seal of the 署名; 纪要 carry none', () => {
    world = bookOf()
    const doc = numbered()
    expect(code(run(doc, 'ma', 'SealPaper', { copies: 30, ...next() }))).toBe('WF-TWO-PERSONS')
    expect(code(run(doc, 'zhao', 'SealPaper', { copies: 30, ...next() }))).toBe('WF-NOT-YOURS')
    const as = (header: object) => ({ ...doc, header: { ...doc.header, ...header } })
    expect(code(run(as({ docType: '纪要' }), 'yin', 'SealPaper', { copies: 30, ...next() }))).toBe('WF-SEAL')
    expect(code(run(as({ issuer: '石桥乡人民政府' }), 'yin', 'SealPaper', { copies: 30, ...next() }))).toBe('WF-SEAL')
    const sealed = did(doc, 'yin', 'SealPaper', { copies: 30, ...next() })
    expect([sealed.state, sealed.issue?.sealed]).toMatchObject(['F9', { how: 'paper', copies: 30, by: { userId: 'yin' } }])
    expect(sealed.issue).not.toHaveProperty('layout')
  })

  test('R-33 nothing goes to a unit outside the 分送范围, twice, or to one nobody receives for', () => {
    world = bookOf()
    const doc = ready()
    for (const unitIds of [['liuhe'], ['shiqiao', 'shiqiao'], ['nobody']])
      expect(code(run(doc, 'ma', 'Distribute', { unitIds, ...next() }))).toBe('WF-SCOPE')
    const scope = { mainTo: ['shiqiao', 'nobody'], copyTo: [], reason: '增加' }
    expect(code(run(doc, 'ma', 'ChangeScope', scope))).toBe('WF-NOT-YOURS')
    const wider = did(doc, 'chen', 'ChangeScope', scope)
    expect(code(run(wider, 'ma', 'Distribute', { unitIds: ['nobody'], ...next() }))).toBe('WF-NO-ROLE')
    expect(code(run(sent(), 'ma', 'ReDistribute', { unitIds: ['fgj'], reason: '再发' }))).toBe('WF-SCOPE')
    expect(code(run(sent(), 'chen', 'ChangeScope', { mainTo: ['fgj'], copyTo: [], reason: '减少' }))).toBe('WF-SCOPE')
  })

  test('收回 only before anybody signed for it; then it may be sent anew', () => {
    world = bookOf()
    const doc = sent()
    const back = did(doc, 'ma', 'RecallCopy', { unitId: 'fgj', reason: '误发' })
    expect(back.issue?.receipts.map(({ status }) => status)).toEqual(['sent', 'recalled'])
    expect(code(run(back, 'ma', 'ReDistribute', { unitIds: ['fgj'], reason: '再发' }))).toBe('ok')
    const [copy] = doc.issue?.receipts ?? []
    const by = personOf('shi')
    const signed = evolveAll(doc, [{ type: 'ReceiptNoted', docId: copy?.docId ?? '', status: 'signed', by, reason: '' }], T0)
    expect(code(run(signed, 'ma', 'RecallCopy', { unitId: 'shiqiao', reason: '误发' }))).toBe('WF-RECEIVED')
    expect(code(run(doc, 'ma', 'CloseIssue', { reason: '', ...next() }))).toBe('WF-RECEIPTS')
    expect(code(run(signed, 'ma', 'CloseIssue', { reason: '', ...next() }))).toBe('ok')
  })

  test('R-34 撤销 is void from the start, 废止 from a day on; once, by the leader', () => {
    world = bookOf()
    const doc = sent()
    expect(did(doc, 'chen', 'RevokeIssue', { reason: '违规' }).issue?.mark).toMatchObject({
      how: 'revoked',
      from: doc.signed?.signedOn,
    })
    const repealed = did(doc, 'chen', 'RepealIssue', { reason: '有新办法', from: '2027-01-01' })
    expect(repealed.issue?.mark).toMatchObject({ how: 'repealed', from: '2027-01-01' })
    expect(code(run(repealed, 'chen', 'RevokeIssue', { reason: '再' }))).toBe('WF-MARKED')
    expect(code(run(doc, 'chen', 'RepealIssue', { reason: '早', from: '2020-01-01' }))).toBe('WF-DATE')
    expect(code(run(doc, 'ma', 'RevokeIssue', { reason: '违规' }))).toBe('WF-NOT-YOURS')
  })

  it('however people press: no number without signature, nothing sent without seal or its lawful absence, no archive with an open turn', () => {
    const people = ['zhao', 'ma', 'yin', 'chen', 'dang', 'li']
    const acts: [string, () => object][] = [
      ['Recheck', () => ({ ticked, ...next() })],
      ['AllocateNumber', () => ({ ...numbering, ...next() })],
      ['VoidNumber', () => ({ reason: '错', ...next() })],
      ['WaiveSeal', () => ({ why: 'letterhead', ...next() })],
      ['SealPaper', () => ({ copies: 30, ...next() })],
      ['Distribute', () => ({ unitIds: ['shiqiao'], ...next() })],
      ['ReDistribute', () => ({ unitIds: ['fgj'], reason: '补' })],
      ['RecallCopy', () => ({ unitId: 'shiqiao', reason: '误' })],
      ['CloseIssue', () => ({ reason: '办结', ...next() })],
      ['ArchiveIssue', () => ({ fileNo: 'WS-1', retention: 'years10' })],
      ['RevokeIssue', () => ({ reason: '违规' })],
    ]
    const holder: Record<string, string> = {
      Recheck: 'zhao',
      SealPaper: 'yin',
      WaiveSeal: 'yin',
      ArchiveIssue: 'dang',
      RevokeIssue: 'chen',
    }
    const anyone = fc.record({ who: fc.constantFrom(...people), act: fc.constantFrom(...acts) })
    const holding = fc.constantFrom(...acts).map((act) => ({ who: holder[act[0]] ?? 'ma', act }))
    const step = fc.oneof(anyone, { weight: 3, arbitrary: holding })
    const given = { who: 'zhao', act: acts[0] as (typeof acts)[number] }
    const ends = new Set<string>()
    fc.assert(
      fc.property(fc.array(step, { minLength: 30, maxLength: 120 }), (steps) => {
        world = bookOf()
        let doc = toSigned()
        const numbers: string[] = []
        for (const { who, act } of [given, ...steps]) {
          const decided = run(doc, who, act[0], act[1]())
          if (!decided.ok) continue
          doc = evolveAll(doc, decided.events, T0)
          for (const event of decided.events) {
            if (event.type === 'NumberAllocated') numbers.push(numberText(event.number))
            if (event.type === 'CopiesSent') expect(doc.issue?.waived ?? doc.issue?.sealed ?? null).not.toBeNull()
          }
          if (doc.issue?.number) expect(doc.signed).not.toBeNull()
          if (doc.state === 'F12') expect(doc.tasks.every((task) => task.doneAt !== null)).toBe(true)
          else expect(doc.tasks.filter((task) => task.doneAt === null)).toHaveLength(1)
          ends.add(doc.state)
        }
        expect(new Set(numbers).size).toBe(numbers.length)
      }),
      { numRuns: 300 },
    )
    expect([...ends].toSorted()).toEqual(['F10', 'F11', 'F12', 'F7', 'F8', 'F9'])
  })

  test('WF-39 nothing is archived while somebody has something to do with it; a missing package archives nothing', () => {
    world = bookOf()
    const closed = did(sent(), 'ma', 'CloseIssue', { reason: '先办结', ...next() })
    const filing = { fileNo: 'WS-1', retention: 'years10' }
    const reading = { ...opened(taskIdOf(), 'read', personOf('li'), T0), kind: 'read' as const }
    const busy = { ...closed, tasks: [...closed.tasks, reading] }
    expect(run(busy, 'dang', 'ArchiveIssue', filing)).toMatchObject({ code: 'WF-OPEN-TASKS', detail: '李建国' })
    const ctx = { ...issueContext(world, 'dang', 'ArchiveIssue', {}, T0), issue: undefined }
    const foreseen = decide(closed, { name: 'ArchiveIssue', args: { docId: closed.id, ...filing } } as Command, ctx)
    expect(foreseen).toEqual({ ok: true, events: [] })
  })

  test('nobody for the next turn: the command is refused, and says which post is empty', () => {
    world = bookOf()
    const posts = issueCounty.posts.filter((one) => one.role !== 'clerk')
    const doc = toSigned()
    const given = { name: 'Recheck', args: { docId: doc.id, ticked, ...next() } } as Command
    const ctx = issueContext(world, 'zhao', 'Recheck', {}, T0)
    expect(decide(doc, given, { ...ctx, directory: { ...issueCounty, posts } })).toMatchObject({
      code: 'WF-NO-ROLE',
      detail: 'clerk',
    })
  })
})
