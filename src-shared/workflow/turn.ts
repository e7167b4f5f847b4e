import { dateOf } from '../calendar/working-days.ts'
import type { DecideContext } from './decide-context.ts'
import { refuse } from './decide-context.ts'
import { holdersOf, type RoleCode, type StepId } from './directory.ts'
import { isTheirs, type DocumentState, type Opinion, type Task } from './document-state.ts'
import type { Rejection } from './events.ts'
import type { Person } from './person.ts'
import { standsIn } from './routing/standing-in.ts'

/** A turn that begins now. */
export const opened = (id: string, step: StepId, assignee: Person, at: number): Task => ({
  id: id as Task['id'],
  step,
  assignee,
  arrivedAt: at,
  openedAt: null,
  doneAt: null,
  result: null,
})

/**
 * A turn of a post rather than a person: everybody who holds one of the roles in the organ may do it, `first` before all where
 * they do. Undefined where nobody holds it: then the command is refused with WF-NO-ROLE.
 */
export function openedForRole(
  doc: Pick<DocumentState, 'unitId'>,
  ctx: DecideContext,
  turn: { id: string; step: StepId; roles: readonly RoleCode[]; first?: string | undefined },
): Task | undefined {
  const holders = holdersOf(ctx.directory, doc.unitId, turn.roles)
  const assignee = holders.find((one) => one.userId === turn.first) ?? holders[0]
  if (!assignee) return undefined
  const pool = holders.filter((one) => one.userId !== assignee.userId)
  const task = opened(turn.id, turn.step, assignee, ctx.now)
  return pool.length > 0 ? { ...task, pool } : task
}

/** An opinion as it is put on record, by the actor at this moment. */
export function opinionOf(
  ctx: DecideContext,
  step: StepId,
  stance: Opinion['stance'],
  text: string,
  signedOn: string,
  basisSm3: string,
): Opinion {
  return { by: ctx.actor, step, stance, text, signedOn, basisSm3, authoredAt: ctx.authoredAt, at: ctx.now }
}

/** The actor's own open task by id, or why there is none. */
export function ownTask(doc: DocumentState, id: string, ctx: DecideContext): Task | Rejection {
  const task = doc.tasks.find((t) => t.id === id)
  if (!task || !isTheirs(task, ctx.actor.userId)) return refuse('WF-NOT-YOURS')
  if (task.doneAt !== null) return refuse('WF-TASK-CLOSED')
  const stands = standsIn(task, ctx.actor.userId)
  return stands && stands.until < ctx.now ? refuse('WF-DELEGATE') : task
}

const DAY = 86_400_000
/** So long desks keep what the server has acknowledged (SY-64). */
const OFFERED_DAYS = 45

/**
 * No 倒签: the signed day lies between the day the task arrived and the day after now (one day for clocks, C-15). At a desk
 * whose clock was set back it is no earlier than the task's arrival.
 */
export const plausible = (signedOn: string, task: Task, ctx: DecideContext): boolean =>
  signedOn >= dateOf(ctx.recovering ? arrivedFirst(task, ctx) : task.arrivedAt) &&
  signedOn <= dateOf(Math.max(ctx.now, task.arrivedAt) + DAY)

/** At a restored server tasks arrive anew; what is signed may be as old as what desks still have of the first time (SY-100). */
const arrivedFirst = (task: Task, ctx: DecideContext): number =>
  Math.min(task.arrivedAt, Math.max(ctx.authoredAt, ctx.now - OFFERED_DAYS * DAY))
