import { randomUUID } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import { setImmediate as others } from 'node:timers/promises'
import { DeskError } from '../../src-shared/ipc/desk-error.ts'
import { isNoSpace } from '../durable.ts'
import { createSealedFile } from '../sealed-file.ts'
import { fileOf, makeFolder, mark, type Room } from './room.ts'
import { sm3Sum } from './sm3-sum.ts'
import type { Transfer } from './transfers.ts'

/** Bytes to be taken in. They are read twice: for their SM3, and to be sealed under it. */
export type Source = { size: number; chunks: () => AsyncIterable<Uint8Array> }

const chunkBytes = 256 * 1024

/** Bytes in memory; between the chunks others get their turn. */
export const bytesSource = (bytes: Uint8Array): Source => ({
  size: bytes.length,
  chunks: async function* () {
    for (let at = 0; at < bytes.length; at += chunkBytes) {
      yield bytes.subarray(at, at + chunkBytes)
      await others()
    }
  },
})

/** An open file; one buffer serves all chunks. */
export const fileSource = (handle: fs.FileHandle, size: number): Source => ({
  size,
  chunks: async function* () {
    const buffer = Buffer.alloc(chunkBytes)
    for (let at = 0; ;) {
      const { bytesRead } = await handle.read(buffer, 0, chunkBytes, at)
      if (bytesRead === 0) return
      yield buffer.subarray(0, bytesRead)
      at += bytesRead
    }
  },
})

/**
 * Keeps a file: on disk, sealed and marked to go up when it resolves with its SM3 (SY-150). `busy`: told the SM3 before
 * anything of it is on disk. errors: AT-FULL, AT-CANCELLED; AT-CHANGED where it is not the same when read again
 */
export async function takeIn(
  room: Room,
  source: Source,
  transfer: Transfer,
  busy: <T>(hash: string, task: () => Promise<T>) => Promise<T>,
): Promise<string> {
  const { size } = source
  let read = 0
  /** Reads once, feeding both the sum and `each`; the two readings are the two halves of the way. */
  const pass = async (each: (chunk: Uint8Array) => Promise<void>): Promise<string> => {
    const sum = await sm3Sum()
    let length = 0
    for await (const chunk of source.chunks()) {
      transfer.signal.throwIfAborted()
      length += chunk.length
      if (length > size) throw new DeskError('AT-CHANGED')
      sum.add(chunk)
      await each(chunk)
      read += chunk.length
      transfer.report(Math.floor(read / 2))
    }
    if (length !== size) throw new DeskError('AT-CHANGED')
    return sum.hex()
  }
  const hash = await pass(async () => undefined)
  await busy(hash, async () => {
    await makeFolder(room)
    // two may take the same file in at once
    const made = path.join(room.folder, `${hash}.${randomUUID()}.new`)
    try {
      const writer = await createSealedFile(made, room.key, hash, size)
      try {
        if ((await pass(writer.add)) !== hash) throw new DeskError('AT-CHANGED')
      } catch (error) {
        await writer.close()
        throw error
      }
      await writer.finish()
      transfer.signal.throwIfAborted()
      await mark(room, hash)
      await fs.rename(made, fileOf(room, hash))
    } catch (error) {
      throw isNoSpace(error) ? new DeskError('AT-FULL') : error
    } finally {
      await fs.rm(made, { force: true })
    }
  })
  return hash
}
