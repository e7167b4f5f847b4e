import { expect, it } from 'vitest'
import { v7 } from 'uuid'
import { decide } from '../../src-shared/workflow/decide.ts'
import { mayDecide, mayEdit } from '../../src-shared/workflow/edit-right.ts'
import type { DecideContext } from '../../src-shared/workflow/decide-context.ts'
import { evolveAll } from '../../src-shared/workflow/evolve.ts'
import { parseCommand, type Command } from '../../src-shared/workflow/commands.ts'
import {
  documentState,
  openTaskOf,
  participants,
  verdicts,
  type DocumentState,
} from '../../src-shared/workflow/document-state.ts'
import { candidates, issuingUnit } from '../../src-shared/workflow/directory.ts'
import { personOf, smallCounty } from '../support/small-county.ts'

const morning = Date.parse('2026-07-14T09:10:00+08:00')
const sm3 = (n: number): string => n.toString(16).padStart(64, '0')
const header = {
  docType: '请示',
  urgency: '加急',
  secrecy: '',
  openness: '',
  title: '关于资金的请示',
  mainTo: '青禾县人民政府',
  copyTo: '',
  issuer: '柳河镇人民政府',
}

/** Everybody sits at one desk of their own. */
const deskOf = (userId: string): string => `0190a1b2-0000-7000-8000-${Buffer.from(userId).toString('hex').padStart(12, '0')}`

const context = (userId: string, more: Partial<DecideContext> = {}): DecideContext => ({
  actor: personOf(userId),
  now: morning,
  authoredAt: morning,
  directory: smallCounty,
  device: deskOf(userId),
  commandId: '0190a1b2-0000-7000-8000-00000000c0de',
  body: { version: 1, sm3: sm3(1), header },
  changeIds: new Set(),
  ...more,
})

/** Runs a command; throws where it was refused. */
function done(doc: DocumentState | undefined, command: Command, ctx: DecideContext): DocumentState {
  const decided = decide(doc, command, ctx)
  if (!decided.ok) throw new Error(`${command.name}: ${decided.code}`)
  const next = evolveAll(doc, decided.events, ctx.now)
  expect(documentState.safeParse(next).success).toBe(true)
  return next
}
const refusal = (doc: DocumentState | undefined, command: Command, ctx: DecideContext): string => {
  const decided = decide(doc, command, ctx)
  return decided.ok ? 'applied' : decided.code
}

const command = (name: string, args: Record<string, unknown>): Command => {
  const parsed = parseCommand(name, args)
  if (!parsed) throw new Error(`${name}: arguments do not fit`)
  return parsed
}

const assignees = { review: 'li', check: 'zhao', cosign: 'zhou', sign: 'chen' }
const day = '2026-07-14'

const create = (unitId: string, docId: string = v7()): Command =>
  command('CreateDraft', { docId, unitId, body: {}, bodySm3: sm3(1) })
function draft(): DocumentState {
  return done(undefined, create('liuhe-office'), context('wang'))
}
const submit = (doc: DocumentState, more: Record<string, unknown> = {}): Command =>
  command('SubmitDraft', { docId: doc.id, assignees, text: '', signedOn: day, basisSm3: sm3(1), nextTaskId: v7(), ...more })
const reviewerSaves = (doc: DocumentState): Command =>
  command('SubmitBody', {
    docId: doc.id,
    baseVersion: 1,
    baseSm3: sm3(1),
    steps: [{}],
    resultSm3: sm3(2),
    step: 'review',
  })
const submitted = (): DocumentState => {
  const doc = draft()
  return done(doc, submit(doc), context('wang'))
}
const approve = (doc: DocumentState, userId: string, more: Record<string, unknown> = {}): Command =>
  command('Approve', {
    docId: doc.id,
    taskId: openTaskOf(doc, userId)?.id,
    text: '同意。',
    signedOn: day,
    basisSm3: sm3(1),
    nextTaskId: v7(),
    ...more,
  })
const sign = (doc: DocumentState, more: Record<string, unknown> = {}): Command =>
  command('Sign', {
    docId: doc.id,
    taskId: openTaskOf(doc, 'chen')?.id,
    text: '同意印发。',
    signedOn: day,
    bodySm3: sm3(1),
    openChanges: [],
    ...more,
  })

