import { sameHeader } from '../document/header.ts'
import { dateOf } from '../calendar/working-days.ts'
import { candidates, issuingUnit, type RouteStep, type StepId } from './directory.ts'
import {
  openTaskOf,
  verdicts,
  wasSubmitted,
  writingStep,
  type Attachment,
  type Decision,
  type DocumentState,
  type Opinion,
  type Task,
} from './document-state.ts'
import { nameBeside } from './attachment-name.ts'
import type { Person } from './person.ts'
import { refuse, type DecideContext } from './decide-context.ts'
import { decideBranch } from './decide-branches.ts'
import { decideCleanCopy } from './decide-clean-copy.ts'
import { decideInk } from './decide-inks.ts'
import { decideLease, firstLease, leaseOfSave, refuseHeld } from './decide-leases.ts'
import { decideSupplement } from './decide-supplement.ts'
import { decideThread } from './decide-threads.ts'
import type { Decided } from './events.ts'
import type { Command, CommandArgs } from './commands.ts'

/**
 * Decides a command on a document: events, or a refusal with its code. Total and pure; the desk asks it to answer at
 * once, the server asks it again inside the transaction and has the last word (WF rules in docs/SPEC.md).
 */
export function decide(doc: DocumentState | undefined, command: Command, ctx: DecideContext): Decided {
  if (command.name === 'CreateDraft') return doc ? refuse('WF-EXISTS') : createDraft(command.args, ctx)
  if (!doc) return refuse('WF-NOT-FOUND')
  switch (command.name) {
    case 'SubmitBody':
      return submitBody(doc, command.args, ctx)
    case 'SubmitDraft':
      return submitDraft(doc, command.args, ctx)
    case 'Approve':
      return approve(doc, command.args, ctx)
    case 'Return':
      return giveBack(doc, command.args, ctx)
    case 'Withdraw':
      return withdraw(doc, command.args, ctx)
    case 'Sign':
      return sign(doc, command.args, ctx)
    case 'DecideChanges':
      return decideChanges(doc, command.args, ctx)
    case 'OpenThread':
    case 'ReplyThread':
    case 'SettleThread':
      return decideThread(doc, command, ctx)
    case 'AddInk':
    case 'StrikeInk':
      return decideInk(doc, command, ctx)
    case 'AddCodrafter':
    case 'RemoveCodrafter':
    case 'TakeLease':
    case 'ReleaseLease':
    case 'BreakLease':
      return decideLease(doc, command, ctx)
    case 'BringInBranch':
    case 'PutBranchAside':
      return decideBranch(doc, command, ctx)
    case 'MakeCleanCopy':
      return decideCleanCopy(doc, command.args, ctx)
    case 'OpenTask': {
      const task = doc.tasks.find((t) => t.id === command.args.taskId)
      if (!task || task.assignee.userId !== ctx.actor.userId) return refuse('WF-NOT-YOURS')
      return { ok: true, events: [{ type: 'TaskOpened', taskId: task.id, at: ctx.now }] }
    }
    case 'AddAttachment':
      if (!mayEdit(doc, ctx.actor.userId)) return refuse('WF-NOT-YOURS')
      if (doc.attachments.some((a) => a.sm3 === command.args.attachment.sm3)) return { ok: true, events: [] }
      return { ok: true, events: [{ type: 'AttachmentAdded', attachment: beside(doc, command.args.attachment) }] }
    case 'RemoveAttachment':
      if (wasSubmitted(doc) || !mayEdit(doc, ctx.actor.userId)) return refuse('WF-NOT-YOURS')
      return { ok: true, events: [{ type: 'AttachmentRemoved', sm3: command.args.sm3 }] }
    case 'AddSupplement':
      return decideSupplement(doc, command.args, ctx)
    case 'DiscardDraft':
      if (doc.state !== 'F0' || wasSubmitted(doc)) return refuse('WF-STATE')
      if (doc.drafter.userId !== ctx.actor.userId) return refuse('WF-NOT-YOURS')
      return refuseHeld(doc, ctx) ?? { ok: true, events: [{ type: 'DraftDiscarded' }] }
  }
}

