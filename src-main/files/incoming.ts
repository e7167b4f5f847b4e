import { DeskError } from '../../src-shared/ipc/desk-error.ts'
import type { Log } from '../log.ts'
import type { Network } from '../network.ts'
import { openSealedFile, type SealedFile } from '../sealed-file.ts'
import { download } from './download.ts'
import type { FileCache } from './file-cache.ts'
import { fileOf, type Room } from './room.ts'
import { ending, type Transfers } from './transfers.ts'
import { turns } from './turns.ts'

/** So many files are fetched at once, so that none waits for its turn on a thin line until it times out. */
const fetchesAtOnce = 2
/** A file of at most so many bytes does not wait behind larger ones. */
export const smallBytes = 10 * 1024 * 1024

/** The kept file, open; undefined where it is not here, or what is here is no sealed file of that name. errors: SE-DESK-LOCKED */
export async function openHere(room: Room, hash: string, log: Log): Promise<SealedFile | undefined> {
  try {
    const file = await openSealedFile(fileOf(room, hash), room.key, hash)
    if (!file) log('error', 'AT-DAMAGED', hash)
    return file
  } catch (error) {
    if (error instanceof DeskError) throw error
    return undefined // not here
  }
}

export type Wanted<T> = {
  room: Room
  hash: string
  maxBytes: number
  /** answers undefined where a piece of the file does not open */
  task: (file: SealedFile) => Promise<T | undefined>
  /** false: fetched ahead, nobody waits for it */
  asked: boolean
}

/** What comes from the server: `withFile` of the file store. */
export type Incoming = <T>(wanted: Wanted<T>) => Promise<T>

/** `mustFit`: throws AT-FULL where there is no room for so many bytes more. */
export function openIncoming(
  network: Network,
  log: Log,
  cache: FileCache,
  transfers: Transfers,
  mustFit: (bytes: number) => Promise<void>,
): Incoming {
  const fetching = new Map<string, Promise<void>>()
  const lanes = { small: turns(fetchesAtOnce), large: turns(fetchesAtOnce) }

  const begin = (room: Room, hash: string, maxBytes: number, asked: boolean): Promise<void> => {
    const transfer = transfers.begin({ id: hash, direction: 'down', total: 0 })
    const lane = maxBytes <= smallBytes ? lanes.small : lanes.large
    const task = () => lane(transfer.signal, () => download({ network, room, hash, maxBytes, transfer, mustFit }))
    return ending(transfer, task, asked).then(() => cache.trim(room))
  }
  /** What is asked for twice is fetched once (SY-152). */
  const fetched = (room: Room, hash: string, maxBytes: number, asked: boolean): Promise<void> => {
    const file = fileOf(room, hash)
    const running = fetching.get(file) ?? begin(room, hash, maxBytes, asked).finally(() => fetching.delete(file))
    fetching.set(file, running)
    return running
  }

  return ({ room, hash, maxBytes, task, asked }) => {
    /** undefined: not here, or what is here does not open; bytes on a disk can rot, then they are as good as none */
    const here = async () => {
      const file = await openHere(room, hash, log)
      if (!file) return undefined
      const value = await task(file).finally(file.close)
      if (value === undefined) log('error', 'AT-DAMAGED', hash)
      return value
    }
    return cache.hold(room, hash, async () => {
      if (asked) await cache.used(room, hash)
      const found = await here()
      if (found !== undefined) return found
      await fetched(room, hash, maxBytes, asked)
      const value = await here()
      if (value === undefined) throw new DeskError('AT-DAMAGED')
      return value
    })
  }
}
