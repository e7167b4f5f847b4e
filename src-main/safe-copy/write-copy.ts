import { createHash, randomBytes } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import type { HistoryEntry } from '../../src-shared/ipc/contract.ts'
import { DeskError } from '../../src-shared/ipc/desk-error.ts'
import type { JournalRecord } from '../../src-shared/ipc/journal-record.ts'
import { syncFolder } from '../durable.ts'
import { encodeFrame } from '../journal-frames.ts'
import type { KeyFile } from '../key-file.ts'
import type { SealedFile } from '../sealed-file.ts'
import { entryBytes, factsOf, headBlock, headBytes, pieceBytes, pieceOf, type CopyFacts } from './copy-format.ts'
import { readCopy, type Watch } from './read-copy.ts'

/** A file that goes along: open when its turn comes, closed after it. */
export type CopyFile = { sm3: string; open: () => Promise<SealedFile | undefined> }

/** What goes into a copy. */
export type CopyParts = {
  facts: CopyFacts
  records: readonly JournalRecord[]
  history: readonly HistoryEntry[]
  files: readonly CopyFile[]
}

/** Wraps the copy's key under the person's password. */
export type Wrap = (whose: Pick<KeyFile, 'userId' | 'kid'>, key: Uint8Array) => Promise<Pick<KeyFile, 'kdf' | 'byPassword'>>

/** Records of about this many characters go into one frame. */
const frameChars = 512 * 1024

/**
 * Writes a copy to `file`: beside it first, synced, read back and proved whole, and only then under its name (SY-160).
 * Whatever fails, nothing half is left and an older copy of that name stands. `watch` hears the bytes written, then those
 * read back. Answers its size. errors: SC-SPOILT (what was written is not what is read back), SC-FILE (a file of this desk
 * does not open), and the system's own
 */
export async function writeCopy(file: string, parts: CopyParts, wrap: Wrap, watch: Watch): Promise<number> {
  const made = `${file}.part`
  const key = randomBytes(32)
  try {
    const bytes = await writeTo(made, parts, key, wrap, watch)
    const proved = await readCopy(made, key, (at) => watch(bytes + at)).catch((error: unknown) => {
      throw error instanceof DeskError && error.code === 'SC-DAMAGED' ? new DeskError('SC-SPOILT') : error
    })
    if (proved.records.length !== parts.records.length || proved.history.length !== parts.history.length)
      throw new DeskError('SC-SPOILT')
    await fs.rename(made, file)
    await syncFolder(path.dirname(file)).catch((error: unknown) => {
      // not every stick's file system syncs a folder by itself
      if (!(error instanceof Error && 'code' in error && (error.code === 'EINVAL' || error.code === 'ENOTSUP'))) throw error
    })
    return bytes
  } catch (error) {
    await fs.rm(made, { force: true }).catch(() => undefined)
    throw error
  } finally {
    key.fill(0)
  }
}

async function writeTo(made: string, parts: CopyParts, key: Buffer, wrap: Wrap, watch: Watch): Promise<number> {
  const { facts } = parts
  const wrapped = await wrap({ userId: facts.userId, kid: facts.copyId }, key)
  const handle = await fs.open(made, 'w', 0o600)
  try {
    const hash = createHash('sha256')
    let at = headBytes
    let seq = 1
    const put = async (payload: Buffer): Promise<void> => {
      watch(at)
      const frame = encodeFrame(key, 'copy', seq++, payload)
      hash.update(frame)
      await writeAll(handle, frame, at)
      at += frame.length
    }
    await put(entryBytes({ kind: 'manifest', ...factsOf(facts) }))
    for (const records of portions(parts.records)) await put(entryBytes({ kind: 'records', records }))
    for (const entries of portions(parts.history)) await put(entryBytes({ kind: 'history', entries }))
    for (const file of parts.files) await putFile(file, put)
    await put(entryBytes({ kind: 'end' }))
    const bytes = at - headBytes
    await writeAll(handle, headBlock({ ...factsOf(facts), ...wrapped, bytes, sha256: hash.digest('hex') }), 0)
    await handle.sync()
    return at
  } finally {
    await handle.close()
  }
}

async function putFile({ sm3, open }: CopyFile, put: (payload: Buffer) => Promise<void>): Promise<void> {
  const file = await open()
  if (!file) throw new DeskError('SC-FILE')
  try {
    await put(entryBytes({ kind: 'file', sm3, size: file.size }))
    for (let from = 0; from < file.size; from += pieceBytes) {
      const piece = await file.read(from, from + pieceBytes)
      if (!piece) throw new DeskError('SC-FILE')
      await put(pieceOf(piece))
    }
  } finally {
    await file.close()
  }
}

/** Cuts a list into frames of a size that reads well. */
function* portions<T>(all: readonly T[]): Iterable<T[]> {
  let some: T[] = []
  let chars = 0
  for (const one of all) {
    some.push(one)
    chars += JSON.stringify(one).length
    if (chars < frameChars) continue
    yield some
    some = []
    chars = 0
  }
  if (some.length > 0) yield some
}

async function writeAll(handle: fs.FileHandle, bytes: Buffer, at: number): Promise<void> {
  for (let done = 0; done < bytes.length;) done += (await handle.write(bytes, done, bytes.length - done, at + done)).bytesWritten
}
