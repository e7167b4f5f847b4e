import { z } from 'zod'
import { searchQuery, type SearchHit, type SearchQuery } from '../../../src-shared/search/query.ts'
import type { Store } from '../../../src-shared/sync/store-port.ts'
import type { EngineLink } from '../engine-link.ts'
import type { Ask } from '../desk-journal.ts'
import type { Found } from './answer.ts'
import type { FindState } from './find-feed.ts'

/** A question a person keeps under a name. */
export type SavedSearch = { name: string; query: SearchQuery }
const savedSearches = z.array(z.object({ name: z.string().min(1).max(40), query: searchQuery }))

/** So many are kept at most. */
export const mostSaved = 30

/** What the county knows beside what lies here. `pending`: documents it has not looked into yet. */
export type Elsewhere = { hits: SearchHit[]; more: boolean; pending: number }

/** Everything the page does with search. */
export type DeskSearch = {
  state: () => FindState
  onState: (listener: () => void) => () => void
  /** What this desk finds, at once. Rejects with SY-FIND where the index does not open. */
  here: (query: SearchQuery, limit: number) => Promise<Found>
  /** What the county finds that is not on this desk. Rejects with NET-OFFLINE without a line. */
  elsewhere: (query: SearchQuery, limit: number) => Promise<Elsewhere>
  saved: () => Promise<SavedSearch[]>
  save: (all: readonly SavedSearch[]) => Promise<void>
}

/** Key of the kept questions in the cache's `meta`, sealed like everything there. */
const savedKey = 'savedSearches'

/** Search as the page has it: the engine's worker for this desk, main for the county. */
export function deskSearch(link: EngineLink, ask: Ask, store: Store): DeskSearch {
  let state: FindState = { ready: false, done: 0, total: 0 }
  const listeners = new Set<() => void>()
  link.onFinding((next) => {
    state = next
    for (const listener of listeners) listener()
  })
  return {
    state: () => state,
    onState: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    here: async (query, limit) => {
      const answer = await link.find({ what: 'query', query, limit })
      return answer.what === 'query' ? answer.found : { hits: [], total: 0, exact: true }
    },
    elsewhere: async (query, limit) => {
      const { hits, more, pending } = await ask('search.ask', { ...query, limit })
      const answer = await link.find({ what: 'known', docIds: hits.map((hit) => hit.id) })
      const here = new Set(answer.what === 'known' ? answer.docIds : [])
      return { hits: hits.filter((hit) => !here.has(hit.id)), more, pending }
    },
    saved: async () => {
      const kept = await store.transact('r', ['meta'], (tx) => tx.get('meta', savedKey))
      return savedSearches.safeParse(kept?.value).data ?? []
    },
    save: (all) => store.transact('rw', ['meta'], (tx) => tx.put('meta', { key: savedKey, value: all.slice(0, mostSaved) })),
  }
}
