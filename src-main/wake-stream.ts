import { paths, poke } from '../src-shared/sync/protocol.ts'
import type { Network } from './network.ts'

/**
 * Listens for wake-ups (server-sent events). Only hints: while it is down the engine polls. After a cut it waits a little
 * longer each time, up to a minute, with jitter so that a county does not return all at once.
 */
export function listenForWake(network: Network, woken: (scopes: string[]) => void): () => void {
  const abort = new AbortController()
  let failures = 0
  let timer: NodeJS.Timeout | undefined

  const listen = async (): Promise<void> => {
    let until: number | undefined
    try {
      const response = await network.raw('GET', paths.wake, { headers: { accept: 'text/event-stream' }, signal: abort.signal })
      if (!response.ok || !response.body) throw new Error(`HTTP ${response.status}`)
      // what moved while nobody listened was not told: the engine looks (SY-98)
      if (failures > 0) woken([])
      failures = 0
      let buffer = ''
      const decoder = new TextDecoder()
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
        buffer += decoder.decode(chunk, { stream: true })
        const parts = buffer.split('\n\n')
        buffer = parts.pop() ?? ''
        for (const part of parts) until = goodBye(part) ?? (deliver(part, woken), until)
      }
    } catch {
      // the engine's own requests say whether the line is down
    }
    if (abort.signal.aborted) return
    failures++
    if (until === undefined) woken([]) // a cut stream is itself news: the engine looks whether the server is there
    timer = setTimeout(() => void listen(), until ?? Math.random() * Math.min(60_000, 1000 * 2 ** failures))
  }
  void listen()
  return () => {
    abort.abort()
    clearTimeout(timer)
  }
}

/** When to come back, in ms, where the event is a node's good-bye: it said so to each desk with a time of its own (SY-126). */
function goodBye(event: string): number | undefined {
  if (!/^event: bye$/m.test(event)) return undefined
  const retry = Number(/^retry: (\d+)$/m.exec(event)?.[1])
  return Number.isFinite(retry) ? Math.min(retry, 60_000) : undefined
}

function deliver(event: string, woken: (scopes: string[]) => void): void {
  const data = event
    .split('\n')
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice(5).trim())
    .join('')
  if (!data) return
  try {
    woken(poke.parse(JSON.parse(data)).scopes.map(([scope]) => scope))
  } catch {
    // not a poke
  }
}
