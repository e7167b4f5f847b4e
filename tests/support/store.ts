import {
  tableKeys,
  tableNames,
  type Key,
  type Store,
  type TableName,
  type Tables,
  type Tx,
} from '../../src-shared/sync/store-port.ts'

/** What outlives a crash: the tables and the last number given in each. */
export type Disk = { tables: Map<TableName, Map<string, unknown>>; numbers: Map<TableName, number> }

export const emptyDisk = (): Disk => ({ tables: new Map(tableNames.map((name) => [name, new Map()])), numbers: new Map() })

/** A copy of the disk as it stands; rows are never changed in place. */
export const copyDisk = (disk: Disk): Disk => ({
  tables: new Map([...disk.tables].map(([name, rows]) => [name, new Map(rows)])),
  numbers: new Map(disk.numbers),
})

const encode = (key: Key): string => JSON.stringify(key)
const keyOf = (table: TableName, row: Record<string, Key>): Key => {
  const key = tableKeys[table].key
  return typeof key === 'string' ? (row[key] as Key) : [String(row[key[0]]), String(row[key[1]])]
}
const byKey = ([a]: [string, unknown], [b]: [string, unknown]): number => {
  const [x, y] = [JSON.parse(a) as Key, JSON.parse(b) as Key]
  if (typeof x === 'number' && typeof y === 'number') return x - y
  const [p, q] = [Array.isArray(x) ? x.join('\u0000') : String(x), Array.isArray(y) ? y.join('\u0000') : String(y)]
  return p < q ? -1 : p > q ? 1 : 0
}

/** The store port in memory over a disk; one transaction at a time, all or nothing (SY-41). */
export function memoryStore(disk: Disk): Store {
  let last: Promise<unknown> = Promise.resolve()
  let closed = false
  return {
    transact: (mode, tables, work) => {
      const run = last.then(async () => {
        if (closed) throw new Error('the store is closed')
        const draft = mode === 'rw' ? new Map(tables.map((name) => [name, new Map(disk.tables.get(name))])) : disk.tables
        const numbers = new Map(disk.numbers)
        const result = await work(txOver(mode, tables, draft, numbers))
        if (mode === 'rw') {
          for (const name of tables) disk.tables.set(name, draft.get(name) ?? new Map())
          for (const [name, n] of numbers) disk.numbers.set(name, n)
        }
        return result
      })
      last = run.catch(() => undefined)
      return run
    },
    close: () => {
      closed = true
    },
  }
}

function txOver(
  mode: 'r' | 'rw',
  named: readonly TableName[],
  tables: Map<TableName, Map<string, unknown>>,
  numbers: Map<TableName, number>,
): Tx {
  const rows = (table: TableName): Map<string, unknown> => {
    const found = named.includes(table) ? tables.get(table) : undefined
    if (!found) throw new Error(`table ${table} is not part of this transaction`)
    return found
  }
  const list = (table: TableName): unknown[] => [...rows(table)].toSorted(byKey).map(([, row]) => row)
  const write = (table: TableName, row: unknown): void => {
    if (mode === 'r') throw new Error('a reading transaction writes')
    const copy = structuredClone(row) as Record<string, Key>
    const key = keyOf(table, copy)
    if (typeof key === 'number') numbers.set(table, Math.max(numbers.get(table) ?? 0, key))
    rows(table).set(encode(key), copy)
  }
  const has = (row: unknown, field: string, value: string | number): boolean => {
    const found = (row as Record<string, unknown>)[field]
    return Array.isArray(found) ? found.includes(value) : found === value
  }
  const tx = {
    get: async (table: TableName, key: Key) => rows(table).get(encode(key)),
    getMany: async (table: TableName, keys: readonly Key[]) => keys.map((key) => rows(table).get(encode(key))),
    put: async (table: TableName, row: unknown) => write(table, row),
    putMany: async (table: TableName, all: readonly unknown[]) => {
      for (const row of all) write(table, row)
    },
    add: async (table: 'outbox' | 'typed', row: object) => {
      const number = (numbers.get(table) ?? 0) + 1
      write(table, { ...row, [tableKeys[table].key]: number })
      return number
    },
    remove: async (table: TableName, key: Key) => {
      if (mode === 'r') throw new Error('a reading transaction writes')
      rows(table).delete(encode(key))
    },
    removeMany: async (table: TableName, keys: readonly Key[]) => {
      if (mode === 'r') throw new Error('a reading transaction writes')
      for (const key of keys) rows(table).delete(encode(key))
    },
    all: async (table: TableName, limit?: number) => list(table).slice(0, limit),
    below: async (table: TableName, field: string, value: number) =>
      list(table).filter((row) => Number((row as Record<string, unknown>)[field]) < value),
    count: async (table: TableName) => rows(table).size,
    where: async (table: TableName, field: string, value: string | number, limit?: number) =>
      list(table)
        .filter((row) => has(row, field, value))
        .slice(0, limit),
  }
  return tx as unknown as Tx
}

/** All rows of a table on a disk, for oracles. */
export const rowsOf = <T extends TableName>(disk: Disk, table: T): Tables[T][] =>
  [...(disk.tables.get(table) ?? new Map())].toSorted(byKey).map(([, row]) => row as Tables[T])
