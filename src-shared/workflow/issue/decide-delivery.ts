import type { DocumentId } from '../../ids.ts'
import { refuse, type DecideContext } from '../decide-context.ts'
import type { Decider, Deciders } from '../decider.ts'
import { holdersOf } from '../directory.ts'
import type { DocumentState } from '../document-state.ts'
import type { Rejection } from '../events.ts'
import { incomingRoles } from '../incoming/roles.ts'
import { openedForRole } from '../turn.ts'
import { noIssue, type Receipt } from './part.ts'
import { unitsToSend } from './scope.ts'

/** Why these units cannot be sent a copy; undefined where each stands in the 分送范围, has none yet and somebody to take it in. */
function refuseUnits(doc: DocumentState, unitIds: readonly string[], ctx: DecideContext): Rejection | undefined {
  const free = new Set(unitsToSend(doc).map(({ unitId }) => unitId))
  for (const unitId of unitIds) {
    const name = ctx.directory.units.find((one) => one.id === unitId)?.name ?? unitId
    // each only once, too
    if (!free.delete(unitId)) return refuse('WF-SCOPE', name, '第三十一条')
    if (holdersOf(ctx.directory, unitId, incomingRoles.receive).length === 0) return refuse('WF-NO-ROLE', name)
  }
  return undefined
}

/** The copies as the ledger has them; none at a desk, where their ids are not known. */
function copiesTo(doc: DocumentState, unitIds: readonly string[], ctx: DecideContext): Receipt[] | undefined {
  const ids = ctx.issue?.copies
  if (!ids) return undefined
  const { scope } = doc.issue ?? noIssue
  return scope
    .filter(({ unitId }) => unitIds.includes(unitId))
    .map((unit) => ({
      ...unit,
      docId: ids.get(unit.unitId) as DocumentId,
      status: 'sent' as const,
      sentBy: ctx.actor,
      sentAt: ctx.now,
      by: null,
      at: null,
      reason: '',
    }))
}

/** 分发 within the 分送范围, of what is numbered, and sealed or lawfully without a seal. */
const distribute: Decider<'Distribute'> = (doc, args, ctx) => {
  if (doc.state !== 'F9' || !doc.issue?.number) return refuse('WF-STATE')
  const refused = refuseUnits(doc, args.unitIds, ctx)
  if (refused) return refused
  const next = openedForRole(doc, ctx, { id: args.nextTaskId, step: 'close', roles: ['clerk'], first: ctx.actor.userId })
  if (!next) return refuse('WF-NO-ROLE', 'clerk')
  const receipts = copiesTo(doc, args.unitIds, ctx)
  return { ok: true, events: receipts ? [{ type: 'CopiesSent', receipts, next }] : [] }
}

/** 补发 to units that got none, gave it back, or had it called back. */
const reDistribute: Decider<'ReDistribute'> = (doc, args, ctx) => {
  if (doc.state !== 'F10') return refuse('WF-STATE')
  const refused = refuseUnits(doc, args.unitIds, ctx)
  if (refused) return refused
  const receipts = copiesTo(doc, args.unitIds, ctx)
  return { ok: true, events: receipts ? [{ type: 'CopiesSent', receipts }] : [] }
}

/** 收回 while nobody has signed for it; afterwards only 撤销 is left. */
const recall: Decider<'RecallCopy'> = (doc, args, ctx) => {
  if (doc.state !== 'F10') return refuse('WF-STATE')
  const copy = (doc.issue ?? noIssue).receipts.find(({ unitId, status }) => unitId === args.unitId && status === 'sent')
  if (!copy) return refuse('WF-RECEIVED')
  const { docId } = copy
  return { ok: true, events: [{ type: 'ReceiptNoted', docId, status: 'recalled', by: ctx.actor, reason: args.reason }] }
}

type Mine = 'Distribute' | 'ReDistribute' | 'RecallCopy'
export const decideDelivery: Deciders<Mine> = { Distribute: distribute, ReDistribute: reDistribute, RecallCopy: recall }
