import type { Directory } from '../directory.ts'
import type { DocumentState } from '../document-state.ts'
import { noIssue, type Receipt, type ScopeUnit } from './part.ts'

/**
 * 分送范围 from the units that were chosen: organs only, each once, 主送 before 抄送, not the issuer itself. Undefined where one
 * of them is no such unit.
 */
export function scopeOf(
  doc: DocumentState,
  directory: Directory,
  chosen: { mainTo: readonly string[]; copyTo: readonly string[] },
): ScopeUnit[] | undefined {
  const scope: ScopeUnit[] = []
  for (const as of ['main', 'copy'] as const)
    for (const unitId of as === 'main' ? chosen.mainTo : chosen.copyTo) {
      const unit = directory.units.find((one) => one.id === unitId)
      if (!unit || unit.inner || unitId === doc.unitId || scope.some((one) => one.unitId === unitId)) return undefined
      scope.push({ unitId, unitName: unit.name, as })
    }
  return scope
}

/** The copies that count with their units: not those given back or called back. */
export const copiesOut = (doc: Pick<DocumentState, 'issue'>): Receipt[] =>
  (doc.issue ?? noIssue).receipts.filter(({ status }) => status === 'sent' || status === 'signed')

/** 主送 units that have not signed for a copy: while there are any, closing needs a reason. */
export function unsignedUnits(doc: Pick<DocumentState, 'issue'>): ScopeUnit[] {
  const { scope, receipts } = doc.issue ?? noIssue
  const signed = new Set(receipts.filter(({ status }) => status === 'signed').map(({ unitId }) => unitId))
  return scope.filter(({ unitId, as }) => as === 'main' && !signed.has(unitId))
}

/** Units of the 分送范围 that have no copy that counts: what 分发 and 补发 may go to. */
export function unitsToSend(doc: Pick<DocumentState, 'issue'>): ScopeUnit[] {
  const out = new Set(copiesOut(doc).map(({ unitId }) => unitId))
  return (doc.issue ?? noIssue).scope.filter(({ unitId }) => !out.has(unitId))
}
