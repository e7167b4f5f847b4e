import { Fragment, Slice, type Mark, type Node as PmNode } from 'prosemirror-model'
import { AddMarkStep, AttrStep, RemoveMarkStep, ReplaceStep, Transform, type Step } from 'prosemirror-transform'
import { entriesOf } from '../document/schema.ts'
import { runSteps } from './apply-steps.ts'
import { commentSteps } from './comment-steps.ts'
import { diffSteps } from './diff.ts'
import { stripChanges } from './resolve.ts'
import { joinText, settleAttributes } from './resolve-inline.ts'
import { TrkStep } from './track-step.ts'
import { RevisionError } from './types.ts'
import { commentType, delType, entryKey, fmtType, insType, isParagraph, markType, sameValue } from './who.ts'

export { diffSteps } from './diff.ts'
export { stripChanges } from './resolve.ts'

type IsNew = (changeId: string) => boolean

const isNewMark = (mark: Mark, isNew: IsNew) => isNew(String(mark.attrs['id']))

/** Positions of all blocks, last first, with their parents, so that a change leaves the ones still to come in place. */
function blocksBackwards(doc: PmNode): { node: PmNode; pos: number; parent: PmNode; index: number }[] {
  const found: { node: PmNode; pos: number; parent: PmNode; index: number }[] = []
  doc.descendants((node, pos, parent, index) => {
    if (node.isInline || !parent) return false
    found.push({ node, pos, parent, index })
    return !node.isTextblock
  })
  return found.reverse()
}

/** Ranges of inline nodes in a textblock for which `wanted` gives the same mark (or true), last first. */
function ranges<T>(block: PmNode, start: number, wanted: (node: PmNode) => T | undefined, same: (a: T, b: T) => boolean) {
  const found: { from: number; to: number; value: T }[] = []
  let pos = start
  for (const node of block.children) {
    const value = wanted(node)
    const last = found.at(-1)
    if (value !== undefined) {
      if (last && last.to === pos && same(last.value, value)) last.to = pos + node.nodeSize
      else found.push({ from: pos, to: pos + node.nodeSize, value })
    }
    pos += node.nodeSize
  }
  return found.reverse()
}

const isNewBlock = (node: PmNode, isNew: IsNew) => entriesOf(node).some((entry) => entry.k === 'blkIns' && isNew(entry.id))
const isNewSplit = (node: PmNode, isNew: IsNew) => entriesOf(node).some((entry) => entry.k === 'brkIns' && isNew(entry.id))

/** The outermost new blocks, last first: their inside goes with them. */
function newBlocks(doc: PmNode, isNew: IsNew): { pos: number; end: number }[] {
  const found: { pos: number; end: number }[] = []
  doc.descendants((node, pos) => {
    if (node.isTextblock || node.isInline || !isNewBlock(node, isNew)) {
      if (node.isTextblock && isNewBlock(node, isNew)) found.push({ pos, end: pos + node.nodeSize })
      return !node.isTextblock && !node.isInline
    }
    found.push({ pos, end: pos + node.nodeSize })
    return false
  })
  return found.reverse()
}

function removeInsertions(tr: Transform, isNew: IsNew): void {
  const inserted = (node: PmNode) =>
    node.marks.some((mark) => mark.type === insType && isNewMark(mark, isNew)) ? true : undefined
  const skip = newBlocks(tr.doc, isNew)
  let at = 0
  for (const { node, pos } of blocksBackwards(tr.doc)) {
    if (!node.isTextblock) continue
    while (at < skip.length && (skip[at]?.pos ?? 0) > pos) at++
    if (pos < (skip[at]?.end ?? 0)) continue
    for (const { from, to } of ranges(node, pos + 1, inserted, () => true)) tr.step(new ReplaceStep(from, to, Slice.empty))
  }
}

function removeBlocks(tr: Transform, isNew: IsNew): void {
  for (const { pos, end } of newBlocks(tr.doc, isNew)) tr.step(new ReplaceStep(pos, end, Slice.empty))
  for (const { node, pos, parent, index } of blocksBackwards(tr.doc)) {
    if (!isNewSplit(node, isNew)) continue
    if (index > 0 && isParagraph(parent.child(index - 1))) tr.step(new ReplaceStep(pos - 1, pos + 1, Slice.empty, true))
    else if (!node.content.size) tr.step(new ReplaceStep(pos, pos + node.nodeSize, Slice.empty))
  }
}

