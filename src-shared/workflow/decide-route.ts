import { followingId } from '../ids.ts'
import type { CommandArgs } from './commands.ts'
import { refuse, type DecideContext } from './decide-context.ts'
import { refuseHeld } from './decide-leases.ts'
import { refuseUnsettled, refuseWaiting } from './consult/guard.ts'
import { candidates, type RouteStep, type StepId } from './directory.ts'
import { isSettled, isTheirs, movesRoute, openTaskOf, openTurn, verdicts, type DocumentState } from './document-state.ts'
import type { Decided } from './events.ts'
import type { Person } from './person.ts'
import { jointFrom } from './issue/joint.ts'
import { joinsWith, turnsOf } from './routing/parallel.ts'
import { standsIn } from './routing/standing-in.ts'
import { opened, openedForRole, opinionOf, ownTask, plausible } from './turn.ts'

const stepAfter = (doc: DocumentState, id: StepId): RouteStep | undefined =>
  doc.route.steps[doc.route.steps.findIndex((s) => s.id === id) + 1]

/** 报送 to the first step after 拟稿; from here on every edit is tracked (T1). */
export function submitDraft(doc: DocumentState, args: CommandArgs<'SubmitDraft'>, ctx: DecideContext): Decided {
  const task = openTaskOf(doc, ctx.actor.userId)
  if (doc.step !== 'draft' || doc.state !== 'F0') return refuse('WF-TASK-CLOSED')
  if (!task) return refuse('WF-NOT-YOURS')
  const held = refuseHeld(doc, ctx)
  if (held) return held
  if (ctx.ruleErrors?.length) return refuse('WF-RULE', ctx.ruleErrors.join(' '))
  // who has a draft that was handed over keeps it
  const assignees: Record<string, Person> = doc.assignees['draft'] ? { draft: doc.assignees['draft'] } : {}
  const also: Record<string, Person[]> = {}
  for (const step of doc.route.steps) {
    if (step.id === 'draft') continue
    const [first, ...others] = chosenFor(doc, step, args.assignees[step.id], ctx)
    if (!first) return refuse('WF-NO-ROLE', step.name)
    assignees[step.id] = first
    if (others.length > 0) also[step.id] = others
  }
  const next = stepAfter(doc, 'draft')
  const turns = next && turnsOf({ ...doc, assignees, also }, next, args.nextTaskId, ctx)
  if (!turns) return refuse('WF-STATE')
  return {
    ok: true,
    events: [
      {
        type: 'Submitted',
        assignees,
        ...(Object.keys(also).length > 0 ? { also } : {}),
        opinion: opinionOf(ctx, 'draft', 'note', args.text, args.signedOn, args.basisSm3),
        ...turns,
      },
    ],
  }
}

/** Those chosen for a step, each of whom must hold its role in the organ; none where one does not, or several for a single turn. */
function chosenFor(doc: DocumentState, step: RouteStep, chosen: string | string[] | undefined, ctx: DecideContext): Person[] {
  const ids = [...new Set([chosen ?? []].flat())]
  if (ids.length > 1 && step.mode !== 'parallel') return []
  const posts = candidates(ctx.directory, doc.unitId, step)
  const persons = ids.flatMap((id) => {
    const post = posts.find((p) => p.userId === id)
    const unit = ctx.directory.units.find((u) => u.id === post?.unitId)
    return post ? [{ userId: post.userId, name: post.name, unitId: post.unitId, unitName: unit?.name ?? '' }] : []
  })
  return persons.length === ids.length ? persons : []
}

/** 审核、核稿、审签同意. */
export function approve(doc: DocumentState, args: CommandArgs<'Approve'>, ctx: DecideContext): Decided {
  const task = ownTask(doc, args.taskId, ctx)
  if ('ok' in task) return task
  const [then, ...rest] = task.row ?? []
  // who was asked before the signer gives an opinion there, and signs nothing
  if ((task.step === 'sign' && !then) || task.step === 'draft') return refuse('WF-STATE')
  const unsettled = refuseUnsettled(doc)
  if (unsettled) return unsettled
  if (!plausible(args.signedOn, task, ctx)) return refuse('WF-DATE')
  const opinion = opinionOf(ctx, task.step, 'agree', args.text, args.signedOn, args.basisSm3)
  if (then) {
    const row = { ...(rest.length > 0 ? { row: rest } : {}), ...(task.group === undefined ? {} : { group: task.group }) }
    const next = { ...opened(args.nextTaskId, task.step, then, ctx.now), ...row }
    return { ok: true, events: [{ type: 'TurnPassed', taskId: task.id, opinion, next }] }
  }
  if (!joinsWith(doc, task)) return { ok: true, events: [{ type: 'TurnJoined', taskId: task.id, opinion }] }
  const next = stepAfter(doc, task.step)
  if (!next) return refuse('WF-STATE')
  const turns = turnsOf(doc, next, args.nextTaskId, ctx)
  if (!turns) return refuse('WF-NO-ROLE', next.name)
  return { ok: true, events: [{ type: 'Approved', taskId: task.id, opinion, ...turns }] }
}

