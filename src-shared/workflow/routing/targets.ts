import { candidates, issuingUnit, personFor, type Directory, type RoleCode, type StepId } from '../directory.ts'
import type { DocumentState, Task } from '../document-state.ts'
import { headsOf } from '../consult/heads.ts'
import { memberOf } from '../incoming/turns.ts'
import type { Person } from '../person.ts'

/** Who may take a step no route names; any post of the organ where nothing is said (domain.md §4.5). */
const laterRoles: Partial<Record<StepId, readonly RoleCode[]>> = {
  recheck: ['officeChecker'],
  number: ['clerk'],
  seal: ['clerk', 'sealKeeper'],
  distribute: ['clerk'],
  archive: ['archivist'],
  receive: ['registrar'],
  register: ['registrar'],
  precheck: ['proposer', 'officeChecker'],
  propose: ['proposer', 'officeChecker'],
  instruct: ['leader', 'deputyLeader'],
}

/** Somebody who works in an organ now, as the person they act as there; undefined for anybody else. */
export function colleague(directory: Directory, unitId: string, userId: string): Person | undefined {
  const organ = issuingUnit(directory, unitId)
  const post = directory.posts.find((one) => one.userId === userId && issuingUnit(directory, one.unitId)?.id === organ?.id)
  return organ && post && personFor(directory, post, post.unitId)
}

/**
 * Who may take over a turn: for a step of the route whoever holds its role in the organ; for 加签, 传阅 and steps without a role
 * any colleague; for a unit's opinion one of those who speak for it (WF-73); for 承办 and 答复 somebody of the unit that was asked (WF-117).
 * Undefined: not this person.
 */
export function takerOf(directory: Directory, doc: DocumentState, task: Task, userId: string): Person | undefined {
  if (task.step === 'handle' || task.step === 'reply') return memberOf(directory, task.assignee.unitId, userId)
  if (task.kind === 'consult' && task.step === 'consult')
    return headsOf(directory, task.assignee.unitId).find((one) => one.userId === userId)
  if (task.kind === 'consult' || task.kind === 'read') return colleague(directory, task.assignee.unitId, userId)
  const person = colleague(directory, doc.unitId, userId)
  if (!person || task.step === 'draft' || task.given?.how === 'added') return person
  const step = doc.route.steps.find((one) => one.id === task.step)
  const post = step
    ? candidates(directory, doc.unitId, step).find((one) => one.userId === userId)
    : holderOf(directory, doc, task.step, userId)
  return post && personFor(directory, post, post.unitId)
}

function holderOf(directory: Directory, doc: DocumentState, step: StepId, userId: string) {
  const roles = laterRoles[step]
  const organ = issuingUnit(directory, doc.unitId)?.id
  return directory.posts.find(
    (one) => one.userId === userId && (!roles || roles.includes(one.role)) && issuingUnit(directory, one.unitId)?.id === organ,
  )
}
