import Dexie, { type DBCore, type DBCoreTable, type DBCoreTransaction, type Middleware } from 'dexie'
import type { TableName } from '../../../src-shared/sync/store-port.ts'
import { createMemos, type Memos, type RowMemo } from './row-memo.ts'
import { boundTo, clearPart, isSealed, keyText, secretPart, wholeRow, type Row, type SealedRow } from './row-form.ts'
import type { Plain, Sealed, Sealer } from './seal.ts'

/** A row that could not be opened: a flipped byte, or sealed under another key. Named by table and key, which are no secrets. */
export type Unreadable = { table: TableName; key: string }

/** Up to so many characters are sealed or opened at once; from there on WebCrypto is the shorter way, waits included. */
const atOnce = 16_384

/**
 * Seals every row on its way to IndexedDB and opens it on its way back (SE-60), below everything else of Dexie, so the
 * store, the queries and live queries know nothing of it. A row that does not open is reported and counts as not there
 * (SE-62); the list goes on.
 *
 * A transaction ends when it is left alone for a moment, so the few rows of a person's action are sealed at once. Pages of
 * rows and long texts go to WebCrypto while `Dexie.waitFor` keeps the transaction alive.
 */
export function sealing(
  sealer: Sealer,
  memos: Memos,
  report: (found: Unreadable) => void,
  prepared: Prepared,
): Middleware<DBCore> {
  return {
    stack: 'dbcore',
    name: 'sealed',
    level: -10, // next to the database, below Dexie's own layers
    create: (down) => ({
      ...down,
      // what the server has is pulled again where a power cut takes it; what a person wrote is on disk before it is "saved"
      transaction: (tables, mode, options) =>
        down.transaction(tables, mode, isPulledOnly(tables) ? { ...options, durability: 'relaxed' } : options),
      table: (name) => {
        const table = down.table(name)
        return isSealed(name) ? sealedTable(table, name, sealer, memos.of(name), report, prepared) : table
      },
    }),
  }
}

/** Rows sealed before the transaction that writes them, by the row itself: one that is changed afterwards is another row. */
type Prepared = WeakMap<object, SealedRow>

const plainOf = (name: TableName, row: Row): Plain => ({ bound: boundTo(name, row), text: secretPart(name, row) })

/** Tables with nothing but what the server has; `meta` is in every page's transaction, and alone it is strict. */
const pulledTables: ReadonlySet<string> = new Set<TableName>(['docs', 'docScope', 'scopes', 'rows', 'bodies', 'packs', 'wanted'])
const isPulledOnly = (tables: readonly string[]): boolean =>
  tables.every((name) => pulledTables.has(name) || name === 'meta') && tables.some((name) => pulledTables.has(name))

