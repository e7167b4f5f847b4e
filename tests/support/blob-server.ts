import type { Network } from '../../src-main/network.ts'
import { TransportError } from '../../src-shared/sync/ports.ts'

/** A county server's files in memory: who has shown to have which bytes, ranges of them, and a line to cut. */
export function fakeBlobServer() {
  const owned = new Map<string, Set<string>>()
  const blobs = new Map<string, Buffer>()
  const parts = new Map<string, Buffer>()
  const seen: string[] = []
  /** `cutAfter`: bytes of an answer after which the line goes; `gate`: answers of files wait for it */
  const state = {
    online: true,
    user: 'wang',
    status: 0,
    cutAfter: Number.POSITIVE_INFINITY,
    gate: undefined as Promise<void> | undefined,
    ranges: [] as string[],
  }
  const offline = (): TransportError => new TransportError({ kind: 'offline' })
  const raw: Network['raw'] = async (method, url, { headers, body, signal }) => {
    if (!state.online) throw offline()
    seen.push(method)
    if (state.status) return new Response(null, { status: state.status })
    const hash = url.split('/').at(-1) ?? ''
    const whole = blobs.get(hash)
    const mine = owned.get(hash)?.has(state.user) ? whole : undefined
    const part = parts.get(`${state.user}/${hash}`) ?? Buffer.alloc(0)
    if (method === 'GET') {
      await Promise.race([
        state.gate,
        new Promise((_, no) => signal?.addEventListener('abort', () => no(signal.reason as Error))),
      ])
      return mine ? rangeOf(mine, headers?.['range'] ?? '') : new Response(null, { status: 404 })
    }
    if (method === 'HEAD')
      return new Response(null, {
        headers: { 'x-liuhen-received': String(mine?.length ?? part.length), 'x-liuhen-complete': mine ? '1' : '0' },
      })
    await state.gate
    const [, from = '0', total = '0'] = /^bytes (\d+)--?\d+\/(\d+)$/.exec(headers?.['content-range'] ?? '') ?? []
    const now = mine ?? Buffer.concat([part.subarray(0, Number(from)), body ?? Buffer.alloc(0)])
    parts.set(`${state.user}/${hash}`, now)
    const complete = now.length === Number(total) || mine !== undefined
    if (complete) {
      blobs.set(hash, now)
      owned.set(hash, (owned.get(hash) ?? new Set()).add(state.user))
    }
    return Response.json({ sm3: hash, received: now.length, complete })
  }

  const rangeOf = (bytes: Buffer, asked: string): Response => {
    const [, first = '0', last = '0'] = /^bytes=(\d+)-(\d+)$/.exec(asked) ?? []
    state.ranges.push(`${first}-`)
    const [from, to] = [Number(first), Math.min(Number(last) + 1, bytes.length)]
    if (from >= to) return new Response(null, { status: 416 })
    const answer = bytes.subarray(from, to)
    const step = 100_000
    let at = 0
    const stream = new ReadableStream<Uint8Array>({
      pull: (out) => {
        if (at >= state.cutAfter) return out.error(new Error('cut'))
        if (at >= answer.length) return out.close()
        out.enqueue(new Uint8Array(answer.subarray(at, at + step)))
        at += step
      },
    })
    return new Response(stream, { status: 206, headers: { 'content-range': `bytes ${from}-${to - 1}/${bytes.length}` } })
  }
  const network = { raw, connection: () => (state.online ? 'online' : 'offline') } as Network
  const give = (hash: string, bytes: Buffer, user = 'wang'): void => {
    blobs.set(hash, bytes)
    owned.set(hash, new Set([user]))
  }
  return { state, raw, network, owned, blobs, parts, seen, give }
}
