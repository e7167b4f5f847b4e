import fs from 'node:fs/promises'
import { DeskError } from '../../src-shared/ipc/desk-error.ts'
import { TransportError } from '../../src-shared/sync/ports.ts'
import { codeOf } from '../durable.ts'
import type { Log } from '../log.ts'
import type { Network } from '../network.ts'
import type { SealedFile } from '../sealed-file.ts'
import { fileOf, isHash, isThere, makeFolder, mark, namesIn, unmark, type Room } from './room.ts'
import { endBy, type Transfers } from './transfers.ts'
import { newPace, serverHas, upload } from './upload.ts'

/** What goes up: every marked file, smallest first, one after another, once there is a line. */
export type Outgoing = {
  /** Uploads what the server does not have yet; called when the line is there, and by itself after a failure. */
  send: () => Promise<void>
  /** The server was restored: what it has lost of the files here goes up again, in a later session too (SY-110). */
  offerAgain: () => Promise<void>
  /** The person stopped this one: it stays marked and waits for `goOn`, or for the next start. */
  stop: (hash: string) => void
  goOn: (hash: string) => void
}

type Parts = {
  network: Network
  log: Log
  /** undefined: nobody's files are open */
  room: () => Room | undefined
  open: (room: Room, hash: string) => Promise<SealedFile | undefined>
  /** whether a file is being taken in just now, so that a mark without a file is no left-over */
  isBusy: (room: Room, hash: string) => boolean
  /** keeps a file here while a task works on it */
  hold: <T>(room: Room, hash: string, task: () => Promise<T>) => Promise<T>
  transfers: Transfers
  /** the server will never take a file: the person is told, the file stays */
  refused: (code: string) => void
  /** the server has more of them */
  sent: (room: Room) => Promise<void>
}

const retryMs = 30_000
/** Beside a person's files while the server is to be asked which of them it still has. */
const askMark = 'ask-server'

/** What the page is told while a file waits for the line or for the server. */
const waitingFor = (error: TransportError): string =>
  error.failure.kind === 'offline'
    ? 'NET-OFFLINE'
    : error.failure.kind === 'refused' && error.failure.code.startsWith('AT-')
      ? error.failure.code
      : 'NET-BUSY'

export function openOutgoing(parts: Parts): Outgoing {
  const { network, log, room: roomNow, open, isBusy, hold, transfers, refused, sent } = parts
  let asked = false
  let sending: Promise<void> | undefined
  let again: ReturnType<typeof setTimeout> | undefined
  const pace = newPace()
  const stopped = new Set<string>()
  /** what the server will never take, told once */
  const told = new Set<string>()

  const sendOne = (room: Room, hash: string): Promise<void> =>
    hold(room, hash, async () => {
      const file = await open(room, hash)
      if (!file) {
        // a mark without its file: the desk ended while taking the file in, and nobody was told that it is kept
        if (await isThere(fileOf(room, hash))) throw new DeskError('AT-SPOILT')
        return unmark(room, hash)
      }
      const transfer = transfers.begin({ id: hash, direction: 'up', total: file.size })
      try {
        await upload(network, file, hash, transfer, pace)
        await unmark(room, hash)
        transfer.end('done')
      } catch (error) {
        if (error instanceof TransportError) transfer.end('waiting', waitingFor(error))
        endBy(transfer, error)
        throw error
      } finally {
        await file.close()
      }
    })

  /** Where the server is to be asked what it still has: marks what it lost (SY-110). */
  const markLost = async (room: Room): Promise<void> => {
    const ask = `${room.folder}/${askMark}`
    if (!(await isThere(ask))) return
    for (const name of (await namesIn(room)).filter(isHash))
      await hold(room, name, async () => {
        if (!(await serverHas(network, name)) && (await isThere(fileOf(room, name)))) await mark(room, name)
      })
    await fs.rm(ask, { force: true })
  }

  /** Marked files, smallest first: a picture does not wait for a film. */
  const waiting = async (room: Room): Promise<string[]> => {
    const hashes = (await namesIn(room)).filter((name) => name.endsWith('.up')).map((name) => name.slice(0, -3))
    const sized = await Promise.all(
      hashes.map(async (hash) => ({ hash, size: (await fs.stat(fileOf(room, hash)).catch(() => undefined))?.size ?? 0 })),
    )
    return sized.toSorted((a, b) => a.size - b.size).map(({ hash }) => hash)
  }

  const sendAll = async (): Promise<void> => {
    const room = roomNow()
    if (!room) return
    try {
      await markLost(room)
    } catch (error) {
      // the mark stays: asked again with the next round
      log('warn', 'AT-OFFER', error instanceof TransportError ? JSON.stringify(error.failure) : codeOf(error))
    }
    const hashes = await waiting(room)
    if (hashes.length === 0) return
    await sendMarked(room, hashes)
    await sent(room)
  }

  const sendMarked = async (room: Room, hashes: readonly string[]): Promise<void> => {
    for (const hash of hashes) {
      // in nobody else's name, and with no key that was wiped since
      if (!room.isOpen()) return
      if (isBusy(room, hash) || stopped.has(hash)) continue
      try {
        await sendOne(room, hash)
      } catch (error) {
        // stays marked; the next time it goes on where it stopped
        log('warn', 'AT-UPLOAD', error instanceof TransportError ? JSON.stringify(error.failure) : codeOf(error))
        if (error instanceof TransportError && error.failure.kind === 'offline') return
        if (error instanceof DeskError) {
          // spoilt on this disk, stopped, or a virus found in it: asking again makes it no better, until the next start
          if (error.code.startsWith('AT-') && error.code !== 'AT-CANCELLED' && !told.has(hash)) refused(error.code)
          told.add(hash)
          continue
        }
        clearTimeout(again)
        again = setTimeout(() => void send(), retryMs)
        again.unref()
      }
    }
  }

  /** Sends all that waits; what is put while it runs is sent by one more round. */
  const rounds = async (): Promise<void> => {
    while (asked) {
      asked = false
      await sendAll()
    }
  }
  const send = (): Promise<void> => {
    asked = true
    sending ??= rounds().finally(() => {
      sending = undefined
    })
    return sending
  }

  return {
    send,
    offerAgain: async () => {
      const room = roomNow()
      if (!room) throw new DeskError('SE-SIGNED-OUT')
      await makeFolder(room)
      await fs.writeFile(`${room.folder}/${askMark}`, '', { flush: true })
      await send()
    },
    stop: (hash) => void stopped.add(hash),
    goOn: (hash) => void stopped.delete(hash),
  }
}
