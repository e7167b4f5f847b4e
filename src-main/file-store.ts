import { randomUUID } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import { sm3 } from 'sm-crypto-v2'
import { DeskError } from '../src-shared/ipc/desk-error.ts'
import { TransportError } from '../src-shared/sync/ports.ts'
import { blobState, errorResponse, limits, paths } from '../src-shared/sync/protocol.ts'
import { diskLevel } from './disk.ts'
import { codeOf, isNoSpace, personFolder } from './durable.ts'
import type { Log } from './log.ts'
import type { Network } from './network.ts'
import { openSealedFile, writeSealedFile, type SealedFile } from './sealed-file.ts'

/**
 * Files on this desk, by the SM3 of their bytes: attachments and pictures, sealed (SE-50). Each person has a folder of
 * their own, so that a file somebody may read is not to be had by whoever sits here next (SY-42, SE-09), and goes up in
 * their own name. A file marked `.up` still has to reach the server.
 */
export type FileStore = {
  /** Keeps bytes; resolves with their SM3 once they are on disk and marked to go up. errors: AT-FULL */
  put: (bytes: Uint8Array) => Promise<string>
  /** A file, fetched first where it is not here. errors: NET-OFFLINE, AT-MISSING, AT-DAMAGED, AT-TOO-LARGE */
  read: (hash: string, maxBytes?: number) => Promise<Buffer>
  /** Marks a file that is here to go up once more; false where it is not here. */
  sendAgain: (hash: string) => Promise<boolean>
  /** The server was restored from a backup: what it has lost of the files here goes up again, in a later session too (SY-110). */
  offerAgain: () => Promise<void>
  /** Uploads what the server does not have yet; called when the line is there, and by itself after a failure. */
  upload: () => Promise<void>
}

/** So many files are fetched at once, so that none waits for its turn on a thin line until it times out. */
const fetchesAtOnce = 2
const retryMs = 30_000
/** Beside a person's files while the server is to be asked which of them it still has. */
const askMark = 'ask-server'

/** The code of a refusal. */
const codeIn = async (answer: Response): Promise<string> =>
  errorResponse.safeParse(await answer.json().catch(() => undefined)).data?.code ?? 'SY-BLOB-HASH'

/** Whose files are open: the person's id and the key they are sealed with. */
export type FileOwner = { id: string; key: Uint8Array }

/**
 * `owner`: who is signed in, undefined for nobody and while the desk is locked. `freeBytes`: of the disk; a file that would
 * leave less than what the typed text needs is not taken in (SY-86).
 */
