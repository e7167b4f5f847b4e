import http from 'node:http'
import { paths, type WireCommand } from '../../../src-shared/sync/protocol.ts'

/** A request as it goes out, and whose session it carries; null: none. */
export type Shot = {
  method: string
  path: string
  headers: Record<string, string>
  body: string | Uint8Array | undefined
  /** login of the person */
  actor: string | null
  /** what was done to it, in order */
  done: readonly string[]
}
/** What came back; `text` holds the bytes as UTF-8. */
export type Reply = { status: number; headers: http.IncomingHttpHeaders; text: string }

const ANSWER_MS = 20_000

/**
 * Sends a request as it is: unlike `fetch`, node:http lets odd methods, bodies and headers through. The stream of wake-ups,
 * which never ends, is closed once it says that it listens. Rejects where no answer comes in 20 s.
 */
export function fire(url: string, shot: Shot, agent: http.Agent): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    // node:http frames the body of a GET only where its length is said
    const length = shot.body === undefined ? {} : { 'content-length': String(Buffer.byteLength(shot.body)) }
    const options = { agent, hostname, port, method: shot.method, path: shot.path, headers: { ...length, ...shot.headers } }
    const request = http.request(options, (response) => {
      const parts: Buffer[] = []
      const done = (): void =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(parts).toString('utf8') })
      response.on('data', (part: Buffer) => {
        parts.push(part)
        if (!String(response.headers['content-type']).startsWith('text/event-stream')) return
        done()
        request.destroy()
      })
      response.on('end', done).on('error', done)
    })
    request.setTimeout(ANSWER_MS, () => request.destroy(new Error(`no answer in ${ANSWER_MS} ms`)))
    request.on('error', reject)
    request.end(shot.body)
  })
}

/** The JSON of a body; undefined where it is none. */
export function jsonOf(shot: Shot): unknown {
  if (shot.body === undefined) return undefined
  try {
    // the server reads over a byte order mark
    return JSON.parse(
      Buffer.from(shot.body)
        .toString('utf8')
        .replace(/^\ufeff/, ''),
    ) as unknown
  } catch {
    return undefined
  }
}

type Pushed = { epoch?: unknown; device?: unknown; cmds: WireCommand[] }
/** The commands a request pushes, where it still looks like a push. */
export function pushOf(shot: Shot): Pushed | undefined {
  const json = jsonOf(shot) as Partial<Pushed> | null | undefined
  if (shot.path.split('?')[0] !== paths.push || typeof json !== 'object' || json === null || !Array.isArray(json.cmds))
    return undefined
  return json.cmds.every((cmd: unknown) => typeof cmd === 'object' && cmd !== null) ? { ...json, cmds: json.cmds } : undefined
}

/** A request in words that can be sent again by hand. */
export function tell(shot: Shot): string {
  const body = shot.body === undefined ? '' : Buffer.from(shot.body).toString('utf8')
  const told = body.length > 4000 ? `${body.slice(0, 4000)}… (${body.length} characters)` : body
  return `${shot.actor ?? 'nobody'}: ${shot.method} ${shot.path} ${JSON.stringify(shot.headers)}\n${told}\nmade by: ${shot.done.join(', ')}`
}
