import type { Command } from 'prosemirror-state'
import {
  addColumnAfter,
  addColumnBefore,
  addRowAfter,
  addRowBefore,
  deleteColumn,
  deleteRow,
  deleteTable,
} from 'prosemirror-tables'
import { areaAt } from './areas.ts'
import { nodeType } from './keys.ts'

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

export const tableCommands = { addColumnAfter, addColumnBefore, addRowAfter, addRowBefore, deleteColumn, deleteRow, deleteTable }
