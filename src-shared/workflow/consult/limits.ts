import {
  addWorkingDays,
  dateOf,
  endOfWork,
  isWorkingDay,
  startOfWork,
  workingDaysBetween,
  type Calendar,
} from '../../calendar/working-days.ts'

/** When a limit of so many 工作日 ends that began at an instant: at the end of work of its last day (CA-03). */
export function consultDue(from: number, days: number, calendar: Calendar): { dueAt: number; provisional: boolean } {
  const { on, provisional } = addWorkingDays(dateOf(from), days, calendar)
  return { dueAt: endOfWork(on), provisional }
}

/** From so many 工作日 on a limit is yellow (domain.md §2.10, SC-3). */
export const YELLOW_DAYS = 3

/** How a limit stands: `n` 工作日 are left, today counted where it is one; or it is the n-th 工作日 of being late. */
export type Light = { colour: 'calm' | 'yellow' | 'red'; n: number }

/**
 * Yellow while no more than three 工作日 are left up to and with the last one, today counted where it is one: a limit that
 * ends on 10-09 is yellow from 09-30 on (09-30, 10-08, 10-09), and stays so over the holidays. Red once it has passed: the
 * first 工作日 after it is day 1 (SC-3). The colour changes with the civil day, so it is the same all day for everybody.
 */
export function lightOf(now: number, dueAt: number, calendar: Calendar): Light {
  const [today, last] = [dateOf(now), dateOf(dueAt)]
  if (now > dueAt) return { colour: 'red', n: workingDaysBetween(last, today, calendar) }
  const n = workingDaysBetween(today, last, calendar) + (isWorkingDay(today, calendar) ? 1 : 0)
  return { colour: n <= YELLOW_DAYS ? 'yellow' : 'calm', n }
}

/**
 * When the clock reminds a unit of its limit by itself: as work begins on the day it turns yellow, on its last day and on
 * the first 工作日 it is late. Never on a day off, and not before it was asked. In order, epoch ms.
 */
export function remindersOf(askedAt: number, dueAt: number, calendar: Calendar): number[] {
  const last = dateOf(dueAt)
  const yellow = backFrom(last, YELLOW_DAYS - 1, calendar)
  const late = addWorkingDays(last, 1, calendar).on
  return [...new Set([yellow, last, late])].map(startOfWork).filter((at) => at > askedAt)
}

const DAY = 86_400_000

/** The n-th 工作日 before a civil date. */
function backFrom(on: string, n: number, calendar: Calendar): string {
  let day = on
  for (let left = n; left > 0;) {
    day = dateOf(endOfWork(day) - DAY)
    if (isWorkingDay(day, calendar)) left -= 1
  }
  return day
}
