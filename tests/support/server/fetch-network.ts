import type { Network } from '../../../src-main/network.ts'
import { TransportError } from '../../../src-shared/sync/ports.ts'
import { errorResponse, paths, signInResponse } from '../../../src-shared/sync/protocol.ts'

/** Main's network over plain fetch to a real server: `state.left` requests get through, then the line is cut. */
export function fetchNetwork(url: string) {
  const state = { left: Infinity, asked: [] as string[] }
  let token: string | undefined
  let expired: () => Promise<boolean> = async () => false
  const raw: Network['raw'] = async (method, path, { headers = {}, body }) => {
    if (state.left <= 0) throw new TransportError({ kind: 'offline' })
    state.left--
    state.asked.push(`${method} ${path.split('?')[0]}`)
    return fetch(url + path, {
      method,
      headers: { ...headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
      ...(body === undefined ? {} : { body: new Uint8Array(body) }),
    })
  }
  const network = {
    raw,
    signIn: async (input: unknown) => {
      const headers = { 'content-type': 'application/json' }
      const answer = await raw('POST', paths.signIn, { headers, body: Buffer.from(JSON.stringify(input)) })
      const json: unknown = await answer.json()
      if (!answer.ok) throw new TransportError({ kind: 'refused', code: errorResponse.parse(json).code })
      const signedIn = signInResponse.parse(json)
      token = signedIn.token
      return signedIn
    },
    signOut: async () => {
      token = undefined
    },
    onExpired: (retry: () => Promise<boolean>) => {
      expired = retry
    },
  } as unknown as Network
  return { network, state, token: () => token, expired: () => expired() }
}
