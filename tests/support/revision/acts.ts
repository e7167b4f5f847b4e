import type { Node as PmNode } from 'prosemirror-model'
import { deleteSelection, joinBackward, joinForward, toggleMark } from 'prosemirror-commands'
import type { Command } from 'prosemirror-state'
import { schema } from '../../../src-shared/document/schema.ts'
import { resolveDoc } from '../../../src-shared/revision/resolve.ts'
import type { Scene } from './scene.ts'

/** One key press of Backspace inside text, as the browser makes it. */
export const backspace: Command = (state, dispatch) => {
  if (deleteSelection(state, dispatch) || joinBackward(state, dispatch)) return true
  const { head } = state.selection
  dispatch?.(state.tr.delete(head - 1, head))
  return true
}
/** One key press of Delete inside text. */
export const forward: Command = (state, dispatch) => {
  if (deleteSelection(state, dispatch) || joinForward(state, dispatch)) return true
  const { head } = state.selection
  dispatch?.(state.tr.delete(head, head + 1))
  return true
}
export const bold = toggleMark(schema.marks['strong'] as never)

/** Types at the caret or over the selection. */
export const write = (scene: Scene, author: string, text: string): Scene => scene.edit(author, (tr) => tr.insertText(text))
export const times = (count: number, act: () => void): unknown[] => Array.from({ length: count }, act)

/** The document once all changes of one author are rejected, or accepted, and those of others left open. */
export const reject = (scene: Scene, author: string): PmNode =>
  resolveDoc(scene.doc, (who) => (who.author === author ? 'reject' : 'keep'))
export const accept = (scene: Scene, author: string): PmNode =>
  resolveDoc(scene.doc, (who) => (who.author === author ? 'accept' : 'keep'))

/** Text another desk inserted at the same time, as it arrives. */
export const textBy = (author: string, text: string): PmNode =>
  schema.text(text, [schema.mark('ins', { id: `${author}-1`, author, at: 1, step: 's' })])
