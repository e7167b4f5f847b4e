import { refuse } from '../decide-context.ts'
import type { Decider, Deciders } from '../decider.ts'
import { holdersOf } from '../directory.ts'
import { opened, openedForRole } from '../turn.ts'
import { recheckQuestions, type issueArgs } from './commands.ts'
import { decideDelivery } from './decide-delivery.ts'
import { decideEnd } from './decide-end.ts'
import { signJoint } from './decide-joint.ts'
import { decideNumber } from './decide-number.ts'
import { decideSeal } from './decide-seal.ts'

/** 复核无误 (条例第二十五条(一)): every question answered, the 清稿 made; then it is numbered. */
const recheck: Decider<'Recheck'> = (doc, args, ctx) => {
  if (doc.state !== 'F6') return refuse('WF-STATE')
  if (!doc.clean || recheckQuestions.some((one) => !args.ticked.includes(one)))
    return refuse('WF-RECHECK', undefined, '第二十五条')
  const next = openedForRole(doc, ctx, { id: args.nextTaskId, step: 'number', roles: ['clerk'] })
  if (!next) return refuse('WF-NO-ROLE', 'clerk')
  const rechecked = { by: ctx.actor, at: ctx.now, ticked: [...args.ticked] }
  return { ok: true, events: [{ type: 'Rechecked', rechecked, next }] }
}

/**
 * 实质性修改 (R-23, 条例第二十五条(一)): the signature is lifted, and the same signer has it again. What the office wants changed
 * is a tracked edit like any other: the signer makes it, or gives the text back to 核稿.
 */
const recheckSubstantive: Decider<'RecheckSubstantive'> = (doc, args, ctx) => {
  const { signed } = doc
  if (doc.state !== 'F6' || !signed) return refuse('WF-STATE')
  const role = doc.route.steps.find((step) => step.id === 'sign')?.role ?? 'leader'
  if (!holdersOf(ctx.directory, doc.unitId, [role]).some((one) => one.userId === signed.by.userId))
    return refuse('WF-NO-ROLE', signed.by.name)
  const { by: signer, signedOn, bodySm3 } = signed
  const lifted = { by: ctx.actor, at: ctx.now, reason: args.reason, signer, signedOn, bodySm3 }
  return { ok: true, events: [{ type: 'SignatureLifted', lifted, next: opened(args.nextTaskId, 'sign', signer, ctx.now) }] }
}

export const issueDeciders: Deciders<keyof typeof issueArgs> = {
  Recheck: recheck,
  RecheckSubstantive: recheckSubstantive,
  SignJoint: signJoint,
  ...decideNumber,
  ...decideSeal,
  ...decideDelivery,
  ...decideEnd,
}
