import fs from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { sm3Hex } from '../../src-shared/ids.ts'
import { replaceFile } from '../durable.ts'
import { seal, unseal } from '../sealing.ts'
import { makeFolder, type Room } from './room.ts'

/**
 * The book beside a person's files: when each was last used, and which must stay because their own 待办 and drafts need
 * them. `pins` null: not known, since the book is new or was lost.
 */
export type FileIndex = { used: Map<string, number>; pins: ReadonlySet<string> | null }

const stored = z.object({ used: z.array(z.tuple([sm3Hex, z.number()])), pins: z.array(sm3Hex).nullable() })
const context = 'files-index'
const bookOf = (room: Room): string => path.join(room.folder, 'index')

/** The book as it was written last; an empty one where it is missing or damaged: the folder itself says what is there. */
export async function readIndex(room: Room): Promise<FileIndex> {
  const key = room.key()
  try {
    const plain = unseal(key, await fs.readFile(bookOf(room)), context)
    if (plain) {
      const { used, pins } = stored.parse(JSON.parse(plain.toString('utf8')))
      return { used: new Map(used), pins: pins && new Set(pins) }
    }
  } catch {
    // begun anew
  }
  return { used: new Map(), pins: null }
}

/** Writes the book; not twice at once. */
export async function writeIndex(room: Room, { used, pins }: FileIndex): Promise<void> {
  const book: z.infer<typeof stored> = { used: [...used], pins: pins && [...pins] }
  await makeFolder(room)
  await replaceFile(bookOf(room), seal(room.key(), Buffer.from(JSON.stringify(book)), context))
}
