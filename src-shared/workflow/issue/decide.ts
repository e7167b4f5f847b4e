import { upwardTypes } from '../../document/doc-types.ts'
import { refuse, type DecideContext } from '../decide-context.ts'
import type { Decider, Deciders } from '../decider.ts'
import { holdersOf, type RoleCode, type StepId } from '../directory.ts'
import type { DocumentState, Task } from '../document-state.ts'
import { opened, openedForRole } from '../turn.ts'
import { recheckQuestions, type issueArgs } from './commands.ts'
import { decideDelivery } from './decide-delivery.ts'
import { decideEnd } from './decide-end.ts'
import { decideNumber } from './decide-number.ts'
import { noIssue, type sealWaivers } from './part.ts'

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

/** 不加盖印章 is lawful for 纪要, for 普发性公文 under a letterhead of their own, which never go up, and for telegrams (条例第九条（十三）). */
const mayWaive = (doc: DocumentState, why: (typeof sealWaivers)[number]): boolean => {
  const { docType } = doc.header
  if (why === 'minutes') return docType === '纪要'
  return why === 'telegram' || (docType !== '纪要' && !upwardTypes.includes(docType))
}

/** 用印 on paper: the seal is that of the 署名, pressed by a second person; 纪要 carry none (条例第九条（十三）). */
const sealPaper: Decider<'SealPaper'> = (doc, args, ctx) => {
  if (doc.state !== 'F8' || !doc.issue?.number) return refuse('WF-STATE')
  if (doc.issue.number.by.userId === ctx.actor.userId) return refuse('WF-TWO-PERSONS')
  const organ = ctx.directory.units.find((one) => one.id === doc.unitId)
  const { docType, issuer } = doc.header
  const isIssuer = issuer === '' || [doc.unitName, organ?.name, organ?.shortName].some((name) => name && issuer.includes(name))
  if (docType === '纪要' || !isIssuer) return refuse('WF-SEAL', issuer, '第九条')
  const next = turnOf(doc, ctx, args.nextTaskId, 'distribute', ['clerk'])
  if (!next) return refuse('WF-NO-ROLE', 'clerk')
  const sealed = { by: ctx.actor, at: ctx.now, how: 'paper' as const, copies: args.copies }
  return { ok: true, events: [{ type: 'Sealed', sealed, next }] }
}

const waiveSeal: Decider<'WaiveSeal'> = (doc, args, ctx) => {
  if (doc.state !== 'F8' || !doc.issue?.number) return refuse('WF-STATE')
  if (doc.issue.number.by.userId === ctx.actor.userId) return refuse('WF-TWO-PERSONS')
  if (!mayWaive(doc, args.why)) return refuse('WF-SEAL', args.why, '第九条')
  const next = turnOf(doc, ctx, args.nextTaskId, 'distribute', ['clerk'])
  if (!next) return refuse('WF-NO-ROLE', 'clerk')
  return { ok: true, events: [{ type: 'SealWaived', waived: { by: ctx.actor, at: ctx.now, why: args.why }, next }] }
}

/** A turn of a post, before all of who did the same for this document already. */
const turnOf = (doc: DocumentState, ctx: DecideContext, id: string, step: StepId, roles: RoleCode[]): Task | undefined =>
  openedForRole(doc, ctx, { id, step, roles, first: (doc.issue ?? noIssue).number?.by.userId })

export const issueDeciders: Deciders<keyof typeof issueArgs> = {
  Recheck: recheck,
  RecheckSubstantive: recheckSubstantive,
  SealPaper: sealPaper,
  WaiveSeal: waiveSeal,
  ...decideNumber,
  ...decideDelivery,
  ...decideEnd,
}
