import { splitBlockAs } from 'prosemirror-commands'
import type { Node as PmNode } from 'prosemirror-model'
import type { Command, EditorState } from 'prosemirror-state'
import type { ParagraphStyle } from '../../../src-shared/document/schema.ts'

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

/** List items a level deeper or higher; at the highest level out of the list. */
export const shiftLevel =
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

/** Enter on an empty list item leaves the list. */
export const leaveList: Command = (state, dispatch) => {
  const { $from, empty } = state.selection
  if (!empty || $from.parent.type.name !== 'paragraph' || $from.parent.attrs['list'] === null || $from.parent.content.size > 0)
    return false
  return setParagraphs({ list: null, level: 0 })(state, dispatch)
}

/** A new paragraph: after a heading plain text, in a list the next item; never the old block's id. */
export const splitParagraph = splitBlockAs((node, atEnd) => {
  if (node.type.name !== 'paragraph') return null
  const { style, list, level, align } = node.attrs
  const heading = ['h1', 'h2', 'h3', 'h4'].includes(String(style))
  return { type: node.type, attrs: { style: atEnd && heading ? 'body' : style, list, level, align, id: null, trk: null } }
})
