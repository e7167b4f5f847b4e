import type { Mark, Node as PmNode } from 'prosemirror-model'
import { AddMarkStep, ReplaceStep } from 'prosemirror-transform'
import { Slice } from 'prosemirror-model'
import { entriesOf, type Entry, type Who } from '../document/schema.ts'
import { isMine, isMyBlock, isMyInsertion, isWhollyMine, type Pen } from './pen.ts'
import { headIndex, lastIndex } from './place.ts'
import { TrkStep } from './track-step.ts'
import { delType, hasEntry, idOf, isParagraph, isStruck, whoOf } from './who.ts'

/** One thing to do to strike a range. Positions are those of the document it was planned on. */
type Op =
  | { do: 'remove'; from: number; to: number }
  | { do: 'mark'; from: number; to: number }
  | { do: 'join'; from: number }
  | { do: 'entry'; from: number; k: 'brkDel' | 'blkDel'; over?: string | undefined }

/** A planned deletion: `marks` is true when something is struck rather than taken back physically. */
export type StrikePlan = { ops: Op[]; marks: boolean; removedBlocks: ReadonlySet<number> }

/** Collects what a deletion does (RV-01, RV-02, RV-06, RV-08) without touching the document. */
export class Striker {
  private readonly ops: Op[] = []
  private readonly removedBlocks = new Set<number>()
  private readonly pen: Pen
  private readonly doc: PmNode

  constructor(pen: Pen, doc: PmNode) {
    this.pen = pen
    this.doc = doc
  }

  /** Strikes text between two positions, wherever it stands. Own unsent text goes, struck text stays as it is. */
  text(from: number, to: number): void {
    if (from >= to) return
    this.doc.nodesBetween(from, to, (node, pos) => {
      if (node.isInline) this.inline(node, Math.max(pos, from), Math.min(pos + node.nodeSize, to))
      return true
    })
  }

  private inline(node: PmNode, from: number, to: number): void {
    const kind = isMyInsertion(this.pen, node) ? 'remove' : isStruck(node) ? undefined : 'mark'
    if (!kind) return
    const last = this.ops.at(-1)
    if (last?.do === kind && last.to === from) last.to = to
    else this.ops.push({ do: kind, from, to })
  }

  /** Strikes the boundary before the paragraph at `pos`, child `index` of `container` (RV-06). */
  boundary(container: PmNode, index: number, pos: number): void {
    const node = container.child(index)
    const before = index > 0 ? container.child(index - 1) : null
    if (hasEntry(node, 'brkDel') || !before) return
    const mine = isMyBlock(this.pen, node) && entriesOf(node).every((entry) => isMine(this.pen, whoOf(entry)))
    // never into a struck paragraph: living text would stand where nobody can write any more
    if (mine && isParagraph(before) && !hasEntry(before, 'blkDel')) this.ops.push({ do: 'join', from: pos })
    else if (hasEntry(before, 'blkIns') && isParagraph(before))
      this.ops.push({ do: 'entry', from: pos, k: 'brkDel', over: idOf(before) ?? undefined })
    else this.ops.push({ do: 'entry', from: pos, k: 'brkDel' })
  }

  /** Strikes a run of text from one textblock into a later one of the same container, boundaries included. */
  run(container: PmNode, start: number, from: number, to: number): void {
    let pos = start
    container.forEach((child, _offset, index) => {
      const end = pos + child.nodeSize
      if (end > from && pos < to) {
        if (isParagraph(child)) {
          if (pos >= from) this.boundary(container, index, pos)
          this.text(Math.max(from, pos + 1), Math.min(to, end - 1))
        } else this.block(container, index, pos)
      }
      pos = end
    })
  }

