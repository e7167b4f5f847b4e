import { Fragment, type Node as PmNode } from 'prosemirror-model'
import { entriesOf, schema } from '../document/schema.ts'
import { isExistence } from './resolve-items.ts'
import { idOf } from './who.ts'

const isInserted = (node: PmNode) => entriesOf(node).some((entry) => entry.k === 'blkIns')

/** What was done to the cells of a row, cell by cell. */
const columnsOf = (row: PmNode): string =>
  row.children
    .map((cell) =>
      entriesOf(cell)
        .flatMap((entry) => (isExistence(entry) ? [`${entry.k} ${entry.id}`] : []))
        .join(' '),
    )
    .join('|')

/**
 * True when a column came or went in every row alike: then every row keeps the same columns whatever is decided. False
 * where somebody made a row without knowing of another's column, or a column past a struck row, and where the rows were
 * uneven before.
 */
export function isEven(table: PmNode): boolean {
  const [first, ...rest] = table.children
  if (!first || !rest.length) return true
  const columns = columnsOf(first)
  return rest.every((row) => row.childCount === first.childCount && columnsOf(row) === columns)
}

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
 * The rows left of a table in which everything is decided, each with a cell in every column (RV-15): an empty one at the
 * place of the column the row did not know of. Told from the rows that are left and the table before any change alone,
 * so that a change that is rejected leaves no trace. For projections only, the document keeps what was made.
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