/** A document waiting for 陈立新's signature. */
function atSign(): DocumentState {
  let doc = submitted()
  for (const user of ['li', 'zhao', 'zhou']) doc = done(doc, approve(doc, user), context(user))
  return doc
}

it('WF-20 the whole route: 拟稿 → 部门审核 → 核稿 → 审签 → 签发, each step with opinion and time', () => {
  const doc = atSign()
  expect(doc.state).toBe('F5')
  const signed = done(doc, sign(doc), context('chen', { now: morning + 60_000 }))
  expect(signed.state).toBe('F6')
  expect(signed.signed).toMatchObject({ signedOn: day, bodySm3: sm3(1), by: { name: '陈立新' } })
  expect(signed.opinions.map((o) => [o.by.name, o.stance])).toEqual([
    ['王芳', 'note'],
    ['李建国', 'agree'],
    ['赵敏', 'agree'],
    ['周强', 'agree'],
    ['陈立新', 'agree'],
  ])
  // the office rechecks it next, before all of who checked it before 签发
  expect(signed.tasks.filter((t) => t.doneAt === null)).toMatchObject([{ step: 'recheck', assignee: { name: '赵敏' } }])
  expect(signed.step).toBe('recheck')
  expect(participants(signed)).toEqual(['wang', 'li', 'zhao', 'zhou', 'chen'])
  expect(signed.rev).toBe(6)
})

it('WF-24 C-12 two files of one name are both kept, the later under a name of its own; the same file is there once', () => {
  const attach = (doc: DocumentState, n: number, name: string): DocumentState =>
    done(doc, command('AddAttachment', { docId: doc.id, attachment: { sm3: sm3(n), name, size: 10, mime: '' } }), context('wang'))
  let doc = draft()
  for (const [n, name] of [
    [1, '统计表.v1.xlsx'],
    [2, '统计表.V1.xlsx'],
    [2, '统计表.v1.xlsx'],
    [3, '统计表.v1.xlsx'],
    [4, '说明'],
    [5, '说明'],
    [6, '.gitignore'],
    [7, '.gitignore'],
    [8, `${'长'.repeat(195)}.docx`],
    [9, `${'长'.repeat(195)}.docx`],
  ] as const)
    doc = attach(doc, n, name)
  expect(doc.attachments.map((one) => one.name)).toEqual([
    '统计表.v1.xlsx',
    '统计表.V1（2）.xlsx',
    '统计表.v1（3）.xlsx',
    '说明',
    '说明（2）',
    '.gitignore',
    '.gitignore（2）',
    `${'长'.repeat(195)}.docx`,
    `${'长'.repeat(192)}（2）.docx`,
  ])
})

it('WF-01 WF-02 a command needs its document, and a document is created once', () => {
  expect(refusal(undefined, command('OpenTask', { docId: v7(), taskId: v7() }), context('wang'))).toBe('WF-NOT-FOUND')
  const doc = draft()
  expect(refusal(doc, create('liuhe', doc.id), context('wang'))).toBe('WF-EXISTS')
})

it('WF-03 only whose turn it is may act or write', () => {
  const doc = submitted()
  expect(mayEdit(doc, 'li')).toBe(true)
  expect(mayEdit(doc, 'wang')).toBe(false)
  const stolen = command('Approve', { ...approve(doc, 'li').args })
  expect(refusal(doc, stolen, context('zhao'))).toBe('WF-NOT-YOURS')
  expect(refusal(doc, reviewerSaves(doc), context('shi'))).toBe('WF-NOT-YOURS')
  expect(refusal(undefined, create('liuhe'), context('shi'))).toBe('WF-NOT-YOURS')
})

it('WF-04 work for a task that was done meanwhile is refused as such (C-03, C-04)', () => {
  const doc = submitted()
  const mine = approve(doc, 'li')
  const next = done(doc, mine, context('li'))
  expect(refusal(next, mine, context('li'))).toBe('WF-TASK-CLOSED')
  expect(refusal(next, reviewerSaves(doc), context('li'))).toBe('WF-TASK-CLOSED')
})

