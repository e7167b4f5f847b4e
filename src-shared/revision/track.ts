import type { Mark, Node as PmNode } from 'prosemirror-model'
import { Selection, type EditorState, type Transaction } from 'prosemirror-state'
import {
  AddMarkStep,
  AddNodeMarkStep,
  AttrStep,
  DocAttrStep,
  Mapping,
  RemoveMarkStep,
  RemoveNodeMarkStep,
  ReplaceAroundStep,
  ReplaceStep,
  type Step,
  type StepMap,
} from 'prosemirror-transform'
import { Slice } from 'prosemirror-model'
import { formatMarks, type Who } from '../document/schema.ts'
import { placeSelection } from './caret.ts'
import { withoutComments } from './derive.ts'
import { moveBond } from './moves.ts'
import { newWho, type Bond, type Pen, type Side } from './pen.ts'
import { recordAttributes } from './record-attributes.ts'
import { recordFormat } from './record-formats.ts'
import { recordDifference } from './record-blocks.ts'
import { recordAcross, recordReplace } from './record-replace.ts'
import type { Mirror } from './record-text.ts'
import { stripChanges } from './resolve.ts'
import { TrkStep } from './track-step.ts'
import { faultCode, type TrackContext } from './types.ts'
import { isTrackingMark } from './who.ts'

/** Set on transactions this module has written; they pass through unchanged. */
export const trackedMeta = 'liuhen$tracked'
/** To be set on transactions that must not be tracked: remote steps, restored documents, checked decisions. */
export const untrackedMeta = 'liuhen$untracked'
/** The reason why a tracked transaction could only be recorded block by block; tests watch that it stays rare. */
export const coarseMeta = 'liuhen$coarse'
/** To be set on a transaction whose edits are one change wherever they are, such as 全部替换 (RV-24). */
export const groupMeta = 'liuhen$group'
/** Marks undo and redo; the name is that of prosemirror-history, so that either works with tracking. */
export const historyMeta = 'history$'

const formats: ReadonlySet<string> = new Set(formatMarks)

/** Records ordinary steps, one after the other, as tracked steps on `pen.tr` and keeps account of positions. */
export class Recorder {
  private readonly pen: Pen
  private readonly offset: number
  private readonly undone: StepMap[] = []
  private readonly mirrors: Mirror[] = []
  private shared: Who | undefined

  constructor(pen: Pen) {
    this.pen = pen
    this.offset = pen.tr.steps.length
  }

  /** From a position after the ordinary steps so far to the same place in the tracked document. */
  mapping(): Mapping {
    const count = this.undone.length
    const maps = [...this.undone.toReversed(), ...this.pen.tr.mapping.maps.slice(this.offset)]
    const pairs = this.mirrors.flatMap((mirror, i) => (mirror < 0 ? [] : [count - 1 - i, count + mirror - this.offset]))
    return new Mapping(maps, pairs)
  }

  /** One command is one change: attributes and formats set together share it. */
  private readonly who = (side: Side = 'insert'): Who =>
    this.pen.bond ? newWho(this.pen, side) : (this.shared ??= newWho(this.pen, side))

  /** Records one step that applies to `doc`, the document of the ordinary transaction at that point. */
  record(step: Step, doc: PmNode): void {
    const mirror = this.write(step, doc, this.mapping())
    this.undone.push(step.getMap().invert())
    this.mirrors.push(this.isFaithful(mirror, step) ? mirror : -1)
  }

  /** True when the tracked insertion has the tokens of the ordinary one, so that positions inside it correspond. */
  private isFaithful(mirror: Mirror, step: Step): boolean {
    const tracked = this.pen.tr.steps[mirror]
    return step instanceof ReplaceStep && tracked instanceof ReplaceStep && tracked.slice.size === step.slice.size
  }

  private write(step: Step, doc: PmNode, mapping: Mapping): Mirror {
    const pen = this.pen
    if (step instanceof ReplaceStep) {
      const from = mapping.map(step.from, 1)
      const to = Math.max(from, step.to === step.from ? from : mapping.map(step.to, -1))
      return recordReplace(pen, from, to, step.slice, this.who)
    }
    if (step instanceof ReplaceAroundStep) return this.around(step, doc, mapping)
    if (step instanceof AttrStep) return this.attribute(mapping.map(step.pos, 1), step.attr, step.value)
    if (step instanceof AddMarkStep || step instanceof RemoveMarkStep) {
      this.mark(step, mapping.map(step.from, 1), mapping.map(step.to, -1), step.mark, step instanceof AddMarkStep)
    } else if (step instanceof AddNodeMarkStep || step instanceof RemoveNodeMarkStep) {
      const pos = mapping.map(step.pos, 1)
      const size = pen.tr.doc.nodeAt(pos)?.nodeSize ?? 0
      this.mark(undefined, pos, pos + size, step.mark, step instanceof AddNodeMarkStep)
    } else if (!(step instanceof DocAttrStep || step instanceof TrkStep)) throw new Error('unknown step')
    return -1
  }

