import type { Organisation } from '../../src-shared/organisation/model.ts'
import type { Unit } from '../../src-shared/workflow/directory.ts'

/** A unit with those under it, and how many posts it has itself. */
export type Branch = { unit: Unit; posts: number; under: Branch[] }

/** The tree of units in the order of the address book; what hangs on a unit that is not there stands at the top. */
export function treeOf({ units, posts }: Organisation): Branch[] {
  const counts = new Map<string, number>()
  for (const { unitId } of posts) counts.set(unitId, (counts.get(unitId) ?? 0) + 1)
  const branches = new Map(units.map((unit) => [unit.id, { unit, posts: counts.get(unit.id) ?? 0, under: [] as Branch[] }]))
  const top: Branch[] = []
  for (const branch of branches.values()) {
    const above = branch.unit.parentId === null ? undefined : branches.get(branch.unit.parentId)
    ;(above?.under ?? top).push(branch)
  }
  return top
}

/** The ids of the units a text finds: by name, short name, id, or somebody's name or login in it. undefined: nothing is asked. */
export function found({ units, people, posts }: Organisation, text: string): ReadonlySet<string> | undefined {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return undefined
  const has = (...texts: string[]): boolean => texts.some((one) => one.toLowerCase().includes(wanted))
  const who = new Set(people.filter(({ login, name }) => has(login, name)).map(({ id }) => id))
  return new Set([
    ...units.filter((unit) => has(unit.id, unit.name, unit.shortName)).map(({ id }) => id),
    ...posts.filter(({ userId, title }) => who.has(userId) || has(title)).map(({ unitId }) => unitId),
  ])
}

/** Only branches with something found in them. */
export const pruned = (branches: readonly Branch[], ids: ReadonlySet<string>): Branch[] =>
  branches.flatMap((branch) => {
    const under = pruned(branch.under, ids)
    return ids.has(branch.unit.id) || under.length > 0 ? [{ ...branch, under }] : []
  })
