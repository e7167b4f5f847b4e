import type Dexie from 'dexie'
import type { Table, Transaction } from 'dexie'
import type { DocumentId } from '../../src-shared/ids.ts'
import { tableKeys, type Key, type TableName, type Tables } from '../../src-shared/sync/store-port.ts'

/*
 * Writing a row costs about the same whatever is in it. What a first sync brings lies together, some dozens of rows in one
 * sealed row of `packs`; a row that is written by itself later on leaves its pack and lies in its own table. Both places are one
 * to everybody but the store (SY-171).
 */

const packedTables = ['docs', 'bodies', 'docScope'] as const satisfies readonly TableName[]
export type Packed = (typeof packedTables)[number]
export const isPacked = (table: string): table is Packed => (packedTables as readonly string[]).includes(table)

type Row = Tables[Packed]
type Pack = Tables['packs']
export type NewPack = Omit<Pack, 'id'>

/** To open one row all of its pack is opened, so packs stay small: so many characters of JSON. */
const packChars = 96 * 1024
/** Fewer rows than this are written one by one. */
const worthPacking = 8

/** A row's key as packs name it. */
function packKey(table: Packed, key: Key): string {
  return `${table}:${typeof key === 'object' ? key.join('\u0000') : key}`
}
function keyOf(table: Packed, row: Row): Key {
  const fields = row as unknown as Record<string, string>
  const { key } = tableKeys[table]
  return typeof key === 'string' ? (fields[key] ?? '') : [fields[key[0]] ?? '', fields[key[1]] ?? '']
}
/** Where a row stands among others: by its primary key. */
const textOf = (table: Packed, row: Row): string => packKey(table, keyOf(table, row))

/** Puts rows together, in their order. */
export function packed(table: Packed, rows: readonly Row[]): NewPack[] {
  if (rows.length < worthPacking) return []
  const packs: { keys: string[]; rows: Row[] }[] = []
  let room = 0
  for (const row of rows) {
    // the few numbers of a docScope row need no measuring
    const size = table === 'docScope' ? 128 : JSON.stringify(row).length
    const last = packs.at(-1)
    if (!last || size > room) {
      packs.push({ keys: [textOf(table, row)], rows: [row] })
      room = packChars - size
    } else {
      last.keys.push(textOf(table, row))
      last.rows.push(row)
      room -= size
    }
  }
  return packs
}

const single = (trans: Transaction, table: Packed): Table<Row, Key> => trans.table(table)
const packsIn = (trans: Transaction): Table<Pack, number> => trans.table('packs')

/** Whether there are packs at all: a desk that never had a first sync of many has none. */
const anyPacks = async (trans: Transaction): Promise<boolean> => (await packsIn(trans).limit(1).primaryKeys()).length > 0

/** The rows of packs, by their key; later packs over earlier ones. */
async function rowsOfPacks(trans: Transaction, table: Packed, ids: readonly number[]): Promise<Map<string, Row>> {
  const rows = new Map<string, Row>()
  for (const pack of await packsIn(trans).bulkGet([...new Set(ids)].toSorted((a, b) => a - b)))
    for (const row of (pack?.rows ?? []) as Row[]) rows.set(textOf(table, row), row)
  return rows
}

/** Rows by their keys, in that order. */
export async function getPacked(trans: Transaction, table: Packed, keys: readonly Key[]): Promise<(Row | undefined)[]> {
  const found = await single(trans, table).bulkGet([...keys])
  const missing = keys.flatMap((key, i) => (found[i] ? [] : [packKey(table, key)]))
  if (missing.length === 0 || !(await anyPacks(trans))) return found
  const ids = await packsIn(trans).where('keys').anyOf(missing).primaryKeys()
  if (ids.length === 0) return found
  const rows = await rowsOfPacks(trans, table, ids)
  return keys.map((key, i) => found[i] ?? rows.get(packKey(table, key)))
}

/** Stores packs; rows of the same keys that lie by themselves are older by now. */
export async function putPacks(trans: Transaction, table: Packed, packs: readonly NewPack[]): Promise<void> {
  const keys = new Set(packs.flatMap((pack) => pack.keys))
  const alone = await single(trans, table).toCollection().primaryKeys()
  const older = alone.filter((key) => keys.has(packKey(table, key)))
  if (older.length > 0) await single(trans, table).bulkDelete(older)
  await packsIn(trans).bulkAdd(packs as Pack[])
}

/** Stores rows by themselves; what packs have of them goes, so a row lies in one place. */
export async function putSingle(trans: Transaction, table: Packed, rows: readonly Row[]): Promise<void> {
  await single(trans, table).bulkPut([...rows])
  await takeOut(
    trans,
    table,
    rows.map((row) => keyOf(table, row)),
  )
}

/** Removes rows wherever they lie: nothing of them stays on disk. */
export async function removePacked(trans: Transaction, table: Packed, keys: readonly Key[]): Promise<void> {
  await single(trans, table).bulkDelete([...keys])
  await takeOut(trans, table, keys)
}

/** Writes packs again without these rows. */
async function takeOut(trans: Transaction, table: Packed, keys: readonly Key[]): Promise<void> {
  if (keys.length === 0 || !(await anyPacks(trans))) return
  const gone = new Set(keys.map((key) => packKey(table, key)))
  const ids = await packsIn(trans)
    .where('keys')
    .anyOf([...gone])
    .primaryKeys()
  if (ids.length === 0) return
  const packs = await packsIn(trans).bulkGet([...new Set(ids)])
  const left = packs.flatMap((pack): Pack[] => {
    if (!pack) return []
    const rows = (pack.rows as Row[]).filter((row) => !gone.has(textOf(table, row)))
    return [{ id: pack.id, keys: rows.map((row) => textOf(table, row)), rows }]
  })
  await packsIn(trans).bulkPut(left.filter((pack) => pack.rows.length > 0))
  await packsIn(trans).bulkDelete(left.flatMap((pack) => (pack.rows.length > 0 ? [] : [pack.id])))
}

/** Rows in the order of their keys: all, those of one first part of a compound key, or the first so many. */
export async function allPacked(trans: Transaction, table: Packed, part?: string, limit?: number): Promise<Row[]> {
  const range = packRange(table, part)
  const ids = await packsIn(trans).where('keys').between(range[0], range[1]).primaryKeys()
  const rows = await rowsOfPacks(trans, table, limit === undefined ? ids : ids.slice(0, limit))
  const alone = single(trans, table)
  const own = part === undefined ? alone.toCollection() : alone.where(':id').between([part, ''], [part, '\uffff'])
  for (const row of await (limit === undefined ? own : own.limit(limit)).toArray()) rows.set(textOf(table, row), row)
  const mine = part === undefined ? [...rows] : [...rows].filter(([key]) => key >= range[0] && key < range[1])
  return mine
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, limit)
    .map(([, row]) => row)
}

/** How many rows there are. */
export async function countPacked(trans: Transaction, table: Packed): Promise<number> {
  const [from, to] = packRange(table)
  return (await single(trans, table).count()) + (await packsIn(trans).where('keys').between(from, to).count())
}

const packRange = (table: Packed, part?: string): [string, string] =>
  part === undefined ? [`${table}:`, `${table};`] : [`${table}:${part}\u0000`, `${table}:${part}\u0001`]

/** One row for a live query. */
export const packedRow = <T extends 'docs' | 'bodies'>(db: Dexie, table: T, docId: DocumentId): Promise<Tables[T] | undefined> =>
  db.transaction('r', [table, 'packs'], async (trans) => (await getPacked(trans, table, [docId]))[0] as Tables[T] | undefined)
