import type { CommandId } from '../../ids.ts'
import { refuse } from '../decide-context.ts'
import type { Decider, Deciders } from '../decider.ts'
import { issuingUnit } from '../directory.ts'
import { openedForRole } from '../turn.ts'
import { unsignedOrgans } from './joint.ts'
import { sealTurns } from './joint-seal.ts'
import { noIssue, numberText } from './part.ts'
import { copiesOut, scopeOf } from './scope.ts'

/**
 * 编号, once (R-24, SC-7): which number it is only the book says (`ctx.issue.number`), inside the command's transaction; at a
 * desk nothing is foreseen. A 联合行文 waits until every organ has signed.
 */
const allocate: Decider<'AllocateNumber'> = (doc, args, ctx) => {
  const part = doc.issue ?? noIssue
  if (part.number) return refuse('WF-NUMBERED', numberText(part.number))
  if (doc.state !== 'F7') return refuse('WF-STATE')
  const missing = unsignedOrgans(doc, ctx.directory)
  if (missing.length > 0) return refuse('WF-JOINT', missing.join('、'), '第二十二条')
  if (!issuingUnit(ctx.directory, doc.unitId)?.prefixes.includes(args.prefix)) return refuse('WF-NUMBER', args.prefix)
  const scope = scopeOf(doc, ctx.directory, args)
  if (!scope) return refuse('WF-SCOPE')
  const next = openedForRole(doc, ctx, { id: args.nextTaskId, step: 'seal', roles: ['sealKeeper'] })
  if (!next) return refuse('WF-NO-ROLE', 'sealKeeper')
  const given = ctx.issue?.number
  if (!given) return { ok: true, events: [] }
  const number = { ...given, by: ctx.actor, at: ctx.now, cmdId: ctx.commandId as CommandId }
  const sealing = sealTurns(doc, ctx)
  const allocated = { type: 'NumberAllocated' as const, number, scope, copies: args.copies, next }
  return { ok: true, events: [sealing.length > 0 ? { ...allocated, sealing } : allocated] }
}

/** 作废: before the seal only; the number stays in the book and is never given again. */
const voidNumber: Decider<'VoidNumber'> = (doc, args, ctx) => {
  const number = doc.issue?.number
  if (doc.state !== 'F8' || !number) return refuse('WF-STATE')
  const next = openedForRole(doc, ctx, {
    id: args.nextTaskId,
    step: 'number',
    roles: ['clerk'],
    first: ctx.actor.userId,
  })
  if (!next) return refuse('WF-NO-ROLE', 'clerk')
  const { prefix, year, seq } = number
  const voided = { prefix, year, seq, by: ctx.actor, at: ctx.now, reason: args.reason }
  return { ok: true, events: [{ type: 'NumberVoided', voided, next }] }
}

/** 分送范围 is the signer's to change, and no unit that has a copy can be left out of it (R-33, 条例第三十一条). */
const changeScope: Decider<'ChangeScope'> = (doc, args, ctx) => {
  if (!['F8', 'F9', 'F10'].includes(doc.state)) return refuse('WF-STATE')
  if (doc.signed?.by.userId !== ctx.actor.userId) return refuse('WF-NOT-YOURS', undefined, '第三十一条')
  const scope = scopeOf(doc, ctx.directory, args)
  const within = new Set(scope?.map(({ unitId }) => unitId))
  if (!scope || copiesOut(doc).some(({ unitId }) => !within.has(unitId))) return refuse('WF-SCOPE')
  const rescoped = { by: ctx.actor, at: ctx.now, reason: args.reason }
  return { ok: true, events: [{ type: 'ScopeChanged', scope, rescoped }] }
}

type Mine = 'AllocateNumber' | 'VoidNumber' | 'ChangeScope'
export const decideNumber: Deciders<Mine> = { AllocateNumber: allocate, VoidNumber: voidNumber, ChangeScope: changeScope }
