import { Selection, TextSelection, type EditorState, type Transaction } from 'prosemirror-state'
import { ReplaceStep, type Mapping } from 'prosemirror-transform'

/**
 * Which side of struck text the caret goes to (RV-04): the direction of travel. Backspace leaves it before the struck
 * text, Delete behind it, else the next key press would meet the same letter again.
 */
function travel(tr: Transaction, before: Selection): -1 | 1 {
  const step = tr.steps[0]
  if (!(step instanceof ReplaceStep) || step.slice.size > 0 || !before.empty) return -1
  return before.head <= step.from && step.to > step.from ? 1 : -1
}

/** Puts the selection of the ordinary transaction to its place in the tracked document. */
export function placeSelection(out: Transaction, tr: Transaction, before: EditorState, mapping: Mapping): void {
  const selection = tr.selection
  const side = travel(tr, before.selection)
  if (selection instanceof TextSelection) {
    const head = mapping.map(selection.head, side)
    const anchor = selection.empty ? head : mapping.map(selection.anchor, side)
    const $head = out.doc.resolve(head)
    const $anchor = out.doc.resolve(anchor)
    if ($head.parent.inlineContent && $anchor.parent.inlineContent) out.setSelection(new TextSelection($anchor, $head))
    else out.setSelection(Selection.near($head, side))
    return
  }
  try {
    out.setSelection(selection.map(out.doc, mapping))
  } catch {
    out.setSelection(Selection.near(out.doc.resolve(mapping.map(selection.head)), side))
  }
}
