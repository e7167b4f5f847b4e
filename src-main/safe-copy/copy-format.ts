import { z } from 'zod'
import { deviceId, shortId, sm3Hex } from '../../src-shared/ids.ts'
import { historyEntry, safeCopyCounts } from '../../src-shared/ipc/contract.ts'
import { DeskError } from '../../src-shared/ipc/desk-error.ts'
import { journalRecord } from '../../src-shared/ipc/journal-record.ts'
import { kdf } from '../password-key.ts'

/*
 * A safe copy (安全副本, .lhcopy) is one file: a head of 4,096 bytes in clear, then frames as the journal has them (LHJ2),
 * sealed with a key of the copy's own, which the head carries wrapped under the person's password. The first frame says
 * once more, sealed, what the head says in clear; the last one that it is the last. Neither head nor file name hold a
 * title, a text or the name of a document (SY-160).
 */
export const headBytes = 4096
const magic = 'LIUHEN-COPY'
const format = 1
/** Bytes of files go in pieces of this size. */
export const pieceBytes = 1024 * 1024

/** Whose copy it is, from which desk, and what is in it. */
const facts = z.object({
  copyId: z.uuid(),
  county: z.string().max(200),
  userId: shortId,
  device: deviceId,
  /** the county's history the desk knew when the copy was made */
  epoch: z.uuid(),
  madeAt: z.number().int(),
  counts: safeCopyCounts,
})
export type CopyFacts = z.infer<typeof facts>

export const copyHead = facts.extend({
  kdf,
  byPassword: z.base64(),
  /** bytes after the head, and their SHA-256 */
  bytes: z.number().int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})
export type CopyHead = z.infer<typeof copyHead>

/** What the frames hold, in this order: manifest, records, history, each file followed by its pieces, end. */
const entry = z.discriminatedUnion('kind', [
  facts.extend({ kind: z.literal('manifest') }),
  z.object({ kind: z.literal('records'), records: z.array(journalRecord) }),
  z.object({ kind: z.literal('history'), entries: z.array(historyEntry) }),
  z.object({ kind: z.literal('file'), sm3: sm3Hex, size: z.number().int().nonnegative() }),
  z.object({ kind: z.literal('end') }),
])
export type CopyEntry = z.infer<typeof entry>

const jsonTag = 1
const pieceTag = 2

/** A frame's plain bytes: an entry, or a piece of a file. */
export const entryBytes = (given: CopyEntry): Buffer =>
  Buffer.concat([Buffer.from([jsonTag]), Buffer.from(JSON.stringify(given), 'utf8')])
export const pieceOf = (bytes: Uint8Array): Buffer => Buffer.concat([Buffer.from([pieceTag]), bytes])

/** What a frame holds. errors: SC-DAMAGED */
export function readPayload(payload: Buffer): CopyEntry | { kind: 'piece'; bytes: Buffer } {
  if (payload[0] === pieceTag) return { kind: 'piece', bytes: payload.subarray(1) }
  try {
    if (payload[0] === jsonTag) return entry.parse(JSON.parse(payload.toString('utf8', 1)))
  } catch {
    // told below
  }
  throw new DeskError('SC-DAMAGED')
}

/** The head as it stands in the file, always of the same length: its hash is put in when the rest is written. */
export function headBlock(head: CopyHead): Buffer {
  const text = Buffer.from(`${magic} ${format}\n${JSON.stringify(head)}`, 'utf8')
  if (text.length >= headBytes) throw new RangeError('the head is too long')
  return Buffer.concat([text, Buffer.alloc(headBytes - 1 - text.length, ' '), Buffer.from('\n')])
}

/** The head of a file. errors: SC-FOREIGN (no safe copy), SC-NEWER (made by a newer 留痕), SC-DAMAGED */
export function readHead(block: Buffer): CopyHead {
  const text = block.toString('utf8')
  const version = new RegExp(`^${magic} (\\d+)\\n`).exec(text)?.[1]
  if (version === undefined) throw new DeskError('SC-FOREIGN')
  if (Number(version) > format) throw new DeskError('SC-NEWER')
  if (block.length < headBytes) throw new DeskError('SC-DAMAGED')
  try {
    const head = copyHead.parse(JSON.parse(text.slice(text.indexOf('\n') + 1)))
    // figures no desk has ever written would only hold this one up
    if (head.kdf.m > 1024 * 1024 || head.kdf.t > 16 || head.kdf.p > 4) throw new RangeError('kdf')
    return head
  } catch {
    throw new DeskError('SC-DAMAGED')
  }
}

/** The part of a head that the first frame repeats. */
export const factsOf = ({ copyId, county, userId, device, epoch, madeAt, counts }: CopyFacts): CopyFacts => ({
  copyId,
  county,
  userId,
  device,
  epoch,
  madeAt,
  counts,
})
