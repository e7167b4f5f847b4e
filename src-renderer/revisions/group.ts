import type { Change, Verdict } from '../../src-shared/revision/types.ts'
import type { RouteStep } from '../../src-shared/workflow/directory.ts'
import type { PersonLook } from '../ui/persons.ts'
import { r } from '../ui/text-revisions.ts'
import { standing, type Standing } from './decided.ts'
import { stepWords } from '../ui/step-words.ts'

export type Grouping = 'step' | 'person' | 'place'
/** A line of the rail: a group's heading or a change. */
export type RailRow =
  | { kind: 'heading'; key: string; name: string; look: PersonLook | undefined; standing: Standing }
  | { kind: 'change'; key: string; change: Change }

/** The changes in groups: by workflow step (环节) in the order of the route, by person, or as they stand in the text. */
export function groupChanges(
  changes: readonly Change[],
  by: Grouping,
  verdicts: ReadonlyMap<string, Verdict>,
  steps: readonly RouteStep[],
  persons: ReadonlyMap<string, PersonLook>,
): RailRow[] {
  const row = (change: Change): RailRow => ({ kind: 'change', key: change.id, change })
  if (by === 'place') return changes.map(row)
  const groups = new Map<string, Change[]>()
  for (const key of by === 'step' ? steps.map((step) => step.id as string) : persons.keys()) groups.set(key, [])
  for (const change of changes) {
    const key = by === 'step' ? change.step : change.author
    const group = groups.get(key)
    if (group) group.push(change)
    else groups.set(key, [change])
  }
  const nameOf = (key: string): string => (by === 'step' ? stepWords(steps, key) : (persons.get(key)?.name ?? r.gonePerson))
  return [...groups].flatMap(([key, group]): RailRow[] => {
    if (!group.length) return []
    const look = by === 'person' ? persons.get(key) : undefined
    return [
      { kind: 'heading', key: `group ${key}`, name: nameOf(key), look, standing: standing(group, verdicts) },
      ...group.map(row),
    ]
  })
}
