import type { Node as PmNode, ResolvedPos } from 'prosemirror-model'
import { hasEntry, isParagraph } from './who.ts'

const isStruckTable = (node: PmNode | null): boolean => node !== null && !isParagraph(node) && hasEntry(node, 'blkDel')

/** The index of the first paragraph of the run `index` is joined into by struck boundaries; struck tables are no end. */
export function headIndex(container: PmNode, index: number): number {
  let head = index
  while (hasEntry(container.child(head), 'brkDel')) {
    let before = head - 1
    while (before >= 0 && isStruckTable(container.child(before))) before--
    if (before < 0 || !isParagraph(container.child(before))) break
    head = before
  }
  return head
}

/** The index of the last paragraph that struck boundaries join to the run `index` stands in. */
export function lastIndex(container: PmNode, index: number): number {
  let last = index
  for (let at = index + 1; at < container.childCount; at++) {
    const node = container.child(at)
    if (isStruckTable(node)) continue
    if (!isParagraph(node) || !hasEntry(node, 'brkDel')) break
    last = at
  }
  return last
}

/** True when the block at `index` is struck as a whole, by itself or as part of a struck run. */
export function isDeadBlock(container: PmNode, index: number): boolean {
  const block = container.child(index)
  if (hasEntry(block, 'blkDel')) return true
  return isParagraph(block) && hasEntry(container.child(headIndex(container, index)), 'blkDel')
}

/** True when the position lies in a block, row, cell or table that is struck as a whole. */
export function isDeadPlace($pos: ResolvedPos): boolean {
  for (let depth = $pos.depth; depth > 0; depth--) {
    const container = $pos.node(depth - 1)
    if (hasEntry($pos.node(depth), 'blkDel')) return true
    if (isParagraph($pos.node(depth)) && isDeadBlock(container, $pos.index(depth - 1))) return true
  }
  return false
}

/** The nearest position for text outside struck blocks: forward first, then back (RV-03). */
export function nearestLivePlace(doc: PmNode, pos: number): number {
  if (!isDeadPlace(doc.resolve(pos))) return pos
  const body = doc.lastChild
  const bodyStart = doc.content.size - (body?.nodeSize ?? 0)
  let before: number | undefined
  let after: number | undefined
  body?.descendants((node, offset, parent, index) => {
    if (after !== undefined) return false
    if (hasEntry(node, 'blkDel')) return false
    if (!node.isTextblock) return true
    const start = bodyStart + 1 + offset + 1
    if (parent && isDeadBlock(parent, index)) return false
    if (start > pos) after = start
    else before = start + node.content.size
    return false
  })
  return after ?? before ?? pos
}

/** Depth of the node that holds blocks around the position: the body, a cell, a row, a table, the header, the doc. */
export const containerDepth = ($pos: ResolvedPos): number => ($pos.parent.inlineContent ? $pos.depth - 1 : $pos.depth)

/** True when both positions have the same container. */
export function sameContainer($a: ResolvedPos, $b: ResolvedPos): boolean {
  const depth = containerDepth($a)
  return depth === containerDepth($b) && $a.start(depth) === $b.start(depth)
}
