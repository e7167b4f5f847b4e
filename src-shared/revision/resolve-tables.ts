import { Fragment, type Node as PmNode } from 'prosemirror-model'
import { entriesOf, schema, type Entry } from '../document/schema.ts'
import type { Decide } from './types.ts'
import { idOf, whoOf } from './who.ts'

const isStructure = (entry: Entry) => entry.k === 'blkIns' || entry.k === 'blkDel'
const isInserted = (node: PmNode) => entriesOf(node).some((entry) => entry.k === 'blkIns')
const madeBy = (node: PmNode) => entriesOf(node).flatMap((entry) => (isStructure(entry) ? [entry.id] : []))

/**
 * True when a row was added without knowing of a column that came or went: one person's row has no cell for the other's
 * column, so what is left may be ragged.
 */
export function isCrossed(table: PmNode): boolean {
  const fresh = table.children.filter(isInserted)
  if (!fresh.length) return false
  const columns = new Set(table.children.flatMap((row) => row.children.flatMap(madeBy)))
  // a change that made both the row and the column made them to fit
  return fresh.some((row) => {
    const known = new Set([row, ...row.children].flatMap(madeBy))
    return [...columns].some((id) => !known.has(id))
  })
}

/** True while a row or column of the table is open: what a crossed table looks like is settled when all are decided. */
export const hasOpenStructure = (table: PmNode, decide: Decide): boolean =>
  table.children.some((row) =>
    [row, ...row.children].some((node) => entriesOf(node).some((entry) => isStructure(entry) && decide(whoOf(entry)) === 'keep')),
  )

/** True when the table was ragged before anything was tracked in it; then it is left as it was. */
function wasRagged(table: PmNode): boolean {
  const widths = table.children.flatMap((row) =>
    isInserted(row) ? [] : [row.children.filter((cell) => !isInserted(cell)).length],
  )
  return widths.some((width) => width !== widths[0])
}

const hasSpans = (row: PmNode) =>
  row.children.some((cell) => Number(cell.attrs['colspan']) !== 1 || Number(cell.attrs['rowspan']) !== 1)

/** An empty cell for a row that has none in a column. Ids are derived, so every desk makes the same ones. */
function emptyCell(row: PmNode, name: string): PmNode {
  const id = `${idOf(row) ?? 'row'}:${name}`
  return schema.node('tableCell', { id }, schema.node('paragraph', { id: `${id}:empty` }))
}

/** A row that is left, and for each of its cells the columns it was inserted with. */
export type RowLeft = { row: PmNode; columns: readonly (readonly string[])[] }

/**
 * The rows of a crossed table in which everything is decided, each with a cell in every column (RV-15): an empty one at
 * the place of the column the row did not know of. For projections only, the document keeps what was made.
 */
export function squaredRows(table: PmNode, left: readonly RowLeft[]): PmNode[] {
  const rows = left.map(({ row }) => row)
  const widths = rows.map((row) => row.childCount)
  if (widths.every((width) => width === widths[0]) || wasRagged(table) || rows.some(hasSpans)) return rows
  const places = new Map<string, number>()
  for (const { columns } of left) {
    columns.forEach((ids, index) => ids.forEach((id) => places.set(id, Math.max(index, places.get(id) ?? 0))))
  }
  const inOrder = [...places].sort((a, b) => a[1] - b[1])
  const wide = Math.max(...widths)
  return left.map(({ row, columns }) => {
    const cells = [...row.children]
    for (const [id, index] of inOrder) {
      if (cells.length < wide && !columns.some((ids) => ids.includes(id))) cells.splice(index, 0, emptyCell(row, id))
    }
    while (cells.length < wide) cells.push(emptyCell(row, String(cells.length)))
    return cells.length === row.childCount ? row : row.copy(Fragment.fromArray(cells))
  })
}
