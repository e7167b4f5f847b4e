import type { Slice } from 'prosemirror-model'
import { Plugin, type EditorState, type Transaction } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import { flattenSlice } from '../../../src-shared/revision/assign-ids.ts'
import { areaAt } from './areas.ts'

const looks = ['style', 'list', 'level', 'align'] as const

/** A paste at the start of a paragraph: what comes first keeps its style, list and alignment, as it does in Word. */
function pasteStyled(state: EditorState, slice: Slice): Transaction | undefined {
  const { $from, $to } = state.selection
  const first = slice.content.firstChild
  if ($from.parent.type.name !== 'paragraph' || $from.parentOffset > 0 || first?.type.name !== 'paragraph') return undefined
  const alone = slice.content.childCount === 1
  // a single paragraph gives its style only where nothing of the old one is left
  if (slice.openStart !== 1 || (alone && !($from.sameParent($to) && $to.parentOffset === $to.parent.content.size)))
    return undefined
  const tr = state.tr.replaceSelection(slice)
  const pos = $from.before()
  for (const name of looks)
    if (tr.doc.nodeAt(pos)?.attrs[name] !== first.attrs[name]) tr.setNodeAttribute(pos, name, first.attrs[name])
  return tr
}

/** A paste as the place asks for: into an element its text in a row (RV-13), at the start of a paragraph with its style (RV-42). */
function pasteByPlace(state: EditorState, slice: Slice): Transaction | undefined {
  const area = areaAt(state.doc, state.selection.from)
  if (!area || !slice.size) return undefined
  return area.name === 'body' ? pasteStyled(state, slice) : state.tr.replaceSelection(flattenSlice(slice))
}

const asPaste = (tr: Transaction): Transaction => tr.scrollIntoView().setMeta('paste', true).setMeta('uiEvent', 'paste')

/** Puts a slice on the selection as a paste does, at whatever time. */
export function pasteSlice(view: EditorView, slice: Slice): void {
  view.dispatch(asPaste(pasteByPlace(view.state, slice) ?? view.state.tr.replaceSelection(slice)))
}

/** Pastes by place; where that says nothing, ProseMirror pastes. */
export function pastingPlugin(): Plugin {
  return new Plugin({
    props: {
      handlePaste: (view, _event, slice) => {
        const tr = pasteByPlace(view.state, slice)
        if (tr) view.dispatch(asPaste(tr))
        return tr !== undefined
      },
    },
  })
}
