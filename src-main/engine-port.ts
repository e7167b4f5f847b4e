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
import type { Directory } from '../src-shared/workflow/directory.ts'
import { watchDirectory, type DirectoryCopy, type DirectoryWatch } from './directory-copy.ts'
import type { Network } from './network.ts'

/** Where the address book that passes here is kept, and whose it is; no county while the desk is locked. */
type KeptDirectory = { copy: DirectoryCopy; county: () => string | undefined }

/**
 * Hands the page's engine worker a port of its own; what arrives there is checked and sent to the county server.
 * `onRestored`: the server answers in another epoch than the desk knows.
 */
export function connectEngine(
  contents: WebContents,
  network: Network,
  device: string,
  app: string,
  { copy, county }: KeptDirectory,
  onRestored: () => void,
): void {
  const { port1, port2 } = new MessageChannelMain()
  const watch = watchDirectory(copy, county, () => askDirectory(network, 0))
  port1.on('message', (event) => {
    const request = portRequest.safeParse(event.data)
    if (!request.success) return
    const { op, input } = request.data
    // a locked desk does not sync: the queue stays as it is until the person is back (SE-52)
    const asked =
      county() === undefined
        ? Promise.reject(new TransportError({ kind: 'auth' }))
        : answer(network, watch, device, app, op, input, onRestored)
    void asked.then(
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
  watch: DirectoryWatch,
  device: string,
  app: string,
  op: z.infer<typeof portRequest>['op'],
  input: unknown,
  onRestored: () => void,
): Promise<unknown> {
  switch (op) {
    case 'hello': {
      const epoch = z.uuid().nullable().parse(input)
      const hello = await network.request('POST', paths.hello, { proto: PROTOCOL_VERSION, device, app, epoch }, helloResponse)
      watch.greeted(hello.directoryVersion)
      if (epoch !== null && hello.epoch !== epoch) onRestored()
      return hello
    }
    case 'push':
      return network.request('POST', paths.push, pushRequest.parse(input), pushResponse)
    case 'pull': {
      const page = await network.request('POST', paths.pull, pullRequest.parse(input), pullResponse)
      void watch.settled()
      return page
    }
    case 'bodies':
      return network.request('POST', paths.bodies, bodiesRequest.parse({ docs: input }), bodiesResponse)
    case 'directory': {
      const book = await askDirectory(network, z.number().int().parse(input))
      void watch.said(book)
      return book
    }
  }
}

/** The county's address book; null where it still is the one of that number. */
const askDirectory = (network: Network, have: number): Promise<Directory | null> =>
  network.request(
    'GET',
    `${paths.directory}?have=${have}`,
    undefined,
    directoryResponse.nullish().transform((d) => d ?? null),
  )
