import { upwardTypes } from '../../document/doc-types.ts'
import { refuse, type DecideContext } from '../decide-context.ts'
import type { Decider, Deciders } from '../decider.ts'
import type { Directory } from '../directory.ts'
import type { DocumentState, Task } from '../document-state.ts'
import type { Rejection } from '../events.ts'
import { openedForRole } from '../turn.ts'
import { sealJoint, unsealedOrgans } from './joint-seal.ts'
import type { BoundLayout, LayoutPair } from './layout.ts'
import type { sealWaivers } from './part.ts'

/** 用印 is for what has its number, by a second person (WF-35). */
function notSealedBy(doc: DocumentState, ctx: DecideContext): Rejection | undefined {
  if (doc.state !== 'F8' || !doc.issue?.number) return refuse('WF-STATE')
  return doc.issue.number.by.userId === ctx.actor.userId ? refuse('WF-TWO-PERSONS') : undefined
}

/** Whether the organ's own seal goes on it: the seal is that of the 署名, and 纪要 carry none (条例第九条（十三）). */
export function bearsOwnSeal({ unitId, unitName, header }: DocumentState, directory: Directory): boolean {
  const organ = directory.units.find((one) => one.id === unitId)
  const { docType, issuer } = header
  const isIssuer = issuer === '' || [unitName, organ?.name, organ?.shortName].some((name) => name && issuer.includes(name))
  return docType !== '纪要' && isIssuer
}
const notOwnSeal = (doc: DocumentState, ctx: DecideContext): Rejection | undefined =>
  bearsOwnSeal(doc, ctx.directory) ? undefined : refuse('WF-SEAL', doc.header.issuer, '第九条')

/** A layout is made from the document's own 清稿, and its files are whole at the server (WF-42, WF-43). */
function notItsLayout(doc: DocumentState, layout: LayoutPair | undefined, ctx: DecideContext): Rejection | undefined {
  if (!layout) return undefined
  if (layout.cleanSm3 !== doc.clean?.sm3) return refuse('WF-LAYOUT', 'cleanSm3')
  return ctx.issue?.brokenLayout ? refuse('WF-LAYOUT', ctx.issue.brokenLayout) : undefined
}

/** 分发 is next, first of all of who numbered it. */
const toDistribute = (doc: DocumentState, ctx: DecideContext, id: string): Task | undefined =>
  openedForRole(doc, ctx, { id, step: 'distribute', roles: ['clerk'], first: doc.issue?.number?.by.userId })

const bound = (layout: LayoutPair | undefined, ctx: DecideContext): { layout?: BoundLayout } =>
  layout ? { layout: { ...layout, by: ctx.actor, at: ctx.now } } : {}

/** 用印 on paper, put on record. */
const sealPaper: Decider<'SealPaper'> = (doc, args, ctx) => {
  const refused = notSealedBy(doc, ctx) ?? notOwnSeal(doc, ctx) ?? notItsLayout(doc, args.layout, ctx)
  if (refused) return refused
  const next = toDistribute(doc, ctx, args.nextTaskId)
  if (!next) return refuse('WF-NO-ROLE', 'clerk')
  const sealed = { by: ctx.actor, at: ctx.now, how: 'paper' as const, copies: args.copies }
  return { ok: true, events: [{ type: 'Sealed', sealed, ...bound(args.layout, ctx), next }] }
}

/**
 * 电子用印: only the server has the seal's key, so a desk foresees nothing. A 联合行文 waits until every organ gave its own seal for
 * this 清稿; they are pressed with the lead's (WF-141).
 */
const sealElectronic: Decider<'SealElectronic'> = (doc, args, ctx) => {
  const refused = notSealedBy(doc, ctx) ?? notOwnSeal(doc, ctx) ?? notItsLayout(doc, args.layout, ctx)
  if (refused) return refused
  const missing = unsealedOrgans(doc)
  if (missing.length > 0) return refuse('WF-JOINT-SEAL', missing.join('、'), '第九条')
  const next = toDistribute(doc, ctx, args.nextTaskId)
  if (!next) return refuse('WF-NO-ROLE', 'clerk')
  const print = ctx.issue?.print
  if (!print) return { ok: true, events: [] }
  const sealed = { by: ctx.actor, at: ctx.now, how: 'electronic' as const, ...print }
  return { ok: true, events: [{ type: 'Sealed', sealed, ...bound(args.layout, ctx), next }] }
}

/** 不加盖印章 is lawful for 纪要, for 普发性公文 under a letterhead of their own, which never go up, and for telegrams (条例第九条（十三）). */
const mayWaive = (doc: DocumentState, why: (typeof sealWaivers)[number]): boolean => {
  const { docType } = doc.header
  if (why === 'minutes') return docType === '纪要'
  return why === 'telegram' || (docType !== '纪要' && !upwardTypes.includes(docType))
}

const waiveSeal: Decider<'WaiveSeal'> = (doc, args, ctx) => {
  const refused = notSealedBy(doc, ctx)
  if (refused) return refused
  if (!mayWaive(doc, args.why)) return refuse('WF-SEAL', args.why, '第九条')
  const notIts = notItsLayout(doc, args.layout, ctx)
  if (notIts) return notIts
  const next = toDistribute(doc, ctx, args.nextTaskId)
  if (!next) return refuse('WF-NO-ROLE', 'clerk')
  const waived = { by: ctx.actor, at: ctx.now, why: args.why }
  return { ok: true, events: [{ type: 'SealWaived', waived, ...bound(args.layout, ctx), next }] }
}

type Mine = 'SealPaper' | 'SealJoint' | 'SealElectronic' | 'WaiveSeal'
export const decideSeal: Deciders<Mine> = {
  SealPaper: sealPaper,
  SealJoint: sealJoint,
  SealElectronic: sealElectronic,
  WaiveSeal: waiveSeal,
}
