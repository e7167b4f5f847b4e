import type { Change, Verdict } from '../../src-shared/revision/types.ts'
import type { Decision } from '../../src-shared/workflow/document-state.ts'

/** Ids split by what can be done with them: the open ones accepted or rejected, the decided ones taken back. */
export type Standing = { open: readonly string[]; decided: readonly string[] }

/** What of these changes is open and what is decided. */
export function standing(changes: readonly Change[], verdicts: ReadonlyMap<string, Verdict>): Standing {
  const open: string[] = []
  const decided: string[] = []
  for (const { id } of changes) (verdicts.has(id) ? decided : open).push(id)
  return { open, decided }
}

/** The decision in force per change, with who and when: as `verdicts()` counts them, `undo` gives back the one before. */
export function decisionsInForce(decisions: readonly Decision[]): ReadonlyMap<string, Decision> {
  const given = new Map<string, Decision[]>()
  for (const decision of decisions)
    for (const id of decision.changeIds) {
      const before = given.get(id) ?? []
      if (decision.verdict === 'undo') given.set(id, before.slice(0, -1))
      else if (before.at(-1)?.verdict !== decision.verdict) given.set(id, [...before, decision])
    }
  return new Map([...given].flatMap(([id, all]) => all.slice(-1).map((last) => [id, last] as const)))
}
