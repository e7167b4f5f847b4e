import fs from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { historyEntry, type HistoryEntry } from '../src-shared/ipc/contract.ts'
import { syncFolder } from './durable.ts'
import { encodeFrame, openFrame, readFrames } from './journal-frames.ts'

/**
 * The commands the server has, kept 45 days beside the journal (SY-64, SE-54): a cache that came back empty offers them
 * again where the server was set back. One file a day, appended and synced like the journal, read only when asked for.
 */
export type History = {
  /** Resolves when the entries are on disk; rejects with the system's error. */
  append: (entries: readonly HistoryEntry[]) => Promise<void>
  /** Everything kept, oldest acknowledgement first, each command once, and how many frames could not be read. */
  read: () => Promise<{ entries: HistoryEntry[]; damaged: number }>
}

const keptDays = 45
const dayMs = 86_400_000
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10).replaceAll('-', '')
const nameOf = (day: string): string => `history-${day}.journal`
const stored = z.array(historyEntry)

/** The history in a journal's folder. Not for two at once: the journal calls it in its own order. */
export function openHistory(folder: string, key: Uint8Array, now: () => number): History {
  const days = async (): Promise<string[]> =>
    (await fs.readdir(folder)).flatMap((name) => /^history-(\d{8})\.journal$/.exec(name)?.[1] ?? []).toSorted()

  /**
   * Removes what is past its days, counted from the last day before today that has a file: a clock that jumps ahead for a
   * day must not throw away what is not old.
   */
  const tidy = async (today: string): Promise<void> => {
    const earlier = (await days()).filter((day) => day !== today)
    const last = earlier.at(-1)
    if (last === undefined) return
    const [year, month, date] = [last.slice(0, 4), last.slice(4, 6), last.slice(6, 8)].map(Number)
    const oldest = dayOf(Math.min(now(), Date.UTC(year ?? 0, (month ?? 1) - 1, date)) - keptDays * dayMs)
    for (const day of earlier) if (day < oldest) await fs.rm(path.join(folder, nameOf(day)), { force: true })
  }

  return {
    append: async (entries) => {
      const today = dayOf(now())
      const file = path.join(folder, nameOf(today))
      const before = await fs.stat(file).catch(() => undefined)
      const size = before?.size ?? 0
      const handle = await fs.open(file, 'a', 0o600)
      try {
        // the number only has to differ within the file: where the frame begins does
        await handle.writeFile(encodeFrame(key, 'history', size, Buffer.from(JSON.stringify(entries), 'utf8')))
        await handle.datasync()
      } catch (error) {
        await handle.truncate(size).catch(() => undefined)
        throw error
      } finally {
        await handle.close()
      }
      if (before) return
      await syncFolder(folder)
      await tidy(today)
    },
    read: async () => {
      const found = new Map<string, HistoryEntry>()
      let damaged = 0
      for (const day of await days()) {
        const read = readFrames(await fs.readFile(path.join(folder, nameOf(day))))
        damaged += read.damaged
        for (const frame of read.frames) {
          const plain = openFrame(key, 'history', frame)
          const entries = plain && stored.safeParse(JSON.parse(plain.toString('utf8')))
          if (!entries?.success) damaged++
          else for (const entry of entries.data) found.set(entry.ack.cmdId, entry)
        }
      }
      return { entries: [...found.values()].toSorted((a, b) => a.ack.at - b.ack.at), damaged }
    },
  }
}