  /** Strikes whole blocks `first`…`last - 1` of a container that starts at `start` (RV-08). */
  blocks(container: PmNode, start: number, first: number, last: number): void {
    let pos = start
    const mine: number[] = []
    container.forEach((child, _offset, index) => {
      if (index >= first && index < last) {
        const head = isParagraph(child) ? headIndex(container, index) : index
        // a run joined by struck boundaries is one paragraph: only when all of it is covered is it struck as a block
        if (head !== index) this.text(pos + 1, pos + child.nodeSize - 1)
        else if (isParagraph(child) && lastIndex(container, index) >= last) this.text(pos + 1, pos + child.nodeSize - 1)
        else {
          if (this.block(container, index, pos)) mine.push(index)
        }
      }
      pos += child.nodeSize
    })
    // the schema wants a child: what would be the last one stays, struck
    if (mine.length === container.childCount && !this.replaced) this.keepOne(container, start)
  }

  /** Set by a caller that inserts blocks into the same container, so it may be emptied. */
  replaced = false

  private keepOne(container: PmNode, start: number): void {
    const first = container.firstChild
    if (!first) return
    const at = this.ops.findIndex((op) => op.do === 'remove' && op.from === start && op.to === start + first.nodeSize)
    if (at < 0) return
    this.ops[at] = { do: 'entry', from: start, k: 'blkDel' }
    this.removedBlocks.delete(start)
    const rest = this.ops.splice(at + 1)
    this.text(start + 1, start + first.nodeSize - 1)
    this.ops.push(...rest)
  }

  /** Strikes one whole block; true when it goes physically. */
  private block(container: PmNode, index: number, pos: number): boolean {
    const node = container.child(index)
    const end = pos + node.nodeSize
    const before = index > 0 ? container.child(index - 1) : null
    const after = container.maybeChild(index + 1)
    const split = entriesOf(node).some((entry) => entry.k === 'brkIns' && isMine(this.pen, whoOf(entry)))
    const onlyMine = entriesOf(node).every((entry) => isMine(this.pen, whoOf(entry)))
    if (split && onlyMine && isParagraph(before)) {
      // taking back my own split: what base text it holds goes back, struck, to the paragraph before
      this.ops.push({ do: 'join', from: pos })
      this.text(pos + 1, end - 1)
      return true
    }
    const leaned = after && isParagraph(after) && (hasEntry(after, 'brkDel') || hasEntry(after, 'brkIns'))
    if (isWhollyMine(this.pen, node) && !(leaned && isParagraph(node))) {
      this.ops.push({ do: 'remove', from: pos, to: end })
      this.removedBlocks.add(pos)
      return true
    }
    if (!hasEntry(node, 'blkDel')) this.ops.push({ do: 'entry', from: pos, k: 'blkDel' })
    this.text(pos + 1, end - 1)
    return false
  }

  /** The plan. A physical removal of a block is never merged with that of text, so ops stay disjoint. */
  plan(): StrikePlan {
    const marks = this.ops.some((op) => op.do === 'mark' || op.do === 'entry')
    return { ops: this.ops, marks, removedBlocks: this.removedBlocks }
  }
}

const markStep = (from: number, to: number, mark: Mark) => new AddMarkStep(from, to, mark)

/** Carries out a plan. Content inserted meanwhile must lie behind everything planned. */
export function strike(pen: Pen, plan: StrikePlan, who: Who): void {
  const mark = delType.create(who)
  for (const op of plan.ops.toSorted((a, b) => b.from - a.from || (a.do === 'join' ? 1 : 0) - (b.do === 'join' ? 1 : 0))) {
    if (op.do === 'remove') pen.tr.step(new ReplaceStep(op.from, op.to, Slice.empty))
    else if (op.do === 'mark') pen.tr.step(markStep(op.from, op.to, mark))
    else if (op.do === 'join') pen.tr.step(new ReplaceStep(op.from - 1, op.from + 1, Slice.empty, true))
    else {
      const entry: Entry = op.over === undefined ? { ...who, k: op.k as 'blkDel' } : { ...who, k: 'brkDel', over: op.over }
      pen.tr.step(new TrkStep(op.from, [{ entry }]))
    }
  }
}
