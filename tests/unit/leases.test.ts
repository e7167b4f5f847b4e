import { v7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { holdingOf } from '../../src-renderer/document/lease/holding.ts'
import { turnOf } from '../../src-renderer/document/turn.ts'
import type { DocumentHeader } from '../../src-shared/document/header.ts'
import { placesOf } from '../../src-shared/sync/rows.ts'
import { parseCommand, type Command, type CommandArgs, type CommandName } from '../../src-shared/workflow/commands.ts'
import { decide } from '../../src-shared/workflow/decide.ts'
import { mayEdit } from '../../src-shared/workflow/edit-right.ts'
import type { DecideContext } from '../../src-shared/workflow/decide-context.ts'
import { documentState, stepsHeldBy, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import { evolveAll } from '../../src-shared/workflow/evolve.ts'
import { codraftersAtMost, leaseHours } from '../../src-shared/workflow/leases.ts'
import { personOf, smallCounty } from '../support/small-county.ts'

const HOUR = 3_600_000
const morning = Date.UTC(2026, 6, 14, 1)
const docId = v7()
const sm3 = (n: number): string => String(n).padStart(64, '0')
const header: DocumentHeader = {
  title: '关于资金的请示',
  docType: '请示',
  urgency: '',
  secrecy: '',
  openness: '',
  mainTo: '',
  copyTo: '',
  issuer: '',
}

/** People sit at a desk of their own; 王芳 has two. */
const desks = { wang: v7(), wang2: v7(), zhao: v7(), li: v7(), shi: v7(), chen: v7() } as const
type At = keyof typeof desks
const userAt = (at: At): string => (at === 'wang2' ? 'wang' : at)

const context = (at: At, now = morning, commandId = v7()): DecideContext => ({
  actor: personOf(userAt(at)),
  now,
  authoredAt: now,
  directory: smallCounty,
  device: desks[at],
  commandId,
  body: { version: 2, sm3: sm3(2), header },
})
const decided = <N extends CommandName>(doc: DocumentState | undefined, name: N, args: CommandArgs<N>, ctx: DecideContext) => {
  const command = parseCommand(name, args)
  if (!command) throw new Error(`${name}: arguments do not fit`)
  return decide(doc, command as Command, ctx)
}
/** The document after a command, which must be taken. */
function after<N extends CommandName>(doc: DocumentState | undefined, name: N, args: CommandArgs<N>, ctx: DecideContext) {
  const verdict = decided(doc, name, args, ctx)
  if (!verdict.ok) throw new Error(`${name}: ${verdict.code} ${verdict.detail ?? ''}`)
  const next = evolveAll(doc, verdict.events, ctx.now)
  expect(documentState.safeParse(next).success).toBe(true)
  return next
}
const codeOf = (verdict: ReturnType<typeof decide>): string => (verdict.ok ? 'applied' : verdict.code)

const draft = (): DocumentState =>
  after(undefined, 'CreateDraft', { docId: docId as never, unitId: 'liuhe-office', body: {}, bodySm3: sm3(1) }, context('wang'))
const shared = (): DocumentState => after(draft(), 'AddCodrafter', { docId: docId as never, userId: 'zhao' }, context('wang'))
const saving: CommandArgs<'SubmitBody'> = {
  docId: docId as never,
  baseVersion: 1,
  baseSm3: sm3(1),
  steps: [{}],
  resultSm3: sm3(2),
  step: 'draft',
}
const id = { docId: docId as CommandArgs<'TakeLease'>['docId'] }
const breaking = (doc: DocumentState) => ({ ...id, leaseId: doc.lease?.id ?? v7(), nextLeaseId: v7(), reason: '急件' })
const submitting = {
  ...id,
  assignees: { review: 'li', check: 'zhao', cosign: 'zhou', sign: 'chen' },
  text: '',
  signedOn: '2026-07-14',
  basisSm3: sm3(1),
  nextTaskId: v7() as never,
}

describe('WF-17 占用', () => {
  it('a new draft is held for a day at the desk it was begun at; a save holds it on, and never shorter', () => {
    const doc = draft()
    expect(doc.lease).toMatchObject({ id: docId, by: { userId: 'wang' }, device: desks.wang, until: morning + 24 * HOUR })
    const later = after(doc, 'SubmitBody', saving, context('wang', morning + 5 * HOUR))
    expect(later.lease?.until).toBe(morning + 29 * HOUR)
    const along = after(later, 'TakeLease', { ...id, leaseId: v7(), hours: 168 }, context('wang', morning + 6 * HOUR))
    expect(along.lease).toMatchObject({ id: docId, until: morning + 174 * HOUR })
    expect(after(along, 'SubmitBody', saving, context('wang', morning + 7 * HOUR)).lease).toEqual(along.lease)
  })

  it('while it is held another person, and another desk of the same, are refused by name', () => {
    const doc = shared()
    for (const at of ['zhao', 'wang2'] as const) {
      expect(decided(doc, 'SubmitBody', saving, context(at))).toMatchObject({ code: 'WF-LEASE', rule: 'WF-17', detail: '王芳' })
      expect(codeOf(decided(doc, 'TakeLease', { ...id, leaseId: v7(), hours: 1 }, context(at)))).toBe('WF-LEASE')
      expect(codeOf(decided(doc, 'ReleaseLease', { ...id, leaseId: docId }, context(at)))).toBe('WF-LEASE')
    }
    for (const name of ['SubmitDraft', 'DiscardDraft'] as const)
      expect(codeOf(decided(doc, name, submitting as never, context('wang2')))).toBe('WF-LEASE')
  })

  it('a save takes a free draft, and one whose lease ran out, in the same command', () => {
    const free = after(shared(), 'ReleaseLease', { ...id, leaseId: docId }, context('wang'))
    expect(free.lease).toBeNull()
    const cmd = v7()
    const taken = after(free, 'SubmitBody', saving, context('zhao', morning, cmd))
    expect(taken.lease).toMatchObject({ id: cmd, by: { userId: 'zhao' }, device: desks.zhao })
    const ended = morning + leaseHours.usual * HOUR
    expect(codeOf(decided(taken, 'SubmitBody', saving, context('wang2', ended - 1)))).toBe('WF-LEASE')
    expect(after(taken, 'SubmitBody', saving, context('wang2', ended)).lease?.device).toBe(desks.wang2)
    // nobody took it: the holder goes on holding it
    expect(after(taken, 'SubmitBody', saving, context('zhao', ended)).lease?.id).toBe(cmd)
  })

  it('broken with a reason it is told for ever, everything is tracked, and leases are of no account any more', () => {
    const doc = shared()
    const broken = after(doc, 'BreakLease', breaking(doc), context('zhao', morning + HOUR))
    expect(broken).toMatchObject({
      tracked: true,
      leasesBroken: [{ by: { userId: 'zhao' }, reason: '急件', at: morning + HOUR, version: 2, lease: { id: docId } }],
    })
    for (const at of ['wang', 'wang2', 'zhao'] as const)
      expect(codeOf(decided(broken, 'SubmitBody', saving, context(at)))).toBe('applied')
    expect(codeOf(decided(broken, 'TakeLease', { ...id, leaseId: v7(), hours: 1 }, context('wang')))).toBe('WF-STATE')
    expect(codeOf(decided(broken, 'BreakLease', breaking(broken), context('wang')))).toBe('WF-STATE')
    // who lets go of what was broken meanwhile is told nothing
    expect(decided(broken, 'ReleaseLease', { ...id, leaseId: docId }, context('wang'))).toEqual({ ok: true, events: [] })
  })

  it('is broken by who may draft only, never without a reason, never at the holder’s own desk, and not another lease than was seen', () => {
    const doc = shared()
    expect(codeOf(decided(doc, 'BreakLease', breaking(doc), context('wang')))).toBe('WF-STATE')
    expect(codeOf(decided(doc, 'BreakLease', breaking(doc), context('li')))).toBe('WF-NOT-YOURS')
    expect(codeOf(decided(doc, 'BreakLease', { ...breaking(doc), leaseId: v7() }, context('zhao')))).toBe('WF-LEASE')
    expect(parseCommand('BreakLease', { ...breaking(doc), reason: '  ' })).toBeUndefined()
    expect(codeOf(decided(doc, 'BreakLease', breaking(doc), context('wang2')))).toBe('applied')
  })

  it('a draft whose lease was broken is still a draft: it can be discarded, and nothing counts as handed on', () => {
    const doc = shared()
    const broken = after(doc, 'BreakLease', breaking(doc), context('zhao'))
    expect(codeOf(decided(broken, 'DiscardDraft', id, context('wang')))).toBe('applied')
    expect(placesOf(broken, 'wang')).toEqual(['drafts'])
    const sent = after(broken, 'SubmitDraft', submitting, context('wang'))
    expect(sent.lease).toBeNull()
    expect(codeOf(decided(sent, 'DiscardDraft', id, context('wang')))).toBe('WF-STATE')
    expect(codeOf(decided(sent, 'TakeLease', { ...id, leaseId: v7(), hours: 1 }, context('wang')))).toBe('WF-NOT-YOURS')
  })
})

describe('WF-18 合拟', () => {
  it('the drafter alone says who drafts along, people of the organ only, until the draft is handed on', () => {
    const doc = draft()
    const add = (userId: string, at: At, of = doc) => codeOf(decided(of, 'AddCodrafter', { ...id, userId }, context(at)))
    expect(add('zhao', 'wang')).toBe('applied')
    expect(add('zhao', 'li')).toBe('WF-NOT-YOURS')
    expect(add('shi', 'wang')).toBe('WF-NO-ROLE')
    expect(decided(shared(), 'AddCodrafter', { ...id, userId: 'zhao' }, context('wang'))).toEqual({ ok: true, events: [] })
    const many = { ...doc, codrafters: Array.from({ length: codraftersAtMost }, () => personOf('li')) }
    expect(add('zhao', 'wang', many)).toBe('WF-STATE')
    expect(add('chen', 'wang', after(shared(), 'SubmitDraft', submitting, context('wang')))).toBe('WF-STATE')
  })

  it('a 合拟人 reads and writes the draft at 拟稿, decides nothing and hands nothing on', () => {
    const doc = shared()
    expect(placesOf(doc, 'zhao')).toEqual(['drafts'])
    expect(mayEdit(doc, 'zhao')).toBe(true)
    expect(stepsHeldBy(doc, 'zhao')).toEqual(['draft'])
    expect(codeOf(decided(doc, 'SubmitDraft', submitting, context('zhao')))).toBe('WF-NOT-YOURS')
    expect(codeOf(decided(doc, 'DiscardDraft', id, context('zhao')))).toBe('WF-NOT-YOURS')
    const sent = after(doc, 'SubmitDraft', submitting, context('wang'))
    expect(codeOf(decided(sent, 'SubmitBody', saving, context('zhao')))).toBe('WF-TASK-CLOSED')
  })

  it('who holds the draft is not sent away before the lease is broken', () => {
    const free = after(shared(), 'ReleaseLease', { ...id, leaseId: docId }, context('wang'))
    const held = after(free, 'SubmitBody', saving, context('zhao'))
    const remove = { ...id, userId: 'zhao' }
    expect(codeOf(decided(held, 'RemoveCodrafter', remove, context('wang')))).toBe('WF-LEASE')
    const ended = after(held, 'RemoveCodrafter', remove, context('wang', morning + 25 * HOUR))
    expect(ended).toMatchObject({ codrafters: [], lease: null })
    expect(mayEdit(ended, 'zhao')).toBe(false)
  })
})

describe('WF-17 what a desk shows', () => {
  const at = (doc: DocumentState, who: At, now = morning) => holdingOf(doc, { userId: userAt(who), device: desks[who] }, now)

  it('nothing for one’s own lease, the holder for others, and who broke it for whom it concerns', () => {
    const doc = shared()
    expect(at(doc, 'wang').kind).toBe('mine')
    expect(at(doc, 'zhao')).toMatchObject({ kind: 'other', own: false })
    expect(at(doc, 'wang2')).toMatchObject({ kind: 'other', own: true })
    expect(at(doc, 'zhao', morning + 24 * HOUR).kind).toBe('free')
    expect(at(doc, 'li').kind).toBe('none')
    const broken = after(doc, 'BreakLease', breaking(doc), context('zhao'))
    expect(at(broken, 'wang')).toMatchObject({ kind: 'broken', broken: { reason: '急件' } })
    expect(at(after(broken, 'SubmitDraft', submitting, context('wang')), 'wang').kind).toBe('none')
    // alone with a draft nobody else may write there is nothing to tell
    expect(at(after(draft(), 'ReleaseLease', { ...id, leaseId: docId }, context('wang')), 'wang').kind).toBe('none')
  })

  it('a draft another desk holds is for reading', () => {
    const doc = shared()
    const turn = (who: At) => turnOf(doc, userAt(who), { device: desks[who], now: morning })
    expect(turn('wang')).toMatchObject({ edit: true, discard: true, primary: 'submit' })
    expect(turn('wang2')).toMatchObject({ edit: false, discard: false, primary: 'submit' })
    expect(turn('zhao')).toMatchObject({ edit: false, discard: false, primary: null })
  })
})
