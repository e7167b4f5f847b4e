import { z } from 'zod'
import { documentId } from '../ids.ts'
import { wireCommand } from '../sync/protocol.ts'

/**
 * What the journal keeps: typing as it happens, and commands. From these alone the cache can be rebuilt with nothing
 * lost (sync.md §5). `working` starts a fresh copy of a document's unsent text, `typed` adds the editor's steps to it.
 */
export const journalRecord = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('working'),
    docId: documentId,
    /** version and hash the work rests on; 0 and '' for a draft the server has not seen */
    baseVersion: z.number().int().nonnegative(),
    baseSm3: z.string(),
    body: z.record(z.string(), z.unknown()),
    at: z.number(),
  }),
  z.object({ type: z.literal('typed'), docId: documentId, steps: z.array(z.unknown()), at: z.number() }),
  z.object({ type: z.literal('command'), command: wireCommand.omit({ seq: true }), at: z.number() }),
])
export type JournalRecord = z.infer<typeof journalRecord>
