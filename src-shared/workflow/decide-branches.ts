import type { Branch } from './branches.ts'
import type { Command } from './commands.ts'
import { refuse, type DecideContext } from './decide-context.ts'
import { refuseHeld } from './decide-leases.ts'
import { isSettled, writingStep, type DocumentState } from './document-state.ts'
import type { Decided } from './events.ts'

/** May this person bring late edits in? Whoever may write now, be the edits theirs or another's (WF-19, C-01). */
export const mayBringIn = (doc: DocumentState, userId: string): boolean =>
  !isSettled(doc) && writingStep(doc, userId) !== undefined

/** May this person put late edits aside, or take them up again? Who wrote them, and whoever may write now. */
export const mayPutAside = (doc: DocumentState, branch: Branch, userId: string): boolean =>
  doc.state !== 'X2' && (branch.by.userId === userId || writingStep(doc, userId) !== undefined)

/**
 * 未并入的修改 (WF-19). Bringing in makes a version: the server builds it and decides again with it; a desk cannot foresee
 * it, so there the command has no effect of its own until the server's answer.
 */
export function decideBranch(
  doc: DocumentState,
  command: Extract<Command, { name: 'BringInBranch' | 'PutBranchAside' }>,
  ctx: DecideContext,
): Decided {
  const { branchId } = command.args
  const { actor, now, body } = ctx
  const branch = doc.branches.find((one) => one.id === branchId)
  if (!branch) return refuse('WF-BRANCH', branchId)
  if (command.name === 'PutBranchAside') {
    const { aside } = command.args
    if (!mayPutAside(doc, branch, actor.userId)) return refuse(doc.state === 'X2' ? 'WF-STATE' : 'WF-NOT-YOURS')
    if (branch.settled?.how === 'broughtIn') return refuse('WF-BRANCH', branchId)
    // somebody else did the same first
    if (aside === (branch.settled !== null)) return { ok: true, events: [] }
    const settled = aside ? { how: 'putAside' as const, by: actor, at: now, version: null } : null
    return { ok: true, events: [{ type: 'BranchSettled', branchId, settled }] }
  }
  if (branch.settled !== null) return refuse('WF-BRANCH', branchId)
  if (!mayBringIn(doc, actor.userId)) return refuse(isSettled(doc) ? 'WF-STATE' : 'WF-NOT-YOURS')
  // another desk writes this draft without tracking just now: suggestions would come in under its hands
  const held = refuseHeld(doc, ctx)
  if (held) return held
  if (!body) return { ok: true, events: [] }
  if (body.header.secrecy !== '') return refuse('WF-SECRET', undefined, '第二十六条')
  const settled = { how: 'broughtIn' as const, by: actor, at: now, version: body.version }
  return {
    ok: true,
    events: [
      { type: 'BranchSettled', branchId, settled },
      { type: 'BodySaved', body, by: branch.by.userId },
    ],
  }
}
