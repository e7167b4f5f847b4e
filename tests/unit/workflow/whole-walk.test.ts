import fc from 'fast-check'
import { expect, it } from 'vitest'
import { v7 } from 'uuid'
import { dateOf } from '../../../src-shared/calendar/working-days.ts'
import { parseCommand, type CommandName } from '../../../src-shared/workflow/commands.ts'
import { disagreeing, waitingUnits } from '../../../src-shared/workflow/consult/standing.ts'
import { decide } from '../../../src-shared/workflow/decide.ts'
import { actingIn, documentState, movesRoute, openTurn, type DocumentState } from '../../../src-shared/workflow/document-state.ts'
import { evolveAll } from '../../../src-shared/workflow/evolve.ts'
import type { DocumentEvent } from '../../../src-shared/workflow/events.ts'
import { recheckQuestions } from '../../../src-shared/workflow/issue/commands.ts'
import { opened } from '../../../src-shared/workflow/turn.ts'
import { turnOf } from '../../support/incoming-acts.ts'
import { bookOf, issueContext, type Book } from '../../support/issue/issue-world.ts'
import { personOf } from '../../support/small-county.ts'
import { signedState } from '../../support/states.ts'

const START = Date.parse('2026-09-14T09:00:00+08:00')
const HOUR = 3_600_000
const people = ['wang', 'li', 'zhao', 'zhou', 'chen', 'ma', 'yin', 'dang', 'fang', 'shi']
const ended = new Set(['F12', 'X1', 'X2'])

/** A draft of 王芳 that nobody has seen. */
function draft(): DocumentState {
  const doc = signedState()
  const first = opened(v7() as Parameters<typeof opened>[0], 'draft', personOf('wang'), START)
  const header = { ...doc.header, docType: '通知', title: '关于防汛的通知', mainTo: '石桥乡人民政府' }
  const blank = { state: 'F0' as const, step: 'draft' as const, tasks: [first], assignees: {}, signed: null, clean: null }
  return { ...doc, ...blank, header, tracked: false, createdAt: START, updatedAt: START }
}

type Args = (doc: DocumentState, who: string, pick: number) => Record<string, unknown>
const none: Args = () => ({})
const one =
  <T>(...all: readonly T[]) =>
  (pick: number): T =>
    all[pick % all.length] as T
const someone = one(...people)
const open = (doc: DocumentState, pick: number) => doc.tasks.filter((task) => task.doneAt === null)[pick % 3]?.id ?? v7()
const numbering = { prefix: '柳政', mainTo: ['shiqiao'], copyTo: ['fgj'], copies: 30 }

