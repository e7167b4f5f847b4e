import { stateCalendar } from '../../calendar/calendars.ts'
import { dueAt, workingDuration, type Calendar } from '../../calendar/working-days.ts'
import { movesRoute, standsStill, type DocumentState, type Task } from '../document-state.ts'
import type { DocumentEvent } from '../events.ts'

const HOUR = 3_600_000

/**
 * 会签 (F2) is a step of its own with a limit of its own (domain.md §4.2): while units are asked, the limit of whoever has the turn
 * stands still, and goes on by the working time it stood once they are in (WF-120). Which turns, is written into the events.
 */
export function whileAsked(
  doc: DocumentState,
  events: readonly DocumentEvent[],
  now: number,
  calendar = stateCalendar,
): DocumentEvent[] {
  const open = doc.tasks.filter((task) => task.doneAt === null && movesRoute(task))
  return events.map((event) => {
    if (event.type === 'ConsultOpened')
      return { ...event, still: open.filter((task) => !standsStill(task)).map((task) => task.id) }
    if (event.type !== 'ConsultJoined') return event
    return { ...event, runs: open.filter(forUnits).map((task) => ({ taskId: task.id, dueAt: dueAfter(task, now, calendar) })) }
  })
}

/** A turn that begins while units are asked: its limit runs once they are in. */
export const begunStill = (doc: DocumentState, task: Task, now: number): Task =>
  doc.state === 'F2' && movesRoute(task) && !standsStill(task)
    ? { ...task, stood: [...(task.stood ?? []), { from: now, to: null }] }
    : task

/** Whether it stands still for the units alone: what was stopped by 中止 goes on by 恢复 only. */
const forUnits = (task: Task): boolean => standsStill(task) && task.stood?.at(-1)?.by === undefined

/** When the limit of a turn that stands still is due once it goes on now. */
export function dueAfter(task: Task, now: number, calendar: Calendar = stateCalendar): number | null {
  const from = task.stood?.at(-1)?.from ?? now
  const stood = workingDuration(from, now, calendar)
  return typeof task.dueAt === 'number' && stood > 0 ? dueAt(task.dueAt, stood / HOUR, calendar).at : (task.dueAt ?? null)
}
