import { holdersOf, type Directory, type RoleCode } from '../../../src-shared/workflow/directory.ts'

/** A number book somebody may look into; `keeps`: and keep numbers free in. */
export type Book = { prefix: string; keeps: boolean }

const readers: readonly RoleCode[] = ['clerk', 'officeChecker', 'sealKeeper', 'archivist', 'leader']

/** The number books of the organs somebody holds such a post in, as the server lets them (WF-102). */
export function booksFor(directory: Directory | undefined, userId: string): Book[] {
  const holds = (unitId: string, roles: readonly RoleCode[]): boolean =>
    directory !== undefined && holdersOf(directory, unitId, roles).some((one) => one.userId === userId)
  return (directory?.units ?? [])
    .filter(({ id, prefixes }) => prefixes.length > 0 && holds(id, readers))
    .flatMap(({ id, prefixes }) => prefixes.map((prefix) => ({ prefix, keeps: holds(id, ['clerk']) })))
}
