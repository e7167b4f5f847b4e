import type { Node as PmNode } from 'prosemirror-model'
import { Plugin, type Command, type Transaction } from 'prosemirror-state'
import {
  addColumnAfter,
  addColumnBefore,
  addRowAfter,
  addRowBefore,
  deleteColumn,
  deleteRow,
  deleteTable,
  tableEditing,
} from 'prosemirror-tables'
import { areaAt } from './areas.ts'
import { nodeType } from './node-types.ts'

/**
 * Selecting and walking in tables. Without the plugin's own mending of ragged tables: they are squared when they are read
 * (RV-15), and on some its mending throws in the middle of somebody's edit.
 */
export function tableKeys(): Plugin {
  const { appendTransaction: _mending, ...spec } = tableEditing().spec
  return new Plugin(spec)
}

/** An empty table after the paragraph of the caret, with an empty paragraph behind it where it would be last. */
export const insertTable =
  (rows: number, columns: number): Command =>
  (state, dispatch) => {
    const { $head } = state.selection
    if (areaAt(state.doc, $head.pos)?.name !== 'body' || $head.depth !== 2) return false
    if (dispatch) {
      const cell = () => nodeType('tableCell').create(null, nodeType('paragraph').create())
      const row = () => nodeType('tableRow').create(null, Array.from({ length: columns }, cell))
      const table = nodeType('table').create(null, Array.from({ length: rows }, row))
      const after = $head.after()
      const last = $head.index(1) === state.doc.child(1).childCount - 1
      dispatch(state.tr.insert(after, last ? [table, nodeType('paragraph').create()] : [table]).scrollIntoView())
    }
    return true
  }

/** Set by commands that may stretch or shrink merged cells on their way: rows and columns are tracked (RV-15). */
const spansMeta = 'liuhen.spans'

const withSpans =
  (command: Command): Command =>
  (state, dispatch) =>
    command(state, dispatch && ((tr) => dispatch(tr.setMeta(spansMeta, true))))

/** Commands on rows, columns and tables, all of them tracked. */
export const tableCommands = {
  addColumnAfter: withSpans(addColumnAfter),
  addColumnBefore: withSpans(addColumnBefore),
  addRowAfter: withSpans(addRowAfter),
  addRowBefore: withSpans(addRowBefore),
  deleteColumn: withSpans(deleteColumn),
  deleteRow: withSpans(deleteRow),
  deleteTable,
}

const spanNames = ['colspan', 'rowspan', 'colwidth'] as const

/** The tables of the body by their id. */
function tablesOf(doc: PmNode): Map<unknown, PmNode> {
  const tables = new Map<unknown, PmNode>()
  doc.lastChild?.forEach((block) => {
    if (block.type.name === 'table') tables.set(block.attrs['id'], block)
  })
  return tables
}

function spansOf(table: PmNode): Map<unknown, string> {
  const spans = new Map<unknown, string>()
  table.forEach((row) =>
    row.forEach((cell) => void spans.set(cell.attrs['id'], JSON.stringify(spanNames.map((name) => cell.attrs[name])))),
  )
  return spans
}

/** True where cells are merged, split or set to another width, which tracking does not take (RV-41). */
export function altersSpans(tr: Transaction): boolean {
  if (tr.getMeta(spansMeta) !== undefined) return false
  const before = tablesOf(tr.before)
  if (before.size === 0) return false
  for (const [id, now] of tablesOf(tr.doc)) {
    const was = before.get(id)
    if (!was || was === now) continue
    const spans = spansOf(was)
    for (const [cell, span] of spansOf(now)) if (spans.has(cell) && spans.get(cell) !== span) return true
  }
  return false
}
