import type { Directory, RoleCode } from '../../../src-shared/workflow/directory.ts'

const keepers: readonly RoleCode[] = ['registrar', 'proposer']

/** The units somebody keeps the register of 收文 for, registrars' posts first; none for everybody else. */
export const registersFor = (directory: Directory | undefined, userId: string): string[] =>
  (directory?.posts ?? [])
    .filter((post) => post.userId === userId && keepers.includes(post.role))
    .toSorted((a, b) => keepers.indexOf(a.role) - keepers.indexOf(b.role))
    .map((post) => post.unitId)
