import type { Node as PmNode } from 'prosemirror-model'
import { ReplaceStep, Transform } from 'prosemirror-transform'

/**
 * Steps from one document to another that touch only blocks that differ, so a caret elsewhere stays where it is when a
 * newer body arrives (UI-24). Blocks are paired by their stable ids.
 */
export function differenceOf(from: PmNode, to: PmNode): Transform {
  const tr = new Transform(from)
  if (from.eq(to)) return tr
  const [headA, headB] = [from.child(0), to.child(0)]
  // the body first: changes in it do not move positions in the header
  diffChildren(tr, headA.nodeSize + 1, from.child(1), to.child(1))
  diffChildren(tr, 1, headA, headB)
  setAttrs(tr, 0, headA, headB)
  if (!tr.doc.eq(to)) return new Transform(from).step(new ReplaceStep(0, from.content.size, to.slice(0, to.content.size)))
  return tr
}

/** Ids and shape decide whether two blocks are the same block. */
const same = (a: PmNode, b: PmNode): boolean => a.type === b.type && a.attrs['id'] === b.attrs['id']

function diffChildren(tr: Transform, start: number, a: PmNode, b: PmNode): void {
  let head = 0
  while (head < a.childCount && head < b.childCount && same(a.child(head), b.child(head))) head += 1
  let tail = 0
  const most = Math.min(a.childCount, b.childCount) - head
  while (tail < most && same(a.child(a.childCount - 1 - tail), b.child(b.childCount - 1 - tail))) tail += 1
  const offsets: number[] = [start]
  a.forEach((child, offset) => offsets.push(start + offset + child.nodeSize))
  const at = (index: number): number => offsets[index] ?? start
  // from the end to the start: earlier positions stay valid
  for (let i = 1; i <= tail; i++) diffBlock(tr, at(a.childCount - i), a.child(a.childCount - i), b.child(b.childCount - i))
  const [fromIndex, toIndex] = [a.childCount - tail, b.childCount - tail]
  if (fromIndex > head || toIndex > head) {
    const nodes: PmNode[] = []
    for (let i = head; i < toIndex; i++) nodes.push(b.child(i))
    tr.replaceWith(at(head), at(fromIndex), nodes)
  }
  for (let i = head - 1; i >= 0; i--) diffBlock(tr, at(i), a.child(i), b.child(i))
}

function diffBlock(tr: Transform, pos: number, a: PmNode, b: PmNode): void {
  if (a.eq(b)) return
  if (!a.content.eq(b.content)) {
    const from = a.content.findDiffStart(b.content)
    const end = a.content.findDiffEnd(b.content)
    if (from !== null && end) {
      const overlap = Math.max(0, from - Math.min(end.a, end.b))
      tr.replace(pos + 1 + from, pos + 1 + end.a + overlap, b.slice(from, end.b + overlap))
    }
  }
  setAttrs(tr, pos, a, b)
}

function setAttrs(tr: Transform, pos: number, a: PmNode, b: PmNode): void {
  for (const name of Object.keys(b.attrs)) {
    if (JSON.stringify(a.attrs[name]) !== JSON.stringify(b.attrs[name])) tr.setNodeAttribute(pos, name, b.attrs[name])
  }
}
