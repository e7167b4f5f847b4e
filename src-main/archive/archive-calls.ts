import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { DeskError } from '../../src-shared/ipc/desk-error.ts'
import { errorResponse, paths } from '../../src-shared/sync/protocol.ts'
import { TransportError } from '../../src-shared/sync/ports.ts'
import type { Handlers } from '../ipc.ts'
import type { Network } from '../network.ts'
import { asked } from '../versions.ts'

/** A server that says nothing for so long is gone; before the first byte it hashes every file of the package. */
const SILENT_MS = 120_000

type Parts = { network: Pick<Network, 'raw'>; chooseFile: (name: string) => Promise<string | undefined> }

/** 归档包 on the desk: main asks where to and writes it beside that place until it is whole. */
export const archiveCalls = ({ network, chooseFile }: Parts): Pick<Handlers, 'archive.save'> => ({
  'archive.save': async ({ docId, name }) => {
    const place = await chooseFile(`${path.basename(name)}.zip`)
    if (place === undefined) return null
    await asked(() => fetchTo(network, `${paths.archive}/${docId}`, place))
    return { place }
  },
})

async function fetchTo(network: Parts['network'], url: string, place: string): Promise<void> {
  const gone = new AbortController()
  let silent = setTimeout(() => gone.abort(), SILENT_MS)
  const part = `${place}.part`
  try {
    const response = await network.raw('GET', url, { signal: gone.signal })
    if (!response.ok || !response.body) throw new DeskError(await codeOf(response))
    const heard = async function* (body: AsyncIterable<Uint8Array>) {
      for await (const piece of body) {
        clearTimeout(silent)
        silent = setTimeout(() => gone.abort(), SILENT_MS)
        yield piece
      }
    }
    await written(pipeline(heard(lineOf(response.body)), createWriteStream(part)))
    await written(rename(part, place))
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined)
    throw error
  } finally {
    clearTimeout(silent)
  }
}

/** What comes over the line; a cut one is told as such, or it would pass for a full disk. */
async function* lineOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body
  } catch {
    throw new TransportError({ kind: 'offline' })
  }
}

const written = (work: Promise<void>): Promise<void> =>
  work.catch((error: unknown) => {
    throw error instanceof TransportError ? error : new DeskError('ARCHIVE-WRITE')
  })

async function codeOf(response: Response): Promise<string> {
  if (response.status === 401) return 'SE-NO-SESSION'
  return errorResponse.safeParse(await response.json().catch(() => undefined)).data?.code ?? 'NET-BUSY'
}
