import { z } from 'zod'
import { deviceId } from '../ids.ts'

/*
 * What a desk and the county server say to each other about the machine itself: whether it was reported lost, and how what
 * lies on a lost one comes to the county before it is deleted (SE-71 … SE-77).
 */

/** 256 bits as base64url: a secret nobody guesses. */
const secret = z.string().regex(/^[\w-]{43}$/)

/** Says for a desk who it is without anybody signed in; gives no right but to ask for its own fate and to hand in. */
export const contactToken = secret

/** Of one person on one desk, from the server's memory into main's only: wraps their key a third time (SE-70). */
export const deviceSecret = secret

export const contactRequest = z.object({ device: deviceId, contactToken })
/** `lost`: reported lost, to be handed in and wiped. `now`: the server's clock, epoch ms. */
export const contactResponse = z.object({ status: z.enum(['active', 'lost']), now: z.number() })
export type ContactStatus = z.infer<typeof contactResponse>['status']

export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/)

/** How much a lost desk may hand in. A sealed attachment is a little longer than its limit. */
export const surrenderLimits = {
  fileBytes: 256 * 1024 * 1024,
  totalBytes: 8 * 1024 * 1024 * 1024,
  files: 5000,
  chunkBytes: 1024 * 1024,
} as const

/** How far a file of a lost desk came. `received`: bytes from its start. */
export const surrenderState = z.object({ received: z.number().int().nonnegative(), complete: z.boolean() })
export type SurrenderState = z.infer<typeof surrenderState>

/** A file as it lies in the profile, sealed; `path` with slashes, from the profile's folder. */
export const surrenderedFile = z.object({
  path: z
    .string()
    .max(300)
    .regex(/^(?:journal|keys|files)(?:\/[\w.-]{1,120}){1,2}$/)
    .refine((path) => !path.split('/').some((part) => part === '.' || part === '..')),
  sha256: sha256Hex,
  size: z.number().int().nonnegative().max(surrenderLimits.fileBytes),
})
export type SurrenderedFile = z.infer<typeof surrenderedFile>

/** Everything is there: asks for the receipt. */
export const surrenderRequest = z.object({ files: z.array(surrenderedFile).max(surrenderLimits.files) })
/** Only with it in hand a desk deletes anything. */
export const surrenderReceipt = z.object({ receipt: z.uuid(), files: z.number().int(), bytes: z.number().int() })
export type SurrenderReceipt = z.infer<typeof surrenderReceipt>

export const wipedRequest = z.object({ receipt: z.uuid() })

/** The header a lost desk proves itself with while it hands in. */
export const contactHeader = 'x-liuhen-contact'
