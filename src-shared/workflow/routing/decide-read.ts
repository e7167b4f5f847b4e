import { stateCalendar } from '../../calendar/calendars.ts'
import { workingDuration } from '../../calendar/working-days.ts'
import { refuse, type DecideContext } from '../decide-context.ts'
import type { Decider } from '../decider.ts'
import { holdersOf } from '../directory.ts'
import { openTaskOf, openTasksOf, type DocumentState, type Task } from '../document-state.ts'
import { afterReading } from '../incoming/decide-end.ts'
import { opened, opinionOf, ownTask } from '../turn.ts'
import { routingAtMost, urgeLevels, type Given, type UrgeLevel } from './part.ts'
import { isCirculating } from './states.ts'
import { colleague } from './targets.ts'

/** 传阅 and 阅知 beside the route, and 催办. */

/** A reading task: beside the route, never cancelled by 退回 or 撤回, without a limit. */
export const reading = (id: string, assignee: Task['assignee'], given: Given): Task => ({
  ...opened(id, 'read', assignee, given.at),
  kind: 'read',
  dueAt: null,
  given,
})

/** Whether somebody may ask others to read: whoever has the turn, the drafter, the office. */
export const mayCirculate = (doc: DocumentState, userId: string, ctx: Pick<DecideContext, 'directory'>): boolean =>
  isCirculating(doc) &&
  (openTaskOf(doc, userId) !== undefined ||
    doc.drafter.userId === userId ||
    holdersOf(ctx.directory, doc.unitId, ['officeChecker']).some((one) => one.userId === userId))

/** 传阅 to colleagues; who is reading already is asked once (WF-86). */
export const circulate: Decider<'Circulate'> = (doc, args, ctx) => {
  if (!isCirculating(doc)) return refuse('WF-STATE')
  if (!mayCirculate(doc, ctx.actor.userId, ctx)) return refuse('WF-NOT-YOURS')
  const given: Given = { how: 'circulated', by: ctx.actor, at: ctx.now, reason: args.text }
  const tasks: Task[] = []
  for (const { userId, taskId } of args.readers) {
    const person = colleague(ctx.directory, doc.unitId, userId)
    if (!person || [...doc.tasks, ...tasks].some((one) => one.id === taskId)) return refuse('WF-TARGET', person?.name)
    const isReading = [...openTasksOf(doc, userId), ...tasks].some((one) => one.kind === 'read' && one.assignee.userId === userId)
    if (!isReading) tasks.push(reading(taskId, person, given))
  }
  return { ok: true, events: tasks.length > 0 ? [{ type: 'Circulated', by: ctx.actor, text: args.text, tasks }] : [] }
}

/** 阅知, with the reader's own time: who read without a line read then, and not when the line came back (WF-87). */
export const noteRead: Decider<'NoteRead'> = (doc, args, ctx) => {
  const task = ownTask(doc, args.taskId, ctx)
  if ('ok' in task) return task
  if (task.kind !== 'read') return refuse('WF-STATE')
  const readAt = Math.max(task.arrivedAt, Math.min(ctx.authoredAt, ctx.now))
  const opinion = args.text === '' ? {} : { opinion: opinionOf(ctx, 'read', 'note', args.text, args.signedOn, args.basisSm3) }
  const marked = { type: 'ReadMarked' as const, taskId: task.id, by: ctx.actor, readAt, ...opinion }
  return { ok: true, events: [marked, ...afterReading(doc, task, ctx)] }
}

/** One working hour, in ms: nobody is reminded more often (WF-88). */
const URGE_EVERY = 3_600_000

/** The level a turn is reminded with next: 蓝, then 橙, then 红. */
export const nextLevel = (task: Task): UrgeLevel => urgeLevels[Math.min(task.urged?.length ?? 0, urgeLevels.length - 1)] ?? 'red'

/** Whether a turn may be reminded again now: never, or a working hour ago at least. */
export function mayUrge(task: Task, now: number, calendar = stateCalendar): boolean {
  const last = task.urged?.at(-1)?.at
  return last === undefined || workingDuration(last, now, calendar) >= URGE_EVERY
}

/** 催办 of an open turn (WF-88). Units asked for an opinion are reminded by their own command (WF-70). */
export const urgeTurn: Decider<'Urge'> = (doc, args, ctx) => {
  const task = doc.tasks.find((one) => one.id === args.taskId)
  if (!task || task.doneAt !== null) return refuse('WF-TASK-CLOSED')
  if (!isCirculating(doc) || task.kind === 'consult') return refuse('WF-STATE')
  if (!mayUrge(task, ctx.now, ctx.calendar) || (task.urged?.length ?? 0) >= routingAtMost.urges) return refuse('WF-URGED')
  const urge = { by: ctx.actor, at: ctx.now, level: nextLevel(task), text: args.text }
  return { ok: true, events: [{ type: 'TurnUrged', taskId: task.id, urge }] }
}
