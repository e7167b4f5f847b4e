import Dexie, { type Table, type Transaction } from 'dexie'
import { tableKeys, tableNames, type Key, type Store, type TableName, type Tx } from '../../src-shared/sync/store-port.ts'
import { allPacked, countPacked, getPacked, isPacked, packed, putPacks, putSingle, removePacked } from './packed-rows.ts'
import { createSealer, type CacheKey } from './sealed/seal.ts'
import { sealDatabase, type Seals, type Unreadable } from './sealed/sealed-db.ts'

/** Counts up with every change of the tables; a new table or index is a new version. */
export const cacheVersion = 3

/** An open cache, and how to wipe its key and all that was opened with it from memory. */
export type SealedDexie = { db: Dexie } & Seals

const numbersItself: ReadonlySet<TableName> = new Set<TableName>(['outbox', 'typed', 'packs'])
/** Fields that hold a list, asked by what is in it. */
const lists: ReadonlySet<string> = new Set(['places', 'keys'])

/** Dexie's schema line of each table, from the one description in `store-port.ts`. */
export function dexieSchema(): Record<string, string> {
  const line = (name: TableName): string => {
    const { key, by } = tableKeys[name]
    const primary = typeof key === 'string' ? (numbersItself.has(name) ? `++${key}` : key) : `[${key.join('+')}]`
    // the first part of a compound key needs no index of its own
    const indexed = by.filter((field) => field !== key[0])
    return [primary, ...indexed.map((field) => (lists.has(field) ? `*${field}` : field))].join(', ')
  }
  return Object.fromEntries(tableNames.map((name) => [name, line(name)]))
}

/**
 * The Dexie database of one person at one county server, every row sealed under their key (SE-60). Every commit of what a
 * person did reaches the disk (T7, decision 0020); no optimistic reads (T8). `report` is told of rows that do not open.
 */
export function sealedDexie(name: string, key: CacheKey, report: (found: Unreadable) => void): SealedDexie {
  const db = new Dexie(name, { chromeTransactionDurability: 'strict', cache: 'disabled' })
  const seals = sealDatabase(db, createSealer(key.bytes), report)
  db.version(cacheVersion).stores(dexieSchema())
  return { db, ...seals }
}

/**
 * Name of the database of one person at one county: two people at one desk never share a cache (SY-42). What was sealed
 * under another key is not readable, so the key's id is part of the name.
 */
export const databaseName = (county: string, userId: string, kid: string): string => `liuhen2-${fold(county)}-${userId}-${kid}`

/** A short stable name for a county; not a secret and not a proof, so a plain 53-bit fold will do. */
function fold(text: string): string {
  let a = 0xdeadbeef
  let b = 0x41c6ce57
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    a = Math.imul(a ^ c, 2654435761)
    b = Math.imul(b ^ c, 1597334677)
  }
  return ((b >>> 0).toString(16) + (a >>> 0).toString(16)).padStart(16, '0')
}

/**
 * The cache over Dexie; passes `tests/contract/store.ts` (SY-41). A full disk makes Chromium close the database, and Dexie
 * gives up after one failed reopening: here every use tries to open it again (SY-43).
 */
export function dexieStore(db: Dexie, prepare?: Seals['prepare']): Store {
  let closed = false
  const open = async (): Promise<void> => {
    if (!closed && !db.isOpen()) await db.open()
  }
  /** Rows that were made ready to be written together, by the very list that is written. */
  const packs: Packs = new WeakMap()
  return {
    ...(prepare
      ? {
          prepare: async (table, rows, together = false) => {
            const made = together && isPacked(table) ? packed(table, rows as never) : []
            if (made.length > 0) packs.set(rows, made)
            await (made.length > 0 ? prepare('packs', made) : prepare(table, rows))
          },
        }
      : {}),
    transact: async (mode, tables, work) => {
      await open()
      const named = tables.some(isPacked) ? [...tables, 'packs'] : [...tables]
      return db.transaction(mode, named, (trans) => work(txOver(trans, packs)))
    },
    close: () => {
      closed = true
      db.close()
    },
  }
}

type Packs = WeakMap<object, ReturnType<typeof packed>>

function txOver(trans: Transaction, packs: Packs): Tx {
  const table = <R>(name: TableName): Table<R, Key> => trans.table(name) as Table<R, Key>
  // Dexie's own promises: they keep the transaction alive across awaits
  const dexie: Record<keyof Tx, (...args: never[]) => unknown> = {
    get: (name: TableName, key: Key) =>
      isPacked(name) ? getPacked(trans, name, [key]).then(([row]) => row) : table(name).get(key),
    put: (name: TableName, row: unknown) =>
      isPacked(name)
        ? putSingle(trans, name, [row as never])
        : table(name)
            .put(row)
            .then(() => undefined),
    getMany: (name: TableName, keys: Key[]) => (isPacked(name) ? getPacked(trans, name, keys) : table(name).bulkGet(keys)),
    putMany: (name: TableName, rows: unknown[]) => {
      const together = packs.get(rows)
      if (together && isPacked(name)) return putPacks(trans, name, together)
      if (isPacked(name)) return putSingle(trans, name, rows as never)
      return table(name)
        .bulkPut(rows)
        .then(() => undefined)
    },
    removeMany: (name: TableName, keys: Key[]) =>
      isPacked(name) ? removePacked(trans, name, keys) : table(name).bulkDelete(keys),
    add: (name: 'outbox' | 'typed', row: unknown) => table(name).add(row),
    remove: (name: TableName, key: Key) => (isPacked(name) ? removePacked(trans, name, [key]) : table(name).delete(key)),
    all: (name: TableName, limit?: number) =>
      isPacked(name)
        ? allPacked(trans, name, undefined, limit)
        : limit === undefined
          ? table(name).toArray()
          : table(name).limit(limit).toArray(),
    below: (name: TableName, field: string, value: number) => table(name).where(field).below(value).toArray(),
    count: (name: TableName) => (isPacked(name) ? countPacked(trans, name) : table(name).count()),
    where: (name: TableName, field: string, value: string | number, limit = Infinity) =>
      isPacked(name)
        ? allPacked(trans, name, String(value), limit === Infinity ? undefined : limit)
        : table(name)
            .where(field)
            .equals(value)
            .limit(limit)
            .toArray()
            .then((rows) => sorted(name, rows)),
  }
  return dexie as unknown as Tx
}

/** Rows found by an index come in its order; the contract wants that of the primary key. */
function sorted(name: TableName, rows: unknown[]): unknown[] {
  const key = tableKeys[name].key
  const of = (row: unknown): string | number => {
    const fields = row as Record<string, string | number>
    return typeof key === 'string' ? (fields[key] ?? '') : key.map((k) => fields[k]).join('\u0000')
  }
  return rows.toSorted((x, y) => (of(x) < of(y) ? -1 : of(x) > of(y) ? 1 : 0))
}
