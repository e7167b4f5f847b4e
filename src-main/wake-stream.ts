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
        for (const part of parts) deliver(part, woken)
      }
    } catch {
      // the engine's own requests say whether the line is down
    }
    if (abort.signal.aborted) return
    failures++
    woken([]) // a cut stream is itself news: the engine looks whether the server is there
    timer = setTimeout(() => void listen(), Math.random() * Math.min(60_000, 1000 * 2 ** failures))
  }
  void listen()
  return () => {
    abort.abort()
    clearTimeout(timer)
  }
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
