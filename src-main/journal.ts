import fs from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import type { HistoryEntry } from '../src-shared/ipc/contract.ts'
import { journalRecord, type Acknowledged, type JournalRecord } from '../src-shared/ipc/journal-record.ts'
import { isNoSpace, syncFolder } from './durable.ts'
import { oneAtATime } from './in-order.ts'
import { encodeFrame, openFrame, readFrames } from './journal-frames.ts'
import { openHistory } from './journal-history.ts'
import { emptyLive, type Live } from './journal-live.ts'

/**
 * The first durable copy of everything typed and commanded: append-only files of sealed frames, written with fdatasync
 * before the page says "已保存到本机" (sync.md §5). Files of about 4 MiB; settled records leave by rewriting what is live to a
 * new file, acknowledged commands go to the history.
 */
export type Journal = {
  /** Resolves when the records are on disk. Rejects with JournalFull or the system's error; then nothing was written. */
  append: (records: readonly JournalRecord[]) => Promise<{ savedAt: number; seq: number }>
  /** Everything live, oldest first. `torn`: a write at the end had been cut off; it was never acknowledged. */
  read: () => { records: JournalRecord[]; damaged: number; torn: boolean }
  /** `cmdIds`, `docIds`: of no use any more, they may leave at the next compaction. `acks`: the server has these commands. */
  settle: (cmdIds: readonly string[], docIds: readonly string[], acks?: readonly Acknowledged[]) => Promise<void>
  /** The commands of the last 45 days the server has, and how many frames of them could not be read. */
  history: () => Promise<{ entries: HistoryEntry[]; damaged: number }>
  close: () => Promise<void>
}

export class JournalFull extends Error {
  override readonly name = 'JournalFull'
}

/** The journal is whole, but none of it was sealed with this key: nothing may be rewritten, or all of it would be lost. */
export class JournalKey extends Error {
  override readonly name = 'JournalKey'
}

/** What a settle leaves in the file, so that it holds after a restart too. */
const settled = z.object({ type: z.literal('settled'), cmdIds: z.array(z.string()), docIds: z.array(z.string()) })
type Stored = JournalRecord | z.infer<typeof settled>

const segmentBytes = 4 * 1024 * 1024
const segmentName = (n: number): string => `${String(n).padStart(8, '0')}.journal`
const segmentsIn = async (folder: string): Promise<string[]> =>
  (await fs.readdir(folder)).filter((name) => /^\d{8}\.journal$/.test(name)).toSorted()

/**
 * Opens (or starts) the journal in `folder`, sealed with `key`. Damaged frames are kept in a copy beside the file and
 * counted, never dropped silently. errors: JournalKey
 */
export async function openJournal(folder: string, key: Uint8Array, now: () => number): Promise<Journal> {
  await fs.mkdir(folder, { recursive: true, mode: 0o700 })
  const live = emptyLive()
  const found = await load(folder, key, now, live)
  const { damaged, torn } = found
  let { nextSeq, number, size, total } = found
  const history = openHistory(folder, key, now)
  let handle = await fs.open(path.join(folder, segmentName(number)), 'a', 0o600)
  await syncFolder(folder)
  const inOrder = oneAtATime()

  /** Goes on in a new file. */
  const turnTo = async (next: number, bytes: number): Promise<void> => {
    const opened = await fs.open(path.join(folder, segmentName(next)), 'a', 0o600)
    await handle.close()
    handle = opened
    number = next
    size = bytes
  }

  /** A failed write leaves the file as it was. */
  const write = async (records: readonly Stored[]): Promise<number> => {
    const frames = records.map((record, i) => frameOf(key, nextSeq + i, record))
    const bytes = Buffer.concat(frames)
    try {
      if (size >= segmentBytes) {
        await turnTo(number + 1, 0)
        await syncFolder(folder)
      }
      await writeAll(handle, bytes)
      await handle.datasync()
    } catch (error) {
      await handle.truncate(size).catch(() => undefined)
      throw isNoSpace(error) ? new JournalFull('no space left for the journal') : error
    }
    size += bytes.length
    total += bytes.length
    records.forEach((record, i) => apply(live, nextSeq + i, record, frames[i]?.length ?? 0))
    nextSeq += records.length
    return nextSeq - 1
  }

  /** Starts a new file with only what is live, then removes the older ones. A crash between leaves both: reading is idempotent. */
  const compact = async (): Promise<void> => {
    const older = await segmentsIn(folder)
    const temp = path.join(folder, 'compacting')
    const bytes = Buffer.concat(live.entries().map(({ seq, record }) => frameOf(key, seq, record)))
    const next = await fs.open(temp, 'w', 0o600)
    try {
      await writeAll(next, bytes)
      await next.datasync()
    } catch (error) {
      await next.close()
      await fs.rm(temp, { force: true })
      if (isNoSpace(error)) return // no room to tidy up: the old files stay as they are
      throw error
    }
    await next.close()
    await fs.rename(temp, path.join(folder, segmentName(number + 1)))
    await syncFolder(folder)
    await turnTo(number + 1, bytes.length)
    total = bytes.length
    // oldest first: what settles a record goes after the record
    for (const name of older) await fs.rm(path.join(folder, name))
    await syncFolder(folder)
  }

  // the damaged file is kept as a copy; from here on only what could be read is carried, so it is told once
  if (damaged > 0) await compact()

  return {
    append: (records) => inOrder(async () => ({ seq: await write(records), savedAt: now() })),
    read: () => ({ records: live.entries().map((entry) => entry.record), damaged, torn }),
    settle: (cmdIds, docIds, acks = []) =>
      inOrder(async () => {
        const kept = acks.flatMap((ack) => {
          const record = live.command(ack.cmdId)
          return record ? [{ command: record.command, ack }] : []
        })
        try {
          // in the history before it leaves the journal: a crash between leaves it in both
          if (kept.length > 0) await history.append(kept)
        } catch (error) {
          throw isNoSpace(error) ? new JournalFull('no space left for the history') : error
        }
        await write([{ type: 'settled', cmdIds: [...cmdIds, ...acks.map((ack) => ack.cmdId)], docIds: [...docIds] }])
        if (total > segmentBytes && live.bytes() < total * 0.75) await compact()
      }),
    history: () => inOrder(() => history.read()),
    close: () => inOrder(() => handle.close()),
  }
}

