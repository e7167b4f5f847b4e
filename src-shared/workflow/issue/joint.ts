import { asksOf } from '../consult/standing.ts'
import type { Directory } from '../directory.ts'
import type { DocumentState } from '../document-state.ts'

/** 署名 of several organs, parted by spaces or 、 (联合行文, GB/T 9704 §7.2.4). */
export const organsIn = (issuer: string): string[] => issuer.split(/[\s\u3000、]+/).filter((one) => one !== '')

/** Whether a unit is one of the organs a 联合行文 is issued by, beside the one it is numbered by. */
export function issuesAlong(doc: DocumentState, directory: Directory, unitId: string): boolean {
  const unit = directory.units.find((one) => one.id === unitId)
  const organs = organsIn(doc.header.issuer)
  return unitId !== doc.unitId && organs.length > 1 && organs.some((one) => one === unit?.name || one === unit?.shortName)
}

/** The organs of a 联合行文 that have not agreed in 会签 yet (R-22, 条例第二十二条): without them it gets no number. */
export function unsignedOrgans(doc: DocumentState, directory: Directory): string[] {
  const organs = organsIn(doc.header.issuer)
  if (organs.length < 2) return []
  const namesOf = (unitId: string): string[] => {
    const unit = directory.units.find((one) => one.id === unitId)
    return unit ? [unit.name, unit.shortName] : []
  }
  const agreed = asksOf(doc).filter(({ ask }) => ask.answer?.stance === 'agree')
  const known = new Set([
    doc.unitName,
    ...namesOf(doc.unitId),
    ...agreed.flatMap(({ ask }) => [ask.unitName, ...namesOf(ask.unitId)]),
  ])
  return organs.filter((one) => !known.has(one))
}
