import { baseKeymap, chainCommands, splitBlockAs, toggleMark } from 'prosemirror-commands'
import { redo, undo } from 'prosemirror-history'
import { keymap } from 'prosemirror-keymap'
import type { MarkType, Node as PmNode, NodeType } from 'prosemirror-model'
import type { Command, EditorState, Plugin } from 'prosemirror-state'
import { goToNextCell, isInTable } from 'prosemirror-tables'
import { schema, type ParagraphStyle } from '../../../src-shared/document/schema.ts'
import { areaAt, areaSelection, caretIn, neighbour } from './areas.ts'

/** A node type the schema is known to have. */
export function nodeType(name: string): NodeType {
  const type = schema.nodes[name]
  if (!type) throw new Error(`no node type ${name}`)
  return type
}

/** A mark type the schema is known to have. */
export function markType(name: string): MarkType {
  const type = schema.marks[name]
  if (!type) throw new Error(`no mark type ${name}`)
  return type
}

/** Sets attributes on every paragraph the selection touches. */
export function setParagraphs(attrs: Readonly<Record<string, string | number | null>>): Command {
  return (state, dispatch) => {
    const targets = selectedParagraphs(state).filter(({ node }) =>
      Object.entries(attrs).some(([name, value]) => node.attrs[name] !== value),
    )
    if (!targets.length) return false
    if (dispatch) {
      const tr = state.tr
      for (const { pos, node } of targets)
        for (const [name, value] of Object.entries(attrs)) if (node.attrs[name] !== value) tr.setNodeAttribute(pos, name, value)
      dispatch(tr.scrollIntoView())
    }
    return true
  }
}

/** Paragraphs the selection touches, with their positions. */
export function selectedParagraphs(state: EditorState) {
  const found: { pos: number; node: PmNode }[] = []
  const { from, to } = state.selection
  state.doc.nodesBetween(from, to, (node, pos) => {
    if (node.type.name === 'paragraph') found.push({ pos, node })
    return !node.isTextblock
  })
  return found
}

export const setStyle = (style: ParagraphStyle): Command => setParagraphs({ style, list: null, level: 0, align: null })

/** Puts the paragraphs into a list of that kind, or out of it where they all are in it. */
export const toggleList =
  (list: 'bullet' | 'ordered'): Command =>
  (state, dispatch) => {
    const all = selectedParagraphs(state)
    const inside = all.length > 0 && all.every(({ node }) => node.attrs['list'] === list)
    return setParagraphs(inside ? { list: null, level: 0 } : { list })(state, dispatch)
  }

const shiftLevel =
  (by: 1 | -1): Command =>
  (state, dispatch) => {
    const items = selectedParagraphs(state).filter(({ node }) => node.attrs['list'] !== null)
    if (!items.length) return false
    if (dispatch) {
      const tr = state.tr
      for (const { pos, node } of items) {
        const level = Number(node.attrs['level']) + by
        if (level >= 0 && level <= 8) tr.setNodeAttribute(pos, 'level', level)
        else if (level < 0) tr.setNodeAttribute(pos, 'list', null)
      }
      if (tr.docChanged) dispatch(tr)
    }
    return true
  }

/** From one 要素 to the next on paper; Enter never splits an element (UI-21). */
const moveOn =
  (step: 1 | -1): Command =>
  (state, dispatch) => {
    const area = areaAt(state.doc, state.selection.head)
    if (!area || area.name === 'body') return false
    const next = neighbour(state.doc, area.name, step)
    if (next && dispatch) dispatch(caretIn(state.tr, next, step === 1 ? 'start' : 'end'))
    return true
  }

/** An arrow at the edge of an area goes to the next area on paper, which is not the next one in the tree. */
const arrow =
  (key: 'up' | 'down', step: 1 | -1): Command =>
  (state, dispatch, view) => {
    if (!state.selection.empty || !view?.endOfTextblock(key)) return false
    const area = areaAt(state.doc, state.selection.head)
    if (!area) return false
    const $head = state.selection.$head
    if (area.name === 'body') {
      const index = $head.index(1)
      if (isInTable(state) || (step === 1 ? index < state.doc.child(1).childCount - 1 : index > 0)) return false
    }
    const next = neighbour(state.doc, area.name, step)
    if (next && dispatch) dispatch(caretIn(state.tr, next, step === 1 ? 'start' : 'end'))
    return true
  }