function removeEntries(tr: Transform, isNew: IsNew): void {
  for (const { node, pos } of blocksBackwards(tr.doc)) {
    const list = entriesOf(node)
    const mine = list.filter((entry) => isNew(entry.id))
    if (!mine.length) continue
    const { attrs } = settleAttributes(node, list, (who) => (isNew(who.id) ? 'reject' : 'keep'))
    for (const name of Object.keys(attrs)) {
      if (name !== 'trk' && !sameValue(attrs[name], node.attrs[name])) tr.step(new AttrStep(pos, name, attrs[name]))
    }
    tr.step(new TrkStep(pos, [], mine.map(entryKey)))
  }
}

function removeMarks(tr: Transform, isNew: IsNew): void {
  const newest = (type: Mark['type']) => (node: PmNode) =>
    node.marks.findLast((mark) => mark.type === type && isNewMark(mark, isNew))
  // format records first: the looks they stand for go back with them
  for (const type of [fmtType, delType]) {
    for (;;) {
      const steps = tr.steps.length
      for (const { node, pos } of blocksBackwards(tr.doc)) {
        if (!node.isTextblock) continue
        for (const { from, to, value } of ranges(node, pos + 1, newest(type), (a, b) => a.eq(b))) {
          if (type === fmtType) {
            const format = markType(String(value.attrs['mark'])).create()
            tr.step(value.attrs['old'] ? new AddMarkStep(from, to, format) : new RemoveMarkStep(from, to, format))
          }
          tr.step(new RemoveMarkStep(from, to, value))
        }
      }
      if (tr.steps.length === steps) break
    }
  }
}

/** The document without comment anchors: annotations are no text (RV-18). The same node where there are none. */
export function withoutComments(node: PmNode): PmNode {
  if (node.isInline) {
    return commentType.isInSet(node.marks) ? node.mark(node.marks.filter((mark) => mark.type !== commentType)) : node
  }
  const children = node.children.map(withoutComments)
  return children.every((child, i) => child === node.child(i)) ? node : node.copy(Fragment.fromArray(joinText(children)))
}

/** The inverse of taking the new changes out of `working`: their net effect, whatever was typed on the way. */
function inverseStrip(working: PmNode, isNew: IsNew): { base: PmNode; steps: Step[] } {
  const tr = new Transform(working)
  removeInsertions(tr, isNew)
  removeBlocks(tr, isNew)
  removeEntries(tr, isNew)
  removeMarks(tr, isNew)
  const steps = tr.steps.map((step, i) => step.invert(tr.docs[i] ?? working))
  return { base: tr.doc, steps: steps.reverse() }
}

/** How often net steps could only be had by comparing the documents; such steps do not commute. Tests watch it stays 0. */
export const derived = { coarsely: 0 }

/**
 * The net steps from `base` to `working`, whose difference is the changes `isNew` (RV-16): marks and entries on base
 * text first, then splits and new blocks, then new text; their number does not depend on keystrokes. Checked by
 * replay. Throws RV-BASE-ALTERED when `working` differs from `base` in more than these changes.
 */
export function deriveSteps(base: PmNode, working: PmNode, isNew: (changeId: string) => boolean): Step[] {
  if (base.eq(working)) return []
  const inverse = inverseStrip(working, isNew)
  const steps = inverse.base.eq(base) ? inverse.steps : [...commentSteps(base, inverse.base), ...inverse.steps]
  if (replays(base, steps, working)) return steps
  if (!withoutComments(stripChanges(working, isNew)).eq(withoutComments(base))) {
    throw new RevisionError('RV-BASE-ALTERED', 'the document differs from its base in more than the new changes')
  }
  derived.coarsely++
  return diffSteps(base, working)
}

function replays(base: PmNode, steps: readonly Step[], working: PmNode): boolean {
  try {
    return runSteps(base, steps).eq(working)
  } catch {
    return false
  }
}
