import fs from 'node:fs/promises'
import type { FileWhere } from '../../src-shared/ipc/contract.ts'
import { DeskError } from '../../src-shared/ipc/desk-error.ts'
import { limits } from '../../src-shared/sync/protocol.ts'
import { diskLevel } from '../disk.ts'
import { codeOf } from '../durable.ts'
import { oneAtATime } from '../in-order.ts'
import type { Log } from '../log.ts'
import type { Network } from '../network.ts'
import type { SealedFile } from '../sealed-file.ts'
import { openFileCache } from './file-cache.ts'
import { openHere, openIncoming, smallBytes } from './incoming.ts'
import { openOutgoing } from './outgoing.ts'
import { fileOf, mark, namesIn, roomOf, type FileOwner, type Room } from './room.ts'
import { bytesSource, fileSource, takeIn, type Source } from './take-in.ts'
import { ending, openTransfers, type FileProgress, type TransferOf } from './transfers.ts'

/**
 * Files on this desk, by the SM3 of their bytes: attachments and pictures, sealed (SE-50). Each person has a folder of
 * their own, so that a file somebody may read is not to be had by whoever sits here next (SY-42, SE-09), and goes up in
 * their own name. A file marked `.up` still has to reach the server. Nothing of a file's length is ever in memory but what
 * `put` is given and `read` answers (SY-150).
 */
export type FileStore = {
  /** Keeps bytes; resolves with their SM3 once they are on disk and marked to go up. errors: AT-FULL */
  put: (bytes: Uint8Array) => Promise<string>
  /** Keeps a file of the person's disk, and tells how far it is. errors: AT-FULL, AT-TOO-LARGE, AT-UNREAD, AT-CHANGED, AT-CANCELLED */
  take: (source: string, of: Pick<TransferOf, 'id' | 'name' | 'docId'>) => Promise<{ sm3: string; size: number }>
  /** A small file whole, fetched first where it is not here. errors: those of `withFile` */
  read: (hash: string, maxBytes?: number) => Promise<Buffer>
  /**
   * Gives a task an open file, fetched first where it is not here, or where what is here does not open (`task` answers
   * undefined). errors: NET-OFFLINE, AT-MISSING, AT-DAMAGED, AT-TOO-LARGE, AT-FULL, AT-CANCELLED
   */
  withFile: <T>(hash: string, maxBytes: number, task: (file: SealedFile) => Promise<T | undefined>) => Promise<T>
  /** Where each of these files is. */
  where: (hashes: readonly string[]) => Promise<FileWhere[]>
  /** Marks a file that is here to go up once more; false where it is not here. */
  sendAgain: (hash: string) => Promise<boolean>
  /** The server was restored from a backup: what it has lost of the files here goes up again, in a later session too (SY-110). */
  offerAgain: () => Promise<void>
  /** Uploads what the server does not have yet; called when the line is there, and by itself after a failure. */
  upload: () => Promise<void>
  /** Stops a file on its way; what came of it stays, and goes on when it is asked for once more. */
  cancel: (id: string) => void
  /**
   * The files of the person's own 待办 and drafts: they stay here whatever the limit (SY-155). Resolves once those that were not
   * here are fetched, or cannot be now.
   */
  pin: (hashes: readonly string[]) => Promise<void>
}

const keptBytes = 2 * 1024 * 1024 * 1024

export type FileStoreOptions = {
  /** of the disk; a file that would leave less than what the typed text needs is not taken in (SY-86) */
  freeBytes?: () => Promise<number | null>
  /** the server will never take a file: the person is told, the file stays */
  refused?: (code: string) => void
  /** takes what the page is told of files on their way */
  progress?: (progress: FileProgress) => void
  /** how much is kept of what the server has too */
  limitBytes?: number
  now?: () => number
}

