import type { Change, Verdict } from '../../src-shared/revision/types.ts'

/** Ids split by what can be done with them: the open ones accepted or rejected, the decided ones taken back. */
export type Standing = { open: readonly string[]; decided: readonly string[] }

/** What of these changes is open and what is decided. */
export function standing(changes: readonly Change[], verdicts: ReadonlyMap<string, Verdict>): Standing {
  const open: string[] = []
  const decided: string[] = []
  for (const { id } of changes) (verdicts.has(id) ? decided : open).push(id)
  return { open, decided }
}
