import type { Fragment, Slice } from 'prosemirror-model'
import type { Transaction } from 'prosemirror-state'
import { ReplaceStep } from 'prosemirror-transform'
import { stripTracking } from './assign-ids.ts'
import { commentType } from './who.ts'

/** A comment's stretch in text that is moved, by the letters before it; pictures and line breaks count as one. */
export type CarriedAnchor = { id: string; from: number; to: number }

/** The comments on the living text of a slice that is cut or dragged. */
export function anchorsOf(cut: Slice): readonly CarriedAnchor[] {
  const found: CarriedAnchor[] = []
  let at = 0
  const read = (content: Fragment): void =>
    content.forEach((node) => {
      if (!node.isInline) return read(node.content)
      for (const { type, attrs } of node.marks) {
        if (type === commentType) found.push({ id: String(attrs['id']), from: at, to: at + node.nodeSize })
      }
      at += node.nodeSize
    })
  read(stripTracking(cut, { comments: true }).content)
  return found
}

/** Where a transaction has put its one piece of text, after it; undefined where it put down several. */
function putDown(tr: Transaction): { from: number; to: number } | undefined {
  const steps = tr.steps.flatMap((step, i) => (step instanceof ReplaceStep && step.slice.size ? [{ step, i }] : []))
  const [one] = steps
  if (!one || steps.length > 1) return undefined
  const rest = tr.mapping.slice(one.i + 1)
  return { from: rest.map(one.step.from, 1), to: rest.map(one.step.from + one.step.slice.size, -1) }
}

/** Anchors what `tr` puts down as the text was where it was taken from (RV-25): a move takes its comments along. */
export function carryAnchors(tr: Transaction, anchors: readonly CarriedAnchor[]): Transaction {
  const put = anchors.length ? putDown(tr) : undefined
  if (!put) return tr
  let letters = 0
  const places: { id: string; from: number; to: number }[] = []
  tr.doc.nodesBetween(put.from, put.to, (node, pos) => {
    if (!node.isInline) return true
    const [start, end] = [Math.max(pos, put.from), Math.min(pos + node.nodeSize, put.to)]
    for (const { id, from, to } of anchors) {
      const [first, last] = [Math.max(from, letters), Math.min(to, letters + end - start)]
      if (first < last) places.push({ id, from: start + first - letters, to: start + last - letters })
    }
    letters += end - start
    return false
  })
  for (const { id, from, to } of places) tr.addMark(from, to, commentType.create({ id }))
  return tr
}
