import { randomUUID } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import type { CallOutput, DeskSession, SafeCopyCounts } from '../../src-shared/ipc/contract.ts'
import { DeskError } from '../../src-shared/ipc/desk-error.ts'
import type { JournalRecord } from '../../src-shared/ipc/journal-record.ts'
import type { OpenDesk } from '../desk-session.ts'
import { diskLevel } from '../disk.ts'
import { codeOf } from '../durable.ts'
import { safeName } from '../files/file-names.ts'
import type { Room } from '../files/room.ts'
import type { Handlers } from '../ipc.ts'
import { unwrapByPassword } from '../key-file.ts'
import type { Log } from '../log.ts'
import { takeFiles, waitingFiles } from './copied-files.ts'
import { copyError } from './copy-error.ts'
import { factsOf, type CopyHead } from './copy-format.ts'
import { readCopy, readCopyHead, type Watch } from './read-copy.ts'
import { writeCopy } from './write-copy.ts'

export const copyExtension = '.lhcopy'

/** What safe copies need of their surroundings. */
export type SafeCopyPorts = {
  desk: { mustBeOpen: () => OpenDesk; open: () => OpenDesk | undefined; current: () => DeskSession | null }
  /** the open folder of the person's files */
  room: () => Room
  /** free bytes where the profile lies */
  freeBytes: () => Promise<number | null>
  /** the system's dialogs; undefined: cancelled */
  chooseTarget: (name: string) => Promise<string | undefined>
  chooseSource: () => Promise<string | undefined>
  progress: (done: number, total: number) => void
  /** files came in: they want to go up */
  filesCame: () => void
  log: Log
  now: () => number
}

type Calls = Pick<Handlers, 'safeCopy.place' | 'safeCopy.write' | 'safeCopy.open' | 'safeCopy.read' | 'safeCopy.cancel'>

/**
 * Safe copies (安全副本): everything unsent of the person at this desk in one sealed file on a folder or stick, and back on
 * another desk of the same person (SY-160 … SY-168). Works without a line. The page never names a file: main asks the
 * person and remembers.
 */
