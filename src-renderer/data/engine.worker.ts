import '../no-eval.ts'
import { createEngine, type Engine } from '../../src-shared/sync/engine.ts'
import type { Journal } from '../../src-shared/sync/ports.ts'
import { deskEnv } from './desk-env.ts'
import { countedStore } from './counted-store.ts'
import { dexieStore, sealedDexie } from './dexie-store.ts'
import { keepSame } from './same-cache.ts'
import { portTransport } from './port-transport.ts'
import { createTypingPause } from './typing-pause.ts'
import { openFindHost, type FindAsk, type FindHost } from './search/find-host.ts'
import type { FromWorker, JournalWork, ToWorker } from './worker-messages.ts'

/*
 * The sync engine in a worker of its own, so typing never waits for it. It shares the cache with the page; the line to
 * the server is the port main handed over, the journal is reached through the page.
 */

let engine: Engine | undefined
let find: Promise<FindHost> | undefined
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
const pause = createTypingPause(performance.now.bind(performance), sleep)
/** told to stop, perhaps before the engine was there */
let stopping = false
/** While documents are being fetched the index grows slowly: a first sync comes first. */
const fetchingMs = 1000
let lastId = 0
const waiting = new Map<number, { resolve: () => void; reject: (error: Error) => void }>()

const tell = (message: FromWorker): void => self.postMessage(message)
const ask = (work: JournalWork): Promise<void> =>
  new Promise((resolve, reject) => {
    const id = ++lastId
    waiting.set(id, { resolve, reject })
    tell({ type: 'journal', id, work })
  })
const journal: Journal = {
  append: (records) => ask({ do: 'append', records }),
  settle: (cmdIds, docIds, acks = []) => ask({ do: 'settle', cmdIds, docIds, acks }),
  takeBack: (cmdIds) => ask({ do: 'takeBack', cmdIds }),
}
/** Answers a question of search; a desk that is being left has none. */
async function found(id: number, question: FindAsk): Promise<void> {
  const answer = await find?.then((host) => host.ask(question)).catch(() => null)
  tell({ type: 'found', id, answer: answer ?? null })
}
/** What went wrong and where, never what was in it. */
const textOf = (error: unknown): string =>
  (error instanceof Error
    ? `${error.name} ${error.message} ${(error.stack ?? '').split('\n').slice(1, 4).join(' ')}`
    : String(error)
  ).slice(0, 400)

async function start(message: Extract<ToWorker, { type: 'start' }>, port: MessagePort): Promise<void> {
  const { db, forget, prepare } = sealedDexie(message.database, message.key, (found) => tell({ type: 'unreadable', found }))
  await db.open()
  // the page has journal and address book: it fills an empty cache, this only says that there is one
  await keepSame(db, () => Promise.resolve(tell({ type: 'lost' })))
  const store = countedStore(
    dexieStore(db, prepare),
    () => tell({ type: 'counted' }),
    (error) => tell({ type: 'error', text: textOf(error) }),
  )
  const env = deskEnv(db, store, message.me, journal)
  engine = createEngine({
    env,
    transport: portTransport(port),
    clock: { now: Date.now, sleep },
    random: { fraction: Math.random },
    quiet: pause.quiet,
    onError: (error) => tell({ type: 'error', text: textOf(error) }),
  })
  engine.onStatus((status) => tell({ type: 'status', status }))
  let fetching = false
  engine.onStatus(({ connection, progress, texts }) => {
    fetching = connection === 'online' && (progress !== null || texts > 0)
  })
  find = openFindHost({
    db,
    store,
    key: message.key,
    userId: message.me.userId,
    quiet: async () => {
      await pause.quiet()
      if (fetching && !stopping) await sleep(fetchingMs)
    },
    onState: (state) => tell({ type: 'finding', state }),
    onError: (error) => tell({ type: 'error', text: textOf(error) }),
  })
  find.catch((error: unknown) => tell({ type: 'error', text: textOf(error) }))
  engine.onMoved((docIds) => {
    tell({ type: 'moved', docIds })
    void find?.then(
      (host) => host.note(docIds),
      () => undefined,
    )
  })
  const running = engine
  if (stopping) running.stop()
  // one engine per cache, whatever windows there are
  await navigator.locks.request(`${db.name}-engine`, () => running.run())
  await store.count().catch(() => undefined)
  await find.then(
    (host) => host.stop(),
    () => undefined,
  )
  store.close()
  forget()
  tell({ type: 'stopped' })
}

self.addEventListener('message', (event: MessageEvent<ToWorker>) => {
  const message = event.data
  if (message.type === 'start') {
    const [port] = event.ports
    if (port) start(message, port).catch((error: unknown) => tell({ type: 'error', text: textOf(error) }))
  } else if (message.type === 'wake') engine?.wake(message.scopes)
  else if (message.type === 'typing') pause.key()
  else if (message.type === 'find') void found(message.id, message.ask)
  else if (message.type === 'stop') {
    stopping = true
    engine?.stop()
  } else {
    const asked = waiting.get(message.id)
    waiting.delete(message.id)
    if (message.code === null) asked?.resolve()
    else asked?.reject(new Error(message.code))
  }
})
