import { z } from 'zod'
import { shortId } from '../ids.ts'

/** A person as they acted: with the unit they acted for at that moment. */
export const person = z.object({ userId: shortId, name: z.string(), unitId: shortId, unitName: z.string() })
export type Person = z.infer<typeof person>
