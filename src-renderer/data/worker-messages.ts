import type { Acknowledged, JournalRecord } from '../../src-shared/ipc/journal-record.ts'
import type { DocumentId } from '../../src-shared/ids.ts'
import type { EngineStatus } from '../../src-shared/sync/engine.ts'
import type { CacheKey } from './sealed/seal.ts'
import type { Unreadable } from './sealed/sealed-db.ts'
import type { FindState } from './search/find-feed.ts'
import type { FindAnswer, FindAsk } from './search/find-host.ts'

/** What the page tells the engine worker. `start` brings the port to main and the cache's key with it. */
export type ToWorker =
  | { type: 'start'; database: string; key: CacheKey; me: { userId: string; name: string } }
  | { type: 'wake'; scopes: readonly string[] }
  /** somebody pressed a key (SY-177) */
  | { type: 'typing' }
  /** a question for search */
  | { type: 'find'; id: number; ask: FindAsk }
  | { type: 'stop' }
  | { type: 'journalAnswer'; id: number; code: string | null }

/** A write in the journal: the worker asks, the page has it done. */
export type JournalWork =
  | { do: 'append'; records: readonly JournalRecord[] }
  | { do: 'settle'; cmdIds: readonly string[]; docIds: readonly string[]; acks: readonly Acknowledged[] }
  | { do: 'takeBack'; cmdIds: readonly string[] }

/** What the engine worker tells the page; the journal is reached through the page alone. */
export type FromWorker =
  | { type: 'status'; status: EngineStatus }
  | { type: 'moved'; docIds: readonly DocumentId[] }
  | { type: 'journal'; id: number; work: JournalWork }
  /** rows that do not open (SE-62) */
  | { type: 'unreadable'; found: Unreadable }
  /** the rows were counted anew (`counted-store.ts`) */
  | { type: 'counted' }
  /** the cache is empty all at once (SY-197) */
  | { type: 'lost' }
  /** null: search does not open, or the desk is being left */
  | { type: 'found'; id: number; answer: FindAnswer | null }
  /** how far the index for search is */
  | { type: 'finding'; state: FindState }
  | { type: 'error'; text: string }
  | { type: 'stopped' }
