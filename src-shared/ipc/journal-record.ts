import { z } from 'zod'
import { commandId, deviceId, documentId, sm3Hex } from '../ids.ts'
import { wireCommand } from '../sync/protocol.ts'
import { numbered } from '../workflow/numbered.ts'

/**
 * What the journal keeps: typing as it happens, and commands. From these alone the cache can be rebuilt with nothing
 * lost (sync.md §5). `working` starts a fresh copy of a document's unsent text, `typed` adds the editor's steps to it.
 * `after` is the stamp of the text's newest record the cache held at that moment, 0 where it held none (SY-87).
 */
export const journalRecord = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('working'),
    docId: documentId,
    /** version and hash the work rests on; 0 and '' for a draft the server has not seen */
    baseVersion: z.number().int().nonnegative(),
    baseSm3: z.string(),
    body: z.record(z.string(), z.unknown()),
    after: z.number(),
    at: z.number(),
  }),
  z.object({ type: z.literal('typed'), docId: documentId, steps: z.array(z.unknown()), after: z.number(), at: z.number() }),
  z.object({
    type: z.literal('command'),
    command: wireCommand.omit({ seq: true }),
    at: z.number(),
    /** as in the outbox row: it stands in a safe copy as it is (SY-161) */
    exported: z.literal(true).optional(),
  }),
])
export type JournalRecord = z.infer<typeof journalRecord>

/** That the server has a command: under which number, and what it made of it. `at`: when the desk heard, epoch ms. */
export const acknowledged = z.object({
  cmdId: commandId,
  seq: z.number().int(),
  device: deviceId,
  epoch: z.uuid(),
  /** by what people did (SY-195) */
  rev: z.number().int().optional(),
  bodyVersion: z.number().int().optional(),
  bodySm3: sm3Hex.optional(),
  numbered: numbered.optional(),
  at: z.number(),
})
export type Acknowledged = z.infer<typeof acknowledged>

/** A record of a document's unsent text. */
export type TextRecord = Exclude<JournalRecord, { type: 'command' }>

/**
 * Which of a document's earlier text records still count when a later one arrives: what the cache never took is void, and
 * what lies before a copy the cache did take is done with (SY-87). Pure; `earlier` oldest first.
 */
export function liveBefore(earlier: readonly TextRecord[], next: TextRecord): TextRecord[] {
  const taken = earlier.filter((record) => record.at <= next.after)
  const copy = taken.findLastIndex((record) => record.type === 'working')
  return taken.slice(Math.max(0, copy))
}
