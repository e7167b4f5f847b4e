import { Fragment, Slice, type Node as PmNode, type ResolvedPos } from 'prosemirror-model'
import { ReplaceStep } from 'prosemirror-transform'
import { blocksOf, graftBlock, partsOf } from './graft.ts'
import { movedBy, type Pen, type SharedWho } from './pen.ts'
import { recordAttributes } from './record-attributes.ts'
import { none, replaceText, strikeAndInsert, type Mirror } from './record-text.ts'
import { Striker } from './strike.ts'
import { hasEntry, idOf, isParagraph } from './who.ts'

/** Whether a new paragraph before child `index` is a split of what stands before it, or a block of its own. */
function isSplitPlace(container: PmNode, start: number, index: number, removed: ReadonlySet<number>): boolean {
  let pos = start
  let before: PmNode | undefined
  for (let i = 0; i < index; i++) {
    const child = container.child(i)
    if (!removed.has(pos)) before = child
    pos += child.nodeSize
  }
  return isParagraph(before)
}

/**
 * True when a split follows, past tables that came with it or since: a block of its own before a split would take in
 * what the split holds when that is rejected, so it is a split as well (RV-06).
 */
function leansOnSplit(container: PmNode, index: number): boolean {
  let next = container.maybeChild(index)
  while (next && !isParagraph(next) && hasEntry(next, 'blkIns')) next = container.maybeChild(++index)
  return next !== null && hasEntry(next, 'brkIns')
}

const fits = (container: PmNode, nodes: readonly PmNode[]): PmNode[] => {
  const kind = container.type.name
  const content = Fragment.fromArray([...nodes])
  if (kind === 'body' || kind === 'tableCell') return blocksOf(content, kind === 'body')
  return partsOf(kind === 'table' ? 'tableRow' : 'tableCell', nodes)
}

/** Replaces children `first`…`last - 1` of a container by new blocks (RV-08). */
function replaceRun(
  pen: Pen,
  container: PmNode,
  start: number,
  first: number,
  last: number,
  nodes: readonly PmNode[],
  shared: SharedWho,
): Mirror {
  const doc = pen.tr.doc
  let pos = start
  for (let i = 0; i < last; i++) pos += container.child(i).nodeSize
  const blocks = fits(container, nodes)
  const striker = new Striker(pen, doc)
  striker.replaced = blocks.length > 0
  striker.blocks(container, start, first, last)
  const plan = striker.plan()
  // one command is one change: the cells of a column go or stay together (RV-15)
  const del = plan.marks ? shared('delete') : undefined
  const who = blocks.length ? shared('insert') : undefined
  const leans = leansOnSplit(container, last)
  let split = leans || isSplitPlace(container, start, last, plan.removedBlocks)
  const grafts = blocks.flatMap((node) => {
    if (!who) return []
    const graft = graftBlock(node, who, pen.ctx, [{ ...who, k: isParagraph(node) && split ? 'brkIns' : 'blkIns' }])
    if (!isParagraph(node)) split = leans
    return graft
  })
  return strikeAndInsert(pen, plan, pos, pos, del, (at) => {
    if (!grafts.length) return none
    const content = Fragment.fromArray(grafts)
    pen.tr.step(new ReplaceStep(at, at, new Slice(content, 0, 0)))
    return content.size === nodes.reduce((size, node) => size + node.nodeSize, 0) ? pen.tr.steps.length - 1 : none
  })
}

/** Replaces whole blocks by others; blocks that come back under their own id are changed in place instead. */
export function replaceBlocks(pen: Pen, $from: ResolvedPos, $to: ResolvedPos, nodes: readonly PmNode[], who: SharedWho): Mirror {
  const container = $from.parent
  const start = $from.start()
  const old = container.children.slice($from.index(), $to.index())
  const pairs: { old: number; new: number }[] = []
  for (const [i, node] of nodes.entries()) {
    const id = idOf(node)
    if (id === null) continue
    const at = old.findIndex((other, n) => n > (pairs.at(-1)?.old ?? -1) && idOf(other) === id && other.type === node.type)
    if (at >= 0) pairs.push({ old: at, new: i })
  }
  if (!pairs.length) return replaceRun(pen, container, start, $from.index(), $to.index(), nodes, who)
  const stops = [...pairs, { old: old.length, new: nodes.length }]
  const moved = movedBy(pen)
  // text for a struck block goes to the nearest live place, which may be before: places are looked up anew each time
  const here = () => ({ at: moved(start, -1), now: pen.tr.doc.resolve(moved(start, -1)).parent })
  for (let i = stops.length - 1; i >= 0; i--) {
    const stop = stops[i]
    const before = stops[i - 1]
    if (!stop) continue
    const fresh = nodes.slice(before ? before.new + 1 : 0, stop.new)
    const [first, last] = [$from.index() + (before ? before.old + 1 : 0), $from.index() + stop.old]
    const now = nodes[stop.new]
    const was = old[stop.old]
    if (now && was && now !== was && !now.eq(was)) {
      const place = here()
      const pos = place.now.children.slice(0, last).reduce((sum, child) => sum + child.nodeSize, place.at)
      updateBlock(pen, pos, now, who)
    }
    if (!fresh.length && first >= last) continue
    const place = here()
    replaceRun(pen, place.now, place.at, first, last, fresh, who)
  }
  return none
}

/** Changes the block at `pos` into `now` by its attributes and the smallest change of its content. */
export function updateBlock(pen: Pen, pos: number, now: PmNode, who: SharedWho): void {
  const was = pen.tr.doc.nodeAt(pos)
  if (!was || was.type !== now.type) return
  const moved = movedBy(pen)
  if (was.isTextblock) {
    const start = was.content.findDiffStart(now.content)
    const end = was.content.findDiffEnd(now.content)
    if (start !== null && end) {
      const overlap = Math.max(0, start - Math.min(end.a, end.b))
      replaceText(pen, pos + 1 + start, pos + 1 + end.a + overlap, new Slice(now.content.cut(start, end.b + overlap), 0, 0))
    }
  } else {
    const $from = pen.tr.doc.resolve(pos + 1)
    const $to = pen.tr.doc.resolve(pos + was.nodeSize - 1)
    if (was.type.name === 'header') now.children.forEach((element, i) => updateElement(pen, pos, i, element, who))
    else replaceBlocks(pen, $from, $to, now.children, who)
  }
  recordAttributes(pen, moved(pos, 1), now.attrs, who)
}

export function updateElement(pen: Pen, headerPos: number, index: number, now: PmNode, who: SharedWho): void {
  const header = pen.tr.doc.nodeAt(headerPos)
  let pos = headerPos + 1
  for (let i = 0; i < index; i++) pos += header?.maybeChild(i)?.nodeSize ?? 0
  updateBlock(pen, pos, now, who)
}

/** Turns the current document into `plain` by tracked changes, block by block: the way out for unknown shapes (RV-11). */
export function recordDifference(pen: Pen, plain: PmNode, who: SharedWho): void {
  const header = pen.tr.doc.child(0)
  const body = plain.lastChild
  const now = pen.tr.doc.resolve(header.nodeSize + 1)
  if (body) replaceBlocks(pen, now, pen.tr.doc.resolve(pen.tr.doc.content.size - 1), body.children, who)
  const newHeader = plain.firstChild
  // a header without an id was only filled in by the editor: its codes say nothing
  if (newHeader) newHeader.children.forEach((element, i) => updateElement(pen, 0, i, element, who))
  if (newHeader && idOf(newHeader) !== null) recordAttributes(pen, 0, newHeader.attrs, who)
}
