import { stateCalendar } from '../../calendar/calendars.ts'
import type { Calendar } from '../../calendar/working-days.ts'
import { stepLimit } from '../clocks.ts'
import type { DocumentState, Task } from '../document-state.ts'

/**
 * When a turn that begins now is due, epoch ms: by the document's urgency and the limit of its step; null where there is none, as
 * for a draft and for reading (WF-90). Worked out once, when the turn begins: a notice of holidays that comes later moves nothing.
 */
export function turnDue(
  doc: Pick<DocumentState, 'route' | 'header'>,
  task: Task,
  calendar: Calendar = stateCalendar,
): number | null {
  if (task.step === 'draft' || task.kind === 'read') return null
  const step = doc.route.steps.find((one) => one.id === task.step)
  return stepLimit(task.arrivedAt, doc.header.urgency, step ? step.limitHours : undefined, calendar)
}
