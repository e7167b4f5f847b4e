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

/** GET /api/seals/:docId: the seals of the organ this document goes out by; for its seal keepers alone. */
export const sealsResponse = z.object({ seals: z.array(offeredSeal).max(20) })
export type SealsResponse = z.infer<typeof sealsResponse>
