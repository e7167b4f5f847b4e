import { describe, expect, it } from 'vitest'
import { v7 } from 'uuid'
import type { Command } from '../../../src-shared/workflow/commands.ts'
import { dateOf } from '../../../src-shared/calendar/working-days.ts'
import { decide } from '../../../src-shared/workflow/decide.ts'
import { documentState, participants, type DocumentState } from '../../../src-shared/workflow/document-state.ts'
import type { Decided } from '../../../src-shared/workflow/events.ts'
import { evolveAll } from '../../../src-shared/workflow/evolve.ts'
import { recheckQuestions } from '../../../src-shared/workflow/issue/commands.ts'
import { datedOn, jointTaskOf, unsignedOrgans } from '../../../src-shared/workflow/issue/joint.ts'
import { ruleFactsOf } from '../../../src-shared/workflow/rule-facts.ts'
import { opened } from '../../../src-shared/workflow/turn.ts'
import { factsOf } from '../../../src-shared/paper/facts.ts'
import { post } from '../../support/small-county.ts'
import { ask, at, contextOf, directory as county, life, personOf, sm3 } from '../../support/consult-county.ts'

const directory = {
  ...county,
  posts: [...county.posts, post('wen', '文员', '', 'clerk', 'zfb'), post('yin', '印员', '', 'sealKeeper', 'zfb')],
}
const signing = '2026-09-23T10:00:00'
const issuers = '青禾县人民政府办公室 财政局 水利局'

const run = (doc: DocumentState, who: string, when: string, name: string, args: object): Decided => {
  const ctx = { ...contextOf(who, at(when)), directory }
  const more = name === 'AllocateNumber' ? { issue: { number: { prefix: 'zfb', year: 2026, seq: 1 } } } : {}
  const actor = who === 'wen' ? { userId: 'wen', name: '文员', unitId: 'zfb', unitName: '办公室' } : personOf(who)
  return decide(doc, { name, args: { docId: doc.id, ...args } } as Command, { ...ctx, actor, ...more })
}
const did = (doc: DocumentState, who: string, when: string, name: string, args: object): DocumentState => {
  const decided = run(doc, who, when, name, args)
  if (!decided.ok) throw new Error(`${name}: ${decided.code} ${decided.detail ?? ''}`)
  const next = evolveAll(doc, decided.events, at(when))
  expect(documentState.safeParse(next).success).toBe(true)
  return next
}
const told = (decided: Decided): string => (decided.ok ? 'ok' : `${decided.code} ${decided.detail ?? ''}`.trim())

/** A text at 签发, 林国栋's turn. */
function atSigning(issuer = issuers): DocumentState {
  const doc = life('通知', issuer).state()
  const task = opened(v7(), 'sign', personOf('lin'), at(signing))
  const tasks = [...doc.tasks.map((one) => ({ ...one, doneAt: one.doneAt ?? at(signing) })), task]
  return { ...doc, state: 'F5', step: 'sign', tasks }
}
const sign = (doc: DocumentState, when = signing) =>
  did(doc, 'lin', when, 'Sign', {
    taskId: doc.tasks.findLast((one) => one.doneAt === null && one.step === 'sign' && one.kind === undefined)?.id,
    text: '',
    signedOn: dateOf(at(when)),
    bodySm3: doc.bodySm3,
    openChanges: [],
  })
const joint = (doc: DocumentState, who: string, when: string, more: object = {}) => ({
  taskId: jointTaskOf(doc, who)?.id ?? v7(),
  stance: 'agree',
  text: '',
  signedOn: dateOf(at(when)),
  bodySm3: doc.bodySm3,
  ...more,
})
const cleaned = (doc: DocumentState): DocumentState => ({
  ...doc,
  clean: { version: doc.bodyVersion, sm3: sm3(9), by: personOf('ma'), at: at(signing) },
})
const rechecked = (doc: DocumentState) =>
  did(cleaned(doc), 'ma', '2026-09-23T11:00:00', 'Recheck', { ticked: [...recheckQuestions], nextTaskId: v7() })