  private mark(step: AddMarkStep | RemoveMarkStep | undefined, from: number, to: number, mark: Mark, on: boolean): void {
    // an edit never sets or clears tracking marks; only this module does
    if (from >= to || isTrackingMark(mark)) return
    if (formats.has(mark.type.name)) recordFormat(this.pen, from, to, mark, on, this.who)
    // a comment's anchor is no change of the text (RV-18)
    else if (step) this.pen.tr.step(on ? new AddMarkStep(from, to, mark) : new RemoveMarkStep(from, to, mark))
  }

  private attribute(pos: number, name: string, value: unknown): Mirror {
    const node = this.pen.tr.doc.nodeAt(pos)
    if (!node) return -1
    if (!node.isInline) recordAttributes(this.pen, pos, { [name]: value }, this.who)
    else {
      const changed = node.type.create({ ...node.attrs, [name]: value }, null, node.marks)
      recordReplace(
        this.pen,
        pos,
        pos + node.nodeSize,
        new Slice(node.type.schema.node('paragraph', null, changed).content, 0, 0),
        this.who,
      )
    }
    return -1
  }

  private around(step: ReplaceAroundStep, doc: PmNode, mapping: Mapping): Mirror {
    const { from, to, gapFrom, gapTo, slice, insert } = step
    const node = doc.nodeAt(from)
    const shell = slice.content.firstChild
    const isMarkup =
      node &&
      shell &&
      slice.content.childCount === 1 &&
      gapFrom === from + 1 &&
      gapTo === to - 1 &&
      insert === 1 &&
      from + node.nodeSize === to
    if (!isMarkup || node.type !== shell.type) {
      // the editor closes and refills containers around a range over several of them; the kept text stays where it is
      const start = mapping.map(from, 1)
      const end = Math.max(start, mapping.map(gapFrom, -1))
      if (doc.textBetween(gapTo, to) || !recordAcross(this.pen, start, end, slice)) throw new Error('unknown wrapping')
      return -1
    }
    recordAttributes(this.pen, mapping.map(from, 1), shell.attrs, this.who)
    return -1
  }
}

/** Copies what plugins left on the ordinary transaction; ProseMirror keeps metadata in a plain object. */
function copyMeta(from: Transaction, to: Transaction): void {
  const meta = (from as unknown as { meta: Readonly<Record<string, unknown>> }).meta
  // undo that had to be recorded anew is an edit of its own for the history
  for (const [key, value] of Object.entries(meta)) if (key !== historyMeta) to.setMeta(key, value)
  to.setMeta(trackedMeta, true)
  to.setTime(from.time)
  if (from.scrolledIntoView) to.scrollIntoView()
  if (from.storedMarksSet) to.setStoredMarks(from.storedMarks?.filter((mark) => !isTrackingMark(mark)) ?? null)
}

/** True when undo or redo touches nothing that is on the server already (RV-09); anchors of comments are no text (RV-18). */
function keepsSubmitted(tr: Transaction, state: EditorState, ctx: TrackContext): boolean {
  const [before, after] = [stripChanges(state.doc, ctx.isUnsent), stripChanges(tr.doc, ctx.isUnsent)]
  return after.eq(before) || withoutComments(after).eq(withoutComments(before))
}

function recordAll(tr: Transaction, state: EditorState, pen: Pen): Transaction {
  const recorder = new Recorder(pen)
  tr.steps.forEach((step, i) => {
    const doc = tr.docs[i]
    if (doc) recorder.record(step, doc)
  })
  placeSelection(pen.tr, tr, state, recorder.mapping())
  return pen.tr
}

/** What the edits of this transaction have in common; most have nothing. */
const bondOf = (tr: Transaction, ctx: TrackContext): Bond | undefined =>
  moveBond(tr, ctx) ?? (tr.getMeta(groupMeta) ? { pastes: false, made: {} } : undefined)

/** The way out for shapes that are not known: the two documents are compared block by block. */
function recordCoarsely(tr: Transaction, pen: Pen, selection: Selection, reason: unknown): Transaction {
  let who: Who | undefined
  recordDifference(pen, tr.doc, () => (who ??= newWho(pen)))
  try {
    void pen.tr.selection
  } catch {
    // cells that were selected are not where they were: prosemirror-tables looks for a table there and throws
    const at = pen.tr.mapping.map(selection.head)
    pen.tr.setSelection(Selection.near(pen.tr.doc.resolve(Math.min(at, pen.tr.doc.content.size))))
  }
  return pen.tr.setMeta(coarseMeta, faultCode(reason))
}

/**
 * Rewrites an ordinary transaction into a tracked one on `state.doc`; no transaction that changes the document escapes
 * (RV-11). Remote steps and tracked transactions come back as they are, and so do undo and redo, unless they would
 * take back what is on the server already: then that is struck like any other text (RV-09).
 */
export function trackTransaction(tr: Transaction, state: EditorState, ctx: TrackContext): Transaction {
  if (!tr.docChanged || tr.getMeta(trackedMeta) || tr.getMeta(untrackedMeta)) return tr
  if (tr.getMeta(historyMeta) && keepsSubmitted(tr, state, ctx)) return tr
  const pen = (): Pen => ({ tr: state.tr, ctx, fresh: new Set(), bond: bondOf(tr, ctx) })
  let tracked: Transaction
  try {
    tracked = recordAll(tr, state, pen())
  } catch (reason) {
    tracked = recordCoarsely(tr, pen(), state.selection, reason)
  }
  copyMeta(tr, tracked)
  return tracked
}
