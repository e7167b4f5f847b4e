import { timeLeft, WORKING_DAY, workingDuration, type Calendar } from '../../src-shared/calendar/working-days.ts'
import { t } from './text.ts'

/** How pressing a time limit is: 'late' must act, 'soon' a day or less, 'calm' else. */
export type Pressure = 'late' | 'soon' | 'calm'

/** "剩 2 个工作日": what is left of a limit in words, never a bare date (look and manners). */
export function timeLeftWords(now: number, due: number, calendar: Calendar): { words: string; pressure: Pressure } {
  const left = timeLeft(now, due, calendar)
  if (left.kind === 'workingDays') return { words: t.daysLeft(left.n), pressure: 'calm' }
  if (left.kind === 'hours') return { words: t.hoursLeft(left.n), pressure: 'soon' }
  return { words: left.n > 0 ? t.daysLate(left.n) : t.justDue, pressure: 'late' }
}

/** Working time spent at a step, in words. */
export function spentWords(from: number, to: number, calendar: Calendar): string {
  const ms = workingDuration(from, to, calendar)
  if (ms >= WORKING_DAY) return t.workingDays(Math.round((ms / WORKING_DAY) * 2) / 2)
  const minutes = Math.round(ms / 60_000)
  if (minutes >= 60) return t.hours(Math.round(minutes / 30) / 2)
  return minutes > 0 ? t.minutes(minutes) : t.underMinute
}
