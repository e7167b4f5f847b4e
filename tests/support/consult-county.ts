import { expect } from 'vitest'
import { v7 } from 'uuid'
import { dateOf } from '../../src-shared/calendar/working-days.ts'
import { parseCommand } from '../../src-shared/workflow/commands.ts'
import { decide } from '../../src-shared/workflow/decide.ts'
import type { DecideContext } from '../../src-shared/workflow/decide-context.ts'
import type { Directory, RoleCode, Unit } from '../../src-shared/workflow/directory.ts'
import { documentState, openTurn, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import { evolveAll } from '../../src-shared/workflow/evolve.ts'
import type { Person } from '../../src-shared/workflow/person.ts'
import { post, route } from './small-county.ts'

export const at = (text: string): number => Date.parse(`${text}+08:00`)
export const sm3 = (n: number): string => n.toString(16).padStart(64, '0')

export const unit = (id: string, name: string, inner = false, parentId: string | null = 'xian'): Unit => ({
  id,
  name,
  shortName: name,
  category: 'office',
  parentId,
  prefixes: inner ? [] : [id],
  inner,
})
export const people: [id: string, name: string, role: RoleCode, unitId: string][] = [
  ['sun', '孙丽', 'drafter', 'zfb-mishu'],
  ['he', '何伟', 'sectionHead', 'zfb-mishu'],
  ['ma', '马骏', 'officeChecker', 'zfb'],
  ['gao', '高文', 'deputyLeader', 'zfb'],
  ['lin', '林国栋', 'leader', 'zfb'],
  ['liu', '刘洋', 'leader', 'czj'],
  ['bao', '鲍明', 'officeChecker', 'czj-bgs'],
  ['xu', '许波', 'leader', 'slj'],
  ['ding', '丁宁', 'deputyLeader', 'yjj'],
  ['kong', '孔青', 'drafter', 'kong'],
]
/** 县政府办 and the three bureaus of SC-3; 空局 has nobody who could answer. */
export const directory: Directory = {
  version: 1,
  county: '青禾县',
  units: [
    unit('zfb', '青禾县人民政府办公室', false, null),
    unit('zfb-mishu', '秘书科', true, 'zfb'),
    unit('czj', '财政局', false),
    unit('czj-bgs', '财政局办公室', true, 'czj'),
    unit('slj', '水利局', false),
    unit('yjj', '应急局', false),
    unit('kong', '空局', false),
  ],
  posts: people.map(([id, name, role, unitId]) => post(id, name, '', role, unitId)),
  routes: [route],
}
export const personOf = (userId: string): Person => {
  const [, name, , unitId] = people.find(([id]) => id === userId) ?? ['', '', 'drafter', '']
  return { userId, name, unitId, unitName: directory.units.find((one) => one.id === unitId)?.name ?? '' }
}

export const header = {
  docType: '通知',
  urgency: '',
  secrecy: '',
  openness: '',
  title: '青禾县防汛抗旱应急预案（征求意见稿）',
  mainTo: '',
  copyTo: '',
  issuer: '',
}
export const contextOf = (userId: string, now: number, more: Partial<DecideContext> = {}): DecideContext => ({
  actor: personOf(userId),
  now,
  authoredAt: now,
  directory,
  device: '0190a1b2-0000-7000-8000-0000000000d1',
  commandId: v7(),
  ...more,
})

/** A document and what happens to it; `refused` gives the code a command is refused with. */
export function life(docType = '通知', issuer = '') {
  const docId = v7()
  let doc: DocumentState | undefined
  const run = (userId: string, when: string, name: string, args: object, more: Partial<DecideContext> = {}) => {
    const command = parseCommand(name, { docId, ...args })
    if (!command) throw new Error(`${name}: arguments do not fit`)
    const ctx = contextOf(userId, at(when), more)
    const decided = decide(doc, command, ctx)
    if (decided.ok) {
      doc = evolveAll(doc, decided.events, ctx.now)
      expect(documentState.safeParse(doc).success).toBe(true)
    }
    return decided
  }
  const done = (...given: Parameters<typeof run>): DocumentState => {
    const decided = run(...given)
    if (!decided.ok) throw new Error(`${given[2]}: ${decided.code} ${decided.detail}`)
    return state()
  }
  const refused = (...given: Parameters<typeof run>): string => {
    const before = doc
    const decided = run(...given)
    expect(doc).toBe(before)
    return decided.ok ? 'applied' : `${decided.code} ${decided.detail ?? ''}`.trim()
  }
  const state = (): DocumentState => {
    if (!doc) throw new Error('no document')
    return doc
  }
  const start = '2026-09-21T09:00:00'
  const day = '2026-09-21'
  const body = { version: 1, sm3: sm3(1), header: { ...header, docType, issuer } }
  done('sun', start, 'CreateDraft', { unitId: 'zfb-mishu', body: {}, bodySm3: sm3(1) }, { body })
  const assignees = { review: 'he', check: 'ma', cosign: 'gao', sign: 'lin' }
  done('sun', start, 'SubmitDraft', { assignees, text: '', signedOn: day, basisSm3: sm3(1), nextTaskId: v7() })
  const approve = (when: string) => ({
    taskId: openTurn(state())?.id,
    text: '同意',
    signedOn: dateOf(at(when)),
    basisSm3: sm3(1),
    nextTaskId: v7(),
  })
  done('he', start, 'Approve', approve(start))
  const open = (units: readonly string[], more: object = {}) => ({
    roundId: v7(),
    asks: units.map((unitId) => ({ unitId, taskId: v7() })),
    days: 7,
    text: '请提出意见。',
    ...more,
  })
  const answer = (unitId: string, stance: string, when: string, more: object = {}) => ({
    taskId: state()
      .consult?.rounds.at(-1)
      ?.asks.find((ask) => ask.unitId === unitId)?.taskId,
    stance,
    text: stance === 'disagree' ? '队伍调度与本局职责不符。' : '',
    signedOn: dateOf(at(when)),
    basisSm3: sm3(1),
    ...more,
  })
  return { state, run, done, refused, approve, open, answer }
}
export const ask = '2026-09-22T10:00:00'