export function safeCopies(ports: SafeCopyPorts): Calls {
  const { desk, log } = ports
  let target: { copyId: string; file: string; whose: OpenDesk } | undefined
  let source: { file: string; head: CopyHead; whose: OpenDesk } | undefined
  let running: AbortController | undefined

  /** One at a time, stopped by the person or a lock; every failure has its code. */
  const run = async <T>(task: (watch: (total: number) => Watch, whose: OpenDesk) => Promise<T>): Promise<T> => {
    if (running) throw new DeskError('SC-BUSY')
    const whose = desk.mustBeOpen()
    const mine = new AbortController()
    running = mine
    let told = 0
    const watch = (total: number): Watch => {
      return (done) => {
        if (mine.signal.aborted) throw new DeskError('SC-CANCELLED')
        if (desk.open() !== whose) throw new DeskError('SE-DESK-LOCKED')
        const now = ports.now()
        if (total === 0) return
        if (done < total && now - told < 150) return
        told = now
        ports.progress(done, total)
      }
    }
    try {
      return await task(watch, whose)
    } catch (error) {
      const known = copyError(error)
      log('warn', known.code, codeOf(error))
      throw known
    } finally {
      running = undefined
    }
  }

  return {
    'safeCopy.place': async () => {
      const whose = desk.mustBeOpen()
      const day = new Date(ports.now() + 8 * 3_600_000).toISOString().slice(0, 10).replaceAll('-', '')
      const name = safeName(`${desk.current()?.session.user.name ?? ''}-${day}${copyExtension}`)
      const chosen = await ports.chooseTarget(name)
      if (chosen === undefined) return null
      target = { copyId: randomUUID(), file: await withExtension(chosen), whose }
      return { copyId: target.copyId }
    },
    'safeCopy.write': ({ copyId }) =>
      run(async (watch, whose) => {
        const to = target
        if (to?.copyId !== copyId || to.whose !== whose) throw new DeskError('SC-GONE')
        target = undefined
        const { files, spoilt } = await waitingFiles(ports.room(), watch(0))
        const { records } = whose.journal.read()
        const { entries: history } = await whose.journal.history()
        const fileBytes = files.reduce((sum, file) => sum + file.size, 0)
        const roughly = fileBytes + JSON.stringify(records).length + JSON.stringify(history).length
        await leaveRoom(ports, to.file, roughly)
        const session = desk.current()
        if (!session) throw new DeskError('SE-SIGNED-OUT')
        const counts = countOf(records, history.length, files.length, fileBytes)
        const facts = factsOf({
          copyId,
          county: whose.county,
          userId: whose.userId,
          device: session.device,
          epoch: session.session.epoch,
          madeAt: ports.now(),
          counts,
        })
        const parts = { facts, records, history, files }
        const bytes = await writeCopy(to.file, parts, whose.wrap, watch(2 * roughly))
        log('info', 'SC-WRITTEN', JSON.stringify({ ...counts, spoilt, bytes }))
        return { file: to.file, bytes, spoilt, counts }
      }),
    'safeCopy.open': async () => {
      const whose = desk.mustBeOpen()
      source = undefined
      const file = await ports.chooseSource()
      if (file === undefined) return null
      return run(async () => {
        const head = await readCopyHead(file)
        if (head.county !== whose.county) throw new DeskError('SE-OTHER-COUNTY')
        if (head.userId !== whose.userId) throw new DeskError('SE-OTHER-PERSON')
        source = { file, head, whose }
        return {
          name: path.basename(file),
          madeAt: head.madeAt,
          here: head.device === desk.current()?.device,
          counts: head.counts,
        }
      })
    },
    'safeCopy.read': ({ password }): Promise<CallOutput<'safeCopy.read'>> =>
      run(async (watch, whose) => {
        const from = source
        if (!from || from.whose !== whose) throw new DeskError('SC-GONE')
        const { file, head } = from
        const key = await unwrapByPassword({ ...head, kid: head.copyId }, password)
        if (!key) throw new DeskError('SC-PASSWORD')
        try {
          const free = await ports.freeBytes()
          if (free !== null && diskLevel(free - head.bytes) === 'full') throw new DeskError('SC-NO-ROOM')
          const way = watch(2 * head.bytes)
          // all of it is proved before any of it is taken
          const { records, history } = await readCopy(file, key, way)
          const files = takeFiles(ports.room())
          try {
            await readCopy(file, key, (at) => way(head.bytes + at), files)
          } finally {
            await files.tidy()
          }
          if (files.count() > 0) ports.filesCame()
          log('info', 'SC-READ', JSON.stringify({ ...head.counts, taken: files.count() }))
          return { copyId: head.copyId, device: head.device, records, history, files: files.count() }
        } finally {
          key.fill(0)
        }
      }),
    'safeCopy.cancel': () => running?.abort(),
  }
}

/** The name the person gave, with the ending of safe copies; never over another file because of that. */
async function withExtension(chosen: string): Promise<string> {
  if (chosen.toLowerCase().endsWith(copyExtension)) return chosen
  for (let n = 1; ; n++) {
    const file = `${chosen}${n === 1 ? '' : `-${n}`}${copyExtension}`
    if (!(await fs.stat(file).catch(() => undefined))) return file
  }
}

/** On the profile's own disk a copy must leave what typed text needs (SY-86). */
async function leaveRoom(ports: SafeCopyPorts, file: string, bytes: number): Promise<void> {
  const { folder } = ports.room()
  const [there, here] = await Promise.all([
    fs.stat(path.dirname(file)),
    fs.stat(path.dirname(path.dirname(folder))).catch(() => undefined),
  ])
  const free = here?.dev === there.dev ? await ports.freeBytes() : null
  if (free !== null && diskLevel(free - bytes) === 'full') throw new DeskError('SC-FULL')
}

function countOf(records: readonly JournalRecord[], history: number, files: number, fileBytes: number): SafeCopyCounts {
  const commands = new Set<string>()
  const items = new Set<string>()
  const documents = new Set<string>()
  for (const record of records) {
    if (record.type !== 'command') documents.add(record.docId)
    else if (record.command.name.startsWith('desk:')) items.add(record.command.id)
    else {
      commands.add(record.command.id)
      documents.add(record.command.doc)
    }
  }
  return { documents: documents.size, commands: commands.size, items: items.size, history, files, fileBytes }
}
