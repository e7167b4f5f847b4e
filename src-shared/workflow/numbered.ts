import { z } from 'zod'
import type { DocumentEvent } from './events.ts'

/**
 * The number a book gave to a command: 发文字号 within its 机关代字, or 收文号 within its unit. Its desk keeps it with the
 * acknowledged command, so that a restored server gives the very same one again (SY-192): it stands on paper by then.
 */
export const numbered = z.object({
  year: z.number().int().min(1949).max(9999),
  seq: z.number().int().positive().max(999_999),
})
export type Numbered = z.infer<typeof numbered>

/** The number the events of one command gave; undefined where they gave none. */
export function numberedBy(events: readonly DocumentEvent[]): Numbered | undefined {
  for (const event of events) {
    const given =
      event.type === 'NumberAllocated' ? event.number : event.type === 'Registered' ? event.number : arrivedWith(event)
    if (given) return { year: given.year, seq: given.seq }
  }
  return undefined
}

/** Paper is registered as it arrives. */
const arrivedWith = (event: DocumentEvent) => (event.type === 'Arrived' ? event.doc.incoming?.register : undefined)
