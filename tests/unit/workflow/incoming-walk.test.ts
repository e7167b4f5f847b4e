import fc from 'fast-check'
import { expect, it } from 'vitest'
import { v7 } from 'uuid'
import type { CommandName } from '../../../src-shared/workflow/commands.ts'
import { documentState, type DocumentState } from '../../../src-shared/workflow/document-state.ts'
import { delivered, incomingPeople } from '../../support/incoming.ts'
import { act, handling, inOrder, readers, saying, turnOf } from '../../support/incoming-acts.ts'

const START = Date.parse('2026-09-18T09:00:00+08:00')
const HOUR = 3_600_000
const people = incomingPeople.map(([id]) => id)
const pair = (doc: DocumentState, who: string) => ({ taskId: turnOf(doc, who), nextTaskId: v7() })

/** Some open turn, another for another person. */
const anyOpen = (doc: DocumentState, who: string): string => {
  const open = doc.tasks.filter((task) => task.doneAt === null)
  return open[people.indexOf(who) % Math.max(1, open.length)]?.id ?? v7()
}

/** Everything anybody may try at any time, with the arguments that fit best. */
const tries: readonly [CommandName, (doc: DocumentState, who: string, at: number) => Record<string, unknown>][] = [
  ['SignFor', pair],
  ['RejectWrong', (doc, who) => ({ ...pair(doc, who), reason: '误投' })],
  ['RegisterIncoming', (doc, who) => ({ ...pair(doc, who), distinct: false })],
  ['Precheck', (doc, who, at) => ({ ...saying(doc, who, '', at), answers: inOrder })],
  ['Propose', (doc, who, at) => ({ ...saying(doc, who, '拟办', at), ...handling({ readers: readers('gao', 'zheng') }) })],
  ['Propose', (doc, who, at) => ({ ...saying(doc, who, '请阅', at), kind: 'read', assists: [], readers: readers('gao', 'xu') })],
  ['Instruct', (doc, who, at) => ({ ...saying(doc, who, '', at), round: true, next: { to: 'on' } })],
  ['Instruct', (doc, who, at) => ({ ...saying(doc, who, '请改', at), round: false, next: { to: 'back' } })],
  ['Instruct', (doc, who, at) => ({ ...saying(doc, who, '', at), round: true, next: { to: 'leader', userId: 'gao' } })],
  ['AcceptHandling', pair],
  ['ReportProgress', (doc, who) => ({ ...pair(doc, who), text: '在办' })],
  ['RequestExtension', (doc, who) => ({ ...pair(doc, who), days: 2, reason: '等批复' })],
  ['GrantExtension', (doc, who) => ({ taskId: turnOf(doc, who, 'consult'), granted: true, text: '' })],
  ['SuspendClock', () => ({ reason: '等批复' })],
  ['ResumeClock', () => ({})],
  ['TransferHandling', (doc, who, at) => ({ ...saying(doc, who, '不属本局', at), to: '应急局' })],
  ['FinishHandling', (doc, who, at) => ({ ...saying(doc, who, '办了', at), waive: [] })],
  ['FinishHandling', (doc, who, at) => ({ ...saying(doc, who, '办了', at), waive: [{ unitId: 'slj', reason: '已答复' }] })],
  ['NoteRead', (doc, who, at) => saying(doc, who, '已阅', at, 'read')],
  ['CloseReading', (doc, who) => ({ ...pair(doc, who), reason: '收齐' })],
  ['ReplySender', (doc, who) => ({ ...pair(doc, who), how: 'text', text: '见复' })],
  ['ReopenIncoming', (doc, who) => ({ ...pair(doc, who), reason: '再办' })],
  ['ArchiveIncoming', () => ({ fileNo: '1', retention: 'years10' })],
  ['Reassign', (doc, who) => ({ taskId: anyOpen(doc, who), userId: who, reason: '调离', nextTaskId: v7() })],
  ['Circulate', (_doc, who) => ({ readers: readers(who), text: '请阅' })],
  ['Urge', (doc, who) => ({ taskId: anyOpen(doc, who), text: '' })],
]

