import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { liveBefore, type JournalRecord, type TextRecord } from '../../src-shared/ipc/journal-record.ts'
import type { Journal } from '../../src-shared/sync/ports.ts'
import type { KeptCommand } from '../../src-shared/sync/recover-history.ts'
import { openJournal } from '../../src-main/journal.ts'
import type { Chance, WorldClock } from './clock.ts'

/** What survives of a journal, and what may befall it while its desk is down. */
export type JournalDisk = {
  /** As main opens it at a start: the port, and what it holds. */
  open: () => Promise<{ journal: Journal; records: readonly JournalRecord[] }>
  /** commands the server has, for a cache that came back empty */
  history: () => Promise<readonly KeptCommand[]>
  /** a write that was cut off in the middle stands at the end */
  tear: () => void
  /** one bit is another */
  flip: () => void
  close: () => Promise<void>
}

/** A journal as a list of records: what most worlds need. */
export function memoryJournal(): JournalDisk {
  let records: JournalRecord[] = []
  let history: KeptCommand[] = []
  const settle: Journal['settle'] = async (cmdIds, docIds, acks = []) => {
    for (const ack of acks)
      for (const r of records)
        if (r.type === 'command' && r.command.id === ack.cmdId)
          history = [...history.filter((one) => one.command.id !== ack.cmdId), { command: r.command, ack }]
    const gone = new Set<string>([...cmdIds, ...acks.map((ack) => ack.cmdId)])
    records = records.filter((r) => (r.type === 'command' ? !gone.has(r.command.id) : !docIds.includes(r.docId)))
  }
  const journal: Journal = {
    append: async (more) => {
      for (const record of structuredClone(more) as JournalRecord[]) records = [...withoutVoid(records, record), record]
    },
    settle,
    takeBack: (cmdIds) => settle(cmdIds, []),
  }
  return {
    open: async () => ({ journal, records }),
    history: async () => history,
    tear: () => undefined,
    flip: () => undefined,
    close: async () => undefined,
  }
}

/** As main keeps it: a text record voids what it says the cache never took (SY-87). */
function withoutVoid(records: readonly JournalRecord[], next: JournalRecord): JournalRecord[] {
  if (next.type === 'command') return [...records]
  const isEarlier = (r: JournalRecord): r is TextRecord => r.type !== 'command' && r.docId === next.docId
  const kept = new Set<JournalRecord>(liveBefore(records.filter(isEarlier), next))
  return records.filter((r) => !isEarlier(r) || kept.has(r))
}

const key = Buffer.alloc(32, 7)

/** The journal the desk has, src-main/journal.ts, in a folder of its own; the world's clock stands still while it writes. */
export function fileJournal(clock: WorldClock, chance: Chance): JournalDisk {
  const folder = fs.mkdtempSync(path.join(fs.existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir(), 'liuhen-world-'))
  let open: Awaited<ReturnType<typeof openJournal>> | undefined
  const last = (): string | undefined => {
    const name = fs
      .readdirSync(folder)
      .filter((one) => one.endsWith('.journal'))
      .toSorted()
      .at(-1)
    return name === undefined ? undefined : path.join(folder, name)
  }
  const close = async (): Promise<void> => {
    await open?.close()
    open = undefined
  }
  return {
    open: () =>
      clock.outside(
        (async () => {
          await close()
          const now = (open = await openJournal(folder, key, clock.now))
          const journal: Journal = {
            append: (records) => clock.outside(now.append(records).then(() => undefined)),
            settle: (...all) => clock.outside(now.settle(...all)),
            takeBack: (cmdIds) => clock.outside(now.settle(cmdIds, [])),
          }
          return { journal, records: now.read().records }
        })(),
      ),
    history: () => clock.outside((async () => (await open?.history())?.entries ?? [])()),
    tear: () => {
      const file = last()
      const bytes = file ? fs.readFileSync(file) : Buffer.alloc(0)
      // what a frame begins with, up to anywhere in it
      if (file && bytes.length > 60) fs.appendFileSync(file, bytes.subarray(0, 1 + chance.below(59)))
    },
    flip: () => {
      const file = last()
      const bytes = file ? fs.readFileSync(file) : Buffer.alloc(0)
      if (!file || bytes.length === 0) return
      const at = chance.below(bytes.length)
      bytes[at] = (bytes[at] ?? 0) ^ (1 << chance.below(8))
      fs.writeFileSync(file, bytes)
    },
    close: async () => {
      await close()
      fs.rmSync(folder, { recursive: true, force: true })
    },
  }
}
