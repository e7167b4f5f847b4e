import {
  addWorkingDays,
  dateOf,
  dueAt,
  endOfWork,
  isPublished,
  isWorkingDay,
  nextWorkingInstant,
  startOfWork,
  workingDaysBetween,
  workingDuration,
  type Calendar,
  type DueInstant,
} from '../calendar/working-days.ts'
import { urgeLevels, type UrgeLevel } from './routing/part.ts'

/** Limits in working hours, in 工作日 and in calendar days (domain.md §2.10, §4.7). Instants are epoch ms. Nothing here approves anything. */
const limitUnits = ['hours', 'workingDays', 'days'] as const
export type Limit = { n: number; unit: (typeof limitUnits)[number] }

/** What happens to a clock, in the order of time. An extension adds to the limit in its own unit. */
export type ClockEvent =
  | { kind: 'start'; at: number }
  | { kind: 'suspend'; at: number }
  | { kind: 'resume'; at: number }
  | { kind: 'extend'; at: number; n: number }
  | { kind: 'complete'; at: number }

/** How a clock stands after its events. `due`: null while it is suspended, for then it moves with every day. */
type Clock = {
  limit: Limit
  startedAt: number
  due: DueInstant | null
  suspended: boolean
  completedAt: number | null
}

const HOUR = 3_600_000
const DAY = 86_400_000

/** The limit as it begins to run at an instant: hours count in working time, days end with work; the day of receipt is not counted (CA-03). */
export function limitEnds(from: number, { n, unit }: Limit, calendar: Calendar): DueInstant {
  if (!(n > 0) || !Number.isFinite(n)) throw new RangeError(`limit: ${n}`)
  if (unit === 'hours') return dueAt(from, n, calendar)
  if (unit === 'workingDays') {
    const { on, provisional } = addWorkingDays(dateOf(from), n, calendar)
    return { at: endOfWork(on), provisional }
  }
  // calendar days need no notice: 15 日 are 15 日
  return { at: endOfWork(dateOf(from + n * DAY)), provisional: false }
}

/**
 * A clock after its events, in their order: a suspension moves its end by the time it lasted, in the limit's own unit. Events a
 * clock cannot take where it stands (a second start, a resume of what runs, anything after the end) change nothing. An event
 * whose clock was set back counts as of the one before it (C-15). Undefined before its start.
 */
export function clockAfter(limit: Limit, events: readonly ClockEvent[], calendar: Calendar): Clock | undefined {
  let startedAt: number | undefined
  let total = limit.n
  let pausedAt: number | undefined
  let paused: { from: number; to: number }[] = []
  let completedAt: number | null = null
  let last = -Infinity
  for (const event of events) {
    const at = Math.max(event.at, last)
    if (completedAt !== null || (event.kind === 'start') !== (startedAt === undefined)) continue
    last = at
    if (event.kind === 'start') startedAt = at
    else if (event.kind === 'suspend') pausedAt ??= at
    else if (event.kind === 'extend') total += Math.max(0, event.n)
    else if (pausedAt !== undefined) {
      paused = [...paused, { from: pausedAt, to: at }]
      pausedAt = undefined
    }
    if (event.kind === 'complete') completedAt = at
  }
  if (startedAt === undefined) return undefined
  const due = pausedAt === undefined ? dueWith(startedAt, { ...limit, n: total }, paused, calendar) : null
  return { limit: { ...limit, n: total }, startedAt, due, suspended: pausedAt !== undefined, completedAt }
}

/** When a limit ends that stood still meanwhile. */
function dueWith(
  startedAt: number,
  limit: Limit,
  paused: readonly { from: number; to: number }[],
  calendar: Calendar,
): DueInstant {
  const still = paused.reduce((sum, one) => sum + lasted(one.from, one.to, limit.unit, calendar), 0)
  return limitEnds(startedAt, { ...limit, n: limit.n + still }, calendar)
}

