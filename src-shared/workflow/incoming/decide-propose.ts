import { refuse, type DecideContext } from '../decide-context.ts'
import type { CommandArgs } from '../commands.ts'
import type { Decider, Deciders } from '../decider.ts'
import { holdersOf } from '../directory.ts'
import type { DocumentState, Task } from '../document-state.ts'
import type { DocumentEvent, Rejection } from '../events.ts'
import { opened, opinionOf, plausible } from '../turn.ts'
import { beginClock } from './clock.ts'
import { handlingDays, type Handler, type Proposal } from './part.ts'
import { incomingRoles } from './roles.ts'
import { handlersFor, incomingOf, inStates, ownTurn, turnAmong, turnOf } from './turns.ts'

/** 拟办 (第二十四条（四）、（五）): a 阅件 goes to its readers, a 办件 with one 主办 to a leader (R-26, R-27, WF-53). */
const propose: Decider<'Propose'> = (doc, args, ctx) => {
  const task = ownTurn(doc, args.taskId, 'propose', ctx)
  if ('ok' in task) return task
  if (!plausible(args.signedOn, task, ctx)) return refuse('WF-DATE')
  // what is urgent has a limit that somebody thought about
  if (args.kind === 'handle' && doc.header.urgency !== '' && args.days === undefined)
    return refuse('WF-LIMIT', doc.header.urgency, '第二十四条')
  const taken = idsTaken(doc, args)
  if (taken) return taken
  const handlers = args.kind === 'handle' ? namedHandlers(args, ctx) : []
  if ('ok' in handlers) return handlers
  const reading = readingTurns(doc, args, ctx)
  if ('ok' in reading) return reading
  if (args.kind === 'read' && reading.length === 0) return refuse('WF-HANDLERS', undefined, '第二十四条')
  const opinion = opinionOf(ctx, 'propose', 'note', args.text, args.signedOn, args.basisSm3)
  const proposal: Proposal = {
    by: ctx.actor,
    at: ctx.now,
    kind: args.kind,
    handlers,
    readers: reading.map(({ id, assignee }) => ({ taskId: id, person: assignee })),
    days: args.kind === 'handle' ? (args.days ?? handlingDays) : (args.days ?? null),
  }
  if (args.kind === 'read') return { ok: true, events: [{ type: 'Proposed', proposal, opinion, reading }] }
  const leader = leaderTurn(doc, ctx, args.leader, args.nextTaskId)
  if ('ok' in leader) return leader
  return { ok: true, events: [{ type: 'Proposed', proposal, opinion, next: leader, reading: [] }] }
}

/** No turn is named twice, and none that was there before. */
function idsTaken(doc: DocumentState, args: CommandArgs<'Propose'>): Rejection | undefined {
  const ids = [args.nextTaskId, ...[args.lead ?? [], args.assists, args.readers].flat().map((one) => one.taskId)]
  const known = new Set<string>(doc.tasks.map((task) => task.id))
  return new Set<string>(ids).size < ids.length || ids.some((id) => known.has(id)) ? refuse('WF-HANDLERS') : undefined
}

/** Exactly one 主办, no unit twice, and each with somebody who can be asked. */
function namedHandlers(args: CommandArgs<'Propose'>, ctx: DecideContext): Handler[] | Rejection {
  if (!args.lead) return refuse('WF-HANDLERS', undefined, '第二十四条')
  const named = [{ ...args.lead, as: 'lead' as const }, ...args.assists.map((one) => ({ ...one, as: 'assist' as const }))]
  const handlers: Handler[] = []
  for (const { unitId, userId, taskId, as } of named) {
    const unitName = ctx.directory.units.find((one) => one.id === unitId)?.name
    if (unitName === undefined || handlers.some((one) => one.unitId === unitId))
      return refuse('WF-HANDLERS', unitName ?? unitId, '第二十四条')
    if (handlersFor(ctx.directory, unitId, userId).length === 0) return refuse('WF-NO-ROLE', unitName)
    handlers.push({ unitId, unitName, as, taskId, userId: userId ?? null, accepted: null, given: null, waived: null })
  }
  return handlers
}

