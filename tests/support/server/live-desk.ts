import { v7 } from 'uuid'
import type { DeviceId } from '../../../src-shared/ids.ts'
import { createDesk, type Desk } from '../../../src-shared/sync/desk.ts'
import { adoptDevice, createEngine, type EngineStatus } from '../../../src-shared/sync/engine.ts'
import type { Env } from '../../../src-shared/sync/env.ts'
import { TransportError, type Journal, type Transport } from '../../../src-shared/sync/ports.ts'
import {
  bodiesResponse,
  directoryResponse,
  helloResponse,
  paths,
  PROTOCOL_VERSION,
  pullResponse,
  pushResponse,
} from '../../../src-shared/sync/protocol.ts'
import { sm3 } from '../../../src-server/sm3.ts'
import { copyDisk, emptyDisk, memoryStore, rowsOf, type Disk } from '../store.ts'
import { call, signIn } from './desk.ts'
import { postOf } from './county.ts'
import { must } from './must.ts'
import type { TestServer } from './start-test-server.ts'

/** The desk's own parts over a cache in memory and the real server: nothing happens but when the test says so. */
export type LiveDesk = {
  desk: Desk
  env: Env
  disk: Disk
  device: string
  status: () => EngineStatus
  errors: string[]
  /** one greeting and one round with the server; resolves when the desk waits again */
  sync: () => Promise<void>
  rows: {
    [T in 'outbox' | 'attention' | 'docs' | 'history' | 'overlay' | 'docScope' | 'scopes']: () => ReturnType<typeof rowsOf<T>>
  }
  /** done once, when everything was pushed and the pull is about to be asked for */
  beforePull: (work: () => Promise<void>) => void
  stop: () => void
}

const noJournal: Journal = { append: async () => undefined, settle: async () => undefined, takeBack: async () => undefined }

/** So long the engine waits for an answer; every other sleep is its rest between rounds. */
const ANSWER_MS = 120_000

export async function liveDesk(
  server: TestServer,
  login: string,
  { device = v7(), disk = emptyDisk(), journal = noJournal }: { device?: string; disk?: Disk; journal?: Journal } = {},
): Promise<LiveDesk> {
  const { userId, name } = postOf(`u-${login}`)
  const { token } = (await signIn(server, login, device)).body
  let last: Promise<unknown> = Promise.resolve()
  const env: Env = {
    me: { userId, name },
    store: memoryStore(disk),
    journal,
    lock: (work) => {
      const run = last.then(work)
      last = run.catch(() => undefined)
      return run
    },
    sm3,
    dueAt: () => null,
    now: server.clock.now,
    newId: v7,
  }
  const post = async (path: string, json: unknown): Promise<unknown> => {
    const answer = await call<{ code: string }>(server, 'POST', path, { token, json })
    if (answer.status === 426) throw new TransportError({ kind: 'tooOld', minimum: answer.body.code })
    if (answer.status !== 200) throw new TransportError({ kind: 'refused', code: answer.body.code })
    return answer.body
  }
  let atPull: (() => Promise<void>) | undefined
  const transport: Transport = {
    hello: async (epoch) => helloResponse.parse(await post(paths.hello, { proto: PROTOCOL_VERSION, device, app: 'test', epoch })),
    push: async (request) => pushResponse.parse(await post(paths.push, request)),
    pull: async (request) => {
      const work = atPull
      atPull = undefined
      await work?.()
      return pullResponse.parse(await post(paths.pull, request))
    },
    bodies: async (docs) => bodiesResponse.parse(await post(paths.bodies, { docs })),
    directory: async (have) =>
      directoryResponse.nullable().parse((await call(server, 'GET', `${paths.directory}?have=${have}`, { token })).body ?? null),
  }
  let rested: () => void = () => undefined
  const clock = {
    now: server.clock.now,
    sleep: (ms: number) => {
      if (ms !== ANSWER_MS) rested()
      return new Promise<void>(() => undefined)
    },
  }
  const errors: string[] = []
  const engine = createEngine({
    env,
    transport,
    clock,
    random: { fraction: () => 0.5 },
    onError: (error) => errors.push(error instanceof Error ? error.message : String(error)),
  })
  let status: EngineStatus | undefined
  engine.onStatus((next) => (status = next))
  const desk = createDesk(env, () => undefined)
  engine.onMoved((docIds) => void desk.moved(docIds))
  await adoptDevice(env, device as DeviceId)
  let running: Promise<void> | undefined
  const read =
    <T extends 'outbox' | 'attention' | 'docs' | 'history' | 'overlay' | 'docScope' | 'scopes'>(table: T) =>
    () =>
      rowsOf(disk, table)
  return {
    desk,
    env,
    disk,
    device,
    status: () => must(status),
    errors,
    sync: async () => {
      // so long that the desk greets again
      server.clock.forward(61_000)
      const rest = new Promise<void>((resolve) => (rested = resolve))
      if (running) engine.syncNow()
      else running = engine.run()
      await rest
    },
    rows: {
      outbox: read('outbox'),
      attention: read('attention'),
      docs: read('docs'),
      history: read('history'),
      overlay: read('overlay'),
      docScope: read('docScope'),
      scopes: read('scopes'),
    },
    beforePull: (work) => (atPull = work),
    stop: () => engine.stop(),
  }
}

/** The same desk another time: its cache as it stood, its device, nothing of what ran. */
export const again = (
  server: TestServer,
  login: string,
  { disk, device }: Pick<LiveDesk, 'disk' | 'device'>,
): Promise<LiveDesk> => liveDesk(server, login, { device, disk: copyDisk(disk) })
