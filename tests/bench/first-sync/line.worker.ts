import { portRequest, type PortAnswer } from '../../../src-shared/sync/port-messages.ts'
import { bodiesRequest, bodiesResponse, pullRequest, pullResponse } from '../../../src-shared/sync/protocol.ts'
import { smallCounty } from '../../support/small-county.ts'

/*
 * What main does for the engine worker (src-main/engine-port.ts), in a thread of its own as main is a process of its own: asks
 * over HTTP, checks the answer, hands it over.
 */
const epoch = '0190a000-0000-7000-8000-00000000aaaa'

self.addEventListener('message', (event: MessageEvent<{ url: string }>) => {
  const { url } = event.data
  const [port] = event.ports
  const post = async (path: string, body: unknown): Promise<unknown> =>
    (
      await fetch(`${url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    ).json()
  const answer = async (op: string, input: unknown): Promise<unknown> => {
    switch (op) {
      case 'hello':
        // from here on it is the sync that is measured, no more the loading of modules
        self.postMessage('greeted')
        return {
          epoch,
          now: Date.now(),
          proto: { min: 1, max: 1 },
          lastSeq: 0,
          directoryVersion: smallCounty.version,
          cmds: {},
          recovering: false,
        }
      case 'pull':
        return pullResponse.parse(await post('/pull', pullRequest.parse(input)))
      case 'bodies':
        return bodiesResponse.parse(await post('/bodies', bodiesRequest.parse({ docs: input })))
      case 'directory':
        return smallCounty
      default:
        return { epoch, results: [] }
    }
  }
  port?.addEventListener('message', (message: MessageEvent<unknown>) => {
    const { id, op, input } = portRequest.parse(message.data)
    answer(op, input).then(
      (value) => port.postMessage({ id, ok: true, value } satisfies PortAnswer),
      (error: unknown) => {
        port.postMessage({ id, ok: false, failure: { kind: 'refused', code: String(error) } } satisfies PortAnswer)
      },
    )
  })
  port?.start()
})
