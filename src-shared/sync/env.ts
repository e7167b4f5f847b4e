import type { Sm3 } from '../document/canonical.ts'
import type { CommandId, DeviceId, DocumentId } from '../ids.ts'
import type { Acknowledged } from '../ipc/journal-record.ts'
import type { Journal, Lock } from './ports.ts'
import type { HelloResponse } from './protocol.ts'
import type { DueAt } from './rows.ts'
import type { LeftBecause, Store, Tx } from './store-port.ts'

/** What the desk's parts share: who sits here, the cache, the journal, and what a runtime must bring. */
export type Env = {
  me: { userId: string; name: string }
  store: Store
  journal: Journal
  lock: Lock
  sm3: Sm3
  dueAt: DueAt
  now: () => number
  newId: () => string
}

/** Single values of a desk, kept in the table `meta`. */
export type Meta = {
  device: DeviceId
  epoch: string
  /** number the next command gets; unknown in a fresh cache until the server told its last one */
  nextSeq: number
  /** newest `lastSeq` the server told for this device and epoch */
  lastSeq: number
  /** another desk gives numbers under the same device */
  shared: boolean
  /** newest stamp given to a journal record (SY-51) */
  stamp: number
  /** some scopes are being read again from zero */
  stale: boolean
  /** documents that lost a scope, and why; they go when the pull is complete and no scope is left */
  orphans: [DocumentId, LeftBecause][]
  lastSyncAt: number
  /** documents whose text the server could not give (RV-50); the reason stands under `damagedKey` */
  damaged: DocumentId[]
  /** what the server said of itself at the last greeting (SY-100, SY-107) */
  server: { recovering: boolean; cmds: HelloResponse['cmds']; limits: NonNullable<HelloResponse['limits']> }
  /** how far the server's clock is ahead of this desk's, ms (C-15) */
  clockOffset: number
  /** safe copies that were made here or taken in here: their texts are known (SY-164) */
  copies: string[]
  /** attention items the journal has no copy of yet (SY-58) */
  keep: string[]
  /** journal records that are done with, not yet told to the journal */
  settle: { cmdIds: CommandId[]; docIds: DocumentId[]; acks?: Acknowledged[] }
}

/** Reads one value of `meta`. */
export async function getMeta<K extends keyof Meta>(tx: Tx, key: K): Promise<Meta[K] | undefined> {
  return (await tx.get('meta', key))?.value as Meta[K] | undefined
}

/** Writes one value of `meta`. */
export const putMeta = <K extends keyof Meta>(tx: Tx, key: K, value: Meta[K]): Promise<void> => tx.put('meta', { key, value })

/** Key of the stamp up to which a document's journal records are settled, until the journal was told. */
export const settledKey = (docId: string): string => `settled:${docId}`

/** Key of why the server cannot give a document's body (RV-50); gone once a body came. */
export const damagedKey = (docId: string): string => `damaged:${docId}`

/** A stamp later than every one before, whatever the clock does (SY-51). */
export const stampAfter = (last: number | undefined, now: number): number => Math.max(now, (last ?? 0) + 1)
