import { followingId } from '../../ids.ts'
import type { CommandArgs } from '../commands.ts'
import { refuse, type DecideContext } from '../decide-context.ts'
import type { Decider } from '../decider.ts'
import { movesRoute, openTasksOf, type DocumentState, type Task } from '../document-state.ts'
import type { DocumentEvent, Rejection } from '../events.ts'
import type { Person } from '../person.ts'
import { waitingUnits } from '../consult/standing.ts'
import { opened, ownTask } from '../turn.ts'
import { reading } from './decide-read.ts'
import { routingAtMost, type Given } from './part.ts'
import { standsIn } from './standing-in.ts'
import { isUnderWay } from './states.ts'
import { colleague, takerOf } from './targets.ts'

/** Turns that go to somebody else: 加签, 转办, 改派, 交接. */

const givenBy = (ctx: DecideContext, how: Given['how'], reason: string): Given => ({ how, by: ctx.actor, at: ctx.now, reason })

/** The actor's own turn that moves the route; a delegate does what is to be done and passes nothing about (WF-80). */
function ownTurn(doc: DocumentState, taskId: string, ctx: DecideContext): Task | Rejection {
  const task = ownTask(doc, taskId, ctx)
  if ('ok' in task) return task
  if (standsIn(task, ctx.actor.userId)) return refuse('WF-NOT-YOURS')
  return isUnderWay(doc) && movesRoute(task) ? task : refuse('WF-STATE')
}

const hasTurn = (doc: DocumentState, userId: string): boolean => openTasksOf(doc, userId).some(movesRoute)

/** 加签 of a colleague before or after one's own turn, at the same step (WF-80). */
export const addSigner: Decider<'AddSigner'> = (doc, args, ctx) => {
  const task = ownTurn(doc, args.taskId, ctx)
  if ('ok' in task) return task
  const signer = colleague(ctx.directory, doc.unitId, args.userId)
  const row = task.row ?? []
  if (!signer || hasTurn(doc, signer.userId) || row.some((one) => one.userId === signer.userId))
    return refuse('WF-TARGET', signer?.name)
  if (row.length >= routingAtMost.inRow) return refuse('WF-TARGET', signer.name)
  const given = givenBy(ctx, 'added', args.reason)
  if (args.where === 'after') {
    // nobody comes after 签发
    if (task.step === 'sign' && row.length === 0) return refuse('WF-STATE')
    return { ok: true, events: [{ type: 'SignerQueued', taskId: task.id, given, row: [signer, ...row] }] }
  }
  const group = task.group === undefined ? {} : { group: task.group }
  const next = { ...opened(args.nextTaskId, task.step, signer, ctx.now), ...group, given, row: [ctx.actor, ...row] }
  return { ok: true, events: [{ type: 'SignerAdded', taskId: task.id, given, next }] }
}

/** The same turn, begun anew by somebody else. */
function renewed(task: Task, to: Person, id: string, given: Given, ctx: DecideContext): Task {
  const { id: _id, assignee: _a, pool: _p, doneBy: _d, delegates: _del, urged: _u, escalated: _e, ...kept } = task
  const next = opened(id, task.step, to, ctx.now)
  // who asked for 加签 is still asked after it; a limit that was set for this turn goes on running
  return {
    ...kept,
    ...next,
    given: task.given?.how === 'added' ? { ...given, how: 'added' } : given,
    dueAt: task.dueAt ?? undefined,
  }
}

function give(
  doc: DocumentState,
  task: Task,
  args: CommandArgs<'Transfer' | 'Reassign'>,
  how: Given['how'],
  ctx: DecideContext,
): DocumentEvent | Rejection {
  if (task.assignee.userId === args.userId) return refuse('WF-TARGET', task.assignee.name)
  const to = takerOf(ctx.directory, doc, task, args.userId)
  if (!to) return refuse('WF-NO-ROLE', task.step)
  if (movesRoute(task) && hasTurn(doc, to.userId) && task.group !== undefined) return refuse('WF-TARGET', to.name)
  return { type: 'TurnGiven', taskId: task.id, next: renewed(task, to, args.nextTaskId, givenBy(ctx, how, args.reason), ctx) }
}

/** 转办 to whoever may take the step as well (WF-82). */
export const transfer: Decider<'Transfer'> = (doc, args, ctx) => {
  const task = ownTurn(doc, args.taskId, ctx)
  if ('ok' in task) return task
  const event = give(doc, task, args, 'transferred', ctx)
  return 'ok' in event ? event : { ok: true, events: [event] }
}

/** 改派 by the office, of any open turn (WF-82). */
export const reassign: Decider<'Reassign'> = (doc, args, ctx) => {
  const task = doc.tasks.find((one) => one.id === args.taskId)
  if (!task || task.doneAt !== null) return refuse('WF-TASK-CLOSED')
  const event = give(doc, task, args, 'reassigned', ctx)
  return 'ok' in event ? event : { ok: true, events: [event] }
}

/** 终止（不宜发文） by the office or whoever would sign, with a reason (R-19, WF-83). Units still asked are told of it (WF-116). */
export const terminate: Decider<'Terminate'> = (doc, args, ctx) => {
  if (!isUnderWay(doc)) return refuse('WF-STATE')
  const isSigner = doc.assignees['sign']?.userId === ctx.actor.userId
  const isOffice = ctx.directory.posts.some((one) => one.userId === ctx.actor.userId && one.role === 'officeChecker')
  if (!isSigner && !isOffice) return refuse('WF-NOT-YOURS')
  const ended: DocumentEvent = { type: 'Terminated', by: ctx.actor, reason: args.reason }
  const taskIds = waitingUnits(doc).map(({ ask }) => ask.taskId)
  if (taskIds.length === 0) return { ok: true, events: [ended] }
  const how = { how: 'cancelled' as const, by: ctx.actor, at: ctx.now, reason: args.reason }
  const tasks = doc.tasks.filter((task) => taskIds.some((id) => id === task.id)).map((task) => toldOfEnd(task, args.reason, ctx))
  return {
    ok: true,
    events: [
      { type: 'ConsultEnded', taskIds, ended: how },
      ended,
      { type: 'Circulated', by: ctx.actor, text: args.reason, tasks },
    ],
  }
}

/** What takes the place of a unit's turn, so that nothing vanishes from its list without a word: that it was ended, to be read. */
const toldOfEnd = (task: Task, reason: string, ctx: DecideContext): Task => ({
  ...reading(followingId(task.id), task.assignee, givenBy(ctx, 'terminated', reason)),
  ...(task.pool ? { pool: task.pool } : {}),
})