/** Says what never may be otherwise after a command. */
function check(before: DocumentState, after: DocumentState): void {
  // every opinion, number, transfer and progress is still there, in its order
  expect(after.opinions.slice(0, before.opinions.length)).toEqual(before.opinions)
  const [had, has] = [before.incoming, after.incoming]
  expect(has?.progress.slice(0, had?.progress.length)).toEqual(had?.progress)
  expect(has?.transfers.slice(0, had?.transfers.length)).toEqual(had?.transfers)
  expect(has?.proposals.slice(0, had?.proposals.length)).toEqual(had?.proposals)
  if (had?.register) expect(has?.register).toEqual(had.register)
  // the text is never touched, a turn never goes or comes back to life, nobody is asked under an id twice
  expect(after.bodySm3).toBe(before.bodySm3)
  for (const task of before.tasks) {
    const now = after.tasks.find((one) => one.id === task.id)
    expect(now).toBeDefined()
    if (task.doneAt !== null) expect(now?.doneAt).toBe(task.doneAt)
  }
  expect(new Set(after.tasks.map((task) => task.id)).size).toBe(after.tasks.length)
  const open = after.tasks.filter((task) => task.doneAt === null)
  if (after.state === 'S9' || after.state === 'XR') expect(open).toEqual([])
  // one turn moves the route, none in 传阅; in 传阅 somebody still has to read
  const moving = open.filter((task) => (task.kind ?? 'handle') === 'handle')
  if (['S0', 'S1', 'S2', 'S4', 'S5', 'S6', 'S7', 'S8'].includes(after.state)) expect(moving).toHaveLength(1)
  if (after.state === 'S6r') expect([moving.length, open.some((task) => task.kind === 'read')]).toEqual([0, true])
  if (after.state === 'S6') expect(has?.handlers.filter((one) => one.as === 'lead')).toHaveLength(1)
  if (after.state === 'S6') expect(has?.clock).not.toBeNull()
  // who handles it has the turn to say so
  const ids = new Set<string>(open.map((task) => task.id))
  if (after.state === 'S6')
    for (const one of has?.handlers ?? []) if (!one.given && !one.waived) expect(ids.has(one.taskId), one.as).toBe(true)
  expect(documentState.safeParse(after).success).toBe(true)
}

it('WF-50…WF-61 whatever is tried in whatever order: nothing said is lost, nothing is filed with an open turn', () => {
  const reached = new Set<string>()
  const step = fc.record({ what: fc.nat(tries.length - 1), who: fc.nat(people.length - 1), hours: fc.nat(20) })
  const seed = Date.now() & 0x7fffffff
  fc.assert(
    fc.property(fc.array(step, { minLength: 60, maxLength: 400, size: 'max' }), (steps) => {
      const trail: string[] = []
      let doc = delivered(START, { fromDocId: v7() as DocumentState['id'] })
      let at = START
      for (const { what, who, hours } of steps) {
        at += (hours * HOUR) / 10
        const [name, args] = tries[what] ?? ['SignFor', pair]
        // most of the time whoever has a turn acts, else the walk goes nowhere
        const holders = doc.tasks.filter((task) => task.doneAt === null).flatMap((task) => [task.assignee, ...(task.pool ?? [])])
        const actor = (hours > 4 ? holders[who % Math.max(1, holders.length)]?.userId : undefined) ?? people[who] ?? 'sun'
        const result = act(doc, actor, name, args(doc, actor, at), at)
        if (!result.ok) continue
        trail.push(`${actor} ${name}`)
        try {
          check(doc, result.doc)
        } catch (error) {
          throw new Error(`${doc.state} → ${result.doc.state} after ${trail.join(', ')}`, { cause: error })
        }
        doc = result.doc
        reached.add(doc.state)
      }
    }),
    { numRuns: process.env['LIUHEN_LONG'] ? 3000 : 60, seed, endOnFailure: true },
  )
  expect([...reached].toSorted(), `seed ${seed}`).toEqual(expect.arrayContaining(['S1', 'S2', 'S4', 'S5', 'S6', 'S6r', 'XR']))
})