/** Enter on an empty list item leaves the list. */
const leaveList: Command = (state, dispatch) => {
  const { $from, empty } = state.selection
  if (!empty || $from.parent.type.name !== 'paragraph' || $from.parent.attrs['list'] === null || $from.parent.content.size > 0)
    return false
  return setParagraphs({ list: null, level: 0 })(state, dispatch)
}

/** A new paragraph: after a heading plain text, in a list the next item; never the old block's id. */
const splitParagraph = splitBlockAs((node, atEnd) => {
  if (node.type.name !== 'paragraph') return null
  const { style, list, level, align } = node.attrs
  const heading = ['h1', 'h2', 'h3', 'h4'].includes(String(style))
  return { type: node.type, attrs: { style: atEnd && heading ? 'body' : style, list, level, align, id: null, trk: null } }
})

const hardBreak: Command = (state, dispatch) => {
  const area = areaAt(state.doc, state.selection.from)
  if (area && area.name !== 'body' && area.name !== 'title') return true
  dispatch?.(state.tr.replaceSelectionWith(nodeType('hardBreak').create()).scrollIntoView())
  return true
}

/** Backspace at the start of an element does nothing: elements are never joined (RV-13). Styled paragraphs lose the style first. */
const backspaceAtStart: Command = (state, dispatch) => {
  const { $from, empty } = state.selection
  if (!empty || $from.parentOffset > 0) return false
  const area = areaAt(state.doc, $from.pos)
  if (area && area.name !== 'body') return true
  if ($from.parent.attrs['list'] !== null) return shiftLevel(-1)(state, dispatch)
  return $from.index(1) === 0 && $from.depth === 2
}

const deleteAtEnd: Command = (state) => {
  const { $from, empty } = state.selection
  if (!empty || $from.parentOffset < $from.parent.content.size) return false
  const area = areaAt(state.doc, $from.pos)
  return area !== undefined && area.name !== 'body'
}

const selectArea: Command = (state, dispatch) => {
  const selection = areaSelection(state)
  if (selection) dispatch?.(state.tr.setSelection(selection))
  return true
}

const insideTable =
  (command: Command): Command =>
  (state, dispatch, view) =>
    isInTable(state) ? command(state, dispatch, view) : false

/** ProseMirror's own keys but Escape, which leads back to the list here. */
const plainKeys: Record<string, Command> = Object.fromEntries(Object.entries(baseKeymap).filter(([key]) => key !== 'Escape'))

/** Keys inside the page. Shortcuts of the desk as a whole live in `app/commands.ts`. */
export function pageKeys(): Plugin[] {
  return [
    keymap({
      'Mod-z': undo,
      'Mod-y': redo,
      'Mod-Shift-z': redo,
      'Mod-b': toggleMark(markType('strong')),
      'Mod-i': toggleMark(markType('em')),
      'Mod-u': toggleMark(markType('underline')),
      'Mod-a': selectArea,
      'Mod-Alt-0': setStyle('body'),
      'Mod-Alt-1': setStyle('h1'),
      'Mod-Alt-2': setStyle('h2'),
      'Mod-Alt-3': setStyle('h3'),
      'Mod-Alt-4': setStyle('h4'),
      Enter: chainCommands(moveOn(1), leaveList, splitParagraph),
      'Shift-Enter': hardBreak,
      Tab: chainCommands(insideTable(goToNextCell(1)), moveOn(1), shiftLevel(1), () => true),
      'Shift-Tab': chainCommands(insideTable(goToNextCell(-1)), moveOn(-1), shiftLevel(-1), () => true),
      Backspace: backspaceAtStart,
      Delete: deleteAtEnd,
      ArrowDown: arrow('down', 1),
      ArrowUp: arrow('up', -1),
    }),
    keymap(plainKeys),
  ]
}
