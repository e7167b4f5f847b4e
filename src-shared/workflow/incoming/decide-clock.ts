import { refuse } from '../decide-context.ts'
import type { Decider, Deciders } from '../decider.ts'
import { openedForRole, ownTask } from '../turn.ts'
import { later, stoodStill, suspended } from './clock.ts'
import { incomingRoles } from './roles.ts'
import { holdsPost, incomingOf, inStates } from './turns.ts'

/** 申请延时: asked by the 主办 before anybody else is asked, granted by a leader or who supervises (WF-54). */
const ask: Decider<'RequestExtension'> = (doc, args, ctx) => {
  const task = ownTask(doc, args.taskId, ctx)
  if ('ok' in task) return task
  const { clock, handlers } = incomingOf(doc)
  const leads = handlers.some((one) => one.taskId === task.id && one.as === 'lead')
  // a question whose turn went with 办结 is asked nobody any more
  const isOpen = (id: string): boolean => doc.tasks.some((one) => one.id === id && one.doneAt === null)
  if (!clock || !leads || clock.extensions.some((one) => one.answer === null && isOpen(one.taskId))) return refuse('WF-LIMIT')
  const turn = openedForRole(doc, ctx, { id: args.nextTaskId, step: 'instruct', roles: incomingRoles.clock })
  if (!turn) return refuse('WF-NO-ROLE', 'deputyLeader')
  const { days, reason } = args
  const extension = { by: ctx.actor, at: ctx.now, taskId: turn.id, days, reason, answer: null }
  return { ok: true, events: [{ type: 'ExtensionAsked', extension, turn: { ...turn, kind: 'consult', dueAt: null } }] }
}

const grant: Decider<'GrantExtension'> = (doc, args, ctx) => {
  const task = ownTask(doc, args.taskId, ctx)
  if ('ok' in task) return task
  const { clock } = incomingOf(doc)
  const asked = clock?.extensions.find((one) => one.taskId === task.id && one.answer === null)
  if (!clock || !asked || suspended(clock)) return refuse('WF-LIMIT')
  if (!args.granted && args.text === '') return refuse('WF-REASON')
  const { dueAt } = args.granted ? later(clock.dueAt, asked.days, ctx.calendar) : clock
  const answer = { by: ctx.actor, at: ctx.now, granted: args.granted, text: args.text, dueAt }
  return { ok: true, events: [{ type: 'ExtensionAnswered', taskId: task.id, answer }] }
}

/** 中止: by a leader or who supervises, while it runs (SC-10). */
const suspend: Decider<'SuspendClock'> = (doc, args, ctx) => {
  const { clock } = incomingOf(doc)
  if (!holdsPost(doc, ctx, incomingRoles.clock)) return refuse('WF-NOT-YOURS')
  if (!clock || suspended(clock)) return refuse('WF-LIMIT')
  return { ok: true, events: [{ type: 'ClockSuspended', by: ctx.actor, reason: args.reason }] }
}

/** 恢复: the limit moves by the 工作日 it stood still; by whoever may stop it, or the 主办. */
const resume: Decider<'ResumeClock'> = (doc, _args, ctx) => {
  const { clock, handlers } = incomingOf(doc)
  const lead = handlers.find((one) => one.as === 'lead')
  const leads = lead !== undefined && !('ok' in ownTask(doc, lead.taskId, ctx))
  if (!leads && !holdsPost(doc, ctx, incomingRoles.clock)) return refuse('WF-NOT-YOURS')
  const still = suspended(clock)
  if (!clock || !still) return refuse('WF-LIMIT')
  const limit = later(clock.dueAt, stoodStill(still.at, ctx.now, ctx.calendar), ctx.calendar)
  return { ok: true, events: [{ type: 'ClockResumed', by: ctx.actor, ...limit }] }
}

type Mine = 'RequestExtension' | 'GrantExtension' | 'SuspendClock' | 'ResumeClock'
export const decideClock: Deciders<Mine> = {
  RequestExtension: inStates(['S6'], ask),
  GrantExtension: inStates(['S6'], grant),
  SuspendClock: inStates(['S6'], suspend),
  ResumeClock: inStates(['S6'], resume),
}