/** How long a suspension lasted in a limit's unit: days from one civil day to another, hours in working time. */
function lasted(from: number, to: number, unit: Limit['unit'], calendar: Calendar): number {
  if (unit === 'hours') return workingDuration(from, to, calendar) / HOUR
  if (unit === 'workingDays') return Math.max(0, workingDaysBetween(dateOf(from), dateOf(to), calendar))
  return Math.round((startOfWork(dateOf(to)) - startOfWork(dateOf(from))) / DAY)
}

/** 普通 3 工作日, 加急 1 工作日, 特急 4 working hours at every step (domain.md §4.7). */
const stepLimits: Readonly<Record<string, Limit>> = {
  特急: { n: 4, unit: 'hours' },
  加急: { n: 1, unit: 'workingDays' },
  '': { n: 3, unit: 'workingDays' },
}
const ordinary: Limit = { n: 3, unit: 'workingDays' }

/**
 * When a step that begins now is due (WF-90): an urgent document by its urgency, or by the step's own limit where that is shorter;
 * others by the step's own limit in working hours, else after 3 工作日. `limitHours` null: the route sets none, and an
 * ordinary document has none.
 */
export function stepLimit(
  from: number,
  urgency: string,
  limitHours: number | null | undefined,
  calendar: Calendar,
): number | null {
  const own = limitHours ? dueAt(from, limitHours, calendar).at : undefined
  const urgent = urgency === '' ? undefined : stepLimits[urgency]
  if (urgent) return Math.min(limitEnds(from, urgent, calendar).at, own ?? Infinity)
  if (own !== undefined) return own
  return limitHours === null ? null : limitEnds(from, ordinary, calendar).at
}

/** 绿, 黄, 红: how a limit stands at an instant. */
type Colour = 'green' | 'yellow' | 'red'
/** Yellow from so many 工作日 before the end on, or once no more than this part of the limit is left, whichever begins earlier. */
const YELLOW_DAYS = 3
const YELLOW_PART = 0.25

/**
 * The colour of a limit that ran from one instant to its due (WF-91). Yellow: a limit of more than 3 days from its last 3 工作日
 * on; a shorter one, which would be yellow from its first hour, in its last quarter of working time. Red: past due.
 */
export function colourOf(now: number, from: number, due: number, calendar: Calendar): Colour {
  if (now > due) return 'red'
  const whole = workingDuration(from, due, calendar)
  const left = workingDuration(now, due, calendar)
  if (left <= whole * YELLOW_PART) return 'yellow'
  const days = workingDaysBetween(dateOf(from), dateOf(due), calendar)
  if (days <= YELLOW_DAYS) return 'green'
  const today = isWorkingDay(dateOf(now), calendar) ? 1 : 0
  return workingDaysBetween(dateOf(now), dateOf(due), calendar) + today <= YELLOW_DAYS ? 'yellow' : 'green'
}

/** Which level of the clock's own reminding is reached: 蓝 once yellow, 橙 once overdue, 红 a 工作日 after that (WF-92). */
export function levelAt(now: number, from: number, due: number, calendar: Calendar): UrgeLevel | undefined {
  const colour = colourOf(now, from, due, calendar)
  if (colour === 'green') return undefined
  if (colour === 'yellow') return 'blue'
  return workingDaysBetween(dateOf(due), dateOf(now), calendar) >= 1 ? 'red' : 'orange'
}

/** Whether people are reminded at this instant: in working time only, never on a day off (SC-3). */
export const isWorkingTime = (at: number, calendar: Calendar): boolean => nextWorkingInstant(at, calendar) === at

/** Levels that are due to be told and were not: all up to the one reached, lowest first; none outside working time. */
export function levelsDue(now: number, from: number, due: number, told: readonly UrgeLevel[], calendar: Calendar): UrgeLevel[] {
  const reached = isWorkingTime(now, calendar) ? levelAt(now, from, due, calendar) : undefined
  if (reached === undefined) return []
  return urgeLevels.slice(0, urgeLevels.indexOf(reached) + 1).filter((level) => !told.includes(level))
}

/** Whether a limit was counted over a year without a notice of holidays: 节假日安排未发布. */
export const isProvisional = (due: number, calendar: Calendar): boolean => !isPublished(dateOf(due), calendar)