function sealedTable(
  down: DBCoreTable,
  name: TableName,
  sealer: Sealer,
  memo: RowMemo | undefined,
  report: (found: Unreadable) => void,
  prepared: Prepared,
): DBCoreTable {
  const seal = (trans: DBCoreTransaction, rows: readonly Row[]): SealedRow[] | PromiseLike<SealedRow[]> => {
    const ready = rows.map((row) => prepared.get(row))
    if (ready.every((one) => one !== undefined)) return ready
    let size = 0
    const plains = rows.map((row): Plain => {
      const plain = plainOf(name, row)
      size += plain.text.length
      return plain
    })
    const withClear = (sealed: readonly Sealed[]): SealedRow[] =>
      sealed.map((one, i) => ({ ...clearPart(name, rows[i] ?? {}), ...one }))
    return size <= atOnce
      ? withClear(plains.map((plain) => sealer.sealNow(plain)))
      : waited(trans, () => sealer.sealMany(plains)).then(withClear)
  }
  const opened = (stored: SealedRow, text: string | undefined): Row | undefined => {
    try {
      if (text !== undefined) {
        const row = Object.freeze(wholeRow(name, stored, text))
        memo?.note(stored, row)
        return row
      }
    } catch {
      // what opens is what this desk wrote; text that is no row is damage too
    }
    report({ table: name, key: keyText(name, stored) })
    return undefined
  }
  /** Rows in the order given; undefined where there is none or it does not open. */
  const open = (
    trans: DBCoreTransaction,
    stored: readonly (SealedRow | undefined)[],
  ): (Row | undefined)[] | PromiseLike<(Row | undefined)[]> => {
    const rows = stored.map((one) => one && memo?.find(one))
    const asked = stored.flatMap((one, i) => (one && !rows[i] ? [{ i, one, bound: boundTo(name, one) }] : []))
    const size = asked.reduce((sum, { one }) => sum + (one.ct?.length ?? 0), 0)
    if (size <= atOnce) {
      for (const { i, one, bound } of asked) rows[i] = opened(one, sealer.openNow({ bound, sealed: one }))
      return rows
    }
    return waited(trans, () => sealer.openMany(asked.map(({ one, bound }) => ({ bound, sealed: one })))).then((texts) => {
      for (const [n, { i, one }] of asked.entries()) rows[i] = opened(one, texts[n])
      return rows
    })
  }
  return {
    ...down,
    mutate: (request) =>
      request.type === 'add' || request.type === 'put'
        ? after(seal(request.trans, request.values as readonly Row[]), (values) => down.mutate({ ...request, values }))
        : down.mutate(request),
    get: (request) => down.get(request).then((one: SealedRow | undefined) => after(open(request.trans, [one]), ([row]) => row)),
    getMany: (request) =>
      down.getMany(request).then((all: (SealedRow | undefined)[]) => after(open(request.trans, all), (rows) => rows)),
    query: (request) =>
      down.query(request).then((found) =>
        request.values === false
          ? found
          : after(open(request.trans, found.result as SealedRow[]), (rows) => ({
              ...found,
              result: rows.filter((row) => row !== undefined),
            })),
      ),
    // rows are asked for by key and index, never walked one by one
    openCursor: (request) => {
      if (request.values !== false) throw new Error(`walking over ${name} is not for sealed rows`)
      return down.openCursor(request)
    },
  }
}

/** The last wait of each transaction. */
const waits = new WeakMap<DBCoreTransaction, PromiseLike<unknown>>()

/**
 * Waits for work of WebCrypto while the transaction is kept alive, one wait at a time: of two at once Dexie forgets the
 * longer one when the shorter ends, and it would never come back.
 */
function waited<T>(trans: DBCoreTransaction, start: () => Promise<T>): PromiseLike<T> {
  const work = Dexie.ignoreTransaction(start)
  const wait = (): PromiseLike<T> => Dexie.waitFor(work)
  const mine = waits.get(trans)?.then(wait, wait) ?? wait()
  waits.set(trans, mine)
  return mine
}

/** Goes on at once where there is nothing to wait for. */
function after<T, R>(value: T[] | PromiseLike<T[]>, next: (value: T[]) => R | PromiseLike<R>): Promise<R> {
  // Dexie's own promises: they keep to the transaction they were made in
  return Dexie.Promise.resolve(Array.isArray(value) ? next(value) : value.then(next)) as unknown as Promise<R>
}

/** What sealing a database gives its owner. */
export type Seals = {
  /** wipes what was opened, and the key */
  forget: () => void
  /**
   * Seals rows before the transaction that puts these very objects: inside one, every wait for WebCrypto keeps the whole
   * database waiting too (SY-171).
   */
  prepare: (table: TableName, rows: readonly object[]) => Promise<void>
}

/** Seals a database that is not open yet. */
export function sealDatabase(db: Dexie, sealer: Sealer, report: (found: Unreadable) => void): Seals {
  const memos = createMemos()
  const prepared: Prepared = new WeakMap()
  db.use(sealing(sealer, memos, report, prepared))
  return {
    forget: () => {
      memos.forget()
      sealer.forget()
    },
    prepare: async (table, rows) => {
      if (!isSealed(table)) return
      const all = rows as readonly Row[]
      const sealed = await sealer.sealMany(all.map((row) => plainOf(table, row)))
      for (const [i, one] of sealed.entries()) {
        const row = all[i]
        if (row) prepared.set(row, { ...clearPart(table, row), ...one })
      }
    },
  }
}
