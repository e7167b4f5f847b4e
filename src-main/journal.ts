import fs from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { journalRecord, liveBefore, type JournalRecord, type TextRecord } from '../src-shared/ipc/journal-record.ts'
import { oneAtATime } from './in-order.ts'
import { encodeFrame, readFrames } from './journal-frames.ts'

/**
 * The first durable copy of everything typed and commanded: append-only files written with fdatasync before the page says
 * "已保存到本机" (sync.md §5). Files of about 4 MiB; settled records leave by rewriting what is live to a new file.
 */
export type Journal = {
  /** Resolves when the records are on disk. Rejects with JournalFull or the system's error; then nothing was written. */
  append: (records: readonly JournalRecord[]) => Promise<{ savedAt: number; seq: number }>
  /** Everything live, oldest first. */
  read: () => { records: JournalRecord[]; damaged: number }
  /** The server has these: they may leave at the next compaction. */
  settle: (cmdIds: readonly string[], docIds: readonly string[]) => Promise<void>
  close: () => Promise<void>
}

export class JournalFull extends Error {
  override readonly name = 'JournalFull'
}

/** What a settle leaves in the file, so that it holds after a restart too. */
const settled = z.object({ type: z.literal('settled'), cmdIds: z.array(z.string()), docIds: z.array(z.string()) })
type Stored = JournalRecord | z.infer<typeof settled>
type Live = { seq: number; record: JournalRecord }

const segmentBytes = 4 * 1024 * 1024
const segmentName = (n: number): string => `${String(n).padStart(8, '0')}.journal`

/** Opens (or starts) the journal in `folder`. Damaged frames are kept in a copy beside the file and counted, never dropped silently. */
export async function openJournal(folder: string, now: () => number): Promise<Journal> {
  await fs.mkdir(folder, { recursive: true })
  const names = (await fs.readdir(folder)).filter((name) => /^\d{8}\.journal$/.test(name)).toSorted()
  let live: Live[] = []
  let damaged = 0
  let nextSeq = 1
  let number = 0
  let size = 0
  for (const name of names) {
    const file = path.join(folder, name)
    const bytes = await fs.readFile(file)
    const found = readFrames(bytes)
    if (found.damaged > 0) await fs.copyFile(file, path.join(folder, `${name}.damaged-${now()}`))
    damaged += found.damaged
    for (const frame of found.frames) {
      const record = parseStored(frame.payload)
      if (record === undefined) damaged++
      else live = apply(live, frame.seq, record)
      nextSeq = Math.max(nextSeq, frame.seq + 1)
    }
    // a write that was cut off was never acknowledged; leave room for the next one
    if (found.tail < bytes.length) await fs.truncate(file, found.tail)
    number = Number.parseInt(name, 10)
    size = found.tail
  }
  if (number === 0) number = 1
  let handle = await fs.open(path.join(folder, segmentName(number)), 'a')
  await syncFolder(folder)
  // a failed write leaves the file as it was
  const inOrder = oneAtATime()

  const write = async (records: readonly Stored[]): Promise<number> => {
    const frames = records.map((record, i) => encodeFrame(nextSeq + i, Buffer.from(JSON.stringify(record), 'utf8')))
    const bytes = Buffer.concat(frames)
    try {
      await writeAll(handle, bytes)
      await handle.datasync()
    } catch (error) {
      await handle.truncate(size).catch(() => undefined)
      throw isNoSpace(error) ? new JournalFull('no space left for the journal') : error
    }
    size += bytes.length
    records.forEach((record, i) => {
      live = apply(live, nextSeq + i, record)
    })
    nextSeq += records.length
    return nextSeq - 1
  }

  /** Starts a new file with only what is live, then removes the older ones. A crash between leaves both: reading is idempotent. */
  const compact = async (): Promise<void> => {
    const older = (await fs.readdir(folder)).filter((name) => /^\d{8}\.journal$/.test(name))
    const temp = path.join(folder, 'compacting')
    const next = await fs.open(temp, 'w')
    const bytes = Buffer.concat(live.map(({ seq, record }) => encodeFrame(seq, Buffer.from(JSON.stringify(record), 'utf8'))))
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
    number++
    await fs.rename(temp, path.join(folder, segmentName(number)))
    await syncFolder(folder)
    await handle.close()
    handle = await fs.open(path.join(folder, segmentName(number)), 'a')
    size = bytes.length
    for (const name of older) await fs.rm(path.join(folder, name))
    await syncFolder(folder)
  }

  // the damaged file is kept as a copy; from here on only what could be read is carried, so it is told once
  if (damaged > 0) await compact()

  return {
    append: (records) => inOrder(async () => ({ seq: await write(records), savedAt: now() })),
    read: () => ({ records: live.map((entry) => entry.record), damaged }),
    settle: (cmdIds, docIds) =>
      inOrder(async () => {
        await write([{ type: 'settled', cmdIds: [...cmdIds], docIds: [...docIds] }])
        if (size > segmentBytes) await compact()
      }),
    close: () => inOrder(() => handle.close()),
  }
}

/** What is live after one more record: a settle takes away, a text record voids what it says the cache never took (SY-87). */
function apply(live: Live[], seq: number, record: Stored): Live[] {
  if (record.type === 'settled') {
    const cmds = new Set(record.cmdIds)
    const docs = new Set<string>(record.docIds)
    return live.filter(({ record: r }) => (r.type === 'command' ? !cmds.has(r.command.id) : !docs.has(r.docId)))
  }
  // after a crash between the two halves of a compaction a record stands in both files
  const last = live.at(-1)
  if (last && seq <= last.seq && live.some((entry) => entry.seq === seq)) return live
  if (record.type !== 'command') {
    const earlier = live.map((entry) => entry.record).filter((r) => r.type !== 'command' && r.docId === record.docId)
    const kept = new Set<JournalRecord>(liveBefore(earlier as TextRecord[], record))
    if (kept.size < earlier.length)
      live = live.filter(({ record: r }) => r.type === 'command' || r.docId !== record.docId || kept.has(r))
  }
  live.push({ seq, record }) // in place: this runs for every pause in typing
  return live
}

function parseStored(payload: Buffer): Stored | undefined {
  try {
    const json: unknown = JSON.parse(payload.toString('utf8'))
    return journalRecord.safeParse(json).data ?? settled.safeParse(json).data
  } catch {
    return undefined
  }
}

async function writeAll(handle: fs.FileHandle, bytes: Buffer): Promise<void> {
  let at = 0
  while (at < bytes.length) at += (await handle.write(bytes, at)).bytesWritten
}

const isNoSpace = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')

/** A rename or a new file is durable once its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await fs.open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
