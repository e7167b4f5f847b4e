import fs from 'node:fs/promises'
import path from 'node:path'
import { codeOf } from '../durable.ts'
import { oneAtATime } from '../in-order.ts'
import type { Log } from '../log.ts'
import { evicted, type Cached } from './evict.ts'
import { readIndex, writeIndex, type FileIndex } from './file-index.ts'
import { fileOf, isHash, namesIn, type Room } from './room.ts'

/**
 * Keeps a person's files under a limit (SY-155): least recently used first. What is marked to go up, pinned, open or on its
 * way stays; so does everything until it is known what is pinned.
 */
export type FileCache = {
  /** Runs a task on a file that stays here meanwhile. */
  hold: <T>(room: Room, hash: string, task: () => Promise<T>) => Promise<T>
  /** Notes that the person has used a file now. */
  used: (room: Room, hash: string) => Promise<void>
  /** Which files must stay, all of them, in place of those said before. */
  pin: (room: Room, hashes: readonly string[]) => Promise<void>
  /** The pinned files that are not here; none while the limit is reached. */
  missing: (room: Room) => Promise<string[]>
  /** Clears away what is over the limit; never rejects. */
  trim: (room: Room) => Promise<void>
}

/** What was left half by a taking-in that was killed is cleared away after this. */
const leftOverMs = 3_600_000

export function openFileCache(limitBytes: number, log: Log, now: () => number): FileCache {
  const books = new Map<string, Promise<FileIndex>>()
  const held = new Map<string, number>()
  /** files that are being removed; who wants to hold one waits */
  const going = new Map<string, Promise<void>>()
  const inOrder = oneAtATime()

  const bookOf = (room: Room): Promise<FileIndex> => {
    const book = books.get(room.folder) ?? readIndex(room)
    books.set(room.folder, book)
    book.catch(() => books.delete(room.folder))
    return book
  }

  const hold: FileCache['hold'] = async (room, hash, task) => {
    const file = fileOf(room, hash)
    held.set(file, (held.get(file) ?? 0) + 1)
    try {
      await going.get(file)
      return await task()
    } finally {
      const left = (held.get(file) ?? 1) - 1
      if (left > 0) held.set(file, left)
      else held.delete(file)
    }
  }

  /** Everything in the folder, and what of it must stay. */
  const look = async (room: Room, book: FileIndex, names: readonly string[]): Promise<Cached[]> => {
    const marked = new Set(names.filter((name) => name.endsWith('.up')).map((name) => name.slice(0, -3)))
    const files = await Promise.all(
      names.map(async (name): Promise<Cached | undefined> => {
        const hash = name.split('.')[0] ?? ''
        const stat = await fs.stat(path.join(room.folder, name)).catch(() => undefined)
        if (!stat || !isHash(hash) || name.endsWith('.up')) return undefined
        if (name.endsWith('.new') && now() - stat.mtimeMs < leftOverMs) return undefined
        const stays = marked.has(hash) || book.pins?.has(hash) === true || held.has(fileOf(room, hash))
        const usedAt = name === hash ? (book.used.get(hash) ?? stat.mtimeMs) : stat.mtimeMs
        return { name, bytes: stat.size, usedAt: name.endsWith('.new') ? 0 : usedAt, stays: stays && !name.endsWith('.new') }
      }),
    )
    return files.filter((file) => file !== undefined)
  }

  const remove = async (room: Room, name: string): Promise<void> => {
    const hash = name.split('.')[0] ?? ''
    const file = fileOf(room, hash)
    if (name === hash && held.has(file)) return
    const gone = (async () => {
      // marked since it was looked at: it has not been sent
      if (name === hash && (await namesIn(room)).includes(`${hash}.up`)) return
      await fs.rm(path.join(room.folder, name), { force: true })
    })()
    going.set(
      file,
      gone.catch(() => undefined),
    )
    await gone.finally(() => going.delete(file))
  }

  const trim: FileCache['trim'] = (room) =>
    inOrder(async () => {
      try {
        const book = await bookOf(room)
        const files = await look(room, book, await namesIn(room))
        const there = new Set(files.map((file) => file.name))
        for (const hash of book.used.keys()) if (!there.has(hash) && !held.has(fileOf(room, hash))) book.used.delete(hash)
        const leftOver = files.filter((file) => file.name.endsWith('.new')).map((file) => file.name)
        const over = book.pins ? evicted(files, limitBytes) : []
        for (const name of new Set([...leftOver, ...over])) await remove(room, name)
        if (over.length) log('info', 'AT-EVICTED', String(over.length))
        await writeIndex(room, book)
      } catch (error) {
        // the limit is a courtesy to the disk; the files are more important than it
        if (room.isOpen()) log('warn', 'AT-TRIM', codeOf(error))
      }
    })

  return {
    hold,
    trim,
    used: async (room, hash) => void (await bookOf(room)).used.set(hash, now()),
    pin: async (room, hashes) => {
      const book = await bookOf(room)
      book.pins = new Set(hashes)
      await trim(room)
    },
    missing: async (room) => {
      const book = await bookOf(room)
      const files = await look(room, book, await namesIn(room))
      if (files.reduce((sum, file) => sum + file.bytes, 0) >= limitBytes) return []
      const there = new Set(files.map((file) => file.name))
      return [...(book.pins ?? [])].filter((hash) => !there.has(hash))
    },
  }
}
