import { Fragment, Slice, type Mark, type Node as PmNode } from 'prosemirror-model'
import { EditorState } from 'prosemirror-state'
import { AddMarkStep } from 'prosemirror-transform'
import { formatMarks, type Who } from '../document/schema.ts'
import { alignBlocks, type Part } from './align.ts'
import { newWho, type Pen } from './pen.ts'
import { recordAttributes } from './record-attributes.ts'
import { replaceBlocks } from './record-blocks.ts'
import { recordFormat } from './record-formats.ts'
import { replaceText } from './record-text.ts'
import { positionsOf, tokenDiff, tokensOf } from './text-diff.ts'
import type { TrackContext } from './types.ts'
import { commentType, isTrackedBlock, markType } from './who.ts'

/** Two documents that are compared, and what writes the difference over the first. Written from its end to its start. */
type Comparison = { pen: Pen; base: PmNode; other: PmNode }

/** A signature made when it is first needed: one difference is one change. */
function once(pen: Pen): () => Who {
  let who: Who | undefined
  return () => (who ??= newWho(pen))
}

type Run = { from: number; to: number; marks: readonly Mark[] }

/** Inline stretches between two positions with their marks; `shift` is added to their positions. */
function runsOf(doc: PmNode, from: number, to: number, shift: number): Run[] {
  const runs: Run[] = []
  doc.nodesBetween(from, to, (node, pos) => {
    if (!node.isInline) return true
    runs.push({ from: Math.max(pos, from) + shift, to: Math.min(pos + node.nodeSize, to) + shift, marks: node.marks })
    return false
  })
  return runs
}

/** Ranges of one text on both sides for which `differs` says the same, joined where they touch. */
function rangesWhere<T>(a: readonly Run[], b: readonly Run[], differs: (a: Run, b: Run) => T | undefined) {
  const found: { from: number; to: number; value: T }[] = []
  let [i, j] = [0, 0]
  for (;;) {
    const [was, now] = [a[i], b[j]]
    if (!was || !now) return found
    const [from, to] = [Math.max(was.from, now.from), Math.min(was.to, now.to)]
    const value = from < to ? differs(was, now) : undefined
    const last = found.at(-1)
    if (value !== undefined) {
      if (last && last.to === from && last.value === value) last.to = to
      else found.push({ from, to, value })
    }
    if (was.to <= to) i++
    if (now.to <= to) j++
  }
}

/** Records what differs in the looks of a text that is the same on both sides, and brings its new comment anchors. */
function compareLooks({ pen, base, other }: Comparison, from: number, to: number, fromB: number): void {
  if (from >= to) return
  const a = runsOf(base, from, to, 0)
  const b = runsOf(other, fromB, fromB + to - from, from - fromB)
  for (const name of formatMarks) {
    const type = markType(name)
    const has = (run: Run) => type.isInSet(run.marks) !== undefined
    for (const range of rangesWhere(a, b, (was, now) => (has(was) === has(now) ? undefined : has(now)))) {
      recordFormat(pen, range.from, range.to, type.create(), range.value, once(pen))
    }
  }
  const anchors = new Set(b.flatMap(({ marks }) => marks.filter((mark) => mark.type === commentType)))
  for (const anchor of anchors) {
    const comes = (was: Run, now: Run) => (anchor.isInSet(now.marks) && !anchor.isInSet(was.marks) ? true : undefined)
    for (const range of rangesWhere(a, b, comes)) pen.tr.step(new AddMarkStep(range.from, range.to, anchor))
  }
}

/** A block and all in it without ids: new content is given its own (RV-12). */
const nameless = (node: PmNode): PmNode =>
  node.isInline
    ? node
    : node.type.create(isTrackedBlock(node) ? { ...node.attrs, id: null } : node.attrs, node.children.map(nameless), node.marks)

function namelessSlice(doc: PmNode, from: number, to: number): Slice {
  const { content, openStart, openEnd } = doc.slice(from, to)
  return new Slice(Fragment.fromArray(content.content.map(nameless)), openStart, openEnd)
}

/** Compares the text of paragraphs that stand in a row, boundaries included, or of one element. */
function compareText(of: Comparison, a: readonly PmNode[], b: readonly PmNode[], startA: number, startB: number): void {
  if (a.length === b.length && a.every((block, i) => b[i]?.eq(block))) return
  const [tokensA, tokensB] = [tokensOf(a, startA), tokensOf(b, startB)]
  const edits = positionsOf(tokenDiff(tokensA, tokensB), tokensA, tokensB, startA + 1, startB + 1)
  let endA = tokensA.at(-1)?.to ?? startA + 1
  for (const edit of edits.toReversed()) {
    compareLooks(of, edit.toA, endA, edit.toB)
    compareAttributes(of, edit.toA, endA, edit.toB)
    replaceText(of.pen, edit.fromA, edit.toA, namelessSlice(of.other, edit.fromB, edit.toB))
    endA = edit.fromA
  }
  compareLooks(of, startA + 1, endA, startB + 1)
  compareAttributes(of, startA, endA, startB)
}

