import { Plugin, PluginKey, TextSelection, type EditorState, type Transaction } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'

/** Full-width marks that come in pairs, by the opening one. */
const closing: ReadonlyMap<string, string> = new Map([
  ['《', '》'],
  ['〈', '〉'],
  ['（', '）'],
  ['“', '”'],
  ['‘', '’'],
  ['「', '」'],
  ['『', '』'],
  ['【', '】'],
  ['〔', '〕'],
])
const opening: ReadonlyMap<string, string> = new Map(Array.from(closing, ([open, close]) => [close, open]))

/** The newest change of the document: what completes a pair is undone with it. */
const pairsKey = new PluginKey<Transaction | null>('liuhen.pairs')

/** The living letters of the caret's paragraph before and behind it, and where the next one stands. */
function around(state: EditorState): { before: string; after: string; next: number } {
  const { $head } = state.selection
  let [before, after, next] = ['', '', -1]
  $head.parent.forEach((node, offset) => {
    if (node.marks.some((mark) => mark.type.name === 'del')) return
    const text = node.text ?? '\ufffc'
    const cut = Math.min(Math.max($head.parentOffset - offset, 0), text.length)
    before += text.slice(0, cut)
    after += text.slice(cut)
    if (next < 0 && cut < text.length) next = $head.start() + offset + cut
  })
  return { before, after, next }
}

/** True where the mark right behind the caret closes what an opening one before it began. */
function isWaiting(state: EditorState, mark: string): boolean {
  const open = opening.get(mark)
  const { before, after } = around(state)
  if (open === undefined || !after.startsWith(mark)) return false
  let depth = 0
  for (const letter of before) depth = letter === open ? depth + 1 : letter === mark ? Math.max(0, depth - 1) : depth
  for (const letter of after) depth += letter === open ? 1 : letter === mark ? -1 : 0
  return depth <= 0 && before.lastIndexOf(open) > before.lastIndexOf(mark)
}

/** A pair is completed where nothing is being put into marks: at the end, before a space or before other marks. */
const hasRoom = (after: string): boolean => /^(?:$|[\s\p{P}])/u.test(after)

const caretAt = (tr: Transaction, pos: number): Transaction => tr.setSelection(TextSelection.create(tr.doc, pos))

/** A mark typed with no input method; true when it has been dealt with. */
function typeMark(view: EditorView, from: number, to: number, mark: string): boolean {
  const { state } = view
  if (from === to && isWaiting(state, mark)) {
    view.dispatch(caretAt(state.tr, around(state).next + 1))
    return true
  }
  const partner = closing.get(mark)
  if (partner === undefined || !hasRoom(around(state).after.slice(to - from))) return false
  const tr = state.tr.insertText(mark + partner, from, to)
  view.dispatch(caretAt(tr, tr.mapping.map(to) - 1))
  return true
}

/** After an input method has put one mark in: its partner follows, or the one that waited for it goes. */
function completeComposed(view: EditorView, mark: string): void {
  const { state } = view
  const { empty, head } = state.selection
  const { before, after, next } = around(state)
  if (!empty || !before.endsWith(mark)) return
  const partner = closing.get(mark)
  const tr = state.tr.setMeta('appendedTransaction', pairsKey.getState(state) ?? undefined)
  if (partner !== undefined && hasRoom(after)) view.dispatch(caretAt(tr.insertText(partner, head), head))
  else if (partner === undefined && after.startsWith(mark) && closesTwice(before, after, mark))
    view.dispatch(tr.delete(next, next + 1))
}

/** True when the mark just typed has closed a pair that the one behind it was there to close. */
function closesTwice(before: string, after: string, mark: string): boolean {
  const open = opening.get(mark) ?? ''
  const count = (text: string, letter: string): number => text.split(letter).length - 1
  return (
    count(before + after, mark) > count(before + after, open) && before.lastIndexOf(open) > before.slice(0, -1).lastIndexOf(mark)
  )
}

/** Backspace between the two marks of an empty pair takes both. */
function backspace(view: EditorView): boolean {
  const { empty, head } = view.state.selection
  const { before, after, next } = around(view.state)
  const partner = closing.get(before.at(-1) ?? '')
  if (!empty || partner === undefined || next !== head || !isWaiting(view.state, partner) || !after.startsWith(partner))
    return false
  view.dispatch(view.state.tr.delete(head - 1, head + 1))
  return true
}

/**
 * Full-width pairs (RV-45): an opening mark brings its partner, the partner typed by hand goes over the one that is there,
 * Backspace takes both. `settled` tells when a composition is in the document: nothing is added while one is under way.
 */
export function pairsPlugin(settled: (view: EditorView) => Promise<void>): Plugin<Transaction | null> {
  return new Plugin<Transaction | null>({
    key: pairsKey,
    state: { init: () => null, apply: (tr, last) => (tr.docChanged ? tr : last) },
    props: {
      handleTextInput: (view, from, to, text) => !view.composing && typeMark(view, from, to, text),
      handleKeyDown: (view, event) => event.key === 'Backspace' && !event.isComposing && backspace(view),
      handleDOMEvents: {
        compositionend: (view, { data }) => {
          if (closing.has(data) || opening.has(data))
            void settled(view).then(() => (view.isDestroyed ? undefined : completeComposed(view, data)))
          return false
        },
      },
    },
  })
}