/** Another file of the same name gets a name of its own (WF-24, C-12). */
const beside = (doc: DocumentState, attachment: Attachment): Attachment => ({
  ...attachment,
  name: nameBeside(
    doc.attachments.map((one) => one.name),
    attachment.name,
  ),
})

/** May this person write in the document? Whose turn it is (domain.md §4.5 "tracked edit: own"), and 合拟人 in a draft. Who writes untracked must hold it, too (WF-17). */
export const mayEdit = (doc: DocumentState, userId: string): boolean =>
  doc.state !== 'F6' && doc.state !== 'X2' && writingStep(doc, userId) !== undefined

/** May this person accept and reject changes? 拟稿人 or 核稿人 while the task is theirs (T5). */
export function mayDecide(doc: DocumentState, userId: string): boolean {
  const task = openTaskOf(doc, userId)
  return mayEdit(doc, userId) && (task?.step === 'check' || task?.step === 'draft')
}

const stepAfter = (doc: DocumentState, id: StepId): RouteStep | undefined =>
  doc.route.steps[doc.route.steps.findIndex((s) => s.id === id) + 1]

const opened = (id: string, step: StepId, assignee: Person, at: number): Task => ({
  id: id as Task['id'],
  step,
  assignee,
  arrivedAt: at,
  openedAt: null,
  doneAt: null,
  result: null,
})

function opinionOf(
  ctx: DecideContext,
  step: StepId,
  stance: Opinion['stance'],
  text: string,
  signedOn: string,
  basisSm3: string,
): Opinion {
  return { by: ctx.actor, step, stance, text, signedOn, basisSm3, authoredAt: ctx.authoredAt, at: ctx.now }
}

function createDraft(args: CommandArgs<'CreateDraft'>, ctx: DecideContext): Decided {
  const organ = issuingUnit(ctx.directory, args.unitId)
  if (!organ) return refuse('WF-NOT-ISSUER', undefined, '第十七条')
  const own = ctx.directory.posts.some(
    (p) => p.userId === ctx.actor.userId && issuingUnit(ctx.directory, p.unitId)?.id === organ.id,
  )
  if (!own) return refuse('WF-NOT-YOURS')
  const route = ctx.directory.routes[0]
  if (!ctx.body || !route) return refuse('WF-STATE')
  if (ctx.body.header.secrecy !== '') return refuse('WF-SECRET', undefined, '第二十六条')
  return {
    ok: true,
    events: [
      {
        type: 'DraftCreated',
        doc: {
          id: args.docId,
          rev: 0,
          state: 'F0',
          unitId: organ.id,
          unitName: organ.name,
          drafter: ctx.actor,
          header: ctx.body.header,
          route,
          assignees: {},
          step: 'draft',
          // the draft task has the document's own id: there is exactly one first turn
          tasks: [{ ...opened(args.docId, 'draft', ctx.actor, ctx.now), openedAt: ctx.now }],
          opinions: [],
          decisions: [],
          attachments: [],
          threads: [],
          inks: [],
          lease: firstLease(args.docId, ctx),
          codrafters: [],
          leasesBroken: [],
          branches: [],
          tracked: false,
          bodyVersion: ctx.body.version,
          bodySm3: ctx.body.sm3,
          signed: null,
          clean: null,
          createdAt: ctx.now,
          updatedAt: ctx.now,
        },
      },
    ],
  }
}