/** Records new attributes of the paragraphs whose start lies in a text that is the same on both sides. */
function compareAttributes({ pen, base, other }: Comparison, from: number, to: number, fromB: number): void {
  const starts: number[] = []
  base.nodesBetween(from, to, (node, pos) => {
    if (node.isTextblock && pos >= from && pos < to) starts.push(pos)
    return !node.isTextblock
  })
  for (const pos of starts.reverse()) {
    const now = other.nodeAt(pos - from + fromB)
    if (now?.isTextblock) recordAttributes(pen, pos, now.attrs, once(pen))
  }
}

/** The places before each child of a container and behind the last. */
function placesIn(container: readonly PmNode[], start: number): number[] {
  let pos = start
  return [start, ...container.map((child) => (pos += child.nodeSize))]
}

/** Compares the children of two containers; `shared` signs what comes and goes in one table together (RV-15). */
function compareChildren(of: Comparison, a: PmNode, b: PmNode, startA: number, startB: number, shared?: () => Who): void {
  compareParts(of, alignBlocks(a.children, b.children), a.children, b.children, startA, startB, shared)
}

function compareParts(
  of: Comparison,
  parts: readonly Part[],
  a: readonly PmNode[],
  b: readonly PmNode[],
  startA: number,
  startB: number,
  shared?: () => Who,
): void {
  const [placesA, placesB] = [placesIn(a, startA), placesIn(b, startB)]
  for (const { kind, fromA, toA, fromB, toB } of parts.toReversed()) {
    const [posA, posB] = [placesA[fromA] ?? startA, placesB[fromB] ?? startB]
    const [blocksA, blocksB] = [a.slice(fromA, toA), b.slice(fromB, toB)]
    const [was, now] = [blocksA[0], blocksB[0]]
    if (kind === 'text') compareText(of, blocksA, blocksB, posA, posB)
    else if (kind === 'blocks') {
      const $from = of.pen.tr.doc.resolve(posA)
      const $to = of.pen.tr.doc.resolve(placesA[toA] ?? posA)
      replaceBlocks(of.pen, $from, $to, blocksB.map(nameless), shared ?? once(of.pen))
    } else if (was && now && !was.eq(now)) {
      compareChildren(of, was, now, posA + 1, posB + 1, was.type.name === 'tableCell' ? undefined : (shared ?? once(of.pen)))
      recordAttributes(of.pen, posA, now.attrs, once(of.pen))
    }
  }
}

const penFor = (doc: PmNode, ctx: TrackContext): Pen => ({ tr: EditorState.create({ doc }).tr, ctx, fresh: new Set() })

const withBody = (doc: PmNode, blocks: readonly PmNode[]): PmNode =>
  doc.copy(Fragment.from([doc.child(0), doc.child(1).copy(Fragment.fromArray([...blocks]))]))

/** What compared paragraphs become, written in a document of their own: in a long one every step costs its length. */
function comparedText(base: PmNode, other: PmNode, a: readonly PmNode[], b: readonly PmNode[], ctx: TrackContext) {
  if (a.length === b.length && a.every((block, i) => b[i]?.eq(block))) return a
  const of = { pen: penFor(withBody(base, a), ctx), base: withBody(base, a), other: withBody(other, b) }
  compareText(of, a, b, base.child(0).nodeSize + 1, other.child(0).nodeSize + 1)
  return of.pen.tr.doc.child(1).children
}

/**
 * `other` as tracked changes over `base`, place by place: letters, boundaries, looks, attributes, rows and cells, each
 * difference a change of its own (RV-32). Both without tracking. Null when it cannot be told so; the caller has to
 * look whether it is right.
 */
export function compareClosely(base: PmNode, other: PmNode, ctx: TrackContext): PmNode | null {
  const [header, otherHeader, otherBlocks] = [base.child(0), other.child(0), other.child(1).children]
  try {
    const blocks: PmNode[] = []
    const rest: Part[] = []
    for (const part of alignBlocks(base.child(1).children, otherBlocks)) {
      const a = base.child(1).children.slice(part.fromA, part.toA)
      const b = otherBlocks.slice(part.fromB, part.toB)
      const from = blocks.length
      blocks.push(...(part.kind === 'text' ? comparedText(base, other, a, b, ctx) : a))
      if (part.kind !== 'text') rest.push({ ...part, fromA: from, toA: blocks.length })
    }
    const texts = withBody(base, blocks)
    const of = { pen: penFor(texts, ctx), base: texts, other }
    compareParts(of, rest, blocks, otherBlocks, header.nodeSize + 1, otherHeader.nodeSize + 1)
    const [placesA, placesB] = [placesIn(header.children, 1), placesIn(otherHeader.children, 1)]
    for (let i = header.childCount - 1; i >= 0; i--) {
      compareText(of, [header.child(i)], [otherHeader.child(i)], placesA[i] ?? 1, placesB[i] ?? 1)
    }
    recordAttributes(of.pen, 0, otherHeader.attrs, once(of.pen))
    return of.pen.tr.doc
  } catch {
    return null
  }
}
