import { randomUUID } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import { fileOf, isHash, makeFolder, mark, namesIn, type Room } from '../files/room.ts'
import { createSealedFile, openSealedFile, type SealedFile } from '../sealed-file.ts'
import { pieceBytes } from './copy-format.ts'
import type { FileTaker, Watch } from './read-copy.ts'
import type { CopyFile } from './write-copy.ts'

/** The files of a desk the server does not have yet, for a safe copy. `spoilt`: so many do not open any more. */
export type WaitingFiles = { files: (CopyFile & { size: number })[]; spoilt: number }

/** Finds every file that waits to go up and reads it through once, so that none breaks off in the middle of a copy. */
export async function waitingFiles(room: Room, watch: Watch): Promise<WaitingFiles> {
  const hashes = (await namesIn(room))
    .filter((name) => name.endsWith('.up'))
    .map((name) => name.slice(0, -3))
    .filter(isHash)
  const found: WaitingFiles = { files: [], spoilt: 0 }
  for (const sm3 of hashes.toSorted()) {
    const open = (): Promise<SealedFile | undefined> => openSealedFile(fileOf(room, sm3), room.key, sm3)
    const size = await wholeSize(open, watch)
    if (size === undefined) found.spoilt++
    else found.files.push({ sm3, size, open })
  }
  return found
}

async function wholeSize(open: CopyFile['open'], watch: Watch): Promise<number | undefined> {
  const file = await open().catch((error: unknown) => {
    // a mark whose file is just being taken in, or is gone
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  })
  if (!file) return undefined
  try {
    for (let from = 0; from < file.size; from += pieceBytes) {
      watch(0)
      if (!(await file.read(from, from + pieceBytes))) return undefined
    }
    return file.size
  } finally {
    await file.close()
  }
}

/** Takes the files of a copy into the person's own, sealed with this desk's key and marked to go up; one that is here stays. */
export function takeFiles(room: Room): FileTaker & { count: () => number; tidy: () => Promise<void> } {
  let count = 0
  let left: { writer: { close: () => Promise<void> }; made: string } | undefined
  const tidy = async (): Promise<void> => {
    const half = left
    left = undefined
    if (!half) return
    await half.writer.close().catch(() => undefined)
    await fs.rm(half.made, { force: true })
  }
  return {
    count: () => count,
    tidy,
    begin: async (sm3, size) => {
      await makeFolder(room)
      const here = await openSealedFile(fileOf(room, sm3), room.key, sm3).catch(() => undefined)
      await here?.close()
      if (here) return { piece: async () => undefined, done: () => mark(room, sm3) }
      const made = path.join(room.folder, `${sm3}.${randomUUID()}.new`)
      const writer = await createSealedFile(made, room.key, sm3, size)
      left = { writer, made }
      return {
        piece: writer.add,
        done: async () => {
          await writer.finish()
          left = undefined
          await fs.rename(made, fileOf(room, sm3))
          await mark(room, sm3)
          count++
        },
      }
    },
  }
}
