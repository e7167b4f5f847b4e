import { stateCalendar } from '../../calendar/calendars.ts'
import { dateOf, workingDaysBetween } from '../../calendar/working-days.ts'
import { refuse, type DecideContext } from '../decide-context.ts'
import type { CommandArgs } from '../commands.ts'
import type { Decider, Deciders } from '../decider.ts'
import type { DocumentState, Task } from '../document-state.ts'
import type { Rejection } from '../events.ts'
import { opened, opinionOf, ownTask, plausible } from '../turn.ts'
import { transferDays, type Handler } from './part.ts'
import { incomingOf, inStates, turnOf } from './turns.ts'

/** A handler's own open turn, with what they were asked as. */
function ownHandling(doc: DocumentState, id: string, ctx: DecideContext): { task: Task; handler: Handler } | Rejection {
  const task = ownTask(doc, id, ctx)
  if ('ok' in task) return task
  const handler = incomingOf(doc).handlers.find((one) => one.taskId === id)
  return task.step === 'handle' && handler ? { task, handler } : refuse('WF-STATE')
}

/** 承办签收: whoever of the unit takes it in hand. */
const accept: Decider<'AcceptHandling'> = (doc, args, ctx) => {
  const own = ownHandling(doc, args.taskId, ctx)
  if ('ok' in own) return own
  if (own.handler.accepted) return refuse('WF-STATE')
  return { ok: true, events: [{ type: 'HandlingAccepted', taskId: own.task.id, by: ctx.actor }] }
}

const report: Decider<'ReportProgress'> = (doc, args, ctx) => {
  const own = ownHandling(doc, args.taskId, ctx)
  if ('ok' in own) return own
  const { unitName } = own.handler
  return { ok: true, events: [{ type: 'ProgressReported', by: ctx.actor, unitName, text: args.text }] }
}

/** 转办 and 异议 take it back to 拟办 with the reason, within 5 工作日 of the turn's arrival (domain.md §4.3 row 9, WF-59). */
function giveBack(
  doc: DocumentState,
  args: CommandArgs<'ObjectHandling'>,
  ctx: DecideContext,
  how: 'transfer' | 'objection',
  to: string,
) {
  const own = ownHandling(doc, args.taskId, ctx)
  if ('ok' in own) return own
  if (!plausible(args.signedOn, own.task, ctx)) return refuse('WF-DATE')
  if (workingDaysBetween(dateOf(own.task.arrivedAt), dateOf(ctx.now), ctx.calendar ?? stateCalendar) > transferDays)
    return refuse('WF-TRANSFER-LATE', String(transferDays))
  const next = turnOf(doc, ctx, args.nextTaskId, 'propose')
  if ('ok' in next) return next
  const opinion = opinionOf(ctx, 'handle', 'return', args.text, args.signedOn, args.basisSm3)
  const transfer = { by: ctx.actor, at: ctx.now, how, reason: args.text, to }
  return { ok: true as const, events: [{ type: 'HandlingGivenBack' as const, transfer, taskId: own.task.id, opinion, next }] }
}

/** 承办办结: a 协办 gives in its part; the 主办 ends it once every 协办 is in or let off by name (WF-56). */
const finish: Decider<'FinishHandling'> = (doc, args, ctx) => {
  const own = ownHandling(doc, args.taskId, ctx)
  if ('ok' in own) return own
  if (!plausible(args.signedOn, own.task, ctx)) return refuse('WF-DATE')
  const { handler, task } = own
  const opinion = opinionOf(ctx, 'handle', 'note', args.text, args.signedOn, args.basisSm3)
  if (handler.as === 'assist')
    return { ok: true, events: [{ type: 'AssistGiven', taskId: task.id, by: ctx.actor, text: args.text, opinion }] }
  const open = incomingOf(doc).handlers.filter((one) => one.as === 'assist' && !one.given && !one.waived)
  const missing = open.filter((one) => !args.waive.some(({ unitId }) => unitId === one.unitId))
  if (missing.length > 0) return refuse('WF-ASSISTS', missing.map((one) => one.unitName).join('、'))
  const result = { by: ctx.actor, at: ctx.now, text: args.text }
  const waived = args.waive.filter(({ unitId }) => open.some((one) => one.unitId === unitId))
  const next = { ...opened(args.nextTaskId, 'reply', ctx.actor, ctx.now), ...(task.pool ? { pool: othersOf(task, ctx) } : {}) }
  return { ok: true, events: [{ type: 'HandlingFinished', taskId: task.id, result, waived, opinion, next }] }
}

/** The others of a turn that several may do. */
const othersOf = (task: Task, ctx: DecideContext): NonNullable<Task['pool']> =>
  [task.assignee, ...(task.pool ?? [])].filter((one) => one.userId !== ctx.actor.userId)

type Mine = 'AcceptHandling' | 'ReportProgress' | 'TransferHandling' | 'ObjectHandling' | 'FinishHandling'
export const decideHandling: Deciders<Mine> = {
  AcceptHandling: inStates(['S6'], accept),
  ReportProgress: inStates(['S6'], report),
  TransferHandling: inStates(['S6'], (doc, args, ctx) => giveBack(doc, args, ctx, 'transfer', args.to)),
  ObjectHandling: inStates(['S6'], (doc, args, ctx) => giveBack(doc, args, ctx, 'objection', '')),
  FinishHandling: inStates(['S6'], finish),
}
