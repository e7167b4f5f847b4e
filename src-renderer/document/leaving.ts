import { TextSelection } from 'prosemirror-state'
import type { DocumentId } from '../../src-shared/ids.ts'
import { keepCaret, takeCaret } from '../ui/kept-caret.ts'
import type { OpenPage } from './LivePage.tsx'

/**
 * Leaves a page before the desk is locked (SE-66): what an input method holds becomes text now, since nobody will end the
 * composition behind the lock; the caret is remembered; resolves when everything is on disk twice.
 */
export async function leavePage(docId: DocumentId, { editor, autosave }: OpenPage): Promise<void> {
  const { view, door } = editor
  door.end(view)
  const { from, to } = view.state.selection
  keepCaret({ docId, from, to, focused: view.hasFocus() })
  await autosave.flush()
}

/** Goes back to where the caret stood before the lock; answers whether there was such a place in this document. */
export function backToCaret(docId: DocumentId, { editor }: OpenPage): boolean {
  const caret = takeCaret(docId)
  if (!caret) return false
  const { view } = editor
  const size = view.state.doc.content.size
  const at = (pos: number) => view.state.doc.resolve(Math.min(pos, size))
  view.dispatch(view.state.tr.setSelection(TextSelection.between(at(caret.from), at(caret.to))))
  editor.jump(caret.from, caret.to)
  if (caret.focused) view.focus()
  return true
}
