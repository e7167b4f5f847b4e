import { secrecyMark } from '../../document/secrecy-mark.ts'
import { refuse, type DecideContext } from '../decide-context.ts'
import type { CommandArgs } from '../commands.ts'
import type { Deciders, Decider } from '../decider.ts'
import { holdersOf, issuingUnit } from '../directory.ts'
import type { Link } from '../document-state.ts'
import type { Decided } from '../events.ts'
import { openedForRole, opinionOf, plausible } from '../turn.ts'
import { arrivalOf } from './arrive.ts'
import { linkTo, resembles } from './duplicates.ts'
import { precheckQuestions } from './part.ts'
import { incomingRoles } from './roles.ts'
import { inStates, incomingOf, ownTurn, turnOf } from './turns.ts'

/** 签收: never of what is not whole, and the sender is told (第二十四条（一）, WF-51). */
const signFor: Decider<'SignFor'> = (doc, args, ctx) => {
  const task = ownTurn(doc, args.taskId, 'receive', ctx)
  if ('ok' in task) return task
  if (ctx.incoming?.damaged) return refuse('WF-DAMAGED', ctx.incoming.damaged, '第二十四条')
  const next = turnOf(doc, ctx, args.nextTaskId, 'register')
  if ('ok' in next) return next
  const { answered } = ctx.incoming ?? {}
  const links: Link[] = answered ? [{ ...answered, docId: answered.docId as Link['docId'], as: 'answers' }] : []
  return { ok: true, events: [{ type: 'SignedFor', by: ctx.actor, next, ...(links.length > 0 ? { links } : {}) }] }
}

/** 误投退回 of what was delivered, while it is not registered (XR). */
const rejectWrong: Decider<'RejectWrong'> = (doc, args, ctx) => {
  const task = ownTurn(doc, args.taskId, doc.state === 'S0' ? 'receive' : 'register', ctx)
  if ('ok' in task) return task
  return { ok: true, events: [{ type: 'SentBack', rejected: { by: ctx.actor, at: ctx.now, reason: args.reason } }] }
}

/** 登记: the next number, told of what it resembles; 重份 is linked and uses no number up (C-14, WF-52). */
const register: Decider<'RegisterIncoming'> = (doc, args, ctx) => {
  const task = ownTurn(doc, args.taskId, 'register', ctx)
  if ('ok' in task) return task
  const { duplicate, number } = ctx.incoming ?? {}
  if (duplicate && args.linkTo === duplicate.docId)
    return { ok: true, events: [{ type: 'FoundDuplicate', of: duplicate, by: ctx.actor }] }
  if (args.linkTo !== undefined && ctx.incoming) return refuse('WF-DUPLICATE')
  if (duplicate && !args.distinct) return refuse('WF-DUPLICATE', resembles(duplicate))
  const next = turnOf(doc, ctx, args.nextTaskId, 'precheck')
  if ('ok' in next) return next
  return { ok: true, events: number ? [{ type: 'Registered', number, by: ctx.actor, next }] : [] }
}

/** 初审: five questions; one that is not in order sends it back with the reason (第二十四条（三）). */
const precheck: Decider<'Precheck'> = (doc, args, ctx) => {
  const task = ownTurn(doc, args.taskId, 'precheck', ctx)
  if ('ok' in task) return task
  if (!plausible(args.signedOn, task, ctx)) return refuse('WF-DATE')
  const inOrder = precheckQuestions.every((one) => args.answers[one])
  const { text, signedOn, basisSm3 } = args
  const opinion = opinionOf(ctx, 'precheck', inOrder ? 'agree' : 'return', text, signedOn, basisSm3)
  if (!inOrder) {
    if (text === '') return refuse('WF-REASON', undefined, '第二十四条')
    return { ok: true, events: [{ type: 'SentBack', rejected: { by: ctx.actor, at: ctx.now, reason: text }, opinion }] }
  }
  const next = turnOf(doc, ctx, args.nextTaskId, 'propose')
  if ('ok' in next) return next
  return { ok: true, events: [{ type: 'Prechecked', by: ctx.actor, answers: args.answers, opinion, next }] }
}

/**
 * 纸质来文登记. Of 涉密 paper only the register is kept: no turn follows, it goes its way on paper. 重份 is linked and uses
 * no number up, even where nobody could be asked (C-14).
 */
export function registerPaper(args: CommandArgs<'RegisterPaper'>, ctx: DecideContext): Decided {
  const organ = issuingUnit(ctx.directory, args.unitId)
  if (!organ || !holdersOf(ctx.directory, organ.id, incomingRoles.receive).some((one) => one.userId === ctx.actor.userId))
    return refuse('WF-NOT-YOURS')
  const route = ctx.directory.routes[0]
  if (!ctx.body || !route) return refuse('WF-STATE')
  // of what is marked in its title only the register is kept, whatever was chosen
  if (ctx.body.header.secrecy !== '' || (args.secrecy === '' && secrecyMark(ctx.body.header.title)))
    return refuse('WF-SECRET', undefined, '第二十六条')
  const { duplicate, number } = ctx.incoming ?? {}
  const of = duplicate && !args.distinct ? duplicate : null
  const stays = of !== null || args.secrecy !== ''
  const turn = { id: args.nextTaskId, step: 'precheck' as const, roles: incomingRoles.receive, first: ctx.actor.userId }
  const { fromUnit, number: fromNumber, secrecy, copies, arrivedOn, datedOn, temporary } = args
  const doc = arrivalOf({
    docId: args.docId,
    unit: organ,
    by: ctx.actor,
    header: ctx.body.header,
    body: ctx.body,
    route,
    links: of ? [linkTo(of)] : [],
    turn: stays ? undefined : openedForRole({ unitId: organ.id }, ctx, turn),
    state: 'S2',
    now: ctx.now,
    incoming: {
      fromUnit,
      number: fromNumber,
      secrecy,
      copies,
      arrivedOn,
      datedOn,
      temporary,
      receivedBy: ctx.actor,
      receivedAt: ctx.now,
      register: number && of === null ? { ...number, by: ctx.actor, at: ctx.now } : null,
      duplicateOf: of,
    },
  })
  return { ok: true, events: [{ type: 'Arrived', doc }] }
}

/** What was delivered only can be given back to a sender. */
const delivered: Decider<'RejectWrong'> = (doc, args, ctx) =>
  incomingOf(doc).fromDocId === null ? refuse('WF-STATE') : rejectWrong(doc, args, ctx)

type Mine = 'SignFor' | 'RejectWrong' | 'RegisterIncoming' | 'Precheck'
export const decideTakeIn: Deciders<Mine> = {
  SignFor: inStates(['S0'], signFor),
  RejectWrong: inStates(['S0', 'S1'], delivered),
  RegisterIncoming: inStates(['S1'], register),
  Precheck: inStates(['S2', 'S3'], precheck),
}