/** A turn to read for each, once; people of the county who hold a post. */
function readingTurns(doc: DocumentState, args: CommandArgs<'Propose'>, ctx: DecideContext): Task[] | Rejection {
  const turns: Task[] = []
  for (const { userId, taskId } of args.readers) {
    const post = ctx.directory.posts.find((one) => one.userId === userId)
    if (!post || turns.some((turn) => turn.assignee.userId === userId)) return refuse('WF-HANDLERS', post?.name ?? userId)
    const own = holdersOf(ctx.directory, doc.unitId, [post.role]).find((one) => one.userId === userId)
    const unitName = ctx.directory.units.find((one) => one.id === post.unitId)?.name ?? ''
    const person = own ?? { userId, name: post.name, unitId: post.unitId, unitName }
    turns.push({ ...opened(taskId, 'read', person, ctx.now), kind: 'read', dueAt: null })
  }
  return turns
}

function leaderTurn(doc: DocumentState, ctx: DecideContext, userId: string | undefined, id: string): Task | Rejection {
  const leader = holdersOf(ctx.directory, doc.unitId, incomingRoles.instruct).find((one) => one.userId === userId)
  return leader ? opened(id, 'instruct', leader, ctx.now) : refuse('WF-NO-ROLE', 'leader')
}

/** 批示: words, or 圈阅, which agrees with the 拟办; then another leader, the handlers, or 拟办 anew with the reason. */
const instruct: Decider<'Instruct'> = (doc, args, ctx) => {
  const task = ownTurn(doc, args.taskId, 'instruct', ctx)
  if ('ok' in task) return task
  if (!plausible(args.signedOn, task, ctx)) return refuse('WF-DATE')
  const { to } = args.next
  if (args.text === '' && (to === 'back' || !args.round)) return refuse('WF-REASON')
  const stance = to === 'back' ? 'return' : 'agree'
  const opinion = opinionOf(ctx, 'instruct', stance, args.text === '' ? '圈阅' : args.text, args.signedOn, args.basisSm3)
  if (args.next.to === 'on') return handOut(doc, ctx, task, opinion)
  const next =
    args.next.to === 'leader'
      ? leaderTurn(doc, ctx, args.next.userId, args.nextTaskId)
      : turnOf(doc, ctx, args.nextTaskId, 'propose')
  if ('ok' in next) return next
  if (next.assignee.userId === task.assignee.userId && to === 'leader') return refuse('WF-HANDLERS', next.assignee.name)
  return { ok: true, events: [{ type: 'Instructed', taskId: task.id, opinion, next }] }
}

/** The last 批示: 主办 and 协办 begin at once with one clock, readers of a 办件 beside them. */
function handOut(doc: DocumentState, ctx: DecideContext, task: Task, opinion: ReturnType<typeof opinionOf>) {
  const proposal = incomingOf(doc).proposals.at(-1)
  if (!proposal || proposal.handlers.length === 0) return refuse('WF-STATE')
  const clock = beginClock(ctx.now, proposal.days ?? handlingDays, ctx.calendar)
  const tasks: Task[] = []
  for (const { unitId, unitName, userId, taskId, as } of proposal.handlers) {
    const turn = turnAmong(handlersFor(ctx.directory, unitId, userId ?? undefined), taskId, 'handle', ctx.now)
    if (!turn) return refuse('WF-NO-ROLE', unitName)
    tasks.push({ ...turn, dueAt: clock.dueAt, ...(as === 'assist' ? { kind: 'consult' as const } : {}) })
  }
  for (const { person, taskId } of proposal.readers)
    tasks.push({ ...opened(taskId, 'read', person, ctx.now), kind: 'read', dueAt: null })
  const event: DocumentEvent = {
    type: 'HandedOut',
    taskId: task.id,
    opinion,
    handlers: proposal.handlers.map((one) => ({ ...one })),
    clock,
    tasks,
  }
  return { ok: true as const, events: [event] }
}

export const decidePropose: Deciders<'Propose' | 'Instruct'> = {
  Propose: inStates(['S4'], propose),
  Instruct: inStates(['S5'], instruct),
}
