import type { RoleCode } from '../directory.ts'

/**
 * Who does what with a 收文 in the organ that got it (domain.md §4.5). Small units have no 登记员 or 拟办人 of their own: then the
 * office does it. The first role stands first in a turn's pool.
 */
export const incomingRoles = {
  receive: ['registrar', 'clerk', 'officeChecker'],
  propose: ['proposer', 'officeChecker'],
  instruct: ['leader', 'deputyLeader'],
  /** 中止、延时 is granted by leaders, and by who supervises */
  clock: ['deputyLeader', 'leader', 'supervisor'],
  archive: ['archivist'],
} as const satisfies Record<string, readonly RoleCode[]>

/** Who oversees where a 收文 is: closes 传阅, reopens what was closed. */
export const overseers: readonly RoleCode[] = [...incomingRoles.propose, 'registrar', 'supervisor']
