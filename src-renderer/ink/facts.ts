import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { Ink } from '../../src-shared/workflow/inks.ts'
import { moment } from '../ui/moments.ts'
import { t } from '../ui/text.ts'
import { ti } from '../ui/text-ink.ts'

/** What of a document the facts of a drawing rest on. */
export type Turns = Pick<DocumentState, 'tasks' | 'route'>

/** Two clocks that differ by more than this are both told: it was drawn without a line. */
const LATE_MS = 3_600_000

/** What a drawing is called. */
export const inkName = (kind: Ink['kind']): string => (kind === 'circled' ? ti.circled : ti.note)

/** When a drawing was made; with the time it came to the county where that was much later. */
export const whenDrawn = ({ authoredAt, at }: Pick<Ink, 'authoredAt' | 'at'>, now: number): string =>
  at - authoredAt > LATE_MS ? ti.late(moment(authoredAt, now), moment(at, now)) : moment(authoredAt, now)

/** The name of the step at which the document was when a drawing came to it. */
export function stepThen({ tasks, route }: Turns, at: number): string {
  const step = tasks.findLast((task) => task.arrivedAt <= at)?.step ?? 'draft'
  return route.steps.find((one) => one.id === step)?.name ?? t.untitled
}
