import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import fs from 'node:fs/promises'
import path from 'node:path'
import { TransportError } from '../../src-shared/sync/ports.ts'
import {
  contactHeader,
  errorResponse,
  paths,
  surrenderLimits,
  surrenderReceipt,
  surrenderState,
  type SurrenderedFile,
  type SurrenderReceipt,
} from '../../src-shared/sync/protocol.ts'
import type { Device } from '../device.ts'
import { codeOf } from '../durable.ts'
import type { Network } from '../network.ts'

/** What is handed in of each folder of the profile, everybody's and what was set aside included. */
const handedIn: readonly { folder: string; deep: boolean; takes: (name: string, beside: ReadonlySet<string>) => boolean }[] = [
  { folder: 'keys', deep: false, takes: (name) => /\.key(\.2)?(\.|$)/.test(name) && !name.endsWith('.new') },
  { folder: 'journal', deep: true, takes: (name) => name.includes('.journal') },
  // the server has every file that has no mark
  { folder: 'files', deep: true, takes: (name, beside) => beside.has(`${name}.up`) },
]

/** Names in a folder; none where there is none. */
const namesIn = (folder: string): Promise<string[]> =>
  fs.readdir(folder).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return []
    throw error
  })

/** Every file of the profile that holds work the server may not have, and the keys to it, as paths with slashes. */
async function filesToHandIn(profile: string): Promise<string[]> {
  const found: string[] = []
  for (const { folder, deep, takes } of handedIn) {
    const places = deep ? (await namesIn(path.join(profile, folder))).map((name) => `${folder}/${name}`) : [folder]
    for (const place of places) {
      const names = await namesIn(path.join(profile, place))
      const beside = new Set(names)
      found.push(...names.filter((name) => takes(name, beside)).map((name) => `${place}/${name}`))
    }
  }
  return found.toSorted()
}

async function measured(profile: string, name: string): Promise<SurrenderedFile> {
  const hash = createHash('sha256')
  let size = 0
  for await (const bytes of createReadStream(path.join(profile, name)) as AsyncIterable<Buffer>) {
    hash.update(bytes)
    size += bytes.length
  }
  return { path: name, sha256: hash.digest('hex'), size }
}

/**
 * Hands in everything sealed as it lies there, each file from where it was cut off the last time, and brings the receipt
 * (SE-74). Nothing is opened or deleted. Rejects with TransportError: the next round goes on.
 */
export async function surrender(profile: string, device: Device, network: Pick<Network, 'raw'>): Promise<SurrenderReceipt> {
  const at = `${paths.surrender}/${device.id}`
  const headers = { [contactHeader]: device.contactToken }
  const files: SurrenderedFile[] = []
  for (const name of await filesToHandIn(profile)) {
    const file = await measured(profile, name)
    await handInOne(network, `${at}/${file.sha256}`, headers, path.join(profile, name), file.size)
    files.push(file)
  }
  const answer = await network.raw('POST', at, {
    headers: { ...headers, 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify({ files }), 'utf8'),
  })
  return surrenderReceipt.parse(await jsonIn(answer))
}

async function handInOne(
  network: Pick<Network, 'raw'>,
  url: string,
  headers: Record<string, string>,
  file: string,
  size: number,
): Promise<void> {
  let { received, complete } = surrenderState.parse(await jsonIn(await network.raw('GET', url, { headers })))
  const handle = await fs.open(file, 'r')
  try {
    const piece = Buffer.alloc(surrenderLimits.chunkBytes)
    while (!complete) {
      const { bytesRead } = await handle.read(piece, 0, piece.length, received)
      const answer = await network.raw('PUT', `${url}?from=${received}&total=${size}`, {
        headers: { ...headers, 'content-type': 'application/octet-stream' },
        body: piece.subarray(0, bytesRead),
      })
      const state = surrenderState.parse(await jsonIn(answer))
      if (!state.complete && state.received <= received) throw new TransportError({ kind: 'refused', code: 'SE-SURRENDER-STUCK' })
      ;({ received, complete } = state)
    }
  } finally {
    await handle.close()
  }
}

/** The JSON of an answer; a refusal is a TransportError with its code. */
export async function jsonIn(answer: Response): Promise<unknown> {
  const json: unknown = await answer.json().catch(() => undefined)
  if (answer.ok) return json
  throw new TransportError({ kind: 'refused', code: errorResponse.safeParse(json).data?.code ?? `HTTP-${answer.status}` })
}
