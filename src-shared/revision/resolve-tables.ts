import { Fragment, type Node as PmNode } from 'prosemirror-model'
import { entriesOf, type Entry } from '../document/schema.ts'
import { emit, fateOf, isExistence, isGone, itemOf, putOff, type Item, type Rules } from './resolve-items.ts'
import { isEven, squaredRows, type RowLeft } from './square-tables.ts'
import { whoOf } from './who.ts'

type Fate = 'goes' | 'waits' | 'stays'
type Row = { row: PmNode; cells: readonly Item[] }

/** The decided changes by which a cell is to go. */
const keysOf = (cell: Item): string[] =>
  isGone(cell) ? cell.waiting.flatMap((entry) => (cell.open.includes(entry) || !isExistence(entry) ? [] : [entry.id])) : []

/** What becomes of the cells of each column change: they share one fate (RV-15). */
function columnFates(rows: readonly Row[], rules: Rules): Map<string, Fate> {
  const fates = new Map<string, Fate>()
  for (const cell of rows.flatMap(({ cells }) => cells)) {
    const keys = keysOf(cell)
    if (!keys.length) continue
    const fate = fateOf(cell, rules)
    for (const key of keys) {
      const known = fates.get(key)
      if (!known || fate === 'stays' || (fate === 'waits' && known === 'goes')) fates.set(key, fate)
    }
  }
  return fates
}

/** A cell goes with any of its columns: where one stays for what another cell holds, nothing of that is in this one. */
function cellFate(cell: Item, columns: ReadonlyMap<string, Fate>): Fate {
  const fates = keysOf(cell).map((key) => columns.get(key))
  return fates.includes('goes') ? 'goes' : fates.includes('waits') ? 'waits' : 'stays'
}

/** The rows left by the decisions; `waits` when one of them hangs on text that is open. */
function rowsLeft(given: readonly Row[], rules: Rules, putsOff: boolean): { left: RowLeft[]; waits: boolean } {
  const columns = columnFates(given, rules)
  let waits = false
  const left = given.flatMap(({ row, cells }): RowLeft[] => {
    const made: string[][] = []
    const kept = cells.flatMap((cell, i) => {
      const fate = cellFate(cell, columns)
      if (fate === 'goes') return []
      if (fate === 'waits') waits = true
      made.push(entriesOf(row.child(i)).flatMap((entry) => (entry.k === 'blkIns' ? [entry.id] : [])))
      return [emit(fate === 'waits' ? putOff(cell) : cell)]
    })
    if (!kept.length) return []
    const same = kept.length === row.childCount && kept.every((cell, i) => cell === row.child(i))
    const item = itemOf(row, same ? row.content : Fragment.fromArray(kept), rules, putsOff)
    const fate = fateOf(item, rules)
    if (fate === 'waits') waits = true
    return fate === 'goes' ? [] : [{ row: emit(fate === 'waits' ? putOff(item) : item), columns: made }]
  })
  return { left, waits }
}

const isShape = (entry: Entry) =>
  isExistence(entry) || (entry.k === 'attr' && (entry.name === 'colspan' || entry.name === 'rowspan'))

/** True while a change of rows, columns or merged cells is open. */
const hasOpenShape = (table: PmNode, { decide }: Rules): boolean =>
  table.children.some((row) =>
    [row, ...row.children].some((node) => entriesOf(node).some((entry) => isShape(entry) && decide(whoOf(entry)) === 'keep')),
  )

/**
 * A table after the decisions, its rows and cells resolved; null when no row is left. Where rows and columns missed each
 * other, what the table looks like hangs on all of them: none is settled before all can be (RV-15).
 */
export function tableItem(table: PmNode, rules: Rules, resolveCell: (cell: PmNode, rules: Rules) => Fragment): Item | null {
  const contents = table.children.map((row) => row.children.map((cell) => resolveCell(cell, rules)))
  const read = (putsOff: boolean) => {
    const rows = table.children.map((row, r) => ({
      row,
      cells: row.children.map((cell, c) => itemOf(cell, contents[r]?.[c] ?? cell.content, rules, putsOff)),
    }))
    return rowsLeft(rows, rules, putsOff)
  }
  const uneven = rules.square && !isEven(table)
  const open = uneven && hasOpenShape(table, rules)
  let { left, waits } = read(open && !rules.force)
  if (uneven && waits && !open) left = read(true).left
  if (!left.length) return null
  const rows = uneven && !open && !waits ? squaredRows(table, left) : left.map(({ row }) => row)
  const same = rows.length === table.childCount && rows.every((row, i) => row === table.child(i))
  return itemOf(table, same ? table.content : Fragment.fromArray(rows), rules)
}

const changes = (node: PmNode) => entriesOf(node).some(isExistence)

/** True while each row left of a resolved table hangs on a change, so that the whole table may go. */
export const mayVanish = (table: PmNode): boolean => table.children.every((row) => changes(row) || row.children.every(changes))
