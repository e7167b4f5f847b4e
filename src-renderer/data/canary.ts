import type { Canary } from '../../src-shared/ipc/contract.ts'
import type { Store, TableName, Tx } from '../../src-shared/sync/store-port.ts'
import { countRows, countsKey, countTables, type Counts } from './counted-store.ts'
import { cacheVersion } from './dexie-store.ts'

/** Key in `meta` of the id a cache is given when it begins; another id is another cache. */
const instanceKey = 'instanceId'

/**
 * What became of a cache since it was last seen (SE-63): `SY-CACHE`: it came back empty; `SY-CACHE-SHORT`: rows are
 * missing, or an older one was put in its place. null: nothing, or a desk that begins.
 */
export type CacheLoss = 'SY-CACHE' | 'SY-CACHE-SHORT' | null

/** What a cache says of itself. */
export type CacheState = { instanceId: string | undefined; stamp: number; noted: Counts | null; counts: Counts; rows: number }

const valueOf = async (tx: Tx, key: string): Promise<unknown> => (await tx.get('meta', key))?.value

const stateTables: readonly TableName[] = [...countTables, 'rows']

/** The id a cache was given when it began; undefined for one nobody named yet. */
export const instanceOf = (store: Store): Promise<string | undefined> =>
  store.transact('r', ['meta'], async (tx) => (await valueOf(tx, instanceKey)) as string | undefined)

/** Reads what a cache says of itself. */
export const cacheState = (store: Store): Promise<CacheState> =>
  store.transact('r', stateTables, async (tx) => ({
    instanceId: (await valueOf(tx, instanceKey)) as string | undefined,
    stamp: ((await valueOf(tx, 'stamp')) as number | undefined) ?? 0,
    noted: ((await valueOf(tx, countsKey)) as Counts | null | undefined) ?? null,
    counts: await countRows(tx),
    rows: await tx.count('rows'),
  }))

/** Compares a cache with what main kept of it outside, and with what it noted itself. Pure. */
export function cacheLoss(state: CacheState, canary: Canary | null): CacheLoss {
  if (state.instanceId === undefined) return canary ? 'SY-CACHE' : null
  if (canary && state.instanceId !== canary.instanceId) return 'SY-CACHE-SHORT'
  // a journal stamp is in the cache before the canary hears of it
  if (canary && state.stamp < canary.outboxHigh) return 'SY-CACHE-SHORT'
  const { noted, counts } = state
  if (noted && Object.entries(noted).some(([table, count]) => (counts[table] ?? 0) < count)) return 'SY-CACHE-SHORT'
  // every document has its row
  return state.rows < (counts['docs'] ?? 0) ? 'SY-CACHE-SHORT' : null
}

/** Gives a cache its id where it has none. */
export const nameCache = (store: Store, newId: () => string): Promise<void> =>
  store.transact('rw', ['meta'], async (tx) => {
    if ((await tx.get('meta', instanceKey)) === undefined) await tx.put('meta', { key: instanceKey, value: newId() })
  })

/** What main is to keep of a cache: counts and high-water marks only. Undefined where the cache has no id yet. */
export async function canaryOf(store: Store, now: () => number): Promise<Canary | undefined> {
  const { instanceId, stamp, counts } = await cacheState(store)
  return instanceId === undefined
    ? undefined
    : { instanceId, schema: cacheVersion, outboxHigh: Math.round(stamp), counts, at: now() }
}
