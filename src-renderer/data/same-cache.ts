import type Dexie from 'dexie'
import { instanceOf } from './canary.ts'
import { dexieStore } from './dexie-store.ts'
import type { Store } from '../../src-shared/sync/store-port.ts'

/** The cache under an open desk is another than the one it opened; what was under way is asked for again. */
export class CacheReplaced extends Error {
  readonly code = 'SY-CACHE'
  constructor() {
    super('SY-CACHE')
    this.name = 'CacheReplaced'
  }
}

/**
 * Looks at every reopening whether the cache is still the one it was (SY-197): on a disk without a free byte Chromium may
 * find its database damaged, throw it away and begin an empty one under the same name. `onEmpty` is handed the new one
 * before anybody else gets to it. What waited for the reopening fails with CacheReplaced: it rests on what is gone. Call it
 * once the cache is open and has its name.
 */
export async function keepSame(db: Dexie, onEmpty: (empty: Store) => Promise<void>): Promise<void> {
  let here = await instanceOf(dexieStore(db))
  db.on(
    'ready',
    // Dexie also calls this at once where the database is open, and then without a way in
    (inside?: Dexie) => inside && look(dexieStore(inside)),
    true,
  )
  const look = async (store: Store): Promise<void> => {
    const found = await instanceOf(store)
    if (found === here && found !== undefined) return
    if (found === undefined) await onEmpty(store)
    here = await instanceOf(store)
    throw new CacheReplaced()
  }
}
