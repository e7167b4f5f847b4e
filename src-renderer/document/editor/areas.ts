import type { Node as PmNode, ResolvedPos } from 'prosemirror-model'
import { Selection, TextSelection, type EditorState, type Transaction } from 'prosemirror-state'
import { elementNames, type ElementName } from '../../../src-shared/document/schema.ts'

/** A stretch of the document a caret and a selection stay in: one written 要素, or the body (UI-21). */
export type Area = { name: ElementName | 'body'; from: number; to: number }

/** The order in which the areas stand on paper: Enter and Tab follow it, not the order in the tree. */
export const paperOrder: readonly Area['name'][] = [
  'title',
  'mainTo',
  'body',
  'attachmentNote',
  'issuer',
  'issuedOn',
  'remark',
  'copyTo',
]

/** All areas of a document by name, with the positions inside them. */
export function areasOf(doc: PmNode): ReadonlyMap<Area['name'], Area> {
  const areas = new Map<Area['name'], Area>()
  const header = doc.child(0)
  header.forEach((child, offset) => {
    const name = elementNames.find((n) => n === child.type.name)
    if (name) areas.set(name, { name, from: offset + 2, to: offset + 2 + child.content.size })
  })
  const bodyAt = header.nodeSize
  areas.set('body', { name: 'body', from: bodyAt + 1, to: bodyAt + 1 + doc.child(1).content.size })
  return areas
}

/** The area a position lies in, if any. */
export function areaAt(doc: PmNode, pos: number): Area | undefined {
  for (const area of areasOf(doc).values()) if (pos >= area.from && pos <= area.to) return area
  return undefined
}

/** The area before or after another on paper. */
export function neighbour(doc: PmNode, name: Area['name'], step: 1 | -1): Area | undefined {
  const next = paperOrder[paperOrder.indexOf(name) + step]
  return next ? areasOf(doc).get(next) : undefined
}

/** Puts the caret at the start or end of an area. */
export function caretIn(tr: Transaction, area: Area, where: 'start' | 'end'): Transaction {
  const at = tr.doc.resolve(where === 'start' ? area.from : area.to)
  return tr.setSelection(Selection.near(at, where === 'start' ? 1 : -1)).scrollIntoView()
}

/** A selection from anchor to head that does not leave the anchor's area. */
export function clampedSelection(doc: PmNode, anchor: ResolvedPos, head: ResolvedPos): Selection | null {
  const area = areaAt(doc, anchor.pos)
  if (!area || (head.pos >= area.from && head.pos <= area.to)) return null
  const end = Selection.near(doc.resolve(head.pos < area.from ? area.from : area.to), head.pos < area.from ? 1 : -1)
  return TextSelection.between(anchor, end.$head)
}

/** The whole area the caret is in, as a selection. */
export function areaSelection(state: EditorState): Selection | undefined {
  const area = areaAt(state.doc, state.selection.from)
  if (!area) return undefined
  return TextSelection.between(
    Selection.near(state.doc.resolve(area.from), 1).$from,
    Selection.near(state.doc.resolve(area.to), -1).$to,
  )
}
