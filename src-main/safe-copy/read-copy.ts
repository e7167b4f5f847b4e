import { createHash } from 'node:crypto'
import fs from 'node:fs/promises'
import type { HistoryEntry } from '../../src-shared/ipc/contract.ts'
import { DeskError } from '../../src-shared/ipc/desk-error.ts'
import type { JournalRecord } from '../../src-shared/ipc/journal-record.ts'
import { sm3Sum, type Sm3Sum } from '../files/sm3-sum.ts'
import { frameHeadBytes, frameLength, openFrame, readFrames } from '../journal-frames.ts'
import { factsOf, headBytes, readHead, readPayload, type CopyEntry, type CopyHead } from './copy-format.ts'

/** Hears of each file in a copy; `piece` gets its bytes in order, `done` comes when all of them are there and proved. */
export type FileTaker = {
  begin: (sm3: string, size: number) => Promise<{ piece: (bytes: Buffer) => Promise<void>; done: () => Promise<void> }>
}

export type CopyContents = { records: JournalRecord[]; history: HistoryEntry[] }

/** What reading is watched by: called before each frame with the bytes read so far; throws where it is to stop. */
export type Watch = (bytes: number) => void

/** The head of a copy. errors: SC-FOREIGN, SC-NEWER, SC-DAMAGED, and the system's own */
export async function readCopyHead(file: string): Promise<CopyHead> {
  const handle = await fs.open(file, 'r')
  try {
    const block = Buffer.alloc(headBytes)
    const { bytesRead } = await handle.read(block, 0, headBytes, 0)
    return readHead(block.subarray(0, bytesRead))
  } finally {
    await handle.close()
  }
}

/**
 * Reads a copy from its front to its end, never more than a frame at once, and proves all of it: the hash of the file, each
 * frame by its seal and place, each file by its SM3, and that it ends where it must. What `files` was given counts only when
 * this resolves. errors: SC-DAMAGED (also cut off, or of another key), and the system's own
 */
export async function readCopy(file: string, key: Uint8Array, watch: Watch, files?: FileTaker): Promise<CopyContents> {
  const handle = await fs.open(file, 'r')
  try {
    const block = Buffer.alloc(headBytes)
    await readExactly(handle, block, 0)
    const head = readHead(block)
    return await readRest(handle, head, key, watch, files)
  } finally {
    await handle.close()
  }
}

async function readRest(
  handle: fs.FileHandle,
  head: CopyHead,
  key: Uint8Array,
  watch: Watch,
  files: FileTaker | undefined,
): Promise<CopyContents> {
  const contents: CopyContents = { records: [], history: [] }
  const hash = createHash('sha256')
  const open = openFiles(files)
  let at = headBytes
  let ended = false
  const end = headBytes + head.bytes
  for (let seq = 1; at < end; seq++) {
    watch(at)
    if (ended) throw new DeskError('SC-DAMAGED')
    const frame = await frameAt(handle, at, end)
    hash.update(frame)
    at += frame.length
    const plain = plainOf(frame, key, seq)
    const given = readPayload(plain)
    if ((seq === 1) !== (given.kind === 'manifest')) throw new DeskError('SC-DAMAGED')
    if (given.kind === 'piece') await open.piece(given.bytes)
    else {
      await open.close()
      if (given.kind === 'manifest') mustAgree(given, head)
      else if (given.kind === 'file') await open.begin(given.sm3, given.size)
      else if (given.kind === 'records') contents.records.push(...given.records)
      else if (given.kind === 'history') contents.history.push(...given.entries)
      else ended = true
    }
  }
  const { size } = await handle.stat()
  if (!ended || size !== end || hash.digest('hex') !== head.sha256) throw new DeskError('SC-DAMAGED')
  watch(end)
  return contents
}

/** What the head says in clear, anybody could have written. */
function mustAgree(manifest: Extract<CopyEntry, { kind: 'manifest' }>, head: CopyHead): void {
  if (JSON.stringify(factsOf(manifest)) !== JSON.stringify(factsOf(head))) throw new DeskError('SC-DAMAGED')
}

async function readExactly(handle: fs.FileHandle, into: Buffer, at: number): Promise<void> {
  for (let got = 0; got < into.length;) {
    const { bytesRead } = await handle.read(into, got, into.length - got, at + got)
    if (bytesRead === 0) throw new DeskError('SC-DAMAGED')
    got += bytesRead
  }
}

async function frameAt(handle: fs.FileHandle, at: number, end: number): Promise<Buffer> {
  const start = Buffer.alloc(frameHeadBytes)
  await readExactly(handle, start, at)
  const length = frameLength(start)
  if (length === undefined || at + length > end) throw new DeskError('SC-DAMAGED')
  const frame = Buffer.alloc(length)
  await readExactly(handle, frame, at)
  return frame
}

function plainOf(bytes: Buffer, key: Uint8Array, seq: number): Buffer {
  const [frame] = readFrames(bytes).frames
  const plain = frame?.seq === seq && frame.bytes === bytes.length ? openFrame(key, 'copy', frame) : undefined
  if (!plain) throw new DeskError('SC-DAMAGED')
  return plain
}

/** The file whose pieces come just now. */
function openFiles(files: FileTaker | undefined) {
  type Open = { sm3: string; rest: number; sum: Sm3Sum; taker: Awaited<ReturnType<FileTaker['begin']>> | undefined }
  let open: Open | undefined
  return {
    begin: async (sm3: string, size: number): Promise<void> => {
      open = { sm3, rest: size, sum: await sm3Sum(), taker: await files?.begin(sm3, size) }
    },
    piece: async (bytes: Buffer): Promise<void> => {
      if (!open || bytes.length > open.rest) throw new DeskError('SC-DAMAGED')
      open.rest -= bytes.length
      open.sum.add(bytes)
      await open.taker?.piece(bytes)
    },
    close: async (): Promise<void> => {
      if (!open) return
      const { sm3, rest, sum, taker } = open
      if (rest !== 0 || sum.hex() !== sm3) throw new DeskError('SC-DAMAGED')
      open = undefined
      await taker?.done()
    },
  }
}
