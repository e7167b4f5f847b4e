import type { Store, TableName, Tx } from '../../src-shared/sync/store-port.ts'

/*
 * How many rows a cache must hold (SE-63): a damaged database can come back with a part of them and say nothing. What
 * typing touches is not counted; it comes back from the journal anyway.
 */
const countedTables = ['docs', 'docScope', 'bodies', 'history', 'attention'] as const satisfies readonly TableName[]
const counted: ReadonlySet<TableName> = new Set(countedTables)

export type Counts = Record<string, number>

/** Key in `meta`: the counts, or null from the first change until they were counted anew. */
export const countsKey = 'counts'

/** Work is counted once it has been quiet for so long. */
const quietMs = 1000

export type CountedStore = Store & {
  /** counts at once; resolves when the counts are on disk */
  count: () => Promise<void>
}

/** What the tables of the cache hold now. */
export async function countRows(tx: Tx): Promise<Counts> {
  const counts: Counts = {}
  for (const table of countedTables) counts[table] = await tx.count(table)
  return counts
}

export const countTables: readonly TableName[] = ['meta', ...countedTables]

const writing = ['put', 'putMany', 'add', 'remove', 'removeMany'] as const

/**
 * A store that keeps count. A transaction that changes counted tables voids the counts in the same commit, so they never
 * claim what is not so; a second after the last one they are taken anew.
 */
export function countedStore(store: Store, onCounted: () => void, onTrouble: (error: unknown) => void): CountedStore {
  let timer: ReturnType<typeof setTimeout> | undefined
  let closed = false
  const count = async (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    await store.transact('rw', countTables, async (tx) => {
      await tx.put('meta', { key: countsKey, value: await countRows(tx) })
    })
    onCounted()
  }
  const soon = (): void => {
    clearTimeout(timer)
    if (!closed) timer = setTimeout(() => void count().catch(onTrouble), quietMs)
  }
  return {
    ...store,
    transact: async (mode, tables, work) => {
      if (mode === 'r' || !tables.some((table) => counted.has(table))) return store.transact(mode, tables, work)
      let changed = false
      const result = await store.transact(mode, tables.includes('meta') ? tables : [...tables, 'meta'], async (tx) => {
        const answer = await work(
          noticing(tx, (table) => {
            changed ||= counted.has(table)
          }),
        )
        if (changed) await tx.put('meta', { key: countsKey, value: null })
        return answer
      })
      if (changed) soon()
      return result
    },
    count,
    close: () => {
      closed = true
      clearTimeout(timer)
      store.close()
    },
  }
}

/** A transaction that tells which tables it writes to. */
function noticing(tx: Tx, note: (table: TableName) => void): Tx {
  const watched = { ...tx } as Record<string, (...args: never[]) => unknown>
  for (const name of writing) {
    const act = tx[name] as (...args: unknown[]) => unknown
    watched[name] = (...args: unknown[]) => {
      note(args[0] as TableName)
      return act(...args)
    }
  }
  return watched as unknown as Tx
}