/** Everything anybody may try at any time, with the arguments that fit best; what every turn needs is added. */
const tries: readonly [CommandName, Args][] = [
  ['SubmitDraft', () => ({ assignees: { review: 'li', check: 'zhao', cosign: 'zhou', sign: 'chen' } })],
  ['Approve', none],
  ['Return', (_doc, _who, pick) => ({ toStep: one('draft', 'review', 'check', 'cosign')(pick), text: '请补充' })],
  ['Withdraw', none],
  ['OpenTask', none],
  ['Sign', none],
  ['MakeCleanCopy', () => ({ sm3: 'c'.repeat(64) })],
  [
    'OpenConsult',
    () => ({
      roundId: v7(),
      asks: ['fgj', 'liuhe-office'].map((unitId) => ({ unitId, taskId: v7() })),
      days: 3,
      text: '请提意见',
    }),
  ],
  ['GiveConsultOpinion', (_doc, _who, pick) => ({ stance: one('agree', 'none', 'disagree')(pick), text: '理由如下' })],
  ['RemindConsult', () => ({ units: ['fgj'] })],
  ['CancelConsult', () => ({ units: ['liuhe-office'], reason: '不涉及' })],
  ['CloseConsultOverdue', () => ({ units: ['fgj'] })],
  [
    'RuleDisagreement',
    (_doc, _who, pick) => ({
      unitId: one('fgj', 'liuhe-office')(pick),
      ours: '甲',
      theirs: '乙',
      ruledBy: '县长',
      ruling: '照办',
    }),
  ],
  ['AddSigner', (_doc, _who, pick) => ({ userId: someone(pick), where: one('before', 'after')(pick), reason: '请看' })],
  ['Transfer', (_doc, _who, pick) => ({ userId: someone(pick), reason: '外出' })],
  ['Reassign', (doc, _who, pick) => ({ taskId: open(doc, pick), userId: someone(pick), reason: '调离' })],
  ['Circulate', (_doc, _who, pick) => ({ readers: [{ userId: someone(pick), taskId: v7() }] })],
  ['NoteRead', (doc, who) => ({ taskId: turnOf(doc, who, 'read') })],
  ['Urge', (doc, _who, pick) => ({ taskId: open(doc, pick) })],
  ['SuspendTurn', (doc, _who, pick) => ({ taskId: open(doc, pick), reason: '等批复' })],
  ['ResumeTurn', (doc, _who, pick) => ({ taskId: open(doc, pick) })],
  ['ExtendTurn', (doc, _who, pick) => ({ taskId: open(doc, pick), days: 2, reason: '情况复杂' })],
  ['Recheck', () => ({ ticked: [...recheckQuestions] })],
  ['RecheckSubstantive', () => ({ reason: '标准须重定' })],
  ['AllocateNumber', () => numbering],
  ['VoidNumber', () => ({ reason: '文种用错' })],
  ['SealPaper', () => ({ copies: 30 })],
  ['WaiveSeal', () => ({ why: 'letterhead' })],
  ['Distribute', () => ({ unitIds: ['shiqiao', 'fgj'] })],
  ['ReDistribute', () => ({ unitIds: ['fgj'], reason: '漏发' })],
  ['RecallCopy', () => ({ unitId: 'shiqiao', reason: '误发' })],
  ['CloseIssue', () => ({ reason: '急件' })],
  ['ArchiveIssue', () => ({ fileNo: 'WS-1', retention: 'years10' })],
]
/** What brings it on: tried more often, else few walks come to the archive. */
const onward = new Set<CommandName>(['SubmitDraft', 'Approve', 'Sign', 'MakeCleanCopy', 'Recheck', 'AllocateNumber', 'WaiveSeal'])
const ahead = tries.filter(([name]) => onward.has(name))
const usual = [...tries, ...ahead, ...ahead, ...ahead]
/** What ends it for good, in some of the walks only. */
const ends: readonly [CommandName, Args][] = [
  ['Terminate', () => ({ reason: '不宜发文' })],
  ['RevokeIssue', () => ({ reason: '违规' })],
]

function attempt(book: Book, doc: DocumentState, who: string, [name, args]: [CommandName, Args], pick: number, at: number) {
  const turn = { taskId: turnOf(doc, who), nextTaskId: v7(), text: '同意', signedOn: dateOf(at) }
  const seen = { docId: doc.id, basisSm3: doc.bodySm3, bodySm3: doc.bodySm3, openChanges: [] }
  const command = parseCommand(name, { ...turn, ...seen, ...args(doc, who, pick) })
  if (!command) throw new Error(`${name} is malformed`)
  const ctx = issueContext(book, who, name, command.args, at)
  return decide(doc, command, { ...ctx, actor: actingIn(doc, who) ?? ctx.actor })
}

/** Says what never may be otherwise after a command. */
function check(before: DocumentState, after: DocumentState, events: readonly DocumentEvent[]): void {
  expect(after.opinions.slice(0, before.opinions.length)).toEqual(before.opinions)
  for (const task of before.tasks) {
    const now = after.tasks.find((other) => other.id === task.id)
    expect(now).toBeDefined()
    if (task.doneAt !== null) expect(now?.doneAt).toBe(task.doneAt)
  }
  expect(new Set(after.tasks.map((task) => task.id)).size).toBe(after.tasks.length)
  const moving = after.tasks.filter((task) => task.doneAt === null && movesRoute(task))
  // nobody is at a loss whose turn it is, and what has ended asks nobody
  if (ended.has(after.state)) expect(moving).toEqual([])
  else expect(openTurn(after), after.state).toBeDefined()
  // 传阅 of what is filed goes on
  if (events.some(({ type }) => type === 'IssueArchived')) expect(after.tasks.filter((task) => task.doneAt === null)).toEqual([])
  // who is waited for in 会签 has the turn to answer, and nobody else has one
  const asked = after.tasks.filter((task) => task.doneAt === null && task.kind === 'consult')
  if (!ended.has(after.state))
    expect(new Set(asked.map(({ id }) => id))).toEqual(new Set(waitingUnits(after).map(({ ask }) => ask.taskId)))
  // no number without a signature on this very text, nothing sent without a seal or its lawful absence
  if (after.issue?.number) expect(after.signed?.bodySm3).toBe(after.bodySm3)
  if (events.some(({ type }) => type === 'Signed')) expect([...waitingUnits(before), ...disagreeing(before)]).toEqual([])
  if (events.some(({ type }) => type === 'CopiesSent')) expect(after.issue?.sealed ?? after.issue?.waived).toBeTruthy()
  expect(documentState.safeParse(after).success).toBe(true)
}

