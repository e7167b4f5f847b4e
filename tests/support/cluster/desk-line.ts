import { TransportError, type Transport, type TransportFailure } from '../../../src-shared/sync/ports.ts'
import {
  bodiesResponse,
  directoryResponse,
  helloResponse,
  paths,
  PROTOCOL_VERSION,
  pullResponse,
  pushResponse,
} from '../../../src-shared/sync/protocol.ts'
import { PASSWORD } from '../server/county.ts'

/** A desk's way to a county of several nodes; `cut` ends what is under way and lets nothing through. */
export type DeskLine = { transport: Transport; cut: () => void; mend: () => void }

const ANSWER_MS = 10_000

/** A line that gives each request to one of the nodes, signs in again where the session ended, and takes no answer for an answer. */
export function deskLine(
  nodes: readonly { url: string }[],
  pick: (count: number) => number,
  userId: string,
  device: string,
): DeskLine {
  let token: string | undefined
  let cutting = new AbortController()
  const fail = (failure: TransportFailure): never => {
    throw new TransportError(failure)
  }
  const ask = async (method: string, path: string, json?: unknown): Promise<{ status: number; body: unknown }> => {
    const url = nodes[pick(nodes.length)]?.url ?? ''
    const signal = AbortSignal.any([cutting.signal, AbortSignal.timeout(ANSWER_MS)])
    const headers = {
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    }
    try {
      const response = await fetch(url + path, {
        method,
        headers,
        signal,
        ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      })
      const text = await response.text()
      return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) }
    } catch {
      return fail({ kind: 'offline' })
    }
  }
  const request = async (method: string, path: string, json?: unknown): Promise<unknown> => {
    if (token === undefined) {
      const { status, body } = await ask('POST', paths.signIn, { login: userId, password: PASSWORD, device, app: 'cluster' })
      if (status !== 200) return fail({ kind: 'busy', retryMs: 1000 })
      token = (body as { token: string }).token
    }
    const { status, body } = await ask(method, path, json)
    if (status < 300) return body ?? null
    if (status === 401) token = undefined
    if (status === 401) return fail({ kind: 'auth' })
    if (status === 429 || status >= 500) return fail({ kind: 'busy', retryMs: 1000 })
    return fail({ kind: 'refused', code: String((body as { code?: unknown } | undefined)?.code) })
  }
  return {
    cut: () => cutting.abort(),
    mend: () => (cutting = new AbortController()),
    transport: {
      hello: async (epoch) =>
        helloResponse.parse(await request('POST', paths.hello, { proto: PROTOCOL_VERSION, app: 'cluster', device, epoch })),
      push: async (input) => pushResponse.parse(await request('POST', paths.push, input)),
      pull: async (input) => pullResponse.parse(await request('POST', paths.pull, input)),
      bodies: async (docs) => bodiesResponse.parse(await request('POST', paths.bodies, { docs })),
      directory: async (have) => directoryResponse.nullable().parse(await request('GET', `${paths.directory}?have=${have}`)),
    },
  }
}
