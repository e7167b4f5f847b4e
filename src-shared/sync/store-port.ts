import type { Numbered } from '../workflow/numbered.ts'
import type { BodyJson } from '../document/body-json.ts'
import type { DocumentHeader } from '../document/header.ts'
import type { CommandId, DeviceId, DocumentId } from '../ids.ts'
import type { Directory } from '../workflow/directory.ts'
import type { DocumentState } from '../workflow/document-state.ts'
import type { LeaveReason } from './protocol.ts'
import type { Heading, ListRow } from './rows.ts'

/** What a body command leads to, as the desk foresees it: hash and 要素 of the result. */
export type Foreseen = { sm3: string; header: DocumentHeader }

/** One command the server has not answered. `local` is the order of authoring; `seq` is given at the first send. */
export type OutboxRow = {
  local: number
  cmdId: CommandId
  docId: DocumentId
  name: string
  ver: number
  args: unknown
  authoredAt: number
  dependsOn: CommandId[]
  seq: number | null
  device: string | null
  status: 'queued' | 'inflight' | 'deferred'
  /** a body save that waits for an earlier one of the same document; its steps are derived when its turn comes (SY-55) */
  waiting: boolean
  /** a pull already holds its effect (the verdict got lost): not replayed over the base */
  covered: boolean
  foreseen: Foreseen | null
  /** of a body save: ids of the tracked changes it carries; they count as sent from here on */
  sealed: string[]
  /** of a body save: written without tracking, by one who held the draft */
  untracked: boolean
  /** revision of the server's document that was here when it was given, by what people did; 0: none (SY-100, SY-195) */
  baseRev: number
  /** an earlier epoch of the server had it: at which revision of the document (SY-64) */
  was: { rev: number; numbered?: Numbered | undefined } | null
  /** it stands in a safe copy, so another desk may send it: never rewritten any more, as if it were on its way (SY-161) */
  exported?: true | undefined
  /** the desk it was given at, where a safe copy brought it here (SY-168) */
  madeBy?: DeviceId | undefined
}

/**
 * A command the server applied, or a refused save it keeps as late edits, kept 45 days in case a restored server forgot it
 * (SY-64). `open`: no pull holds its effect yet. `rev`: of the document with it, by what people did. `numbered`: the number a book gave to it.
 */
export type HistoryRow = OutboxRow & { ackedAt: number; open: 0 | 1; rev: number | null; numbered?: Numbered | undefined }

export type DocRow = { id: DocumentId; data: DocumentState }
export type OverlayRow = { docId: DocumentId; data: DocumentState }
export type BodyRow = { docId: DocumentId; version: number; sm3: string; body: BodyJson }

/** That a document has unsent text, and what it rests on. The text itself lies in `texts` and the `typed` rows after it. */
export type WorkingRow = {
  docId: DocumentId
  /** names this base and text; steps typed for another generation do not fit */
  generation: number
  /** a version the server has, or will have when an untracked save before it is applied */
  baseVersion: number
  baseSm3: string
  /** a save of this document was applied: the base must reach this version before the next steps are derived */
  awaits: number
  /**
   * Written under a lease that was broken, over a base the server has as suggestions only (decision 0011). 'unwritten': the
   * journal has an older base yet, and a command that goes with it
   */
  late?: 'unwritten' | 'written' | undefined
  /** what lists show of the unsent text; missing where it was put together without it */
  heading?: Heading | undefined
}
export type TextRow = {
  docId: DocumentId
  base: BodyJson
  body: BodyJson
  /** stamp of the newest journal record in `body` (SY-51) */ stamp: number
}

/** One autosave: the editor's steps since the last one. */
export type TypedRow = { id: number; docId: DocumentId; generation: number; stamp: number; steps: unknown[] }

/**
 * What brought a thing to 需处理: the server refused it; it fell with one that was refused; its document left this desk
 * (SY-105); its text fitted nowhere; it was found in a damaged journal; it could not be sent at all.
 */
export const attentionKinds = ['rejected', 'parked', 'quarantined', 'conflict', 'recovered', 'notSendable'] as const
export type AttentionKind = (typeof attentionKinds)[number]

/** Why a document left this desk: what the server said, or that the person lost the office it was read in. */
export type LeftBecause = LeaveReason | 'roleLost'

/** 需处理: something a person must see. */
export type AttentionRow = {
  id: string
  kind: AttentionKind
  /** why its document left this desk, if it did since */
  reason: LeftBecause | null
  docId: DocumentId
  cmdId: string | null
  title: string
  code: string
  article: string | null
  detail: string | null
  commandName: string
  args: unknown
  body: BodyJson | null
  /** the refused command at the head of the group, where this one only fell with it */
  parkedBy: string | null
  authoredAt: number
  at: number
  dismissedAt: number | null
  /** how it was settled; what was settled by hand can be taken up again for 90 days (UI-64) */
  settledBy?: SettledBy | undefined
}
export type SettledBy = 'aside' | 'draft' | 'sentAgain' | 'supplement'