it('WF-06 every handler must hold the role of the step in the issuing unit', () => {
  const doc = draft()
  expect(refusal(doc, submit(doc, { assignees: { ...assignees, sign: 'li' } }), context('wang'))).toBe('WF-NO-ROLE')
  expect(refusal(doc, submit(doc, { assignees: { ...assignees, review: 'shi' } }), context('wang'))).toBe('WF-NO-ROLE')
  expect(issuingUnit(smallCounty, 'liuhe-office')?.id).toBe('liuhe')
  const step = smallCounty.routes[0]?.steps[1]
  expect(step && candidates(smallCounty, 'liuhe', step).map((p) => p.name)).toEqual(['李建国'])
})

it('WF-07 签发 on a text that is no longer the head is refused, with the article (C-02)', () => {
  const doc = atSign()
  const decided = decide(doc, sign(doc, { bodySm3: sm3(9) }), context('chen'))
  expect(decided).toMatchObject({ ok: false, code: 'WF-SIGN-STALE', article: '第二十二条' })
})

it('WF-08 签发 must name exactly the open changes the signer was shown; decided ones are not open', () => {
  const doc = atSign()
  const [a, b] = [v7(), v7()]
  const withChanges = { changeIds: new Set([a, b]) }
  expect(refusal(doc, sign(doc), context('chen', withChanges))).toBe('WF-SIGN-OPEN')
  expect(refusal(doc, sign(doc, { openChanges: [a] }), context('chen', withChanges))).toBe('WF-SIGN-OPEN')
  expect(refusal(doc, sign(doc, { openChanges: [a, b] }), context('chen', withChanges))).toBe('applied')
  const decided = {
    ...doc,
    decisions: [{ changeIds: [a], verdict: 'reject' as const, by: personOf('zhao'), step: 'check' as const, at: 1 }],
  }
  expect(refusal(decided, sign(doc, { openChanges: [b] }), context('chen', withChanges))).toBe('applied')
})

it('WF-09 撤回 only by who handed it on, and only before the next person opened it', () => {
  const doc = submitted()
  const withdraw = command('Withdraw', { docId: doc.id, text: '', signedOn: day, nextTaskId: v7() })
  expect(refusal(doc, withdraw, context('li'))).toBe('WF-NOT-YOURS')
  const back = done(doc, withdraw, context('wang'))
  expect([back.state, back.tracked, openTaskOf(back, 'wang')?.step]).toEqual(['F0', true, 'draft'])
  const openedDoc = done(doc, command('OpenTask', { docId: doc.id, taskId: openTaskOf(doc, 'li')?.id }), context('li'))
  expect(refusal(openedDoc, withdraw, context('wang'))).toBe('WF-OPENED')
})

it('WF-11 退回 to any passed step with a reason, never forward (R-19)', () => {
  let doc = submitted()
  doc = done(doc, approve(doc, 'li'), context('li'))
  const back = (toStep: string, text = '数据需核实。') => ({
    docId: doc.id,
    taskId: openTaskOf(doc, 'zhao')?.id,
    toStep,
    text,
    signedOn: day,
    basisSm3: sm3(1),
    nextTaskId: v7(),
  })
  expect(parseCommand('Return', back('draft', '  '))).toBeUndefined()
  expect(refusal(doc, command('Return', back('sign')), context('zhao'))).toBe('WF-STEP')
  const returned = done(doc, command('Return', back('review')), context('zhao'))
  expect([returned.state, openTaskOf(returned, 'li')?.step, returned.opinions.at(-1)?.text]).toEqual([
    'F1',
    'review',
    '数据需核实。',
  ])
  const toDrafter = done(doc, command('Return', back('draft')), context('zhao'))
  expect(mayEdit(toDrafter, 'wang')).toBe(true)
  expect(refusal(toDrafter, submit(toDrafter), context('wang'))).toBe('applied')
})

it('WF-12 a text marked 秘密 is refused (R-31)', () => {
  const secret = { version: 1, sm3: sm3(1), header: { ...header, secrecy: '秘密' } }
  expect(refusal(undefined, create('liuhe'), context('wang', { body: secret }))).toBe('WF-SECRET')
  const attach = (doc: DocumentState, name: string) =>
    command('AddAttachment', { docId: doc.id, attachment: { sm3: sm3(9), name, size: 10, mime: '' } })
  const doc = draft()
  expect(refusal(doc, attach(doc, '关于某事项的通知（秘密★1年）.pdf'), context('wang'))).toBe('WF-SECRET')
  expect(refusal(doc, attach(doc, '保守国家秘密法.pdf'), context('wang'))).toBe('applied')
})