function submitBody(doc: DocumentState, args: CommandArgs<'SubmitBody'>, ctx: DecideContext): Decided {
  if (!mayEdit(doc, ctx.actor.userId)) {
    const had = [...doc.codrafters, ...doc.tasks.map((t) => t.assignee)].some((one) => one.userId === ctx.actor.userId)
    return refuse(had ? 'WF-TASK-CLOSED' : 'WF-NOT-YOURS')
  }
  if (writingStep(doc, ctx.actor.userId) !== args.step) return refuse('WF-TASK-CLOSED')
  if (!ctx.body) return refuse('WF-STATE')
  if (ctx.body.header.secrecy !== '') return refuse('WF-SECRET', undefined, '第二十六条')
  const lease = leaseOfSave(doc, ctx)
  if (!lease.ok) return lease
  return { ok: true, events: [...lease.events, { type: 'BodySaved', body: ctx.body, by: ctx.actor.userId }] }
}

function submitDraft(doc: DocumentState, args: CommandArgs<'SubmitDraft'>, ctx: DecideContext): Decided {
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

/** The actor's own open task by id, or why there is none. */
function ownTask(doc: DocumentState, id: string, ctx: DecideContext): Task | Decided {
  const task = doc.tasks.find((t) => t.id === id)
  if (!task || task.assignee.userId !== ctx.actor.userId) return refuse('WF-NOT-YOURS')
  return task.doneAt === null ? task : refuse('WF-TASK-CLOSED')
}

const DAY = 86_400_000
/** So long desks keep what the server has acknowledged (SY-64). */
const OFFERED_DAYS = 45

/** No 倒签: the signed day lies between the day the task arrived and the day after now (one day for clocks, C-15). */
const plausible = (signedOn: string, task: Task, ctx: DecideContext): boolean =>
  signedOn >= dateOf(ctx.recovering ? arrivedFirst(task, ctx) : task.arrivedAt) && signedOn <= dateOf(ctx.now + DAY)

/** At a restored server tasks arrive anew; what is signed may be as old as what desks still have of the first time (SY-100). */
const arrivedFirst = (task: Task, ctx: DecideContext): number =>
  Math.min(task.arrivedAt, Math.max(ctx.authoredAt, ctx.now - OFFERED_DAYS * DAY))

function approve(doc: DocumentState, args: CommandArgs<'Approve'>, ctx: DecideContext): Decided {
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

function giveBack(doc: DocumentState, args: CommandArgs<'Return'>, ctx: DecideContext): Decided {
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

function withdraw(doc: DocumentState, args: CommandArgs<'Withdraw'>, ctx: DecideContext): Decided {
  const open = doc.tasks.find((t) => t.doneAt === null)
  const previous = doc.tasks.findLast((t) => t.doneAt !== null)
  if (!open || !previous || doc.state === 'F0') return refuse('WF-STATE')
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

function sign(doc: DocumentState, args: CommandArgs<'Sign'>, ctx: DecideContext): Decided {
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
  return {
    ok: true,
    events: [
      {
        type: 'Signed',
        taskId: task.id,
        opinion,
        signed: { by: ctx.actor, at: ctx.now, signedOn: args.signedOn, bodySm3: args.bodySm3, openChanges: args.openChanges },
      },
    ],
  }
}

function decideChanges(doc: DocumentState, args: CommandArgs<'DecideChanges'>, ctx: DecideContext): Decided {
  if (!mayDecide(doc, ctx.actor.userId)) return refuse('WF-NOT-YOURS')
  const task = openTaskOf(doc, ctx.actor.userId)
  const unknown = ctx.changeIds && args.decisions.find((d) => !ctx.changeIds?.has(d.changeId))
  if (unknown) return refuse('WF-CHANGE', unknown.changeId)
  const at = { by: ctx.actor, step: task?.step ?? doc.step, at: ctx.now }
  const decisions: Decision[] = []
  for (const { changeId, verdict } of args.decisions) {
    const last = decisions.at(-1)
    if (last?.verdict === verdict) last.changeIds.push(changeId)
    else decisions.push({ changeIds: [changeId], verdict, ...at })
  }
  const header = ctx.header && !sameHeader(ctx.header, doc.header) ? { header: ctx.header } : {}
  return { ok: true, events: [{ type: 'ChangesDecided', decisions, ...header }] }
}