type Loaded = { damaged: number; torn: boolean; nextSeq: number; number: number; size: number; total: number }

/** Reads every file into `live` and cuts off what a power cut left at an end. */
async function load(folder: string, key: Uint8Array, now: () => number, live: Live): Promise<Loaded> {
  const files = await Promise.all(
    (await segmentsIn(folder)).map(async (name) => ({ name, bytes: await fs.readFile(path.join(folder, name)) })),
  )
  const read = files.map((file) => ({ ...file, ...readFrames(file.bytes) }))
  const opened = read.map(({ frames }) => frames.map((frame) => ({ frame, payload: openFrame(key, 'journal', frame) })))
  const all = opened.flat()
  if (all.length > 0 && all.every(({ payload }) => payload === undefined)) throw new JournalKey('another key')

  const loaded: Loaded = { damaged: 0, torn: false, nextSeq: 1, number: 1, size: 0, total: 0 }
  const records = new Map<number, { record: Stored; bytes: number }>()
  for (const [i, { name, bytes, damaged: gaps, tail }] of read.entries()) {
    const file = path.join(folder, name)
    let damaged = gaps
    for (const { frame, payload } of opened[i] ?? []) {
      const record = payload && parseStored(payload)
      if (record) records.set(frame.seq, { record, bytes: frame.bytes })
      else damaged++
      loaded.nextSeq = Math.max(loaded.nextSeq, frame.seq + 1)
    }
    if (damaged > 0) await fs.copyFile(file, path.join(folder, `${name}.damaged-${now()}`))
    loaded.damaged += damaged
    // what was cut off was never acknowledged; what is damaged lies in the copy: leave room for the next write
    if (tail < bytes.length) {
      if (damaged === 0) loaded.torn = true
      await fs.truncate(file, tail)
    }
    Object.assign(loaded, { number: Number.parseInt(name, 10), size: tail, total: loaded.total + tail })
  }
  // by number: a crash between the halves of a compaction leaves older files beside the new one
  for (const [seq, { record, bytes }] of [...records].toSorted(([a], [b]) => a - b)) apply(live, seq, record, bytes)
  return loaded
}

/** Takes one more record in: a settle takes away, anything else is live. */
function apply(live: Live, seq: number, record: Stored, bytes: number): void {
  if (record.type === 'settled') live.drop(record.cmdIds, record.docIds)
  else live.add(seq, record, bytes)
}

const frameOf = (key: Uint8Array, seq: number, record: Stored): Buffer =>
  encodeFrame(key, 'journal', seq, Buffer.from(JSON.stringify(record), 'utf8'))

function parseStored(payload: Buffer): Stored | undefined {
  try {
    const raw: unknown = JSON.parse(payload.toString('utf8'))
    const asSettled = settled.safeParse(raw)
    return asSettled.success ? asSettled.data : journalRecord.parse(raw)
  } catch {
    return undefined
  }
}

async function writeAll(handle: fs.FileHandle, bytes: Buffer): Promise<void> {
  let at = 0
  while (at < bytes.length) at += (await handle.write(bytes, at)).bytesWritten
}
