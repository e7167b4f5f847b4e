import { tableKeys, type TableName } from '../../../src-shared/sync/store-port.ts'
import type { Sealed } from './seal.ts'

/** A row as the rest of the desk knows it, and as it lies on disk. */
export type Row = Record<string, unknown>
export type SealedRow = Row & Sealed

/** Tables that hold ids, places and numbers only: there is nothing in them to seal. */
const plainTables: ReadonlySet<string> = new Set<TableName>(['scopes', 'docScope', 'wanted'])
/** These keys are given by the database when the row is written, so nothing can be bound to them. */
const numbered: ReadonlySet<string> = new Set<TableName>(['outbox', 'typed', 'packs'])

export const isSealed = (table: string): table is TableName => table in tableKeys && !plainTables.has(table)

const keysOf = (table: TableName): readonly string[] => {
  const { key } = tableKeys[table]
  return typeof key === 'string' ? [key] : key
}

/** The fields that stay readable: the primary key and what a table may be asked by (SE-60). */
export function clearFields(table: TableName): readonly string[] {
  return [...new Set([...keysOf(table), ...tableKeys[table].by])]
}

/** What a row is bound to: its table and everything readable of it but a number the database gives. */
export function boundTo(table: TableName, row: Row): string {
  const fields = numbered.has(table) ? tableKeys[table].by : clearFields(table)
  return JSON.stringify([table, ...fields.map((field) => row[field] ?? null)])
}

/** A row's readable part. */
export function clearPart(table: TableName, row: Row): Row {
  return Object.fromEntries(clearFields(table).flatMap((field) => (field in row ? [[field, row[field]]] : [])))
}

type Envelope = { fields: Row; same?: Record<string, string> }

/** The rest of a row as text. Two fields that are one and the same object (a text that is still its base) are written once. */
export function secretPart(table: TableName, row: Row): string {
  const clear = clearFields(table)
  const fields: Row = {}
  const same: Record<string, string> = {}
  const seen = new Map<unknown, string>()
  for (const [field, value] of Object.entries(row)) {
    if (clear.includes(field)) continue
    const twin = typeof value === 'object' && value !== null ? seen.get(value) : undefined
    if (twin !== undefined) same[field] = twin
    else {
      fields[field] = value
      seen.set(value, field)
    }
  }
  const envelope: Envelope = Object.keys(same).length > 0 ? { fields, same } : { fields }
  return JSON.stringify(envelope)
}

/** The row again, from what is readable on disk and the text that was sealed. */
export function wholeRow(table: TableName, stored: Row, text: string): Row {
  const { fields, same } = JSON.parse(text) as Envelope
  for (const [field, twin] of Object.entries(same ?? {})) fields[field] = fields[twin]
  return { ...clearPart(table, stored), ...fields }
}

/** A row's primary key as text, for a memo and for a report. */
export const keyText = (table: TableName, stored: Row): string =>
  JSON.stringify(keysOf(table).map((field) => stored[field] ?? null))
