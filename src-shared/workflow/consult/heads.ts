import { issuingUnit, type Directory, type RoleCode } from '../directory.ts'
import type { Person } from '../person.ts'

/** Who speaks for an organ that is asked, and for a section of one; who is asked first stands first. */
const organRoles: readonly RoleCode[] = ['leader', 'deputyLeader', 'officeChecker']
const sectionRoles: readonly RoleCode[] = ['sectionHead', 'officeChecker']

/**
 * The heads and the office of a unit, who answer for it (domain.md §4.2 row 6): of an organ its leaders and its office, of an
 * inner section its head. Once each, in the order they are asked; empty where the unit has nobody, or is not there.
 */
export function headsOf(directory: Directory, unitId: string): Person[] {
  const unit = directory.units.find((one) => one.id === unitId)
  if (!unit) return []
  const roles = unit.inner ? sectionRoles : organRoles
  const isOf = (id: string): boolean => (unit.inner ? id === unitId : issuingUnit(directory, id)?.id === unitId)
  const found = new Map<string, Person>()
  for (const role of roles)
    for (const post of directory.posts)
      if (post.role === role && !found.has(post.userId) && isOf(post.unitId))
        found.set(post.userId, { userId: post.userId, name: post.name, unitId, unitName: unit.name })
  return [...found.values()]
}
