import type { Node as PmNode } from 'prosemirror-model'
import { AttrStep } from 'prosemirror-transform'
import { entriesOf, type AttrValue, type Entry, type Who } from '../document/schema.ts'
import { isMine, isMyBlock, type Pen } from './pen.ts'
import { headIndex } from './place.ts'
import { TrkStep } from './track-step.ts'
import { entryKey, isParagraph, sameValue, whoOf } from './who.ts'

/** True inside my own unsent block: a value there was never anybody else's, so nothing is recorded (RV-07). */
function isNewPlace(pen: Pen, doc: PmNode, pos: number): boolean {
  const node = doc.nodeAt(pos)
  if (node && isMyBlock(pen, node)) return true
  const $pos = doc.resolve(pos)
  for (let depth = $pos.depth; depth > 0; depth--) {
    if (entriesOf($pos.node(depth)).some((entry) => entry.k === 'blkIns' && isMine(pen, whoOf(entry)))) return true
  }
  return false
}

function setOne(pen: Pen, pos: number, name: string, value: unknown, who: () => Who): void {
  const node = pen.tr.doc.nodeAt(pos)
  const current: unknown = node?.attrs[name]
  if (!node || sameValue(current, value)) return
  const list = entriesOf(node)
  const at = list.findLastIndex((entry) => entry.k === 'attr' && entry.name === name)
  const last = list[at]
  if (last?.k === 'attr' && isMine(pen, whoOf(last))) {
    const back = sameValue(last.old, value)
    const updated: Entry = { ...last, new: value as AttrValue }
    pen.tr.step(
      new TrkStep(pos, back ? [] : [at < list.length - 1 ? { entry: updated, at } : { entry: updated }], [entryKey(last)]),
    )
  } else if (!isNewPlace(pen, pen.tr.doc, pos)) {
    pen.tr.step(new TrkStep(pos, [{ entry: { ...who(), k: 'attr', name, old: current as AttrValue, new: value as AttrValue } }]))
  }
  pen.tr.step(new AttrStep(pos, name, value))
}

/**
 * Records new attribute values of the block at `pos` (RV-07, RV-14): style, list, level, alignment of a paragraph,
 * codes of the header, spans of a cell. A paragraph joined to the one before passes the change on to it, because its
 * own attributes end with the join.
 */
export function recordAttributes(pen: Pen, pos: number, attrs: Readonly<Record<string, unknown>>, who: () => Who): void {
  const node = pen.tr.doc.nodeAt(pos)
  if (!node || node.isInline) return
  const known = node.type.spec.attrs ?? {}
  const names = Object.keys(attrs).filter((name) => name in known && name !== 'id' && name !== 'trk')
  const changed = names.filter((name) => !sameValue(node.attrs[name], attrs[name]))
  if (!changed.length) return
  const $pos = pen.tr.doc.resolve(pos)
  const index = $pos.index()
  const head = isParagraph(node) ? headIndex($pos.parent, index) : index
  let headPos = pos
  for (let i = index - 1; i >= head; i--) headPos -= $pos.parent.child(i).nodeSize
  for (const name of changed) {
    if (headPos !== pos) setOne(pen, headPos, name, attrs[name], who)
    setOne(pen, pos, name, attrs[name], who)
  }
}
