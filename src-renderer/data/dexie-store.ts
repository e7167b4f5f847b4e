import Dexie, { type Table, type Transaction } from 'dexie'
import { tableKeys, tableNames, type Key, type Store, type TableName, type Tx } from '../../src-shared/sync/store-port.ts'
import { createSealer, type CacheKey } from './sealed/seal.ts'
import { sealDatabase, type Unreadable } from './sealed/sealed-db.ts'

/** Counts up with every change of the tables; a new table or index is a new version. */
export const cacheVersion = 1

/** An open cache, and how to wipe its key and all that was opened with it from memory. */
export type SealedDexie = { db: Dexie; forget: () => void }

/** Dexie's schema line of each table, from the one description in `store-port.ts`. */
export function dexieSchema(): Record<string, string> {
  const line = (name: TableName): string => {
    const { key, by } = tableKeys[name]
    const primary = typeof key === 'string' ? (name === 'outbox' || name === 'typed' ? `++${key}` : key) : `[${key.join('+')}]`
    return [primary, ...by.map((field) => (field === 'places' ? `*${field}` : field))].join(', ')
  }
  return Object.fromEntries(tableNames.map((name) => [name, line(name)]))
}

/**
 * The Dexie database of one person at one county server, every row sealed under their key (SE-60). Every commit reaches
 * the disk (T7); no optimistic reads (T8). `report` is told of rows that do not open.
 */
export function sealedDexie(name: string, key: CacheKey, report: (found: Unreadable) => void): SealedDexie {
  const db = new Dexie(name, { chromeTransactionDurability: 'strict', cache: 'disabled' })
  const forget = sealDatabase(db, createSealer(key.bytes), report)
  db.version(cacheVersion).stores(dexieSchema())
  return { db, forget }
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
export function dexieStore(db: Dexie): Store {
  let closed = false
  const open = async (): Promise<void> => {
    if (!closed && !db.isOpen()) await db.open()
  }
  return {
    transact: async (mode, tables, work) => {
      await open()
      return db.transaction(mode, [...tables], (trans) => work(txOver(trans)))
    },
    close: () => {
      closed = true
      db.close()
    },
  }
}

function txOver(trans: Transaction): Tx {
  const table = <R>(name: TableName): Table<R, Key> => trans.table(name) as Table<R, Key>
  // Dexie's own promises: they keep the transaction alive across awaits
  const dexie: Record<keyof Tx, (...args: never[]) => unknown> = {
    get: (name: TableName, key: Key) => table(name).get(key),
    put: (name: TableName, row: unknown) =>
      table(name)
        .put(row)
        .then(() => undefined),
    getMany: (name: TableName, keys: Key[]) => table(name).bulkGet(keys),
    putMany: (name: TableName, rows: unknown[]) =>
      table(name)
        .bulkPut(rows)
        .then(() => undefined),
    removeMany: (name: TableName, keys: Key[]) => table(name).bulkDelete(keys),
    add: (name: 'outbox' | 'typed', row: unknown) => table(name).add(row),
    remove: (name: TableName, key: Key) => table(name).delete(key),
    all: (name: TableName, limit?: number) => (limit === undefined ? table(name).toArray() : table(name).limit(limit).toArray()),
    below: (name: TableName, field: string, value: number) => table(name).where(field).below(value).toArray(),
    count: (name: TableName) => table(name).count(),
    where: (name: TableName, field: string, value: string | number, limit = Infinity) =>
      table(name)
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
