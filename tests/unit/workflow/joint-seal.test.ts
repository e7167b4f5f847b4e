import { describe, expect, it } from 'vitest'
import { v7 } from 'uuid'
import { decide } from '../../../src-shared/workflow/decide.ts'
import { documentState, participants, type DocumentState } from '../../../src-shared/workflow/document-state.ts'
import type { Decided } from '../../../src-shared/workflow/events.ts'
import { evolveAll } from '../../../src-shared/workflow/evolve.ts'
import type { Command } from '../../../src-shared/workflow/commands.ts'
import type { IssueFacts } from '../../../src-shared/workflow/issue/server-facts.ts'
import { jointSealOf, sealOrder, unsealedOrgans } from '../../../src-shared/workflow/issue/joint-seal.ts'
import { noIssue, type JointOrgan } from '../../../src-shared/workflow/issue/part.ts'
import type { PressedSeal } from '../../../src-shared/workflow/issue/layout.ts'
import { opened } from '../../../src-shared/workflow/turn.ts'
import { post } from '../../support/small-county.ts'
import { at, contextOf, directory as county, life, sm3 } from '../../support/consult-county.ts'

const directory = {
  ...county,
  posts: [
    ...county.posts,
    post('wen', '文员', '', 'clerk', 'zfb'),
    post('yin', '印员', '', 'sealKeeper', 'zfb'),
    post('cyin', '财印', '', 'sealKeeper', 'czj'),
    post('dyin', '代印', '', 'sealKeeper', 'czj'),
    // who signs for 水利局 also keeps its seal, and somebody else does
    post('xu', '许波', '', 'sealKeeper', 'slj'),
    post('syin', '水印', '', 'sealKeeper', 'slj'),
  ],
}
const actors: Record<string, [name: string, unitId: string]> = {
  wen: ['文员', 'zfb'],
  yin: ['印员', 'zfb'],
  cyin: ['财印', 'czj'],
  dyin: ['代印', 'czj'],
  xu: ['许波', 'slj'],
  syin: ['水印', 'slj'],
}
const personNamed = (userId: string) => {
  const [name, unitId] = actors[userId] ?? ['', '']
  return { userId, name, unitId, unitName: directory.units.find((one) => one.id === unitId)?.name ?? '' }
}
const when = '2026-09-28T16:00:00'
const sealOf = (unitName: string): PressedSeal => ({ id: v7(), unitName, imageSm3: sm3(4), width: 42, height: 42 })

const run = (doc: DocumentState, who: string, name: string, args: object, issue?: IssueFacts): Decided =>
  decide(doc, { name, args: { docId: doc.id, ...args } } as Command, {
    ...contextOf(who, at(when)),
    actor: personNamed(who),
    directory,
    ...(issue && { issue }),
  })
const did = (doc: DocumentState, ...given: [who: string, name: string, args: object, issue?: IssueFacts]): DocumentState => {
  const decided = run(doc, ...given)
  if (!decided.ok) throw new Error(`${given[1]}: ${decided.code} ${decided.detail ?? ''}`)
  const next = evolveAll(doc, decided.events, at(when))
  expect(documentState.safeParse(next).success).toBe(true)
  return next
}
const told = (decided: Decided): string => (decided.ok ? 'ok' : `${decided.code} ${decided.detail ?? ''}`.trim())
const number = { prefix: 'zfb', year: 2026, seq: 1 }
const numbering = () => ({ prefix: 'zfb', mainTo: ['yjj'], copyTo: [], copies: 1, nextTaskId: v7() })
const layout = () => ({
  cleanSm3: sm3(9),
  pdf: { sm3: sm3(5), size: 9 },
  ofd: { sm3: sm3(6), size: 9 },
  pages: 1,
})

/** A 联合行文 every organ has signed, waiting for its number at 文员's. */
function signedByAll(issuer = '财政局 青禾县人民政府办公室 水利局'): DocumentState {
  const doc = life('通知', issuer).state()
  const signed = { by: personNamed('xu'), at: at(when), signedOn: '2026-09-28', bodySm3: doc.bodySm3 }
  const organ = (unitId: string, unitName: string, by: string): JointOrgan => ({
    unitId,
    unitName,
    taskId: v7() as JointOrgan['taskId'],
    signed: { ...signed, by: { ...signed.by, userId: by } },
  })
  const tasks = doc.tasks.map((one) => ({ ...one, doneAt: one.doneAt ?? at(when) }))
  return {
    ...doc,
    state: 'F7',
    step: 'number',
    signed: { ...signed, openChanges: [], version: 1 } as DocumentState['signed'],
    clean: { version: doc.bodyVersion, sm3: sm3(9), by: personNamed('wen'), at: at(when) },
    tasks: [...tasks, opened(v7(), 'number', personNamed('wen'), at(when))],
    issue: { ...noIssue, joint: [organ('czj', '财政局', 'liu'), organ('slj', '水利局', 'xu')] },
  }
}
const numbered = (doc = signedByAll()): DocumentState => did(doc, 'wen', 'AllocateNumber', numbering(), { number })
const give = (doc: DocumentState, who: string) => ({
  taskId: jointSealOf(doc, who)?.task.id ?? v7(),
  sealId: v7(),
  cleanSm3: sm3(9),
})
const given = (doc: DocumentState, who: string): DocumentState =>
  did(doc, who, 'SealJoint', give(doc, who), { organSeal: sealOf(personNamed(who).unitName) })
