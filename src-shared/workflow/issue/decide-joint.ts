import { followingId } from '../../ids.ts'
import { refuse } from '../decide-context.ts'
import type { Decider } from '../decider.ts'
import { holdersOf } from '../directory.ts'
import { standsIn } from '../routing/standing-in.ts'
import { opened, opinionOf, ownTask, plausible } from '../turn.ts'

/**
 * 会签签发 (R-22, domain.md §4.2 row 12): a leader of an organ that issues along signs the text the lead signed, or says why not.
 * A refusal lifts every signature, and who signed first has the text again.
 */
export const signJoint: Decider<'SignJoint'> = (doc, args, ctx) => {
  const task = ownTask(doc, args.taskId, ctx)
  if ('ok' in task) return task
  const organ = doc.issue?.joint?.find((one) => one.taskId === task.id)
  const { signed } = doc
  if (!organ || !signed || (doc.state !== 'F6' && doc.state !== 'F7')) return refuse('WF-STATE')
  const { unitId, unitName } = organ
  const stands = standsIn(task, ctx.actor.userId)
  if (stands && !stands.canSign) return refuse('WF-DELEGATE', undefined, '第二十二条')
  if (!stands && !holdersOf(ctx.directory, unitId, ['leader']).some((one) => one.userId === ctx.actor.userId))
    return refuse('WF-NO-ROLE', unitName, '第二十二条')
  if (args.bodySm3 !== signed.bodySm3) return refuse('WF-SIGN-STALE', undefined, '第二十二条')
  if (args.stance === 'disagree' && args.text === '') return refuse('WF-CONSULT-REASON', unitName)
  if (!plausible(args.signedOn, task, ctx)) return refuse('WF-DATE')
  const by = { ...ctx.actor, unitId, unitName }
  const opinion = { ...opinionOf(ctx, 'sign', args.stance, args.text, args.signedOn, args.bodySm3), by }
  if (args.stance === 'agree') {
    const signature = { by, at: ctx.now, signedOn: args.signedOn, bodySm3: args.bodySm3 }
    return { ok: true, events: [{ type: 'JointSigned', taskId: task.id, opinion, signed: signature }] }
  }
  const { by: signer, signedOn, bodySm3 } = signed
  const lifted = { by, at: ctx.now, reason: args.text, signer, signedOn, bodySm3 }
  const next = opened(followingId(ctx.commandId), 'sign', signer, ctx.now)
  return { ok: true, events: [{ type: 'JointRefused', taskId: task.id, opinion, lifted, next }] }
}
