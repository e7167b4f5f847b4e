import type { EditorState, Transaction } from 'prosemirror-state'
import type { TextEdit } from '../../src-shared/document/corrections.ts'
import { groupMeta } from '../../src-shared/revision/track.ts'

/**
 * The edits of corrections as one ordinary transaction: tracked as typing is, one undo. `together`: they are one change,
 * accepted or rejected as a whole (RV-24), as the numbering of a section is. Edits come from the end to the beginning.
 */
export function corrected(state: EditorState, edits: readonly TextEdit[], together: boolean): Transaction {
  const tr = state.tr
  for (const { from, to, text } of edits) {
    if (text === '') tr.delete(from, to)
    else tr.insertText(text, from, to)
  }
  return together && edits.length > 1 ? tr.setMeta(groupMeta, true) : tr
}
