import { createContext, useContext } from 'react'
import { stateCalendar } from '../../src-shared/calendar/calendars.ts'
import type { Calendar } from '../../src-shared/calendar/working-days.ts'

/** The county's working days for all that shows a limit: what the program ships where nobody says otherwise (CA-08). */
export const CalendarContext = createContext<Calendar>(stateCalendar)
export const useCalendar = (): Calendar => useContext(CalendarContext)
