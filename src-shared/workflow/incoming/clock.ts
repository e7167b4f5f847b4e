import { stateCalendar } from '../../calendar/calendars.ts'
import { addWorkingDays, dateOf, endOfWork, workingDaysBetween, type Calendar } from '../../calendar/working-days.ts'
import type { HandlingClock } from './part.ts'

/** The clock of a 办件 that begins now: at the end of work of the n-th 工作日 after (CA-03). */
export function beginClock(now: number, days: number, calendar: Calendar = stateCalendar): HandlingClock {
  const { on, provisional } = addWorkingDays(dateOf(now), days, calendar)
  return { startedAt: now, days, dueAt: endOfWork(on), provisional, suspensions: [], extensions: [] }
}

/** So many 工作日 later than a limit was. */
export function later(dueAt: number, days: number, calendar: Calendar = stateCalendar): { dueAt: number; provisional: boolean } {
  const { on, provisional } = addWorkingDays(dateOf(dueAt), days, calendar)
  return { dueAt: endOfWork(on), provisional }
}

/** The 工作日 a clock stood still from one instant to another: the day it stopped counts, the day it goes on does not. */
export const stoodStill = (from: number, to: number, calendar: Calendar = stateCalendar): number =>
  Math.max(0, workingDaysBetween(dateOf(from), dateOf(to), calendar))

/** The suspension that lasts, where the clock stands still now. */
export const suspended = (clock: HandlingClock | null): HandlingClock['suspensions'][number] | undefined =>
  clock?.suspensions.find((one) => one.resumed === null)
