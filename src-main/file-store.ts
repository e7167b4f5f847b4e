import { randomUUID } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import { sm3 } from 'sm-crypto-v2'
import { DeskError } from '../src-shared/ipc/desk-error.ts'
import { TransportError } from '../src-shared/sync/ports.ts'
import { blobState, limits, paths } from '../src-shared/sync/protocol.ts'
import type { Log } from './log.ts'
import type { Network } from './network.ts'

/**
 * Files on this desk, by the SM3 of their bytes: attachments and pictures. Each person has a folder of their own, so that
 * a file somebody may read is not to be had by whoever sits here next (SY-42, SE-09), and goes up in their own name. A
 * file marked `.up` still has to reach the server.
 */
export type FileStore = {
  /** Keeps bytes; resolves with their SM3 once they are on disk and marked to go up. errors: AT-FULL */
  put: (bytes: Uint8Array) => Promise<string>
  /** A file, fetched first where it is not here. errors: NET-OFFLINE, AT-MISSING, AT-DAMAGED, AT-TOO-LARGE */
  read: (hash: string, maxBytes?: number) => Promise<Buffer>
  /** Marks a file that is here to go up once more; false where it is not here. */
  sendAgain: (hash: string) => Promise<boolean>
  /** Uploads what the server does not have yet; called when the line is there, and by itself after a failure. */
  upload: () => Promise<void>
}

/** So many files are fetched at once, so that none waits for its turn on a thin line until it times out. */
const fetchesAtOnce = 2
const retryMs = 30_000

/** `person`: user id of who is signed in, undefined for nobody. */
export function openFileStore(root: string, network: Network, log: Log, person: () => string | undefined): FileStore {
  let asked = false
  let uploading: Promise<void> | undefined
  let again: ReturnType<typeof setTimeout> | undefined
  /** what was read whole and sound since the start; bytes on a disk can rot */
  const sound = new Set<string>()
  const fetching = new Map<string, Promise<Buffer>>()
  const turn = turns(fetchesAtOnce)

  const folderOf = (): string => {
    const id = person()
    if (id === undefined) throw new DeskError('SE-SIGNED-OUT')
    // the user id comes from our own server, but it names a folder
    return path.join(root, id.replaceAll(/[^\w-]/g, '_'))
  }

  const keep = async (folder: string, hash: string, bytes: Uint8Array, up: boolean): Promise<void> => {
    try {
      await fs.mkdir(folder, { recursive: true })
      if (up) await fs.writeFile(path.join(folder, `${hash}.up`), '', { flush: true })
      // two may take the same file in at once
      const made = path.join(folder, `${hash}.${randomUUID()}.new`)
      await fs.writeFile(made, bytes, { flush: true })
      await fs.rename(made, path.join(folder, hash))
    } catch (error) {
      throw isFull(error) ? new DeskError('AT-FULL') : error
    }
    sound.add(path.join(folder, hash))
  }

  /** The bytes kept here, if they are what their name says. */
  const kept = async (file: string, hash: string): Promise<Buffer | undefined> => {
    const bytes = await fs.readFile(file).catch(() => undefined)
    if (!bytes || sound.has(file)) return bytes
    if (sm3(bytes) !== hash) {
      log('error', 'AT-DAMAGED', hash)
      return undefined
    }
    sound.add(file)
    return bytes
  }

  const fetched = async (folder: string, hash: string, maxBytes: number): Promise<Buffer> => {
    const bytes = await turn(() => fetchBlob(network, hash, maxBytes))
    if (sm3(bytes) !== hash) throw new DeskError('AT-DAMAGED')
    // a disk without room does not keep one from looking
    await keep(folder, hash, bytes, false).catch((error: unknown) => log('warn', 'AT-KEEP', codeOf(error)))
    return bytes
  }

  const uploadOne = async (folder: string, hash: string): Promise<void> => {
    const bytes = await fs.readFile(path.join(folder, hash)).catch(() => undefined)
    // a mark without its file: the desk ended while taking the file in, and nobody was told that it is kept
    if (!bytes) return fs.rm(path.join(folder, `${hash}.up`), { force: true })
    const head = await network.raw('HEAD', `${paths.blob}/${hash}`, {})
    if (!head.ok) throw new TransportError({ kind: 'refused', code: `HTTP-${head.status}` })
    // a file the server has already is named once more by its first bytes: from then on this person has shown to have it
    let received = head.headers.get('x-liuhen-complete') === '1' ? 0 : Number(head.headers.get('x-liuhen-received') ?? 0)
    for (let complete = false; !complete;) {
      const chunk = bytes.subarray(received, received + limits.blobChunkBytes)
      const answer = await network.raw('PUT', `${paths.blob}/${hash}`, {
        headers: {
          'content-type': 'application/octet-stream',
          'content-range': `bytes ${received}-${received + chunk.length - 1}/${bytes.length}`,
        },
        body: chunk,
      })
      if (!answer.ok) throw new TransportError({ kind: 'refused', code: `HTTP-${answer.status}` })
      const state = blobState.parse(await answer.json())
      complete = state.complete
      if (!complete && state.received <= received) throw new TransportError({ kind: 'refused', code: 'AT-STUCK' })
      received = state.received
    }
    await fs.rm(path.join(folder, `${hash}.up`), { force: true })
  }

  const uploadAll = async (): Promise<void> => {
    if (person() === undefined) return
    const folder = folderOf()
    const waiting = (await fs.readdir(folder).catch(() => [])).filter((name) => name.endsWith('.up'))
    for (const name of waiting) {
      // in nobody else's name
      if (person() === undefined || folderOf() !== folder) return
      try {
        await uploadOne(folder, name.slice(0, -3))
      } catch (error) {
        // stays marked; the next time it goes on where it stopped
        log('warn', 'AT-UPLOAD', error instanceof TransportError ? JSON.stringify(error.failure) : 'io')
        if (error instanceof TransportError && error.failure.kind === 'offline') return
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
      const folder = folderOf()
      const hash = sm3(bytes)
      await keep(folder, hash, bytes, true)
      return hash
    },
    read: async (hash, maxBytes = limits.blobBytes) => {
      const folder = folderOf()
      const file = path.join(folder, hash)
      const here = await kept(file, hash)
      if (here) return here
      const running = fetching.get(file) ?? fetched(folder, hash, maxBytes).finally(() => fetching.delete(file))
      fetching.set(file, running)
      return running
    },
    sendAgain: async (hash) => {
      const folder = folderOf()
      if (!(await kept(path.join(folder, hash), hash))) return false
      await fs.writeFile(path.join(folder, `${hash}.up`), '', { flush: true })
      return true
    },
    upload,
  }
}

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

const codeOf = (error: unknown): string => (error instanceof DeskError ? error.code : 'io')

const isFull = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')

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