it('WF-13 no 倒签: an opinion is not dated before the task arrived nor after tomorrow (C-15)', () => {
  const doc = submitted()
  expect(refusal(doc, approve(doc, 'li', { signedOn: '2026-07-13' }), context('li'))).toBe('WF-DATE')
  expect(refusal(doc, approve(doc, 'li', { signedOn: '2026-07-16' }), context('li'))).toBe('WF-DATE')
  expect(refusal(doc, approve(doc, 'li', { signedOn: '2026-07-15' }), context('li'))).toBe('applied')
})

it('WF-14 an E-level writing rule stops the 报送', () => {
  const doc = draft()
  const decided = decide(doc, submit(doc), context('wang', { ruleErrors: ['R-03'] }))
  expect(decided).toMatchObject({ ok: false, code: 'WF-RULE', detail: 'R-03' })
})

it('RV-10 accept and reject only by 核稿人 (or 拟稿人) while it is their turn; the newest decision counts, undo goes back to the one before', () => {
  let doc = submitted()
  const change = v7()
  const decideOn = (verdict: string) => command('DecideChanges', { docId: doc.id, decisions: [{ changeId: change, verdict }] })
  const known = { changeIds: new Set([change]) }
  expect(mayDecide(doc, 'li')).toBe(false)
  expect(refusal(doc, decideOn('accept'), context('li', known))).toBe('WF-NOT-YOURS')
  doc = done(doc, approve(doc, 'li'), context('li'))
  expect(refusal(doc, decideOn('accept'), context('zhao', { changeIds: new Set() }))).toBe('WF-CHANGE')
  doc = done(doc, decideOn('accept'), context('zhao', known))
  expect(verdicts(doc).get(change)).toBe('accept')
  doc = done(doc, decideOn('reject'), context('zhao', known))
  doc = done(doc, decideOn('undo'), context('zhao', known))
  expect(verdicts(doc).get(change)).toBe('accept')
  doc = done(doc, decideOn('accept'), context('zhao', known)) // the same from another desk
  doc = done(doc, decideOn('undo'), context('zhao', known))
  expect(verdicts(doc).has(change)).toBe(false)
  expect(doc.decisions).toHaveLength(5)
})

it('WF-15 a draft can be discarded by its drafter before the first 报送 only', () => {
  const doc = draft()
  expect(refusal(doc, command('DiscardDraft', { docId: doc.id }), context('li'))).toBe('WF-NOT-YOURS')
  expect(done(doc, command('DiscardDraft', { docId: doc.id }), context('wang')).state).toBe('X2')
  const sent = submitted()
  expect(refusal(sent, command('DiscardDraft', { docId: sent.id }), context('wang'))).toBe('WF-STATE')
})

it('WF-16 批注: a reader opens, answers and settles; a reply reopens; only the opener or the turn settles', () => {
  let doc = submitted()
  const [threadId, replyId] = [v7(), v7()]
  const open = command('OpenThread', { docId: doc.id, threadId, replyId, quote: '86.5万元', text: '请核对金额。' })
  doc = done(doc, open, context('zhao'))
  expect(doc.threads).toMatchObject([{ id: threadId, quote: '86.5万元', replies: [{ text: '请核对金额。' }], settled: null }])
  expect(refusal(doc, open, context('zhao'))).toBe('WF-THREAD')
  const answer = command('ReplyThread', { docId: doc.id, threadId, replyId: v7(), text: '已核对。' })
  doc = done(doc, answer, context('wang'))
  const settle = command('SettleThread', { docId: doc.id, threadId, settled: true })
  expect(refusal(doc, settle, context('wang'))).toBe('WF-NOT-YOURS')
  doc = done(doc, settle, context('li')) // whose turn it is
  expect(doc.threads[0]?.settled?.by.userId).toBe('li')
  doc = done(doc, { ...answer, args: { ...answer.args, replyId: v7() } } as Command, context('wang'))
  expect(doc.threads[0]).toMatchObject({ settled: null, replies: [{}, {}, {}] })
  doc = done(doc, settle, context('zhao')) // who opened it
  expect(refusal(doc, command('ReplyThread', { docId: doc.id, threadId: v7(), replyId: v7(), text: '？' }), context('li'))).toBe(
    'WF-THREAD',
  )
})
