import { z } from 'zod'
import type { CalendarYear } from './working-days.ts'

const day = z.iso.date()

/** One year's notice as it is kept and travels with the directory. */
export const calendarYear = z.object({
  year: z.number().int().min(2000).max(2999),
  papers: z.array(z.string().max(500)).max(20),
  off: z.array(day).max(100),
  work: z.array(day).max(100),
}) satisfies z.ZodType<CalendarYear>
export type ImportedYear = z.infer<typeof calendarYear>
