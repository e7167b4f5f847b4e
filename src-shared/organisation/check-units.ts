import type { Unit } from '../workflow/directory.ts'
import type { Draft } from './draft.ts'
import type { Finding, Organisation, Surroundings } from './model.ts'
import { inCell, type Row } from './read-rows.ts'

/** So many units of a circle are named. */
const SHOWN = 6

/** What must hold of the tree of units, and of those that vanish from it. */
export function checkUnits(now: Organisation, around: Surroundings, draft: Draft): Finding[] {
  const findings: Finding[] = []
  const units = new Map(draft.units.map(({ value }) => [value.id, value]))
  const prefixes = new Map<string, Row | null>()
  for (const { value: unit, row } of draft.units) {
    if (unit.parentId !== null && !units.has(unit.parentId))
      findings.push(inCell('error', 'ORG-PARENT-UNKNOWN', 'units', row, 'parentId', unit.parentId))
    if (unit.inner && unit.parentId === null)
      findings.push(inCell('error', 'ORG-INNER-ALONE', 'units', row, 'parentId', unit.name))
    if (unit.inner && unit.prefixes.length > 0)
      findings.push(inCell('error', 'ORG-INNER-PREFIX', 'units', row, 'prefixes', unit.prefixes.join('、')))
    for (const prefix of unit.prefixes) {
      const other = prefixes.get(prefix)
      if (other === undefined) prefixes.set(prefix, row)
      else findings.push(inCell('error', 'ORG-PREFIX-TWICE', 'units', row, 'prefixes', prefix, other?.row ?? null))
    }
  }
  const rows = new Map(draft.units.map(({ value, row }) => [value.id, row]))
  for (const circle of circlesIn([...units.values()])) {
    const path = circle.slice(0, SHOWN).concat(circle.length > SHOWN ? '…' : [], circle[0] ?? '')
    findings.push(inCell('error', 'ORG-CYCLE', 'units', rows.get(circle[0] ?? '') ?? null, 'parentId', path.join(' → ')))
  }
  for (const gone of now.units.filter(({ id }) => !units.has(id))) {
    const open = around.openWork.units.get(gone.id) ?? 0
    const done = around.finished.get(gone.id) ?? 0
    const value = `${gone.id} ${gone.name}`
    if (open > 0) findings.push(inCell('error', 'ORG-UNIT-OPEN-WORK', 'units', null, 'id', value, open))
    else if (done > 0) findings.push(inCell('warning', 'ORG-UNIT-DOCUMENTS', 'units', null, 'id', value, done))
  }
  return findings
}

/** Every circle of units above one another, once, from the unit of it that stands first. */
function circlesIn(units: readonly Unit[]): string[][] {
  const parents = new Map(units.map((unit) => [unit.id, unit.parentId]))
  const done = new Set<string>()
  const circles: string[][] = []
  for (const { id } of units) {
    const path = new Set<string>()
    let at: string | null | undefined = id
    while (at != null && !done.has(at) && !path.has(at)) {
      path.add(at)
      at = parents.get(at)
    }
    const around = [...path]
    if (at != null && path.has(at)) circles.push(around.slice(around.indexOf(at)))
    for (const one of path) done.add(one)
  }
  return circles
}
