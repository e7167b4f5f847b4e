import { z } from 'zod'
import { shortId, sm3Hex } from '../ids.ts'

/** An electronic seal its keeper may press, with its picture; its key never leaves the server. */
export const offeredSeal = z.object({
  id: z.uuid(),
  unitId: shortId,
  name: z.string().max(200),
  imageSm3: sm3Hex,
  imageSize: z.number().int().positive(),
  /** the picture's bytes (PNG), base64 */
  image: z.string(),
  /** as large as on paper, in mm */
  width: z.number().positive(),
  height: z.number().positive(),
})
export type OfferedSeal = z.infer<typeof offeredSeal>

/**
 * GET /api/seals/:docId: the seals of the organ this document goes out by, for its seal keepers alone; or of an organ that issues a
 * 联合行文 along, for those of that organ. `along`: for the lead, the seals the organs along gave for it.
 */
export const sealsResponse = z.object({
  seals: z.array(offeredSeal).max(20),
  along: z.array(offeredSeal).max(15).optional(),
})
export type SealsResponse = z.infer<typeof sealsResponse>