/** 退回 to any passed step, with a reason. */
export function giveBack(doc: DocumentState, args: CommandArgs<'Return'>, ctx: DecideContext): Decided {
  const task = ownTask(doc, args.taskId, ctx)
  if ('ok' in task) return task
  const waiting = refuseWaiting(doc)
  if (waiting) return waiting
  const index = (id: StepId) => doc.route.steps.findIndex((s) => s.id === id)
  if (index(args.toStep) < 0 || index(args.toStep) >= index(task.step)) return refuse('WF-STEP')
  const step = doc.route.steps.find((one) => one.id === args.toStep)
  // a draft that was handed over goes back to who has it now
  const assignees = { ...doc.assignees, draft: doc.assignees['draft'] ?? doc.drafter }
  const turns = step && turnsOf({ ...doc, assignees }, step, args.nextTaskId, ctx)
  if (!turns) return refuse('WF-STEP')
  return {
    ok: true,
    events: [
      {
        type: 'Returned',
        taskId: task.id,
        opinion: opinionOf(ctx, task.step, 'return', args.text, args.signedOn, args.basisSm3),
        ...turns,
      },
    ],
  }
}

/** 撤回, while the next has not opened it. */
export function withdraw(doc: DocumentState, args: CommandArgs<'Withdraw'>, ctx: DecideContext): Decided {
  const open = openTurn(doc)
  const previous = doc.tasks.findLast((t) => t.doneAt !== null && movesRoute(t) && t.result !== 'cancelled')
  if (!open || !previous || doc.state === 'F0' || isSettled(doc)) return refuse('WF-STATE')
  if (previous.assignee.userId !== ctx.actor.userId || (previous.result !== 'submitted' && previous.result !== 'approved'))
    return refuse('WF-NOT-YOURS')
  // one of several at a parallel step: the others were asked along with them
  if (open.group !== undefined && open.group === previous.group) return refuse('WF-STATE')
  const asked = doc.tasks.filter((t) => t.id === open.id || (open.group !== undefined && t.group === open.group))
  if (asked.some((t) => t.openedAt !== null)) return refuse('WF-OPENED')
  const waiting = refuseWaiting(doc)
  if (waiting) return waiting
  return {
    ok: true,
    events: [
      {
        type: 'Withdrawn',
        taskId: open.id,
        opinion: opinionOf(ctx, previous.step, 'withdraw', args.text, args.signedOn, doc.bodySm3),
        next: {
          ...opened(args.nextTaskId, previous.step, previous.assignee, ctx.now),
          ...(previous.row ? { row: previous.row } : {}),
          openedAt: ctx.now,
        },
      },
    ],
  }
}

/** 签发 (R-20…R-22), bound to what the signer was shown; the office rechecks it next. */
export function sign(doc: DocumentState, args: CommandArgs<'Sign'>, ctx: DecideContext): Decided {
  const task = ownTask(doc, args.taskId, ctx)
  if ('ok' in task) return task
  if (task.step !== 'sign' || task.row?.length) return refuse('WF-NOT-YOURS', undefined, '第二十二条')
  const stands = standsIn(task, ctx.actor.userId)
  if (stands && !stands.canSign) return refuse('WF-DELEGATE', undefined, '第二十二条')
  const unsettled = refuseUnsettled(doc)
  if (unsettled) return unsettled
  if (!plausible(args.signedOn, task, ctx)) return refuse('WF-DATE')
  if (args.bodySm3 !== doc.bodySm3) return refuse('WF-SIGN-STALE', undefined, '第二十二条')
  if (ctx.changeIds) {
    const decided = verdicts(doc)
    const open = [...ctx.changeIds].filter((id) => !decided.has(id))
    const shown = new Set(args.openChanges)
    if (open.length !== shown.size || open.some((id) => !shown.has(id))) return refuse('WF-SIGN-OPEN')
  }
  const opinion = opinionOf(ctx, 'sign', 'agree', args.text, args.signedOn, args.bodySm3)
  // 复核 is the office's: before all of who checked it before 签发 (条例第二十五条(一))
  const first = doc.assignees['check']?.userId
  const { joint, turns } = jointFrom(doc, ctx, args.bodySm3)
  const next = openedForRole(doc, ctx, { id: followingId(ctx.commandId), step: 'recheck', roles: ['officeChecker'], first })
  return {
    ok: true,
    events: [
      {
        type: 'Signed',
        taskId: task.id,
        opinion,
        signed: { by: ctx.actor, at: ctx.now, signedOn: args.signedOn, bodySm3: args.bodySm3, openChanges: args.openChanges },
        ...(next ? { next } : {}),
        ...(joint.length > 0 ? { joint, alongside: turns } : {}),
      },
    ],
  }
}

/** Somebody looks at what waits for them: from here on it cannot be taken back. */
export function openTask(doc: DocumentState, args: CommandArgs<'OpenTask'>, ctx: DecideContext): Decided {
  const task = doc.tasks.find((t) => t.id === args.taskId)
  if (!task || !isTheirs(task, ctx.actor.userId)) return refuse('WF-NOT-YOURS')
  return { ok: true, events: [{ type: 'TaskOpened', taskId: task.id, at: ctx.now }] }
}
