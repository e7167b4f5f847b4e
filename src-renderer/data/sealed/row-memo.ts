import { tableKeys, type TableName } from '../../../src-shared/sync/store-port.ts'
import type { Row, SealedRow } from './row-form.ts'

/**
 * Tables whose rows are read again and again as a whole: lists, and what every document's row rests on (`loadView`), each
 * with a primary key of one field. Their opened rows are kept, and never changed by who reads them.
 */
const keptTables = ['rows', 'outbox', 'attention', 'history', 'directory'] as const satisfies readonly TableName[]
/** More than this is no desk's lists any more: begin anew. */
const most = 60_000

/** Opened rows of one table by key and iv: a row written anew has another iv, so an old one is never shown for it. */
export type RowMemo = {
  find: (stored: SealedRow) => Row | undefined
  note: (stored: SealedRow, row: Row) => void
}

export type Memos = {
  /** undefined for tables whose rows are not kept */
  of: (table: TableName) => RowMemo | undefined
  forget: () => void
}

export function createMemos(): Memos {
  const all = new Map<TableName, Map<unknown, { iv: Uint8Array; row: Row }>>(keptTables.map((table) => [table, new Map()]))
  return {
    of: (table) => {
      const memo = all.get(table)
      const { key } = tableKeys[table]
      if (!memo || typeof key !== 'string') return undefined
      return {
        find: (stored) => {
          const known = memo.get(stored[key])
          return known && sameIv(known.iv, stored.iv) ? known.row : undefined
        },
        note: (stored, row) => {
          if (memo.size >= most) memo.clear()
          memo.set(stored[key], { iv: stored.iv, row })
        },
      }
    },
    forget: () => {
      for (const memo of all.values()) memo.clear()
    },
  }
}

function sameIv(a: Uint8Array, b: Uint8Array): boolean {
  if (!(b instanceof Uint8Array) || a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
