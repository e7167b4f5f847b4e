import { z } from 'zod'
import { calendarYear, type ImportedYear } from './calendar-year.ts'
import { isWeekend } from './working-days.ts'

/** What is the matter with a year that is to be imported; `on` is the day it lies at. An error stands in the way. */
export const noticeFinding = z.object({
  level: z.enum(['error', 'warning']),
  code: z.string().max(40),
  on: z.string().max(40).nullable(),
})
export type NoticeFinding = z.infer<typeof noticeFinding>

/** A year in the form of NateScarlet/holiday-cn. */
const file = z.object({
  year: z.number().int(),
  papers: z.array(z.string().max(500)).max(20),
  days: z.array(z.object({ name: z.string(), date: z.string().max(40), isOffDay: z.boolean() })).max(400),
})

/** 全国年节及纪念日放假办法: 11 days off until 2024, 13 since; the longest year so far has 33 with 调休, and 12 worked weekends. */
const sane = { off: [11, 60], work: 30 } as const

/**
 * Reads the notice of a year from the text of a file and says what is the matter with it (CA-07); `current` is this year. The
 * notice is null where an error was found. A notice comes out in the autumn before and may move days of that December
 * (domain.md §2.10), nothing later; years behind us are not changed any more.
 */
export function checkNotice(text: string, current: number): { notice: ImportedYear | null; findings: NoticeFinding[] } {
  const parsed = file.safeParse(json(text))
  if (!parsed.success) return { notice: null, findings: [error(text.trim() === '' ? 'CAL-EMPTY' : 'CAL-FORM')] }
  const { year, papers, days } = parsed.data
  if (days.length === 0) return { notice: null, findings: [error('CAL-NO-DAYS', String(year))] }
  const named = (isOffDay: boolean): string[] => days.flatMap((one) => (one.isOffDay === isOffDay ? [one.date] : [])).toSorted()
  const found = { year, papers, off: named(true), work: named(false) }
  const findings = [
    ...(year < current - 1 || year > current + 1 ? [error('CAL-YEAR', String(year))] : []),
    ...days.flatMap(({ date }, i): NoticeFinding[] => {
      if (!isDate(date)) return [error('CAL-DATE', date)]
      if (!(date.startsWith(`${year}-`) || date.startsWith(`${year - 1}-12-`))) return [error('CAL-OTHER-YEAR', date)]
      return days.findIndex((one) => one.date === date) < i ? [error('CAL-TWICE', date)] : []
    }),
    ...(found.off.length < sane.off[0] || found.off.length > sane.off[1] ? [error('CAL-COUNT', String(found.off.length))] : []),
    ...(found.work.length > sane.work ? [error('CAL-COUNT', String(found.work.length))] : []),
    // one was in a notice once: 2020-02-03, after the holidays had been made longer
    ...found.work
      .filter((on) => isDate(on) && !isWeekend(on))
      .map((on): NoticeFinding => ({ level: 'warning', code: 'CAL-WEEKDAY', on })),
  ]
  return { notice: findings.some(({ level }) => level === 'error') ? null : found, findings }
}

const error = (code: string, on: string | null = null): NoticeFinding => ({ level: 'error', code, on })
const isDate = (on: string): boolean => calendarYear.shape.off.element.safeParse(on).success

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
