import fs from 'node:fs/promises'
import { DeskError } from '../../src-shared/ipc/desk-error.ts'
import { paths } from '../../src-shared/sync/protocol.ts'
import { isNoSpace } from '../durable.ts'
import type { Network } from '../network.ts'
import { createSealedFile, resumeSealedFile, type SealedWriter } from '../sealed-file.ts'
import { fileOf, makeFolder, partOf, type Room } from './room.ts'
import { sm3Sum, type Sm3Sum } from './sm3-sum.ts'
import type { Transfer } from './transfers.ts'

/** One request asks for no more, so that no answer is ever longer in memory. */
const rangeBytes = 4 * 1024 * 1024
/** A line on which nothing comes for so long is down. */
const stallMs = 30_000

export type Download = {
  network: Network
  room: Room
  hash: string
  maxBytes: number
  transfer: Transfer
  /** whether there is room for so many bytes more; throws AT-FULL */
  mustFit: (bytes: number) => Promise<void>
}

/** What was fetched so far: the writer of what lies here sealed, and the sum of it. */
type Part = { writer: SealedWriter; sum: Sm3Sum }

/**
 * Fetches a file piece by piece into `<sm3>.part` and goes on there after a cut, a kill or a restart; it gets its name only
 * once its SM3 is proved, other bytes are thrown away (SY-151). errors: NET-OFFLINE, AT-MISSING, AT-DAMAGED, AT-TOO-LARGE,
 * AT-FULL, AT-CANCELLED
 */
export async function download(job: Download): Promise<void> {
  const { room, hash, transfer } = job
  await makeFolder(room)
  const so: { far: Part | undefined } = { far: await partSoFar(room, hash) }
  try {
    while (!so.far || so.far.writer.at() < so.far.writer.size) {
      if (so.far) transfer.report(so.far.writer.at(), so.far.writer.size)
      await oneRange(job, so)
    }
    const { writer, sum } = so.far
    if (sum.hex() !== hash) throw new DeskError('AT-DAMAGED')
    so.far = undefined
    await writer.finish()
    await fs.rename(partOf(room, hash), fileOf(room, hash))
  } catch (error) {
    await so.far?.writer.close()
    if (error instanceof DeskError && ['AT-DAMAGED', 'AT-MISSING', 'AT-TOO-LARGE'].includes(error.code))
      await fs.rm(partOf(room, hash), { force: true })
    throw isNoSpace(error) ? new DeskError('AT-FULL') : error
  }
}

async function partSoFar(room: Room, hash: string): Promise<Part | undefined> {
  const sum = await sm3Sum()
  const writer = await resumeSealedFile(partOf(room, hash), room.key, hash, sum.add)
  return writer && { writer, sum }
}

/** Asks for the next bytes and takes what comes of them; `so.far` is what is open, whatever happens. */
async function oneRange(job: Download, so: { far: Part | undefined }): Promise<void> {
  const { network, hash, transfer } = job
  const stalled = new AbortController()
  const timer = setTimeout(() => stalled.abort(), stallMs)
  try {
    const from = so.far?.writer.at() ?? 0
    const answer = await network
      .raw('GET', `${paths.blob}/${hash}`, {
        headers: { range: `bytes=${from}-${from + rangeBytes - 1}` },
        signal: AbortSignal.any([transfer.signal, stalled.signal]),
      })
      .catch(() => brokeOff(transfer))
    // not there, or not for this person: the server does not say which (SE-09)
    if (answer.status === 404) throw new DeskError('AT-MISSING')
    const range = rangeIn(answer)
    if (!range) throw new DeskError('NET-OFFLINE')
    if (so.far && (so.far.writer.size !== range.total || from !== range.from)) throw new DeskError('AT-DAMAGED')
    const { writer, sum } = (so.far ??= await begin(job, range))
    for await (const chunk of chunksOf(answer, transfer)) {
      timer.refresh()
      // more than was promised is something else
      if (writer.at() + chunk.length > writer.size) throw new DeskError('AT-DAMAGED')
      sum.add(chunk)
      await writer.add(chunk)
      transfer.report(writer.at(), writer.size)
    }
    if (writer.at() === from && writer.size > from) throw new DeskError('NET-OFFLINE')
  } finally {
    clearTimeout(timer)
  }
}

async function begin({ room, hash, maxBytes, mustFit }: Download, { from, total }: Range): Promise<Part> {
  if (from !== 0) throw new DeskError('AT-DAMAGED')
  if (total > maxBytes) throw new DeskError('AT-TOO-LARGE')
  await mustFit(total)
  const sum = await sm3Sum()
  return { writer: await createSealedFile(partOf(room, hash), room.key, hash, total), sum }
}

type Range = { from: number; total: number }

/** Which bytes an answer holds; undefined where it is none of the county server's (a portal's page, say). */
function rangeIn(answer: Response): Range | undefined {
  // only an empty file has no first byte
  if (answer.status === 416) return { from: 0, total: 0 }
  if (answer.status !== 206) return undefined
  const [, from, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(answer.headers.get('content-range') ?? '') ?? []
  return from === undefined || total === undefined ? undefined : { from: Number(from), total: Number(total) }
}

async function* chunksOf(answer: Response, transfer: Transfer): AsyncIterable<Uint8Array> {
  if (answer.status === 416 || !answer.body) return
  const reader = answer.body.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(() => brokeOff(transfer))
      transfer.signal.throwIfAborted()
      if (done) return
      yield value
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

/** A request that broke off: by the person's wish, or because of the line. */
function brokeOff(transfer: Transfer): never {
  transfer.signal.throwIfAborted()
  throw new DeskError('NET-OFFLINE')
}
