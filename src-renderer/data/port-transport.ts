import type { PortAnswer, PortRequest } from '../../src-shared/sync/port-messages.ts'
import { TransportError, type Transport } from '../../src-shared/sync/ports.ts'
import type { BodiesResponse, HelloResponse, PullResponse, PushResponse } from '../../src-shared/sync/protocol.ts'
import type { Directory } from '../../src-shared/workflow/directory.ts'

/** The transport over the port to main, which knows the session's device and has checked every answer already. */
export function portTransport(port: MessagePort): Transport {
  let last = 0
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: TransportError) => void }>()
  port.addEventListener('message', (event: MessageEvent<PortAnswer>) => {
    const answer = event.data
    const asked = waiting.get(answer.id)
    waiting.delete(answer.id)
    if (answer.ok) asked?.resolve(answer.value)
    else asked?.reject(new TransportError(answer.failure))
  })
  port.start()
  const ask = <T>(op: PortRequest['op'], input: unknown): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      const id = ++last
      waiting.set(id, { resolve: resolve as (value: unknown) => void, reject })
      port.postMessage({ id, op, input } satisfies PortRequest)
    })
  return {
    hello: (epoch) => ask<HelloResponse>('hello', epoch),
    push: (input) => ask<PushResponse>('push', input),
    pull: (input) => ask<PullResponse>('pull', input),
    bodies: (docs) => ask<BodiesResponse>('bodies', docs),
    directory: (have) => ask<Directory | null>('directory', have),
  }
}