/** `owner`: who is signed in, undefined for nobody and while the desk is locked. */
export function openFileStore(
  root: string,
  network: Network,
  log: Log,
  owner: () => FileOwner | undefined,
  options: FileStoreOptions = {},
): FileStore {
  const { freeBytes = () => Promise.resolve(null), limitBytes = keptBytes, now = Date.now } = options
  const transfers = openTransfers(options.progress ?? (() => undefined))
  const cache = openFileCache(limitBytes, log, now)
  /** files being taken in, and how often at once */
  const taking = new Map<string, number>()
  /** what the person stopped is not fetched ahead again */
  const declined = new Set<string>()
  const ahead = oneAtATime()
  const room = (): Room => roomOf(root, owner)

  const mustFit = async (bytes: number): Promise<void> => {
    const free = await freeBytes()
    if (free !== null && diskLevel(free - bytes) === 'full') throw new DeskError('AT-FULL')
  }

  const incoming = openIncoming(network, log, cache, transfers, mustFit)

  /** What the person's own 待办 and drafts need is fetched before it is asked for, one at a time while the line holds. */
  const fetchPinned = (): Promise<void> =>
    ahead(async () => {
      if (!owner()) return
      const where = room()
      for (const hash of await cache.missing(where)) {
        if (!where.isOpen() || network.connection() !== 'online') return
        if (declined.has(hash)) continue
        try {
          await incoming({ room: where, hash, maxBytes: limits.blobBytes, task: async () => true, asked: false })
        } catch (error) {
          // not at the server yet: the next one; no line or no room: another time
          if (!(error instanceof DeskError) || (error.code !== 'AT-MISSING' && error.code !== 'AT-CANCELLED')) return
        }
      }
    }).catch((error: unknown) => log('warn', 'AT-AHEAD', codeOf(error)))

  const keep = async (source: Source, of: Omit<TransferOf, 'direction' | 'total'>): Promise<string> => {
    const where = room()
    await mustFit(source.size)
    const transfer = transfers.begin({ ...of, direction: 'in', total: source.size })
    const hash = await ending(transfer, () =>
      takeIn(where, source, transfer, (sm3, task) =>
        cache.hold(where, sm3, async () => {
          const file = fileOf(where, sm3)
          taking.set(file, (taking.get(file) ?? 0) + 1)
          await cache.used(where, sm3)
          return task().finally(() => taking.set(file, (taking.get(file) ?? 1) - 1))
        }),
      ),
    )
    outgoing.goOn(hash)
    return hash
  }

  const outgoing = openOutgoing({
    network,
    log,
    room: () => (owner() ? room() : undefined),
    open: (where, hash) => openHere(where, hash, log),
    isBusy: (where, hash) => (taking.get(fileOf(where, hash)) ?? 0) > 0,
    hold: cache.hold,
    transfers,
    refused: options.refused ?? (() => undefined),
    sent: cache.trim,
  })

  const withFile: FileStore['withFile'] = async (hash, maxBytes, task) =>
    incoming({ room: room(), hash, maxBytes, task, asked: true })

  return {
    put: (bytes) => keep(bytesSource(bytes), { id: crypto.randomUUID() }),
    take: async (source, of) => {
      const handle = await fs.open(source, 'r').catch(() => undefined)
      if (!handle) throw new DeskError('AT-UNREAD')
      try {
        const { size } = await handle.stat()
        if (size > limits.blobBytes) throw new DeskError('AT-TOO-LARGE', String(size))
        return { sm3: await keep(fileSource(handle, size), of), size }
      } catch (error) {
        if (error instanceof DeskError) throw error
        log('warn', 'AT-UNREAD', codeOf(error))
        throw new DeskError('AT-UNREAD')
      } finally {
        await handle.close()
      }
    },
    read: (hash, maxBytes = smallBytes) =>
      withFile(hash, maxBytes, async (file) => {
        if (file.size > maxBytes) throw new DeskError('AT-TOO-LARGE')
        return file.read(0, file.size)
      }),
    withFile,
    where: async (hashes) => {
      const names = new Set(await namesIn(room()))
      return hashes.map((hash) => (!names.has(hash) ? 'absent' : names.has(`${hash}.up`) ? 'unsent' : 'here'))
    },
    sendAgain: async (hash) => {
      const where = room()
      return cache.hold(where, hash, async () => {
        const file = await openHere(where, hash, log)
        const whole = file && (await readable(file).finally(file.close))
        if (!whole) return false
        await mark(where, hash)
        outgoing.goOn(hash)
        return true
      })
    },
    offerAgain: outgoing.offerAgain,
    upload: async () => {
      await outgoing.send()
      void fetchPinned()
    },
    cancel: (id) => {
      outgoing.stop(id)
      declined.add(id)
      transfers.cancel(id)
    },
    pin: async (hashes) => {
      await cache.pin(room(), hashes)
      await fetchPinned()
    },
  }
}

/** Whether every piece of a file opens. */
async function readable(file: SealedFile): Promise<boolean> {
  const step = 1024 * 1024
  for (let at = 0; at < file.size; at += step) if (!(await file.read(at, at + step))) return false
  return true
}
