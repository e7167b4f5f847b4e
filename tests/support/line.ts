import { TransportError, type Transport, type TransportFailure } from '../../src-shared/sync/ports.ts'
import {
  bodiesResponse,
  directoryResponse,
  helloResponse,
  pullRequest,
  pullResponse,
  pushRequest,
  pushResponse,
} from '../../src-shared/sync/protocol.ts'
import type { Chance, WorldClock } from './clock.ts'

export type Op = 'hello' | 'push' | 'pull' | 'bodies' | 'directory'
/** Any server: the model in memory, or the real one over HTTP. */
export type Ask = (op: Op, input: unknown) => Promise<unknown>

/** How bad the line is: chances per request. */
export type Weather = { lost: number; answerLost: number; repeated: number; busy: number; odd: number; maxDelayMs: number }
export const calm: Weather = { lost: 0, answerLost: 0, repeated: 0, busy: 0, odd: 0, maxDelayMs: 20 }

const timeoutMs = 30_000
/** What stands between a desk and its server may answer, too: 401, 403, 409, 413, 503. None of it is a verdict. */
const oddAnswers: readonly TransportFailure[] = [
  { kind: 'auth' },
  { kind: 'refused', code: 'SE-REVOKED' },
  { kind: 'refused', code: 'SY-EPOCH' },
  { kind: 'refused', code: 'SY-TOO-LARGE' },
  { kind: 'busy', retryMs: 2000 },
]
const copy = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)))

/** A transport over a line that loses, repeats, reorders, delays and cuts. `state` may be changed at any moment. */
export function worldLine(
  clock: WorldClock,
  chance: Chance,
  state: { weather: Weather; cut: boolean },
  device: string,
  ask: Ask,
): Transport {
  const deliver = (op: Op, input: unknown): Promise<unknown> =>
    ask(op, copy(input)).then(copy, (error: unknown) => {
      throw error
    })
  const request = (op: Op, input: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const { lost, answerLost, repeated, busy, odd, maxDelayMs } = state.weather
      const fail = (failure: TransportFailure, ms: number): void => clock.at(ms, () => reject(new TransportError(failure)))
      if (state.cut) return fail({ kind: 'offline' }, 5)
      if (chance.once(lost)) return fail({ kind: 'offline' }, timeoutMs)
      if (chance.once(busy)) return fail({ kind: 'busy', retryMs: 1 + chance.below(5000) }, 20)
      if (odd > 0 && chance.once(odd)) return fail(chance.pick(oddAnswers), 20)
      const there = chance.below(maxDelayMs + 1)
      const back = chance.below(maxDelayMs + 1)
      const silent = chance.once(answerLost)
      // a copy that arrives again, soon or days later
      if (chance.once(repeated))
        clock.at(
          there + chance.below(chance.once(0.2) ? 86_400_000 : 60_000),
          () => void deliver(op, input).catch(() => undefined),
        )
      clock.at(there, () => {
        deliver(op, input).then(
          (value) => (silent || state.cut ? fail({ kind: 'offline' }, timeoutMs) : clock.at(back, () => resolve(value))),
          (error: unknown) => (silent ? fail({ kind: 'offline' }, timeoutMs) : clock.at(back, () => reject(error))),
        )
      })
    })
  return {
    hello: async (epoch) => helloResponse.parse(await request('hello', { epoch, device })),
    push: async (input) => pushResponse.parse(await request('push', pushRequest.parse(input))),
    pull: async (input) => pullResponse.parse(await request('pull', pullRequest.parse(input))),
    bodies: async (docs) => bodiesResponse.parse({ bodies: await request('bodies', docs) }),
    directory: async (have) => directoryResponse.nullable().parse(await request('directory', have)),
  }
}
