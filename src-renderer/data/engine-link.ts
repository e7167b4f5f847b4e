import type { DeskBridge, DeskSession } from '../../src-shared/ipc/contract.ts'
import type { DocumentId } from '../../src-shared/ids.ts'
import { DeskError } from '../../src-shared/ipc/desk-error.ts'
import type { EngineStatus } from '../../src-shared/sync/engine.ts'
import type { Journal } from '../../src-shared/sync/ports.ts'
import type { CacheKey } from './sealed/seal.ts'
import type { Unreadable } from './sealed/sealed-db.ts'
import type { FindState } from './search/find-feed.ts'
import type { FindAnswer, FindAsk } from './search/find-host.ts'
import type { FromWorker, JournalWork, ToWorker } from './worker-messages.ts'

/** The page's end of the engine worker. */
export type EngineLink = {
  wake: (scopes: readonly string[]) => void
  /** somebody types */
  typing: () => void
  onStatus: (listener: (status: EngineStatus) => void) => void
  onMoved: (listener: (docIds: readonly DocumentId[]) => void) => () => void
  onError: (listener: (text: string) => void) => void
  onUnreadable: (listener: (found: Unreadable) => void) => void
  onCounted: (listener: () => void) => void
  /** the engine found the cache empty */
  onLost: (listener: () => void) => void
  /** Asks search. Rejects with SY-FIND where it does not open, or the desk is left. */
  find: (ask: FindAsk) => Promise<FindAnswer>
  onFinding: (listener: (state: FindState) => void) => void
  stop: () => Promise<void>
}

const stopMs = 2000

const writeJournal = (journal: Journal, work: JournalWork): Promise<void> =>
  work.do === 'append'
    ? journal.append(work.records)
    : work.do === 'settle'
      ? journal.settle(work.cmdIds, work.docIds, work.acks)
      : journal.takeBack(work.cmdIds)

/** Starts the engine worker, hands it its port to main and the cache's key, and does its writing in the journal for it. */
export function startEngine(
  session: DeskSession,
  bridge: DeskBridge,
  database: string,
  key: CacheKey,
  journal: Journal,
): EngineLink {
  const worker = new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module' })
  const statusListeners = new Set<(status: EngineStatus) => void>()
  const movedListeners = new Set<(docIds: readonly DocumentId[]) => void>()
  const errorListeners = new Set<(text: string) => void>()
  const unreadableListeners = new Set<(found: Unreadable) => void>()
  const countedListeners = new Set<() => void>()
  const lostListeners = new Set<() => void>()
  const findingListeners = new Set<(state: FindState) => void>()
  let lastAsked = 0
  const asked = new Map<number, (answer: FindAnswer | null) => void>()
  let stopped: () => void = () => undefined
  const send = (message: ToWorker, ports: MessagePort[] = []): void => worker.postMessage(message, ports)

  worker.addEventListener('message', (event: MessageEvent<FromWorker>) => {
    const message = event.data
    switch (message.type) {
      case 'status':
        for (const listener of statusListeners) listener(message.status)
        return
      case 'moved':
        for (const listener of movedListeners) listener(message.docIds)
        return
      case 'error':
        for (const listener of errorListeners) listener(message.text)
        return
      case 'unreadable':
        for (const listener of unreadableListeners) listener(message.found)
        return
      case 'counted':
        for (const listener of countedListeners) listener()
        return
      case 'lost':
        for (const listener of lostListeners) listener()
        return
      case 'finding':
        for (const listener of findingListeners) listener(message.state)
        return
      case 'found':
        asked.get(message.id)?.(message.answer)
        asked.delete(message.id)
        return
      case 'stopped':
        return stopped()
      case 'journal':
        void writeJournal(journal, message.work).then(
          () => send({ type: 'journalAnswer', id: message.id, code: null }),
          (error: unknown) =>
            send({ type: 'journalAnswer', id: message.id, code: error instanceof Error ? error.message : 'JR-IO' }),
        )
    }
  })
  worker.addEventListener('error', (event) => {
    for (const listener of errorListeners) listener(event.message)
  })

  const takePort = (event: MessageEvent<unknown>): void => {
    const [port] = event.ports
    if (event.source !== window || (event.data as { type?: unknown } | null)?.type !== 'liuhen:port' || !port) return
    window.removeEventListener('message', takePort)
    const { user } = session.session
    send({ type: 'start', database, key, me: { userId: user.id, name: user.name } }, [port])
  }
  window.addEventListener('message', takePort)
  bridge.requestPort()

  return {
    wake: (scopes) => send({ type: 'wake', scopes }),
    typing: () => send({ type: 'typing' }),
    onStatus: (listener) => void statusListeners.add(listener),
    onMoved: (listener) => {
      movedListeners.add(listener)
      return () => void movedListeners.delete(listener)
    },
    onError: (listener) => void errorListeners.add(listener),
    onUnreadable: (listener) => void unreadableListeners.add(listener),
    onCounted: (listener) => void countedListeners.add(listener),
    onLost: (listener) => void lostListeners.add(listener),
    find: (ask) =>
      new Promise((resolve, reject) => {
        const id = ++lastAsked
        asked.set(id, (answer) => (answer ? resolve(answer) : reject(new DeskError('SY-FIND'))))
        send({ type: 'find', id, ask })
      }),
    onFinding: (listener) => void findingListeners.add(listener),
    stop: async () => {
      window.removeEventListener('message', takePort)
      const done = new Promise<void>((resolve) => {
        stopped = resolve
      })
      send({ type: 'stop' })
      // a request under way would hold it up for long; whatever it brings is asked for again
      await Promise.race([done, new Promise((resolve) => setTimeout(resolve, stopMs))])
      worker.terminate()
      for (const answer of asked.values()) answer(null)
    },
  }
}
