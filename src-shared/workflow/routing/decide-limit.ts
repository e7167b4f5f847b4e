import { refuse, type DecideContext } from '../decide-context.ts'
import type { Decider } from '../decider.ts'
import { isTheirs, movesRoute, standsStill, type DocumentState, type Task } from '../document-state.ts'
import type { Rejection } from '../events.ts'
import { later } from '../incoming/clock.ts'
import { routingAtMost } from './part.ts'
import { dueAfter } from './stand-still.ts'
import { isUnderWay } from './states.ts'

/** 中止, 恢复 and 延时 of the limit of somebody else's turn before 签发, by leaders and who supervises (domain.md §4.5, WF-121). */

/** Whether the limit of a turn may be seen to by this person: one that is there, and not their own. */
export const hasLimitFor = (doc: DocumentState, task: Task, userId: string): boolean =>
  isUnderWay(doc) && task.doneAt === null && movesRoute(task) && typeof task.dueAt === 'number' && !isTheirs(task, userId)

/** Whether somebody stopped it, beside standing still while units are asked. */
export const isSuspended = (task: Task): boolean => standsStill(task) && task.stood?.at(-1)?.by !== undefined

function limited(doc: DocumentState, taskId: string, ctx: DecideContext): (Task & { dueAt: number }) | Rejection {
  const task = doc.tasks.find((one) => one.id === taskId)
  if (!task || task.doneAt !== null) return refuse('WF-TASK-CLOSED')
  if (!isUnderWay(doc)) return refuse('WF-STATE')
  if (isTheirs(task, ctx.actor.userId)) return refuse('WF-NOT-YOURS')
  return hasLimitFor(doc, task, ctx.actor.userId) ? { ...task, dueAt: task.dueAt ?? 0 } : refuse('WF-LIMIT')
}

export const suspendTurn: Decider<'SuspendTurn'> = (doc, args, ctx) => {
  const task = limited(doc, args.taskId, ctx)
  if ('ok' in task) return task
  if (standsStill(task) || (task.stood?.length ?? 0) >= routingAtMost.stops - 1) return refuse('WF-LIMIT')
  return { ok: true, events: [{ type: 'TurnSuspended', taskId: task.id, by: ctx.actor, reason: args.reason }] }
}

export const resumeTurn: Decider<'ResumeTurn'> = (doc, args, ctx) => {
  const task = limited(doc, args.taskId, ctx)
  if ('ok' in task) return task
  if (!isSuspended(task)) return refuse('WF-LIMIT')
  return { ok: true, events: [{ type: 'TurnResumed', taskId: task.id, dueAt: dueAfter(task, ctx.now, ctx.calendar) }] }
}

export const extendTurn: Decider<'ExtendTurn'> = (doc, args, ctx) => {
  const task = limited(doc, args.taskId, ctx)
  if ('ok' in task) return task
  if (standsStill(task) || (task.extended?.length ?? 0) >= routingAtMost.stops) return refuse('WF-LIMIT')
  const { dueAt } = later(task.dueAt, args.days, ctx.calendar)
  const extension = { by: ctx.actor, at: ctx.now, days: args.days, reason: args.reason, dueAt }
  return { ok: true, events: [{ type: 'TurnExtended', taskId: task.id, extension }] }
}
