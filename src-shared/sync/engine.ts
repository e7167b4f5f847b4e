import type { DeviceId, DocumentId } from '../ids.ts'
import { getMeta, putMeta, type Env } from './env.ts'
import { TransportError, type Clock, type Random, type Transport, type TransportFailure } from './ports.ts'
import { compareRegularly } from './diverged.ts'
import { heed } from './greeting.ts'
import { ranks, takeBodies } from './bodies.ts'
import { createFetching } from './fetching.ts'
import type { PushResponse } from './protocol.ts'
import { nextBatch, offerMoved, renumber } from './sending.ts'
import { unnumbered } from './submit.ts'
import { failHere, takeVerdicts } from './verdicts.ts'

/** What the engine knows of the line and of its own work. */
export type EngineStatus = {
  connection: 'online' | 'offline' | 'auth'
  lastSyncAt: number | null
  /** documents of the list that are here, of all there are; null where the list is whole */
  progress: { done: number; total: number } | null
  /** texts still to come */
  texts: number
  stalled: boolean
  /** code of a request the server refused; null where all is well */
  trouble: string | null
  /** code of something worth knowing that is no trouble, such as SY-RECOVERING; null where there is nothing */
  notice: string | null
}

export type Engine = {
  /** Works until stopped. */
  run: () => Promise<void>
  /** One round now, even while waiting for a retry. */
  syncNow: () => void
  /** Scopes moved on the server, or something new lies in the outbox (empty list). */
  wake: (scopes: readonly string[]) => void
  stop: () => void
  onStatus: (listener: (status: EngineStatus) => void) => () => void
  /** bodies or text of these documents changed in the cache */
  onMoved: (listener: (docIds: readonly DocumentId[]) => void) => () => void
}

export type EnginePorts = {
  env: Env
  transport: Transport
  clock: Clock
  random: Random
  /** returns as soon as nobody types, or after a while; not given where nobody does */
  quiet?: () => Promise<void>
  /** a fault that is no failure of the line */ onError: (error: unknown) => void
}

/** Poll although wake-ups come: they are hints (SY-68). */
export const pollMs = 60_000
/** No answer for so long is no line. Main gives up sooner; this is for an answer that never comes (SY-68). */
const answerMs = 120_000
const firstRetryMs = 1000
const lastRetryMs = 60_000
const stalledMs = 5 * 60_000

class Stopped extends Error {}
/** The round starts over with a new hello: other epoch, other numbers. */
class Again extends Error {}

