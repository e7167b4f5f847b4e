import Dexie from 'dexie'
import type { DocumentId } from '../../../src-shared/ids.ts'
import type { Store } from '../../../src-shared/sync/store-port.ts'
import type { SearchQuery } from '../../../src-shared/search/query.ts'
import type { CacheKey } from '../sealed/seal.ts'
import { answerOf, type Found } from './answer.ts'
import { createFeed, type FindState } from './find-feed.ts'
import { createIndex } from './find-index.ts'
import { createKeeper } from './find-keeper.ts'
import { openFindStore } from './find-store.ts'
import { fold } from './folding.ts'
import { loadInitials } from './initials.ts'

/** What the page asks of search. */
export type FindAsk =
  | { what: 'query'; query: SearchQuery; limit: number }
  /** which of these documents are on this desk */
  | { what: 'known'; docIds: readonly string[] }
export type FindAnswer = { what: 'query'; found: Found } | { what: 'known'; docIds: string[] }

export type FindHost = {
  ask: (ask: FindAsk) => Promise<FindAnswer>
  /** these documents moved */
  note: (docIds: readonly DocumentId[]) => void
  /** stops, and wipes index and key from memory */
  stop: () => void
}

export type HostPorts = {
  db: Dexie
  store: Store
  key: CacheKey
  userId: string
  /** resolves when nobody types and nothing more urgent is under way */
  quiet: () => Promise<void>
  onState: (state: FindState) => void
  onError: (error: unknown) => void
}

/** A question goes before the next piece of indexing. */
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

/** Dexie's tree of keys that were written; from another thread it comes as plain data. */
type Keys = { from?: unknown; to?: unknown; l?: Keys | null; r?: Keys | null }

/** The single keys in it. A range stands for a write of many, which is none of the page's. */
const keysIn = (keys: Keys | null | undefined): string[] =>
  keys
    ? [...keysIn(keys.l), ...(typeof keys.from === 'string' && keys.from === keys.to ? [keys.from] : []), ...keysIn(keys.r)]
    : []

/** Search in the engine's worker: one index per open desk, brought up to the cache and kept there. */
export async function openFindHost(ports: HostPorts): Promise<FindHost> {
  const { db } = ports
  const store = await openFindStore(db.name, ports.key)
  let asked = 0
  const pause = async (): Promise<void> => {
    await ports.quiet()
    do await turn()
    while (asked > 0)
  }
  const index = createIndex(fold)
  const keeper = createKeeper(index, store, fold, pause)
  const feed = createFeed({ ...ports, keeper, pause, initials: loadInitials })

  // what the page writes: Dexie tells every window and worker which keys; large writes are the engine's own and told by it
  const part = `idb://${db.name}/rows/`
  const onMutated = (parts: Record<string, unknown>): void => {
    const ids = keysIn(parts[part] as Keys | undefined)
    if (ids.length > 0) feed.note(ids as DocumentId[])
  }
  Dexie.on.storagemutated.subscribe(onMutated)
  void feed.start().catch(ports.onError)
  return {
    ask: async (ask) => {
      if (ask.what === 'known') return { what: 'known', docIds: ask.docIds.filter((id) => index.head(id)) }
      asked++
      try {
        return { what: 'query', found: await answerOf(index, keeper.readTexts, fold, ask.query, ask.limit) }
      } finally {
        asked--
      }
    },
    note: feed.note,
    stop: () => {
      Dexie.on.storagemutated.unsubscribe(onMutated)
      feed.stop()
      keeper.forget()
      store.close()
    },
  }
}
