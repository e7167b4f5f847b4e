import { z } from 'zod'
import { documentId } from '../ids.ts'

/** What a desk asks about number books (发文字号, SC-7): asked of the server each time and kept nowhere. */
export const numberPaths = { book: '/api/numbers', reserve: '/api/numbers/reserve', giveUp: '/api/numbers/void' } as const

const prefix = z.string().min(1).max(40)
const year = z.coerce.number().int().min(1949).max(9999)
const reason = z.string().trim().min(1).max(500)

export const bookQuery = z.object({ prefix, year })
export const reserveRequest = z.object({ prefix, reason })
/** a number that was kept free is not needed */
export const giveUpRequest = z.object({ prefix, year, seq: z.number().int().positive().max(999_999), reason })

export const bookLine = z.object({
  seq: z.number().int(),
  status: z.enum(['used', 'void', 'reserved']),
  /** the document that has or had it, and its title, where the reader may read it */
  docId: documentId.nullable(),
  /** a document has or had it, which the reader may not read */
  unread: z.boolean(),
  title: z.string(),
  reason: z.string(),
  by: z.string(),
  at: z.number(),
})
export type BookLine = z.infer<typeof bookLine>

/** A book of one year, the newest number first; `years`: those it has pages for. */
export const bookResponse = z.object({
  prefix,
  year,
  next: z.number().int(),
  years: z.array(z.number()),
  lines: z.array(bookLine),
})
export type BookResponse = z.infer<typeof bookResponse>
