import type { Network } from '../../src-main/network.ts'
import { TransportError } from '../../src-shared/sync/ports.ts'
import { DeskError } from '../../src-shared/ipc/desk-error.ts'

/** Main's raw requests to a real server over Node's fetch; `line.up` false: every request fails as without a line. */
export function realLine(url: string, token: string) {
  const line = { up: true, seen: [] as string[] }
  const raw: Network['raw'] = async (method, path, { headers, body, signal }) => {
    if (!line.up) throw new TransportError({ kind: 'offline' })
    line.seen.push(`${method} ${headers?.['range'] ?? headers?.['content-range'] ?? ''}`.trim())
    try {
      return await fetch(url + path, {
        method,
        headers: { ...headers, authorization: `Bearer ${token}` },
        ...(signal ? { signal } : {}),
        ...(body ? { body: new Uint8Array(body) } : {}),
      })
    } catch {
      if (signal?.reason instanceof DeskError) throw signal.reason
      throw new TransportError({ kind: 'offline' })
    }
  }
  return { line, network: { raw, connection: () => (line.up ? 'online' : 'offline') } as Network }
}
