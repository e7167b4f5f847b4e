import { Slice, type Node as PmNode } from 'prosemirror-model'
import { EditorState, TextSelection, type Transaction } from 'prosemirror-state'
import { ReplaceStep } from 'prosemirror-transform'
import type { Who } from '../document/schema.ts'
import { newWho, type Pen } from './pen.ts'
import { recordDifference } from './record-blocks.ts'
import { coarseMeta, Recorder, trackedMeta } from './track.ts'
import { faultCode, type TrackContext } from './types.ts'
import { isParagraph } from './who.ts'

type Range = { from: number; toBefore: number; toAfter: number }

/** The one range in which two documents differ, ends of `before` and `after`; null when they are equal. */
function difference(before: PmNode, after: PmNode): Range | null {
  const from = before.content.findDiffStart(after.content)
  const end = before.content.findDiffEnd(after.content)
  if (from === null || !end) return null
  const overlap = Math.max(0, from - Math.min(end.a, end.b))
  return { from, toBefore: end.a + overlap, toAfter: end.b + overlap }
}

/**
 * The range when the composition replaced a selection over several paragraphs: the browser leaves one of them, under
 * the first one's id, so the tail of the last one has to be found by its letters.
 */
function joinedDifference(before: PmNode, after: PmNode, from: number): Range | null {
  const $was = before.resolve(from)
  const $now = after.resolve(from)
  if (!isParagraph($was.parent) || !isParagraph($now.parent)) return null
  const gone = $was.node(-1).childCount - $now.node(-1).childCount
  const last = gone > 0 ? $was.node(-1).maybeChild($was.index(-1) + gone) : null
  if (!last || !isParagraph(last)) return null
  let start = $was.before()
  for (let i = 0; i < gone; i++) start += $was.node(-1).child($was.index(-1) + i).nodeSize
  const tail = last.content.findDiffEnd($now.parent.content) ?? { a: 0, b: $now.parent.content.size - last.content.size }
  const overlap = Math.max(0, $now.parentOffset - tail.b, -tail.a)
  return { from, toBefore: start + 1 + tail.a + overlap, toAfter: $now.start() + tail.b + overlap }
}

/** The composed change as one ordinary step, checked: it must lead from `before` to `after`. */
function rawStep(before: PmNode, after: PmNode, { from, toBefore, toAfter }: Range): ReplaceStep | null {
  try {
    const step = new ReplaceStep(from, toBefore, after.slice(from, toAfter))
    return step.apply(before).doc?.eq(after) ? step : null
  } catch {
    return null
  }
}

/**
 * Replaces what an input method wrote raw, between `before` and `after`, by its tracked form in one transaction on
 * `after` (RV-19). While an IME composes, its text must reach the document untouched; rewriting it aborts the
 * composition. The caller sets `appendedTransaction` to the last raw transaction, so undo takes both. Null when the
 * composition left nothing behind.
 */
export function trackComposition(before: PmNode | EditorState, after: EditorState, ctx: TrackContext): Transaction | null {
  const old = before instanceof EditorState ? before.doc : before
  const range = difference(old, after.doc)
  if (!range) return null
  const tr = after.tr
  const pen: Pen = { tr, ctx, fresh: new Set() }
  const joined = joinedDifference(old, after.doc, range.from)
  const raw = (joined && rawStep(old, after.doc, joined)) ?? rawStep(old, after.doc, range)
  tr.step(raw ? raw.invert(old) : new ReplaceStep(0, after.doc.content.size, new Slice(old.content, 0, 0)))
  const recorder = new Recorder(pen)
  try {
    if (!raw) throw new Error('the composed change is no single replacement')
    recorder.record(raw, old)
    const head = recorder.mapping().map(after.selection.head, -1)
    const $head = tr.doc.resolve(head)
    if ($head.parent.inlineContent) tr.setSelection(new TextSelection($head))
  } catch (error) {
    tr.setMeta(coarseMeta, faultCode(error))
    // what was half recorded goes back as well, then the two documents are compared block by block
    if (!tr.doc.eq(old)) tr.step(new ReplaceStep(0, tr.doc.content.size, new Slice(old.content, 0, 0)))
    let who: Who | undefined
    recordDifference(pen, after.doc, () => (who ??= newWho(pen)))
  }
  return tr.setMeta(trackedMeta, true).scrollIntoView()
}