const numbering = () => ({ prefix: 'zfb', mainTo: ['yjj'], copyTo: [], copies: 1, nextTaskId: v7() })
const [first, last] = ['2026-09-24T09:00:00', '2026-09-28T16:00:00']

describe('[WF-128] [R-22] 会签签发 of a 联合行文', () => {
  it('begins with the lead’s 签发: each organ along has a turn of its leader, beside 复核; of one organ nothing does', () => {
    const doc = sign(atSigning())
    expect(doc.state).toBe('F6')
    expect(doc.issue?.joint?.map((one) => [one.unitName, one.signed])).toEqual([
      ['财政局', null],
      ['水利局', null],
    ])
    const turns = doc.tasks.filter((one) => one.doneAt === null)
    expect(turns.map((one) => [one.assignee.name, one.step, one.kind])).toEqual([
      ['马骏', 'recheck', undefined],
      ['刘洋', 'sign', 'consult'],
      ['许波', 'sign', 'consult'],
    ])
    expect(participants(doc)).toEqual(expect.arrayContaining(['liu', 'xu']))
    const alone = sign(atSigning('青禾县人民政府办公室'))
    expect([alone.issue?.joint, alone.tasks.filter((one) => one.doneAt === null).length]).toEqual([undefined, 1])
  })

  it('编号 waits until all have signed, and names who has not', () => {
    const doc = rechecked(sign(atSigning()))
    expect(told(run(doc, 'wen', first, 'AllocateNumber', numbering()))).toBe('WF-JOINT 财政局、水利局')
    const half = did(doc, 'liu', first, 'SignJoint', joint(doc, 'liu', first))
    expect(told(run(half, 'wen', first, 'AllocateNumber', numbering()))).toBe('WF-JOINT 水利局')
    expect(ruleFactsOf(half, directory).cosigners).toEqual([
      { unit: '财政局', signed: true },
      { unit: '水利局', signed: false },
    ])
    const whole = did(half, 'xu', last, 'SignJoint', joint(half, 'xu', last))
    expect(unsignedOrgans(whole, directory)).toEqual([])
    expect(did(whole, 'wen', last, 'AllocateNumber', numbering()).state).toBe('F8')
  })

  it('[WF-129] 成文日期 is the day of the last signature; the lead keeps its own, and each signature is on record', () => {
    const signed = sign(atSigning())
    const half = did(signed, 'xu', last, 'SignJoint', joint(signed, 'xu', last))
    const doc = did(half, 'liu', last, 'SignJoint', joint(half, 'liu', last, { text: '同意' }))
    expect([datedOn(signed), datedOn(doc), doc.signed?.signedOn]).toEqual(['2026-09-23', '2026-09-28', '2026-09-23'])
    expect(factsOf(doc, doc.header).datedOn).toBe('2026年9月28日')
    expect(factsOf(doc, { ...doc.header, docType: '请示' }).signers).toEqual(['林国栋', '刘洋', '许波'])
    expect(doc.opinions.slice(-2).map((one) => [one.by.name, one.by.unitName, one.step, one.stance, one.signedOn])).toEqual([
      ['许波', '水利局', 'sign', 'agree', '2026-09-28'],
      ['刘洋', '财政局', 'sign', 'agree', '2026-09-28'],
    ])
    expect(doc.tasks.filter((one) => one.kind === 'consult').map((one) => one.result)).toEqual(['signed', 'signed'])
  })

  it('a leader of the organ alone signs, once, the text that was signed, on a day that was not before', () => {
    const doc = sign(atSigning())
    const args = joint(doc, 'liu', first)
    expect(told(run(doc, 'xu', first, 'SignJoint', args))).toBe('WF-NOT-YOURS')
    expect(told(run(doc, 'liu', first, 'SignJoint', { ...args, bodySm3: sm3(7) }))).toBe('WF-SIGN-STALE')
    expect(told(run(doc, 'liu', first, 'SignJoint', { ...args, signedOn: '2026-09-22' }))).toBe('WF-DATE')
    expect(told(run(did(doc, 'liu', first, 'SignJoint', args), 'liu', first, 'SignJoint', args))).toBe('WF-TASK-CLOSED')
    const gone = { ...directory, posts: directory.posts.filter((one) => one.userId !== 'liu') }
    const ctx = { ...contextOf('liu', at(first)), directory: gone }
    expect(told(decide(doc, { name: 'SignJoint', args: { docId: doc.id, ...args } } as Command, ctx))).toBe('WF-NO-ROLE 财政局')
  })

  it('[WF-130] a refusal has its reason, lifts every signature and gives the text back to who signed; then all sign anew', () => {
    const numberless = rechecked(sign(atSigning()))
    const half = did(numberless, 'liu', first, 'SignJoint', joint(numberless, 'liu', first))
    const no = joint(half, 'xu', first, { stance: 'disagree' })
    expect(told(run(half, 'xu', first, 'SignJoint', no))).toBe('WF-CONSULT-REASON 水利局')
    const back = did(half, 'xu', first, 'SignJoint', { ...no, text: '第二条不妥' })
    expect([back.state, back.signed, back.clean, back.issue?.joint, back.issue?.rechecked]).toEqual([
      'F5',
      null,
      null,
      undefined,
      null,
    ])
    expect(back.issue?.lifted).toMatchObject([{ reason: '第二条不妥', by: { unitName: '水利局' }, signer: { userId: 'lin' } }])
    expect(back.tasks.filter((one) => one.doneAt === null).map((one) => [one.step, one.assignee.name])).toEqual([
      ['sign', '林国栋'],
    ])
    const again = sign({ ...back, bodyVersion: 2, bodySm3: sm3(2) }, last)
    expect(again.issue?.joint?.map((one) => one.signed)).toEqual([null, null])
    expect(again.tasks.filter((one) => one.doneAt === null && one.kind === 'consult')).toHaveLength(2)
  })

  it('[WF-130] what the office sends back for 实质性修改 lifts them too, and nobody is asked for a text that is gone', () => {
    const signed = sign(atSigning())
    const half = did(signed, 'liu', first, 'SignJoint', joint(signed, 'liu', first))
    const args = joint(half, 'xu', first)
    const back = did(half, 'ma', first, 'RecheckSubstantive', { reason: '标准须重定', nextTaskId: v7() })
    expect([back.issue?.joint, jointTaskOf(back, 'xu')]).toEqual([undefined, undefined])
    expect(told(run(back, 'xu', first, 'SignJoint', args))).toBe('WF-TASK-CLOSED')
  })

  it('what its leader agreed to in 会签 counts where it is the very text that is signed, and no other (WF-79)', () => {
    const story = life('通知', issuers)
    story.done('ma', ask, 'OpenConsult', story.open(['czj']))
    story.done('liu', ask, 'GiveConsultOpinion', story.answer('czj', 'agree', ask))
    const { consult } = story.state()
    const doc = sign({ ...atSigning(), consult })
    expect(unsignedOrgans(doc, directory)).toEqual(['水利局'])
    expect(doc.tasks.filter((one) => one.kind === 'consult' && one.doneAt === null).map((one) => one.assignee.name)).toEqual([
      '许波',
    ])
    const later = sign({ ...atSigning(), consult, bodyVersion: 2, bodySm3: sm3(2) })
    expect(unsignedOrgans(later, directory)).toEqual(['财政局', '水利局'])
  })

  it('an organ without a leader has no turn and is waited for by name', () => {
    const doc = rechecked(sign(atSigning('青禾县人民政府办公室 空局')))
    expect(doc.tasks.some((one) => one.kind === 'consult')).toBe(false)
    expect(told(run(doc, 'wen', first, 'AllocateNumber', numbering()))).toBe('WF-JOINT 空局')
  })
})
