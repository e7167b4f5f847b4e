import { DeskError } from '../../src-shared/ipc/desk-error.ts'
import { TransportError } from '../../src-shared/sync/ports.ts'
import { blobState, errorResponse, limits, paths } from '../../src-shared/sync/protocol.ts'
import type { Network } from '../network.ts'
import type { SealedFile } from '../sealed-file.ts'
import type { Transfer } from './transfers.ts'

/** The code of a refusal. */
const codeIn = async (answer: Response): Promise<string> =>
  errorResponse.safeParse(await answer.json().catch(() => undefined)).data?.code ?? `HTTP-${answer.status}`

/** How much goes up in one request: less where the line is thin, so that each is through before it is given up (SY-153). */
export type Pace = { bytes: number }
const leastBytes = 64 * 1024
/** A piece that is through in so short a time may be larger the next time. */
const quickMs = 3_000
/** How long a piece may take; with the last one the server proves the whole file and looks for viruses (SY-133). */
const pieceMs = 30_000
const lastPieceMs = 150_000

export const newPace = (): Pace => ({ bytes: limits.blobChunkBytes })

/**
 * Sends a file to the server piece by piece, from where the server says it is (SY-24); one piece is in memory at a time.
 * errors: TransportError where it may be tried again; AT-VIRUS, AT-SPOILT (its bytes here are not its own) where it may not; AT-CANCELLED
 */
export async function upload(
  network: Network,
  file: Pick<SealedFile, 'size' | 'read'>,
  hash: string,
  transfer: Pick<Transfer, 'signal' | 'report'>,
  pace: Pace = newPace(),
): Promise<void> {
  const head = await network.raw('HEAD', `${paths.blob}/${hash}`, {})
  // an answer to HEAD has no words; a file is refused by name only where a virus was found in it (SY-133)
  if (head.status === 422) throw new DeskError('AT-VIRUS')
  if (!head.ok) throw new TransportError({ kind: 'refused', code: `HTTP-${head.status}` })
  // a file the server has already is named once more by its first bytes: from then on this person has shown to have it
  let received = head.headers.get('x-liuhen-complete') === '1' ? 0 : Number(head.headers.get('x-liuhen-received') ?? 0)
  for (let complete = false; !complete;) {
    transfer.signal.throwIfAborted()
    transfer.report(received)
    const chunk = await file.read(received, received + pace.bytes)
    if (!chunk) throw new DeskError('AT-SPOILT')
    const isLast = received + chunk.length >= file.size
    const begun = performance.now()
    const answer = await network
      .raw('PUT', `${paths.blob}/${hash}`, {
        headers: {
          'content-type': 'application/octet-stream',
          'content-range': `bytes ${received}-${received + chunk.length - 1}/${file.size}`,
        },
        body: chunk,
        signal: AbortSignal.any([transfer.signal, AbortSignal.timeout(isLast ? lastPieceMs : pieceMs)]),
      })
      .catch((error: unknown) => {
        if (error instanceof TransportError) pace.bytes = Math.max(leastBytes, pace.bytes / 2)
        throw error
      })
    if (performance.now() - begun < quickMs) pace.bytes = Math.min(limits.blobChunkBytes, pace.bytes * 2)
    if (answer.status === 422) throw new DeskError((await codeIn(answer)) === 'AT-VIRUS' ? 'AT-VIRUS' : 'AT-SPOILT')
    if (!answer.ok) throw new TransportError({ kind: 'refused', code: await codeIn(answer) })
    const state = blobState.parse(await answer.json())
    complete = state.complete
    if (!complete && state.received <= received) throw new TransportError({ kind: 'refused', code: 'AT-STUCK' })
    received = state.received
  }
  transfer.report(file.size)
}

/** Sends bytes that are at hand, at once; the server has them whole when this resolves. errors: those of `upload` */
export const uploadBytes = (network: Network, bytes: Uint8Array, hash: string, signal: AbortSignal): Promise<void> =>
  upload(network, { size: bytes.length, read: async (from, to) => Buffer.from(bytes.subarray(from, to)) }, hash, {
    signal,
    report: () => undefined,
  })

/** Whether the server has a file whole, for this person. errors: TransportError */
export async function serverHas(network: Network, hash: string): Promise<boolean> {
  const head = await network.raw('HEAD', `${paths.blob}/${hash}`, {})
  // 404: not there, or not for this person, which the upload itself proves
  if (!head.ok && head.status !== 404) throw new TransportError({ kind: 'refused', code: `HTTP-${head.status}` })
  return head.headers.get('x-liuhen-complete') === '1'
}
