import type { CommandArgs } from '../commands.ts'
import { refuse, type DecideContext } from '../decide-context.ts'
import type { Decider } from '../decider.ts'
import { holdersOf, type Directory } from '../directory.ts'
import { movesRoute, type DocumentState, type Task } from '../document-state.ts'
import type { Decided, DocumentEvent } from '../events.ts'
import { opened } from '../turn.ts'
import { takerOf } from './targets.ts'

/** The open turns a person has in a document, such as those to be handed over when they leave. */
export const turnsOfPerson = (doc: DocumentState, userId: string): Task[] =>
  doc.tasks.filter((task) => task.doneAt === null && task.assignee.userId === userId)

/** Whether somebody is of the office of the organ a turn is held in. */
export const isOfficeOf = (directory: Directory, task: Task, userId: string): boolean =>
  holdersOf(directory, task.assignee.unitId, ['officeChecker']).some((one) => one.userId === userId)

/**
 * What 交接 does to one document: each turn named goes to the successor, and so do later turns of theirs. What was named is what
 * was shown; where it is not so any more, the whole 交接 is refused (WF-85).
 */
export function handedOver(doc: DocumentState, args: CommandArgs<'HandOver'>, ctx: DecideContext): Decided {
  const named = args.turns.filter((one) => one.docId === doc.id)
  const events: DocumentEvent[] = []
  for (const { taskId, nextTaskId } of named) {
    const task = turnsOfPerson(doc, args.from).find((one) => one.id === taskId)
    if (!task || args.to === args.from) return refuse('WF-HANDOVER', doc.header.title)
    if (!isOfficeOf(ctx.directory, task, ctx.actor.userId)) return refuse('WF-NOT-YOURS')
    const to = takerOf(ctx.directory, doc, task, args.to)
    if (!to) return refuse('WF-NO-ROLE', doc.header.title)
    const { pool: _p, delegates: _d, urged: _u, escalated: _e, ...kept } = task
    const given = { how: 'handedOver' as const, by: ctx.actor, at: ctx.now, reason: args.reason }
    const next = { ...kept, ...opened(nextTaskId, task.step, to, ctx.now), given }
    events.push({ type: 'TurnGiven', taskId: task.id, next })
    if (movesRoute(task)) events.push(...laterTurns(doc, task, args, ctx))
  }
  return events.length > 0 ? { ok: true, events } : refuse('WF-HANDOVER', doc.header.title)
}

/** Steps to come that were given to the one who leaves. */
function laterTurns(doc: DocumentState, now: Task, { from, to }: CommandArgs<'HandOver'>, ctx: DecideContext): DocumentEvent[] {
  const steps = doc.route.steps
    .map((step) => step.id)
    .filter((id) => id !== now.step && doc.assignees[id]?.userId === from)
    .filter((id) => takerOf(ctx.directory, doc, { ...now, step: id, kind: 'handle' }, to))
  const person = steps[0] && takerOf(ctx.directory, doc, { ...now, step: steps[0], kind: 'handle' }, to)
  return person ? [{ type: 'SuccessorNamed', from, to: person, steps }] : []
}

/** 交接, of the document the command names; the server does the same to the others in the same transaction. */
export const handOver: Decider<'HandOver'> = (doc, args, ctx) => handedOver(doc, args, ctx)
