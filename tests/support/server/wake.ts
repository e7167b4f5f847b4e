import { paths, poke, type Poke } from '../../../src-shared/sync/protocol.ts'

export type Waker = { next: () => Promise<Poke>; ended: Promise<void>; close: () => void }

/** Opens the stream of wake-ups and waits until the server says it is listening. */
export async function openWake(server: { url: string }, token: string): Promise<Waker> {
  const stop = new AbortController()
  const response = await fetch(server.url + paths.wake, { headers: { authorization: `Bearer ${token}` }, signal: stop.signal })
  if (!response.body || response.status !== 200) throw new Error(`wake: ${response.status}`)
  const arrived: Poke[] = []
  const waiting: ((poke: Poke) => void)[] = []
  let ready: () => void
  const opened = new Promise<void>((done) => (ready = done))
  const deliver = (block: string): void => {
    if (block.includes('event: ready')) ready()
    const data = /event: poke\ndata: (.*)/.exec(block)?.[1]
    if (data === undefined) return
    const message = poke.parse(JSON.parse(data))
    const next = waiting.shift()
    if (next) next(message)
    else arrived.push(message)
  }
  const read = async (body: ReadableStream<Uint8Array>): Promise<void> => {
    let text = ''
    const decoder = new TextDecoder()
    for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(chunk, { stream: true })
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        deliver(text.slice(0, end))
        text = text.slice(end + 2)
      }
    }
  }
  const ended = read(response.body).catch(() => undefined)
  await opened
  return {
    next: () =>
      new Promise((done) => {
        const first = arrived.shift()
        if (first) done(first)
        else waiting.push(done)
      }),
    ended,
    close: () => stop.abort(),
  }
}
