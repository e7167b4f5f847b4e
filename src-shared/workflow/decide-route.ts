import { followingId } from '../ids.ts'
import type { CommandArgs } from './commands.ts'
import { refuse, type DecideContext } from './decide-context.ts'
import { refuseHeld } from './decide-leases.ts'
import { candidates, type RouteStep, type StepId } from './directory.ts'
import { isSettled, isTheirs, movesRoute, openTaskOf, openTurn, verdicts, type DocumentState } from './document-state.ts'
import type { Decided } from './events.ts'
import type { Person } from './person.ts'
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
  const assignees: Record<string, Person> = {}
  for (const step of doc.route.steps) {
    if (step.id === 'draft') continue
    const chosen = args.assignees[step.id]
    const post = candidates(ctx.directory, doc.unitId, step).find((p) => p.userId === chosen)
    if (!post) return refuse('WF-NO-ROLE', step.name)
    const unit = ctx.directory.units.find((u) => u.id === post.unitId)
    assignees[step.id] = { userId: post.userId, name: post.name, unitId: post.unitId, unitName: unit?.name ?? '' }
  }
  const next = stepAfter(doc, 'draft')
  const person = next && assignees[next.id]
  if (!next || !person) return refuse('WF-STATE')
  return {
    ok: true,
    events: [
      {
        type: 'Submitted',
        assignees,
        opinion: opinionOf(ctx, 'draft', 'note', args.text, args.signedOn, args.basisSm3),
        next: opened(args.nextTaskId, next.id, person, ctx.now),
      },
    ],
  }
}

/** 审核、核稿、审签同意. */
export function approve(doc: DocumentState, args: CommandArgs<'Approve'>, ctx: DecideContext): Decided {
  const task = ownTask(doc, args.taskId, ctx)
  if ('ok' in task) return task
  if (task.step === 'sign' || task.step === 'draft') return refuse('WF-STATE')
  if (!plausible(args.signedOn, task, ctx)) return refuse('WF-DATE')
  const next = stepAfter(doc, task.step)
  const person = next && doc.assignees[next.id]
  if (!next || !person) return refuse('WF-STATE')
  return {
    ok: true,
    events: [
      {
        type: 'Approved',
        taskId: task.id,
        opinion: opinionOf(ctx, task.step, 'agree', args.text, args.signedOn, args.basisSm3),
        next: opened(args.nextTaskId, next.id, person, ctx.now),
      },
    ],
  }
}

/** 退回 to any passed step, with a reason. */
export function giveBack(doc: DocumentState, args: CommandArgs<'Return'>, ctx: DecideContext): Decided {
  const task = ownTask(doc, args.taskId, ctx)
  if ('ok' in task) return task
  const index = (id: StepId) => doc.route.steps.findIndex((s) => s.id === id)
  if (index(args.toStep) < 0 || index(args.toStep) >= index(task.step)) return refuse('WF-STEP')
  const person = args.toStep === 'draft' ? doc.drafter : doc.assignees[args.toStep]
  if (!person) return refuse('WF-STEP')
  return {
    ok: true,
    events: [
      {
        type: 'Returned',
        taskId: task.id,
        opinion: opinionOf(ctx, task.step, 'return', args.text, args.signedOn, args.basisSm3),
        next: opened(args.nextTaskId, args.toStep, person, ctx.now),
      },
    ],
  }
}

/** 撤回, while the next has not opened it. */
export function withdraw(doc: DocumentState, args: CommandArgs<'Withdraw'>, ctx: DecideContext): Decided {
  const open = openTurn(doc)
  const previous = doc.tasks.findLast((t) => t.doneAt !== null && movesRoute(t))
  if (!open || !previous || doc.state === 'F0' || isSettled(doc)) return refuse('WF-STATE')
  if (previous.assignee.userId !== ctx.actor.userId || (previous.result !== 'submitted' && previous.result !== 'approved'))
    return refuse('WF-NOT-YOURS')
  if (open.openedAt !== null) return refuse('WF-OPENED')
  return {
    ok: true,
    events: [
      {
        type: 'Withdrawn',
        taskId: open.id,
        opinion: opinionOf(ctx, previous.step, 'withdraw', args.text, args.signedOn, doc.bodySm3),
        next: { ...opened(args.nextTaskId, previous.step, previous.assignee, ctx.now), openedAt: ctx.now },
      },
    ],
  }
}

/** 签发 (R-20…R-22), bound to what the signer was shown; the office rechecks it next. */
export function sign(doc: DocumentState, args: CommandArgs<'Sign'>, ctx: DecideContext): Decided {
  const task = ownTask(doc, args.taskId, ctx)
  if ('ok' in task) return task
  if (task.step !== 'sign') return refuse('WF-NOT-YOURS', undefined, '第二十二条')
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
