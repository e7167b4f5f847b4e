import { MessageChannelMain, type WebContents } from 'electron'
import { z } from 'zod'
import { portRequest, type PortAnswer } from '../src-shared/sync/port-messages.ts'
import {
  bodiesRequest,
  bodiesResponse,
  directoryResponse,
  helloResponse,
  paths,
  pullRequest,
  pullResponse,
  pushRequest,
  pushResponse,
  PROTOCOL_VERSION,
} from '../src-shared/sync/protocol.ts'
import { TransportError } from '../src-shared/sync/ports.ts'
import type { Network } from './network.ts'

/** Hands the page's engine worker a port of its own; what arrives there is checked and sent to the county server. */
export function connectEngine(contents: WebContents, network: Network, device: string, app: string): void {
  const { port1, port2 } = new MessageChannelMain()
  port1.on('message', (event) => {
    const request = portRequest.safeParse(event.data)
    if (!request.success) return
    void answer(network, device, app, request.data.op, request.data.input).then(
      (value) => port1.postMessage({ id: request.data.id, ok: true, value } satisfies PortAnswer),
      (error: unknown) => {
        const failure = error instanceof TransportError ? error.failure : { kind: 'refused' as const, code: 'SY-REQUEST' }
        port1.postMessage({ id: request.data.id, ok: false, failure } satisfies PortAnswer)
      },
    )
  })
  port1.start()
  contents.postMessage('liuhen:port', null, [port2])
}

async function answer(
  network: Network,
  device: string,
  app: string,
  op: z.infer<typeof portRequest>['op'],
  input: unknown,
): Promise<unknown> {
  switch (op) {
    case 'hello': {
      const epoch = z.uuid().nullable().parse(input)
      return network.request('POST', paths.hello, { proto: PROTOCOL_VERSION, device, app, epoch }, helloResponse)
    }
    case 'push':
      return network.request('POST', paths.push, pushRequest.parse(input), pushResponse)
    case 'pull':
      return network.request('POST', paths.pull, pullRequest.parse(input), pullResponse)
    case 'bodies':
      return (await network.request('POST', paths.bodies, bodiesRequest.parse({ docs: input }), bodiesResponse)).bodies
    case 'directory':
      return network.request(
        'GET',
        `${paths.directory}?have=${z.number().int().parse(input)}`,
        undefined,
        directoryResponse.nullish().transform((d) => d ?? null),
      )
  }
}
