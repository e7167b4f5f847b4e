import type { Command, CommandName } from './commands.ts'
import { refuse, type DecideContext } from './decide-context.ts'
import { holdersOf, type RoleCode } from './directory.ts'
import type { DocumentState } from './document-state.ts'
import type { Rejection } from './events.ts'
import { incomingRoles, overseers } from './incoming/roles.ts'

/**
 * Commands given by the holder of a post in the document's organ, whoever has the turn (domain.md §4.5). What is not named
 * here goes by the turn or by the document itself, and `decide` says so.
 */
export const rolesOf: Partial<Record<CommandName, readonly RoleCode[]>> = {
  SignFor: incomingRoles.receive,
  RejectWrong: incomingRoles.receive,
  RegisterIncoming: incomingRoles.receive,
  Precheck: incomingRoles.receive,
  Propose: incomingRoles.propose,
  CloseReading: overseers,
  ReopenIncoming: overseers,
  ArchiveIncoming: incomingRoles.archive,
  Recheck: ['officeChecker'],
  Urge: ['officeChecker', 'supervisor', 'proposer'],
  SuspendTurn: incomingRoles.clock,
  ResumeTurn: incomingRoles.clock,
  ExtendTurn: incomingRoles.clock,
  Reassign: ['officeChecker'],
  Terminate: ['officeChecker', 'leader'],
  RecheckSubstantive: ['officeChecker'],
  AllocateNumber: ['clerk'],
  VoidNumber: ['clerk'],
  SealPaper: ['sealKeeper'],
  SealElectronic: ['sealKeeper'],
  WaiveSeal: ['sealKeeper'],
  Distribute: ['clerk'],
  ReDistribute: ['clerk'],
  RecallCopy: ['clerk'],
  CloseIssue: ['clerk'],
  ArchiveIssue: ['archivist'],
  LendFile: ['archivist'],
  ReturnFile: ['archivist'],
  RevokeIssue: ['leader'],
  RepealIssue: ['leader'],
}

/** Why the actor may not give a command for want of a post, by the posts of this moment; undefined where they may (SE-05). */
export function lacksRight(doc: DocumentState, command: Command, ctx: DecideContext): Rejection | undefined {
  const roles = rolesOf[command.name]
  if (!roles) return undefined
  const holds = holdersOf(ctx.directory, doc.unitId, roles).some((one) => one.userId === ctx.actor.userId)
  return holds ? undefined : refuse('WF-NOT-YOURS')
}