it('WF-82 what a unit was asked and was given to somebody else of it is theirs to answer, and ends with the round (seed 159755210)', () => {
  const book = bookOf()
  const did = (doc: DocumentState, who: string, name: CommandName, args: Record<string, unknown> = {}): DocumentState => {
    const decided = attempt(book, doc, who, [name, () => args], 0, START + HOUR)
    if (!decided.ok) throw new Error(`${name}: ${decided.code}`)
    return evolveAll(doc, decided.events, START + HOUR)
  }
  const asks = [{ unitId: 'liuhe-office', taskId: v7() }]
  const submitted = did(draft(), 'wang', 'SubmitDraft', {
    assignees: { review: 'li', check: 'zhao', cosign: 'zhou', sign: 'chen' },
  })
  const asked = did(submitted, 'li', 'OpenConsult', { roundId: v7(), asks, days: 3, text: '请提意见' })
  const turn = asked.tasks.find((task) => task.kind === 'consult')
  // only who may answer for the unit is given it
  const cannot = attempt(
    book,
    asked,
    'zhao',
    ['Reassign', () => ({ taskId: turn?.id, userId: 'zhou', reason: '调离' })],
    0,
    START,
  )
  expect(cannot).toMatchObject({ ok: false, code: 'WF-NO-ROLE' })
  const given = did(asked, 'zhao', 'Reassign', { taskId: turn?.id, userId: 'zhao', reason: '调离' })
  expect(waitingUnits(given)).toHaveLength(1)
  const answered = did(given, 'zhao', 'GiveConsultOpinion', { taskId: turnOf(given, 'zhao', 'consult'), stance: 'agree' })
  expect([waitingUnits(answered), answered.state]).toEqual([[], 'F1'])
  const cancelled = did(given, 'li', 'CancelConsult', { units: ['liuhe-office'], reason: '不涉及' })
  expect(cancelled.tasks.filter((task) => task.kind === 'consult').map((task) => task.doneAt !== null)).toEqual([true, true])
  expect(cancelled.tasks.find((task) => task.id === turn?.id)?.result).toBe('transferred')
})

it('WF-138 a 发文 from its draft to the archive, whatever anybody tries in whatever order: nothing said is lost, no dead end, no step before its time', () => {
  const reached = new Map<string, number>()
  const done = new Map<string, number>()
  const step = fc.record({ what: fc.nat(10_000), who: fc.nat(people.length - 1), pick: fc.nat(30), hours: fc.nat(20) })
  const seed = Date.now() & 0x7fffffff
  fc.assert(
    fc.property(fc.array(step, { minLength: 150, maxLength: 500, size: 'max' }), fc.nat(9), (steps, way) => {
      const book = bookOf()
      const all = way === 0 ? [...usual, ...ends] : usual
      const trail: string[] = []
      let doc = draft()
      let at = START
      for (const { what, who, pick, hours } of steps) {
        at += (hours * HOUR) / 5
        // most of the time whoever has a turn acts, else the walk goes nowhere
        const holders = doc.tasks.filter((task) => task.doneAt === null).flatMap((task) => [task.assignee, ...(task.pool ?? [])])
        const actor = (hours > 4 ? holders[who % Math.max(1, holders.length)]?.userId : undefined) ?? someone(who)
        const tried = one(...all)(what)
        const decided = attempt(book, doc, actor, tried, pick, at)
        if (!decided.ok || decided.events.length === 0) continue
        const next = evolveAll(doc, decided.events, at)
        trail.push(`${actor} ${tried[0]}`)
        try {
          check(doc, next, decided.events)
        } catch (error) {
          throw new Error(`${doc.state} → ${next.state} after ${trail.join(', ')}`, { cause: error })
        }
        doc = next
        reached.set(doc.state, (reached.get(doc.state) ?? 0) + 1)
        done.set(tried[0], (done.get(tried[0]) ?? 0) + 1)
      }
    }),
    // a walk that fails tells its steps; making it shorter changes them all
    { numRuns: process.env['LIUHEN_LONG'] ? 5000 : 120, seed, endOnFailure: true },
  )
  console.log(`seed ${seed}`, Object.fromEntries(reached), Object.fromEntries(done))
  expect([...reached.keys()].toSorted(), `seed ${seed}`).toEqual(
    expect.arrayContaining(['F1', 'F2', 'F3', 'F4', 'F5', 'F6', 'F7', 'F8', 'F9', 'F10']),
  )
}, 600_000)