const turns = (doc: DocumentState) =>
  doc.tasks.filter((one) => one.doneAt === null).map((one) => [one.step, one.kind, one.assignee.userId, one.pool?.length])

describe('[WF-140] 联合用印 of a 联合行文', () => {
  it('with the number the 用印员 of every organ along is asked, beside the lead’s own', () => {
    const doc = numbered()
    expect(turns(doc)).toEqual([
      ['seal', undefined, 'yin', undefined],
      ['seal', 'consult', 'cyin', 1],
      ['seal', 'consult', 'xu', 1],
    ])
    expect(participants(doc)).toEqual(expect.arrayContaining(['cyin', 'dyin', 'syin']))
    expect(unsealedOrgans(doc)).toEqual(['财政局', '水利局'])
    expect(sealOrder(doc, directory)).toEqual(['czj', 'zfb', 'slj'])
  })

  it('a seal keeper of that organ gives it, once, for the 清稿 as it is, and never who signed for it', () => {
    const doc = numbered()
    const args = give(doc, 'cyin')
    const seal = { organSeal: sealOf('财政局') }
    expect(told(run(doc, 'syin', 'SealJoint', args, seal))).toBe('WF-NOT-YOURS')
    expect(told(run(doc, 'cyin', 'SealJoint', { ...args, cleanSm3: sm3(8) }, seal))).toBe('WF-LAYOUT cleanSm3')
    expect(told(run(doc, 'xu', 'SealJoint', give(doc, 'xu'), seal))).toBe('WF-SEAL-SIGNER 水利局')
    // a desk foresees nothing: only the server knows the seals
    expect(run(doc, 'cyin', 'SealJoint', args)).toEqual({ ok: true, events: [] })
    const half = given(doc, 'dyin')
    expect(half.issue?.joint?.[0]?.sealing?.given).toMatchObject({ by: { userId: 'dyin', unitName: '财政局' }, cleanSm3: sm3(9) })
    expect(told(run(half, 'cyin', 'SealJoint', args, seal))).toBe('WF-TASK-CLOSED')
    expect(unsealedOrgans(half)).toEqual(['水利局'])
  })

  it('[WF-141] the lead’s electronic seal waits for all of them by name; paper does not, and ends their turns', () => {
    const doc = given(numbered(), 'cyin')
    const args = () => ({ sealId: v7(), layout: layout(), nextTaskId: v7() })
    const print = { seal: sealOf('青禾县人民政府办公室'), publicKey: '0'.repeat(130), signature: '0'.repeat(128) }
    expect(told(run(doc, 'yin', 'SealElectronic', args(), { print }))).toBe('WF-JOINT-SEAL 水利局')
    const whole = given(doc, 'syin')
    expect(unsealedOrgans(whole)).toEqual([])
    const sealed = did(whole, 'yin', 'SealElectronic', args(), { print })
    expect([sealed.state, turns(sealed).map(([step]) => step)]).toEqual(['F9', ['distribute']])
    const paper = did(doc, 'yin', 'SealPaper', { copies: 3, nextTaskId: v7() })
    expect([paper.state, turns(paper).map(([step]) => step)]).toEqual(['F9', ['distribute']])
    expect(told(run(paper, 'syin', 'SealJoint', give(doc, 'syin'), { organSeal: sealOf('水利局') }))).toBe('WF-TASK-CLOSED')
  })

  it('[WF-48] 作废 takes given seals back, and with another number all are asked anew', () => {
    const doc = given(numbered(), 'cyin')
    const back = did(doc, 'wen', 'VoidNumber', { reason: '号编错了', nextTaskId: v7() })
    expect(back.issue?.joint?.map((one) => one.sealing)).toEqual([undefined, undefined])
    expect(turns(back).map(([step]) => step)).toEqual(['number'])
    expect(unsealedOrgans(did(back, 'wen', 'AllocateNumber', numbering(), { number }))).toEqual(['财政局', '水利局'])
  })

  it('an organ that has no 用印员, or that signed before there was 会签签发, is named: it is sealed on paper', () => {
    const doc = signedByAll()
    const alone = { ...directory, posts: directory.posts.filter((one) => one.unitId !== 'slj' || one.role !== 'sealKeeper') }
    const decided = decide(doc, { name: 'AllocateNumber', args: { docId: doc.id, ...numbering() } } as unknown as Command, {
      ...contextOf('wen', at(when)),
      actor: personNamed('wen'),
      directory: alone,
      issue: { number },
    })
    if (!decided.ok) throw new Error(decided.code)
    const without = given(evolveAll(doc, decided.events, at(when)), 'cyin')
    expect([turns(without).length, unsealedOrgans(without)]).toEqual([1, ['水利局']])
    const { joint: _gone, ...before } = numbered().issue ?? noIssue
    expect(unsealedOrgans({ ...numbered(), issue: before })).toEqual(['财政局', '水利局'])
  })
})