export function openFileStore(
  root: string,
  network: Network,
  log: Log,
  owner: () => FileOwner | undefined,
  freeBytes: () => Promise<number | null> = () => Promise.resolve(null),
  /** the server will never take a file: the person is told, the file stays */
  refused: (code: string) => void = () => undefined,
): FileStore {
  let asked = false
  let uploading: Promise<void> | undefined
  let again: ReturnType<typeof setTimeout> | undefined
  const fetching = new Map<string, Promise<Buffer>>()
  const turn = turns(fetchesAtOnce)

  const room = (): Room => {
    const who = owner()
    if (!who) throw new DeskError('SE-SIGNED-OUT')
    return { folder: path.join(root, personFolder(who.id)), key: who.key }
  }

  const keep = async ({ folder, key }: Room, hash: string, bytes: Uint8Array, up: boolean): Promise<void> => {
    try {
      await fs.mkdir(folder, { recursive: true, mode: 0o700 })
      if (up) await fs.writeFile(path.join(folder, `${hash}.up`), '', { flush: true })
      // two may take the same file in at once
      const made = path.join(folder, `${hash}.${randomUUID()}.new`)
      try {
        await writeSealedFile(made, key, hash, bytes)
        await fs.rename(made, path.join(folder, hash))
      } finally {
        await fs.rm(made, { force: true })
      }
    } catch (error) {
      throw isNoSpace(error) ? new DeskError('AT-FULL') : error
    }
  }

  /** The bytes kept here; bytes on a disk can rot, then they are as good as none. */
  const kept = async (where: Room, hash: string): Promise<Buffer | undefined> => {
    const file = await openKept(where, hash)
    if (!file) return undefined
    const bytes = await file.read(0, file.size).finally(file.close)
    if (!bytes) log('error', 'AT-DAMAGED', hash)
    return bytes
  }
  const openKept = async ({ folder, key }: Room, hash: string): Promise<SealedFile | undefined> => {
    try {
      const file = await openSealedFile(path.join(folder, hash), key, hash)
      if (!file) log('error', 'AT-DAMAGED', hash)
      return file
    } catch {
      return undefined // not here
    }
  }

  const fetched = async (where: Room, hash: string, maxBytes: number): Promise<Buffer> => {
    const bytes = await turn(() => fetchBlob(network, hash, maxBytes))
    if (sm3(bytes) !== hash) throw new DeskError('AT-DAMAGED')
    // a disk without room does not keep one from looking
    await keep(where, hash, bytes, false).catch((error: unknown) => log('warn', 'AT-KEEP', codeOf(error)))
    return bytes
  }

  const uploadOne = async (where: Room, hash: string): Promise<void> => {
    const file = await openKept(where, hash)
    if (!file) {
      // a mark without its file: the desk ended while taking the file in, and nobody was told that it is kept
      const there = await fs.stat(path.join(where.folder, hash)).catch(() => undefined)
      if (!there) await unmark(where, hash)
      return
    }
    try {
      await uploadPieces(file, hash)
    } finally {
      await file.close()
    }
    await unmark(where, hash)
  }
  const unmark = ({ folder }: Room, hash: string): Promise<void> => fs.rm(path.join(folder, `${hash}.up`), { force: true })

  const uploadPieces = async (file: SealedFile, hash: string): Promise<void> => {
    const head = await network.raw('HEAD', `${paths.blob}/${hash}`, {})
    if (!head.ok) throw new TransportError({ kind: 'refused', code: `HTTP-${head.status}` })
    // a file the server has already is named once more by its first bytes: from then on this person has shown to have it
    let received = head.headers.get('x-liuhen-complete') === '1' ? 0 : Number(head.headers.get('x-liuhen-received') ?? 0)
    for (let complete = false; !complete;) {
      const chunk = await file.read(received, received + limits.blobChunkBytes)
      if (!chunk) throw new DeskError('AT-DAMAGED')
      const answer = await network.raw('PUT', `${paths.blob}/${hash}`, {
        headers: {
          'content-type': 'application/octet-stream',
          'content-range': `bytes ${received}-${received + chunk.length - 1}/${file.size}`,
        },
        body: chunk,
      })
      if (answer.status === 422) throw new DeskError(await codeIn(answer))
      if (!answer.ok) throw new TransportError({ kind: 'refused', code: `HTTP-${answer.status}` })
      const state = blobState.parse(await answer.json())
      complete = state.complete
      if (!complete && state.received <= received) throw new TransportError({ kind: 'refused', code: 'AT-STUCK' })
      received = state.received
    }
  }

  /** Where the server is to be asked what it still has: marks what it lost (SY-110). */
  const markLost = async ({ folder }: Room): Promise<void> => {
    const ask = path.join(folder, askMark)
    if (!(await fs.stat(ask).catch(() => undefined))) return
    for (const name of (await fs.readdir(folder)).filter((one) => /^[0-9a-f]{64}$/.test(one))) {
      const head = await network.raw('HEAD', `${paths.blob}/${name}`, {})
      // 404: not there, or not for this person, which the upload itself proves
      if (!head.ok && head.status !== 404) throw new TransportError({ kind: 'refused', code: `HTTP-${head.status}` })
      if (head.headers.get('x-liuhen-complete') !== '1') await fs.writeFile(path.join(folder, `${name}.up`), '', { flush: true })
    }
    await fs.rm(ask, { force: true })
  }

  const uploadAll = async (): Promise<void> => {
    if (!owner()) return
    const where = room()
    try {
      await markLost(where)
    } catch (error) {
      // the mark stays: asked again with the next round
      log('warn', 'AT-OFFER', error instanceof TransportError ? JSON.stringify(error.failure) : codeOf(error))
    }
    const waiting = (await fs.readdir(where.folder).catch(() => [])).filter((name) => name.endsWith('.up'))
    for (const name of waiting) {
      // in nobody else's name, and with no key that was wiped since
      if (owner()?.key !== where.key) return
      try {
        await uploadOne(where, name.slice(0, -3))
      } catch (error) {
        // stays marked; the next time it goes on where it stopped
        log('warn', 'AT-UPLOAD', error instanceof TransportError ? JSON.stringify(error.failure) : codeOf(error))
        if (error instanceof TransportError && error.failure.kind === 'offline') return
        if (error instanceof DeskError) {
          // spoilt on this disk, or the server found a virus in it: asking again makes it no better, until the next start
          if (error.code === 'AT-VIRUS') refused(error.code)
          continue
        }
        clearTimeout(again)
        again = setTimeout(() => void upload(), retryMs)
        again.unref()
      }
    }
  }

  /** Sends all that waits; what is put while it runs is sent by one more round. */
  const rounds = async (): Promise<void> => {
    while (asked) {
      asked = false
      await uploadAll()
    }
  }
  const upload = (): Promise<void> => {
    asked = true
    uploading ??= rounds().finally(() => {
      uploading = undefined
    })
    return uploading
  }

  return {
    put: async (bytes) => {
      const where = room()
      const free = await freeBytes()
      if (free !== null && diskLevel(free - bytes.length) === 'full') throw new DeskError('AT-FULL')
      const hash = sm3(bytes)
      await keep(where, hash, bytes, true)
      return hash
    },
    read: async (hash, maxBytes = limits.blobBytes) => {
      const where = room()
      const here = await kept(where, hash)
      if (here) return here
      const file = path.join(where.folder, hash)
      const running = fetching.get(file) ?? fetched(where, hash, maxBytes).finally(() => fetching.delete(file))
      fetching.set(file, running)
      return running
    },
    sendAgain: async (hash) => {
      const where = room()
      if (!(await kept(where, hash))) return false
      await fs.writeFile(path.join(where.folder, `${hash}.up`), '', { flush: true })
      return true
    },
    offerAgain: async () => {
      const { folder } = room()
      await fs.mkdir(folder, { recursive: true, mode: 0o700 })
      await fs.writeFile(path.join(folder, askMark), '', { flush: true })
      await upload()
    },
    upload,
  }
}

/** The open folder of who is signed in. */
type Room = { folder: string; key: Uint8Array }

/** Lets `count` tasks run at once; the others wait in order. */
function turns(count: number): <T>(task: () => Promise<T>) => Promise<T> {
  let free = count
  const waiting: (() => void)[] = []
  return async (task) => {
    if (free > 0) free -= 1
    else await new Promise<void>((go) => void waiting.push(go))
    try {
      return await task()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free += 1
    }
  }
}

async function fetchBlob(network: Network, hash: string, maxBytes: number): Promise<Buffer> {
  try {
    const answer = await network.raw('GET', `${paths.blob}/${hash}`, {})
    if (answer.ok && Number(answer.headers.get('content-length') ?? 0) <= maxBytes) return Buffer.from(await answer.arrayBuffer())
    if (answer.ok) throw new DeskError('AT-TOO-LARGE')
    // not there, or not for this person: the server does not say which (SE-09)
    if (answer.status === 404) throw new DeskError('AT-MISSING')
  } catch (error) {
    if (error instanceof DeskError) throw error
  }
  throw new DeskError('NET-OFFLINE')
}
