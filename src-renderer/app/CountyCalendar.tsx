import type { ReactNode } from 'react'
import { calendarWith } from '../../src-shared/calendar/calendars.ts'
import { useDirectory } from '../data/queries.ts'
import { CalendarContext } from '../ui/calendar.ts'

/** Everything within counts by the years of holidays that came with the directory (CA-08). */
export function CountyCalendar({ children }: { children: ReactNode }) {
  return <CalendarContext value={calendarWith(useDirectory()?.holidays)}>{children}</CalendarContext>
}