/** The sync engine: hello, push all, pull until complete, bodies, directory; then waits (sync.md §4.6, SY-60…SY-69). */
export function createEngine({ env, transport, clock, random, quiet, onError }: EnginePorts): Engine {
  let status: EngineStatus = {
    connection: 'offline',
    lastSyncAt: null,
    progress: null,
    texts: 0,
    stalled: false,
    trouble: null,
    notice: null,
  }
  const statusListeners = new Set<(status: EngineStatus) => void>()
  const movedListeners = new Set<(docIds: readonly DocumentId[]) => void>()
  let stopped = false
  let woken = false
  let wakeUp: () => void = () => undefined
  let greetedAt: number | null = null
  let failures = 0
  let restarts = 0
  let head: { cmdId: string; since: number } | null = null
  const compare = compareRegularly(env, clock.now, onError)

  const report = (change: Partial<EngineStatus>): void => {
    status = { ...status, ...change }
    for (const listener of statusListeners) listener(status)
  }
  const moved = (docIds: readonly DocumentId[]): void => {
    if (docIds.length > 0) for (const listener of movedListeners) listener(docIds)
  }
  const rouse = (): void => {
    woken = true
    wakeUp()
  }

  /** An answer in time, or it counts as no line. */
  const ask = async <T>(request: Promise<T>): Promise<T> => {
    if (stopped) throw new Stopped()
    const late = clock.sleep(answerMs).then((): never => {
      throw new TransportError({ kind: 'offline' })
    })
    late.catch(() => undefined)
    const answer = await Promise.race([request, late])
    if (stopped) throw new Stopped()
    return answer
  }
  const unlessWoken = async (wait: Promise<void>): Promise<void> => {
    if (woken || stopped) return
    await Promise.race([
      wait,
      new Promise<void>((resolve) => {
        wakeUp = resolve
      }),
    ])
  }
  const pause = (ms: number): Promise<void> => unlessWoken(clock.sleep(ms))
  const meta = <K extends Parameters<typeof getMeta>[1]>(key: K) => env.store.transact('r', ['meta'], (tx) => getMeta(tx, key))

  const fetching = createFetching({
    env,
    transport,
    ask,
    hasWork: () => woken,
    sendWork: async () => {
      woken = false
      await push()
    },
    quiet: async () => {
      if (quiet) await unlessWoken(quiet())
    },
    onProgress: ({ list, texts }) => report({ progress: list, texts }),
    onMoved: moved,
  })

  const greet = async (): Promise<void> => {
    const epoch = (await meta('epoch')) ?? null
    const askedAt = env.now()
    const answer = await ask(transport.hello(epoch))
    await heed(env, answer, (askedAt + env.now()) / 2)
    greetedAt = clock.now()
    report({ connection: 'online', trouble: null, notice: answer.recovering ? 'SY-RECOVERING' : null })
    const have = await env.store.transact(
      'r',
      ['directory'],
      async (tx) => (await tx.get('directory', 'directory'))?.data.version ?? 0,
    )
    if (answer.directoryVersion === have) return
    const data = await ask(transport.directory(have))
    if (data)
      await env.lock(() => env.store.transact('rw', ['directory'], (tx) => tx.put('directory', { key: 'directory', data })))
  }

  /** Pushes until the outbox is empty or something stands in the way. */
  const push = async (): Promise<void> => {
    for (;;) {
      const batch = await nextBatch(env)
      if (batch.kind === 'empty') return
      if (batch.kind === 'body') {
        await fetchFor(batch.docId)
        continue
      }
      const epoch = await meta('epoch')
      const device = await meta('device')
      if (epoch === undefined || device === undefined) throw new Again()
      const answer = await ask(transport.push({ epoch: epoch, device, cmds: batch.cmds }))
      await takeVerdicts(env, answer.results).then(moved, (error: unknown) => {
        // a disk that gives up behind the verdicts must not keep an open editor in the dark
        moved(batch.cmds.map((cmd) => cmd.doc))
        throw error
      })
      if (answer.stop) await stopFor(answer.stop)
      else if (answer.epoch !== epoch) throw new Again()
      if (answer.results.length === 0) return
    }
  }

  const stopFor = async (stop: NonNullable<PushResponse['stop']>): Promise<void> => {
    if (stop.kind === 'auth') throw new TransportError({ kind: 'auth' })
    if (stop.kind === 'busy') throw new TransportError({ kind: 'busy', retryMs: stop.retryMs ?? firstRetryMs })
    if (stop.kind === 'forked') await renumber(env, stop.lastSeq ?? 0, true)
    if (stop.kind === 'gap') await renumber(env, stop.lastSeq ?? 0, false)
    throw new Again()
  }

  /** The body a waiting save must rest on; without it the save cannot be made and goes before its author. */
  const fetchFor = async (docId: DocumentId): Promise<void> => {
    const got = await ask(transport.bodies([docId]))
    await takeBodies(env, { ids: [docId], rank: ranks.own, docs: [docId] }, got, moved)
    await env.lock(async () => {
      const stuck = await env.store.transact('r', ['working', 'outbox'], async (tx) => {
        const row = await tx.get('working', docId)
        return row && row.awaits > row.baseVersion ? (await tx.where('outbox', 'docId', docId)).find((r) => r.waiting) : undefined
      })
      if (stuck) await failHere(env, stuck, 'SY-NO-TEXT')
    })
  }

  /** Has the queue stood still although everything is well? (SY-69) */
  const watch = async (): Promise<void> => {
    // what a restored server put off waits for others, as it should
    const waits = status.notice === 'SY-RECOVERING'
    const rows = await env.store.transact('r', ['outbox'], (tx) => tx.all('outbox', waits ? undefined : 1))
    const first = rows.find((row) => !waits || row.status !== 'deferred')
    // without a line a queue that stands still is no alarm
    if (!first || status.connection !== 'online') head = null
    else if (head?.cmdId !== first.cmdId) head = { cmdId: first.cmdId, since: clock.now() }
    const stalled = head !== null && clock.now() - head.since >= stalledMs
    if (stalled !== status.stalled) report({ stalled })
  }

  const round = async (): Promise<void> => {
    woken = false
    if (greetedAt === null || clock.now() - greetedAt >= pollMs) await greet()
    await push()
    await compare()
    const pulled = await fetching.pull()
    if (pulled.kind === 'otherEpoch') throw new Again()
    report({ lastSyncAt: clock.now() })
    await fetching.bodies()
    await watch()
    if (pulled.came.size > 0 && (await offerMoved(env, pulled.came))) rouse()
  }

  /** How long to wait after a failure; what failed says whether the line is there. */
  const after = (failure: TransportFailure): number => {
    greetedAt = null
    failures++
    const backoff = random.fraction() * Math.min(lastRetryMs, firstRetryMs * 2 ** Math.min(failures, 10))
    switch (failure.kind) {
      case 'offline':
        report({ connection: 'offline', progress: null })
        return Math.max(firstRetryMs / 4, backoff)
      case 'auth':
        report({ connection: 'auth', progress: null })
        return pollMs
      case 'busy':
        return failure.retryMs + random.fraction() * firstRetryMs * 2 ** Math.min(failures, 6)
      case 'tooOld':
        report({ trouble: 'SY-TOO-OLD' })
        return pollMs
      case 'refused':
        report({ trouble: failure.code })
        return Math.max(firstRetryMs, backoff)
    }
  }

  const run = async (): Promise<void> => {
    report({ lastSyncAt: (await meta('lastSyncAt')) ?? null })
    while (!stopped) {
      try {
        await round()
        failures = 0
        restarts = 0
        await pause(pollMs * (0.8 + 0.4 * random.fraction()))
      } catch (error) {
        if (error instanceof Stopped) return
        if (error instanceof Again) {
          greetedAt = null
          // a server that sends us round in circles is not to be stormed
          if (++restarts > 5) await pause(random.fraction() * lastRetryMs)
          continue
        }
        if (!(error instanceof TransportError)) onError(error)
        woken = false
        const wait = after(error instanceof TransportError ? error.failure : { kind: 'refused', code: 'SY-INTERNAL' })
        await watch().catch(onError)
        await pause(wait)
      }
    }
  }

  return {
    run,
    syncNow: rouse,
    wake: rouse,
    stop: () => {
      stopped = true
      rouse()
    },
    onStatus: (listener) => {
      statusListeners.add(listener)
      listener(status)
      return () => void statusListeners.delete(listener)
    },
    onMoved: (listener) => {
      movedListeners.add(listener)
      return () => void movedListeners.delete(listener)
    },
  }
}

/** Names the device in the cache: the one the session was opened on; the server takes no other (SE-04). */
export async function adoptDevice(env: Env, device: DeviceId): Promise<void> {
  await env.lock(() =>
    env.store.transact('rw', ['meta', 'outbox'], async (tx) => {
      if ((await getMeta(tx, 'device')) === device) return
      await putMeta(tx, 'device', device)
      // numbers given under another device mean nothing here
      for (const row of await tx.all('outbox')) if (row.seq !== null) await tx.put('outbox', unnumbered(row))
      await putMeta(tx, 'nextSeq', 1)
      await putMeta(tx, 'lastSeq', 0)
    }),
  )
}