/** Every table of a desk's cache and its row. Typing touches `typed` and `working` alone (style.md T9). */
export type Tables = {
  meta: { key: string; value: unknown }
  /** `digest`: the server's word on all documents in the scope, where the desk had read them all (SY-102) */
  scopes: { id: string; cursor: number; head: number; digest: number | null }
  docs: DocRow
  docScope: {
    scope: string
    doc: DocumentId
    /** the scope is being read again from zero and this row was not seen yet */ stale: boolean
    /** what the document at its revision adds to the digest of the scope */
    h: number
  }
  rows: ListRow
  overlay: OverlayRow
  outbox: OutboxRow
  history: HistoryRow
  bodies: BodyRow
  /** rows of other tables a store put together to write fewer; those tables are asked, never this */
  packs: { id: number; keys: string[]; rows: unknown[] }
  /** Texts to fetch, up to an answer's worth in one row: a first sync wants thousands. Of one alone `id` is its document's. */
  wanted: { id: string; rank: number; docs: DocumentId[] }
  working: WorkingRow
  texts: TextRow
  typed: TypedRow
  attention: AttentionRow
  directory: { key: 'directory'; data: Directory }
}
export type TableName = keyof Tables
export type Key = string | number | [string, string]

/** Primary key of each table, and the fields one may ask by. `id`/`local` of outbox and typed number themselves. */
export const tableKeys = {
  meta: { key: 'key', by: [] },
  scopes: { key: 'id', by: [] },
  docs: { key: 'id', by: [] },
  docScope: { key: ['scope', 'doc'], by: ['scope'] },
  rows: { key: 'id', by: ['places'] },
  overlay: { key: 'docId', by: [] },
  outbox: { key: 'local', by: ['cmdId', 'docId'] },
  history: { key: 'cmdId', by: ['open', 'ackedAt', 'docId'] },
  bodies: { key: 'docId', by: [] },
  packs: { key: 'id', by: ['keys'] },
  wanted: { key: 'id', by: ['rank'] },
  working: { key: 'docId', by: [] },
  texts: { key: 'docId', by: [] },
  typed: { key: 'id', by: ['docId'] },
  attention: { key: 'id', by: ['docId', 'cmdId'] },
  directory: { key: 'key', by: [] },
} as const satisfies Record<TableName, { key: string | readonly [string, string]; by: readonly string[] }>

export const tableNames = Object.keys(tableKeys) as TableName[]

/** Fields a table may be asked by. */
export type Field<T extends TableName> = (typeof tableKeys)[T]['by'][number]

/** What may be done inside a transaction. Rows come in the order of their primary key. */
export type Tx = {
  get: <T extends TableName>(table: T, key: Key) => Promise<Tables[T] | undefined>
  /** Rows of many keys in one go, in the order of the keys; a first sync lives on these. */
  getMany: <T extends TableName>(table: T, keys: readonly Key[]) => Promise<(Tables[T] | undefined)[]>
  put: <T extends TableName>(table: T, row: Tables[T]) => Promise<void>
  putMany: <T extends TableName>(table: T, rows: readonly Tables[T][]) => Promise<void>
  /** Puts a row under the next number of its table and returns the number. */
  add: <T extends 'outbox' | 'typed'>(table: T, row: Omit<Tables[T], T extends 'outbox' ? 'local' : 'id'>) => Promise<number>
  remove: (table: TableName, key: Key) => Promise<void>
  removeMany: (table: TableName, keys: readonly Key[]) => Promise<void>
  all: <T extends TableName>(table: T, limit?: number) => Promise<Tables[T][]>
  count: (table: TableName) => Promise<number>
  /** Rows whose number in the field is smaller. */
  below: <T extends 'history'>(table: T, field: Field<T>, value: number) => Promise<Tables[T][]>
  /** Rows whose field has the value; for `rows.places` those whose list contains it. */
  where: <T extends TableName>(table: T, field: Field<T>, value: string | number, limit?: number) => Promise<Tables[T][]>
}

/**
 * The desk's cache: tables and strict transactions. `work` may await nothing but the transaction's own calls; when it
 * throws, nothing of it stays. Both implementations pass `tests/contract/store.ts` (SY-41).
 */
export type Store = {
  /**
   * Does beforehand what writing these very rows takes, outside of every transaction and lock; where it is missing there is
   * nothing to do (SY-171). `together`: they came with many others and will mostly stay as they are.
   */
  prepare?: <T extends TableName>(table: T, rows: readonly Tables[T][], together?: boolean) => Promise<void>
  transact: <R>(mode: 'r' | 'rw', tables: readonly TableName[], work: (tx: Tx) => Promise<R>) => Promise<R>
  close: () => void
}
