import { z } from 'zod'
import { fileViewTroubles, maxShownPages, type FromFileView } from '../../src-shared/ipc/file-view.ts'

/** A word of the page of an opened file, as main takes it: anything else is dropped and logged (SE-83). */
export const viewWord: z.ZodType<FromFileView> = z.discriminatedUnion('type', [
  z.object({ type: z.enum(['next', 'progress', 'pong']) }),
  z.object({ type: z.literal('busy'), on: z.boolean() }),
  z.object({ type: z.literal('shown'), pages: z.number().int().min(1).max(maxShownPages) }),
  z.object({ type: z.literal('failed'), code: z.enum(fileViewTroubles) }),
  z.object({ type: z.literal('link'), url: z.string().max(2000) }),
])
