import { makeCalendar, type Calendar, type CalendarYear } from './working-days.ts'

/**
 * The State Council's holiday notices of 2024 to 2026, from NateScarlet/holiday-cn (MIT, resources/calendar/LICENSE).
 * The same data lies as JSON in resources/calendar; what the county imports stands over it (CA-08).
 */
export const publishedYears: readonly CalendarYear[] = [
  {
    year: 2024,
    papers: ['https://www.gov.cn/zhengce/zhengceku/202310/content_6911528.htm'],
    off: [
      '2024-01-01',
      '2024-02-10',
      '2024-02-11',
      '2024-02-12',
      '2024-02-13',
      '2024-02-14',
      '2024-02-15',
      '2024-02-16',
      '2024-02-17',
      '2024-04-04',
      '2024-04-05',
      '2024-04-06',
      '2024-05-01',
      '2024-05-02',
      '2024-05-03',
      '2024-05-04',
      '2024-05-05',
      '2024-06-10',
      '2024-09-15',
      '2024-09-16',
      '2024-09-17',
      '2024-10-01',
      '2024-10-02',
      '2024-10-03',
      '2024-10-04',
      '2024-10-05',
      '2024-10-06',
      '2024-10-07',
    ],
    work: ['2024-02-04', '2024-02-18', '2024-04-07', '2024-04-28', '2024-05-11', '2024-09-14', '2024-09-29', '2024-10-12'],
  },
  {
    year: 2025,
    papers: ['https://www.gov.cn/zhengce/zhengceku/202411/content_6986383.htm'],
    off: [
      '2025-01-01',
      '2025-01-28',
      '2025-01-29',
      '2025-01-30',
      '2025-01-31',
      '2025-02-01',
      '2025-02-02',
      '2025-02-03',
      '2025-02-04',
      '2025-04-04',
      '2025-04-05',
      '2025-04-06',
      '2025-05-01',
      '2025-05-02',
      '2025-05-03',
      '2025-05-04',
      '2025-05-05',
      '2025-05-31',
      '2025-06-01',
      '2025-06-02',
      '2025-10-01',
      '2025-10-02',
      '2025-10-03',
      '2025-10-04',
      '2025-10-05',
      '2025-10-06',
      '2025-10-07',
      '2025-10-08',
    ],
    work: ['2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11'],
  },
  {
    year: 2026,
    papers: ['https://www.gov.cn/zhengce/zhengceku/202511/content_7047091.htm'],
    off: [
      '2026-01-01',
      '2026-01-02',
      '2026-01-03',
      '2026-02-15',
      '2026-02-16',
      '2026-02-17',
      '2026-02-18',
      '2026-02-19',
      '2026-02-20',
      '2026-02-21',
      '2026-02-22',
      '2026-02-23',
      '2026-04-04',
      '2026-04-05',
      '2026-04-06',
      '2026-05-01',
      '2026-05-02',
      '2026-05-03',
      '2026-05-04',
      '2026-05-05',
      '2026-06-19',
      '2026-06-20',
      '2026-06-21',
      '2026-09-25',
      '2026-09-26',
      '2026-09-27',
      '2026-10-01',
      '2026-10-02',
      '2026-10-03',
      '2026-10-04',
      '2026-10-05',
      '2026-10-06',
      '2026-10-07',
    ],
    work: ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'],
  },
]

/** The calendar the project ships. A year without a notice counts weekends only and is marked provisional (CA-02). */
export const stateCalendar: Calendar = makeCalendar(publishedYears)

/** The years with a notice, the oldest first: a year the county imported stands in the place of the shipped one (CA-08). */
export const yearsWith = (imported: readonly CalendarYear[] = []): CalendarYear[] =>
  [...publishedYears.filter(({ year }) => !imported.some((one) => one.year === year)), ...imported].toSorted(
    (a, b) => a.year - b.year,
  )

const made = new WeakMap<readonly CalendarYear[], Calendar>()

/** The calendar of a county with the years it imported; made once for each list of them. */
export function calendarWith(imported: readonly CalendarYear[] | undefined): Calendar {
  if (!imported || imported.length === 0) return stateCalendar
  const calendar = made.get(imported) ?? makeCalendar(yearsWith(imported))
  made.set(imported, calendar)
  return calendar
}
