/**
 * 工作日 and working hours over the State Council's holiday notices (domain.md §2.10, §4.7). A day is a civil date
 * 'YYYY-MM-DD' in China (UTC+8, no summer time); an instant is epoch ms. All functions are pure.
 */

/** One year's notice: days off, and weekend days worked (调休). */
export type CalendarYear = {
  year: number
  papers: readonly string[]
  off: readonly string[]
  work: readonly string[]
}

/** Notices put together for look-up. A notice may move days of the December before, so days are not split by year. */
export type Calendar = {
  /** years whose notice is out */
  published: ReadonlySet<number>
  off: ReadonlySet<string>
  work: ReadonlySet<string>
}

/** A date that came out of counting; `provisional` where a year without a notice was counted (节假日安排未发布). */
export type DueDay = { on: string; provisional: boolean }
/** An instant that came out of counting. */
export type DueInstant = { at: number; provisional: boolean }
/** What is left of a limit, in the unit a person thinks in. */
export type TimeLeft = { kind: 'workingDays' | 'hours' | 'overdue'; n: number; provisional: boolean }

/** A calendar from the years whose notice is out; a year with no days at all counts as not published (CA-02). */
export function makeCalendar(years: readonly CalendarYear[]): Calendar {
  const out = years.filter((y) => y.off.length > 0)
  return {
    published: new Set(out.map((y) => y.year)),
    off: new Set(out.flatMap((y) => y.off)),
    work: new Set(out.flatMap((y) => y.work)),
  }
}

const DAY = 86_400_000
const HOUR = 3_600_000
const CHINA = 8 * HOUR

/** Working hours 8:30–12:00 and 14:30–17:30, as ms after midnight (domain.md §4.7). */
const sessions = [
  { from: 8.5 * HOUR, to: 12 * HOUR },
  { from: 14.5 * HOUR, to: 17.5 * HOUR },
] as const
const END_OF_WORK = 17.5 * HOUR
/** Working time of one full day: 6.5 hours. */
export const WORKING_DAY = 6.5 * HOUR

const dayNumber = (on: string): number => {
  const ms = Date.parse(`${on}T00:00:00Z`)
  if (Number.isNaN(ms)) throw new RangeError(`not a civil date: ${on}`)
  return ms / DAY
}
const civilDate = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10)
const midnight = (day: number): number => day * DAY - CHINA
const dayOf = (at: number): number => Math.floor((at + CHINA) / DAY)

/** The civil date in China of an instant. */
export const dateOf = (at: number): string => civilDate(dayOf(at))

/** The instant work ends (17:30) on a civil date. */
export const endOfWork = (on: string): number => midnight(dayNumber(on)) + END_OF_WORK

/** The instant work begins (8:30) on a civil date. */
export const startOfWork = (on: string): number => midnight(dayNumber(on)) + sessions[0].from

/** Whether the year of a date has its notice; where not, counting knows weekends only (CA-02). */
export const isPublished = (on: string, calendar: Calendar): boolean => calendar.published.has(Number(on.slice(0, 4)))

/** Whether a civil date is a Saturday or a Sunday. */
export function isWeekend(on: string): boolean {
  const weekday = (dayNumber(on) + 4) % 7 // 1970-01-01 was a Thursday; 0 is Sunday
  return weekday === 0 || weekday === 6
}

/** Whether a civil date is worked: the notice first, then Monday to Friday (CA-01). */
export function isWorkingDay(on: string, calendar: Calendar): boolean {
  if (calendar.work.has(on)) return true
  return !calendar.off.has(on) && !isWeekend(on)
}

/** The n-th working day after `start`; the day of receipt is not counted (CA-03). n ≥ 0; 0 gives `start` itself. */
export function addWorkingDays(start: string, n: number, calendar: Calendar): DueDay {
  if (!Number.isInteger(n) || n < 0) throw new RangeError(`working days: ${n}`)
  let day = dayNumber(start)
  let provisional = false
  for (let left = n; left > 0;) {
    const on = civilDate(++day)
    provisional ||= !isPublished(on, calendar)
    if (isWorkingDay(on, calendar)) left -= 1
  }
  return { on: civilDate(day), provisional }
}

/** Working days after `from` up to and with `to`: the inverse of `addWorkingDays`. Negative where `to` lies before. */
export function workingDaysBetween(from: string, to: string, calendar: Calendar): number {
  const [a, b] = [dayNumber(from), dayNumber(to)]
  let count = 0
  for (let day = Math.min(a, b) + 1; day <= Math.max(a, b); day++) if (isWorkingDay(civilDate(day), calendar)) count += 1
  return b >= a ? count : -count
}

/** When a limit of so many working hours ends that began at `arrivedAt` (CA-04). Time outside working hours does not count. */
export function dueAt(arrivedAt: number, limitHours: number, calendar: Calendar): DueInstant {
  if (!(limitHours > 0) || !Number.isFinite(limitHours)) throw new RangeError(`limit: ${limitHours}`)
  let left = limitHours * HOUR
  let provisional = false
  for (let day = dayOf(arrivedAt); ; day++) {
    const on = civilDate(day)
    provisional ||= !isPublished(on, calendar)
    if (!isWorkingDay(on, calendar)) continue
    for (const session of sessions) {
      const from = Math.max(arrivedAt, midnight(day) + session.from)
      const to = midnight(day) + session.to
      if (from >= to) continue
      if (left <= to - from) return { at: from + left, provisional }
      left -= to - from
    }
  }
}

/** Working time that passed from one instant to another, in ms; 0 where `to` lies before `from` (CA-05). */
export function workingDuration(from: number, to: number, calendar: Calendar): number {
  let sum = 0
  for (let day = dayOf(from); day <= dayOf(to); day++) {
    if (!isWorkingDay(civilDate(day), calendar)) continue
    for (const session of sessions) {
      const start = Math.max(from, midnight(day) + session.from)
      const end = Math.min(to, midnight(day) + session.to)
      if (end > start) sum += end - start
    }
  }
  return sum
}

/**
 * What is left until `due`, in working time (CA-06). More than one working day: whole days, a begun day counted, so a
 * limit ending on 10-09 leaves 3 days on 09-30 (09-30, 10-08, 10-09). One working day or less: hours, to the half hour,
 * rounded up. Past due: `overdue`, n = which working day of being late it is, 0 while no working time has passed since.
 */
export function timeLeft(now: number, due: number, calendar: Calendar): TimeLeft {
  const [from, to] = now <= due ? [now, due] : [due, now]
  const provisional = !isPublished(dateOf(from), calendar) || !isPublished(dateOf(to), calendar)
  const time = workingDuration(from, to, calendar)
  const days = Math.ceil(time / WORKING_DAY)
  if (now > due) return { kind: 'overdue', n: days, provisional }
  if (time > WORKING_DAY) return { kind: 'workingDays', n: days, provisional }
  return { kind: 'hours', n: Math.ceil((time * 2) / HOUR) / 2, provisional }
}

/** The next instant that lies in working hours, `at` itself where it does. */
export function nextWorkingInstant(at: number, calendar: Calendar): number {
  for (let day = dayOf(at); ; day++) {
    if (!isWorkingDay(civilDate(day), calendar)) continue
    for (const session of sessions) {
      const start = midnight(day) + session.from
      const end = midnight(day) + session.to
      if (at < end) return Math.max(at, start)
    }
  }
}
