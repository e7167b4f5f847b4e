import type { X509Certificate } from 'node:crypto'
import { session as sessions } from 'electron'
import type { z } from 'zod'
import { DeskError } from '../src-shared/ipc/desk-error.ts'
import { errorResponse, paths, signInResponse, type signInRequest, type SignInResponse } from '../src-shared/sync/protocol.ts'
import { trustOnly } from './county-certificate.ts'
import { TransportError, type TransportFailure } from '../src-shared/sync/ports.ts'

/** How long the server may take to answer; a body push of a long document needs more than a poke. */
const answerMs = 30_000

export type Connection = 'online' | 'offline' | 'auth'

/**
 * The desk's only way out: requests to the one county server. Holds the session token; the page never sees it (SE-22).
 * Every failure is a TransportError, never a guess from an error's text.
 */
export type Network = {
  /** JSON request with the session's token; the answer is checked against `schema`. */
  request: <S extends z.ZodType>(method: 'GET' | 'POST', path: string, body: unknown, schema: S) => Promise<z.infer<S>>
  /** Raw request for attachments and the wake-up stream. */
  raw: (
    method: string,
    path: string,
    init: { headers?: Record<string, string>; body?: Uint8Array; signal?: AbortSignal },
  ) => Promise<Response>
  signIn: (input: z.input<typeof signInRequest>) => Promise<SignInResponse>
  /** Forgets the token, here and on the server where it can be reached. */
  signOut: () => Promise<void>
  /** What to do when the server no longer knows the session: try the password in memory once. */
  onExpired: (retry: () => Promise<boolean>) => void
  onConnection: (listener: (state: Connection) => void) => void
  connection: () => Connection
  /** Offline because what answers there shows a certificate nobody vouches for (SE-120). */
  isDistrusted: () => boolean
  hasToken: () => boolean
}

/** `certificates`: who alone vouches for the server; `refused` is told of one they do not. */
export function openNetwork(
  origin: string,
  certificates?: readonly X509Certificate[],
  refused: (what: string) => void = () => undefined,
): Network {
  // a session of its own: the page's session refuses every request that leaves app:// (SE-24), main's included
  const line = sessions.fromPartition('county-server', { cache: false })
  let distrusted = false
  if (certificates)
    trustOnly(line, certificates, (what) => {
      distrusted = true
      refused(what)
    })
  let token: string | undefined
  let state: Connection = 'offline'
  let expired: () => Promise<boolean> = async () => false
  const listeners = new Set<(state: Connection) => void>()

  let toldDistrusted = false
  const become = (next: Connection): void => {
    if (next === 'online') distrusted = false
    if (next === state && distrusted === toldDistrusted) return
    state = next
    toldDistrusted = distrusted
    for (const listener of listeners) listener(next)
  }

  const fail = (failure: TransportFailure): TransportError => {
    if (failure.kind === 'offline') become('offline')
    if (failure.kind === 'auth') become('auth')
    return new TransportError(failure)
  }

  const send = async (
    method: string,
    path: string,
    init: { headers?: Record<string, string>; body?: string | Uint8Array; signal?: AbortSignal },
  ): Promise<Response> => {
    const headers = { ...init.headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) }
    try {
      return await line.fetch(`${origin}${path}`, {
        method,
        headers,
        credentials: 'omit',
        cache: 'no-store',
        redirect: 'error',
        signal: init.signal ?? AbortSignal.timeout(answerMs),
        ...(init.body === undefined ? {} : { body: typeof init.body === 'string' ? init.body : new Uint8Array(init.body) }),
      })
    } catch (error) {
      if (error instanceof Error && /ERR_CERT_/.test(error.message)) distrusted = true
      // broken off by the person, which says nothing about the line
      if (init.signal?.reason instanceof DeskError) throw init.signal.reason
      throw fail({ kind: 'offline' })
    }
  }

  /** Turns a refusal into what it means for the queue. */
  const refusal = async (response: Response, path: string): Promise<TransportError> => {
    const text = await response.text().catch(() => '')
    let code = `HTTP-${response.status}`
    let retryMs: number | undefined
    try {
      const parsed = errorResponse.parse(JSON.parse(text))
      code = parsed.code
      retryMs = parsed.retryMs
    } catch {
      // no JSON of ours: a proxy's page or another program answers there, so the county server was not reached
      return fail({ kind: 'offline' })
    }
    // at sign-in the code itself is the answer: wrong password, locked
    if (path === paths.signIn && response.status < 500) return fail({ kind: 'refused', code })
    if (response.status === 401) return fail({ kind: 'auth' })
    if (response.status === 426) return fail({ kind: 'tooOld', minimum: code })
    if (response.status === 429 || response.status === 503) return fail({ kind: 'busy', retryMs: retryMs ?? 5000 })
    if (response.status >= 500) return fail({ kind: 'busy', retryMs: retryMs ?? 10_000 })
    return fail({ kind: 'refused', code })
  }

  const json = async <S extends z.ZodType>(
    method: 'GET' | 'POST',
    path: string,
    body: unknown,
    schema: S,
    again = true,
  ): Promise<z.infer<S>> => {
    const response = await send(method, path, {
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (response.status === 401 && again && path !== paths.signIn && (await expired()))
      return json(method, path, body, schema, false)
    if (!response.ok) throw await refusal(response, path)
    let value: unknown
    try {
      value = response.status === 204 ? undefined : await response.json()
    } catch {
      // cut in the middle of the answer
      throw fail({ kind: 'offline' })
    }
    const parsed = schema.safeParse(value)
    // at sign-in something else than our server answered (a portal's page, say): the desk opens as without a line
    if (!parsed.success) throw fail(path === paths.signIn ? { kind: 'offline' } : { kind: 'refused', code: 'SY-ANSWER' })
    become('online')
    return parsed.data
  }

  return {
    request: (method, path, body, schema) => json(method, path, body, schema),
    raw: send,
    signIn: async (input) => {
      const answer = await json('POST', paths.signIn, input, signInResponse, false)
      token = answer.token
      become('online')
      return answer
    },
    signOut: async () => {
      if (token !== undefined) await send('POST', paths.signOut, { signal: AbortSignal.timeout(3000) }).catch(() => undefined)
      token = undefined
    },
    onExpired: (retry) => {
      expired = retry
    },
    onConnection: (listener) => void listeners.add(listener),
    connection: () => state,
    isDistrusted: () => distrusted,
    hasToken: () => token !== undefined,
  }
}
