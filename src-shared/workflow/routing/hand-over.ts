import type { CommandArgs } from '../commands.ts'
import { refuse, type DecideContext } from '../decide-context.ts'
import type { Decider } from '../decider.ts'
import { holdersOf, type Directory, type StepId } from '../directory.ts'
import { movesRoute, type DocumentState, type Task } from '../document-state.ts'
import type { Decided, DocumentEvent } from '../events.ts'
import type { Person } from '../person.ts'
import { opened } from '../turn.ts'
import { isUnderWay } from './states.ts'
import { takerOf } from './targets.ts'

/** The open turns a person has in a document, such as those to be handed over when they leave. */
export const turnsOfPerson = (doc: DocumentState, userId: string): Task[] =>
  doc.tasks.filter((task) => task.doneAt === null && task.assignee.userId === userId)

/** Whether somebody is of the office of the organ of a unit, such as that a turn is held in. */
export const isOfficeOf = (directory: Directory, unitId: string, userId: string): boolean =>
  holdersOf(directory, unitId, ['officeChecker']).some((one) => one.userId === userId)

/** The steps a person is assigned to, alone or among those of a parallel one. */
const stepsOfPerson = ({ route, assignees, also }: DocumentState, userId: string): StepId[] =>
  route.steps.map((step) => step.id).filter((id) => [assignees[id], ...(also?.[id] ?? [])].some((one) => one?.userId === userId))

/** Steps ahead on the route that are a person's, of a document under way in which they have no turn now (WF-118). */
export function stepsAhead(doc: DocumentState, userId: string): StepId[] {
  if (!isUnderWay(doc) || turnsOfPerson(doc, userId).some(movesRoute)) return []
  const order = doc.route.steps.map((step) => step.id)
  return stepsOfPerson(doc, userId).filter((id) => order.indexOf(id) > order.indexOf(doc.step))
}

/** Who takes a step to come over from somebody; undefined: not this person, or they are asked there already. */
export function successorAt(
  directory: Directory,
  doc: DocumentState,
  step: StepId,
  from: Person,
  to: string,
): Person | undefined {
  const isThere = [doc.assignees[step], ...(doc.also?.[step] ?? [])].some((one) => one?.userId === to)
  return isThere ? undefined : takerOf(directory, doc, opened(doc.id, step, from, 0), to)
}

/**
 * What 交接 does to one document: each turn named goes to the successor, and so do later turns of theirs; and the steps to come
 * that are named. What was named is what was shown; where it is not so any more, the whole 交接 is refused (WF-85, WF-118).
 */
export function handedOver(doc: DocumentState, args: CommandArgs<'HandOver'>, ctx: DecideContext): Decided {
  if (args.to === args.from) return refuse('WF-HANDOVER', doc.header.title)
  const events: DocumentEvent[] = []
  for (const { taskId, nextTaskId } of args.turns.filter((one) => one.docId === doc.id)) {
    const task = turnsOfPerson(doc, args.from).find((one) => one.id === taskId)
    if (!task) return refuse('WF-HANDOVER', doc.header.title)
    if (!isOfficeOf(ctx.directory, task.assignee.unitId, ctx.actor.userId)) return refuse('WF-NOT-YOURS')
    const to = takerOf(ctx.directory, doc, task, args.to)
    if (!to) return refuse('WF-NO-ROLE', doc.header.title)
    const { pool: _p, delegates: _d, urged: _u, escalated: _e, ...kept } = task
    const given = { how: 'handedOver' as const, by: ctx.actor, at: ctx.now, reason: args.reason }
    const next = { ...kept, ...opened(nextTaskId, task.step, to, ctx.now), given }
    events.push({ type: 'TurnGiven', taskId: task.id, next })
    const others = stepsOfPerson(doc, args.from).filter((id) => id !== task.step)
    if (movesRoute(task)) events.push(...named(doc, others, args, ctx))
  }
  const steps = (args.ahead ?? []).filter((one) => one.docId === doc.id).map((one) => one.step)
  if (steps.length > 0) {
    const ahead = stepsAhead(doc, args.from)
    if (!isOfficeOf(ctx.directory, doc.unitId, ctx.actor.userId)) return refuse('WF-NOT-YOURS')
    const given = named(doc, steps, args, ctx)
    const all = given.flatMap((one) => (one.type === 'SuccessorNamed' ? one.steps : []))
    if (steps.some((id) => !ahead.includes(id) || !all.includes(id))) return refuse('WF-HANDOVER', doc.header.title)
    events.push(...given)
  }
  return events.length > 0 ? { ok: true, events } : refuse('WF-HANDOVER', doc.header.title)
}

/** Of these steps of the leaver those the successor may take are theirs. */
function named(doc: DocumentState, steps: StepId[], args: CommandArgs<'HandOver'>, ctx: DecideContext): DocumentEvent[] {
  return steps.flatMap((id): DocumentEvent[] => {
    const from = [doc.assignees[id], ...(doc.also?.[id] ?? [])].find((one) => one?.userId === args.from)
    const to = from && successorAt(ctx.directory, doc, id, from, args.to)
    return to ? [{ type: 'SuccessorNamed', from: args.from, to, steps: [id] }] : []
  })
}

/** 交接, of the document the command names; the server does the same to the others in the same transaction. */
export const handOver: Decider<'HandOver'> = (doc, args, ctx) => handedOver(doc, args, ctx)
