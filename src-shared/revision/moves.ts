import { Fragment, type Node as PmNode, type Slice } from 'prosemirror-model'
import { NodeSelection, Selection, TextSelection, type Command, type EditorState, type Transaction } from 'prosemirror-state'
import { ReplaceAroundStep, ReplaceStep, type Step } from 'prosemirror-transform'
import { entriesOf } from '../document/schema.ts'
import { threadAnchors } from './anchors.ts'
import { stripTracking } from './assign-ids.ts'
import { anchorsOf, type CarriedAnchor } from './carried-anchors.ts'
import { sameChangeWithin, type Bond } from './pen.ts'
import { isDeadBlock, lastIndex } from './place.ts'
import { acceptBlocks } from './resolve.ts'
import type { Change, TrackContext } from './types.ts'
import { delType, insType, isParagraph, isStruck } from './who.ts'

/** Carries the moveId of both halves: on the transaction that cuts, on the one that pastes, or on one that does both (RV-23). */
export const moveMeta = 'liuhen$move'

/** What was cut last and may still be pasted as a move. Held by the editor, dropped at any copy or other paste. */
export type CutMemo = { text: Slice; moveId: string; at: number; anchors: readonly CarriedAnchor[] }

const leafText = '\ufffc'
const textOf = (content: Fragment): string => content.textBetween(0, content.size, '', leafText)

const isReplace = (step: Step): step is ReplaceStep | ReplaceAroundStep =>
  step instanceof ReplaceStep || step instanceof ReplaceAroundStep

/** The memo of the cut `tr` makes on `state`; undefined when it is no cut. Its moveId goes on `tr` as {@link moveMeta} (RV-23). */
export function memoOfCut(tr: Transaction, state: EditorState, ctx: TrackContext): CutMemo | undefined {
  if (tr.getMeta('uiEvent') !== 'cut' || !tr.docChanged) return undefined
  const cut = state.selection.content()
  return { text: stripTracking(cut), moveId: ctx.newId(), at: ctx.now, anchors: anchorsOf(cut) }
}

/** Which halves of a move by this author are open in the document. */
function halvesOf(doc: PmNode, moveId: string, author: string): { away: boolean; here: boolean } {
  const found = { away: false, here: false }
  const isHalf = (attrs: Readonly<Record<string, unknown>>) => attrs['moveId'] === moveId && attrs['author'] === author
  doc.descendants((node) => {
    for (const mark of node.marks) {
      if (mark.type === delType && isHalf(mark.attrs)) found.away = true
      else if (mark.type === insType && isHalf(mark.attrs)) found.here = true
    }
    for (const entry of node.isInline ? [] : entriesOf(node)) {
      if (!isHalf(entry)) continue
      if (entry.k === 'blkDel' || entry.k === 'brkDel') found.away = true
      else if (entry.k === 'blkIns' || entry.k === 'brkIns') found.here = true
    }
    return true
  })
  return found
}

/**
 * The moveId a paste completes, to be set on `tr` as {@link moveMeta}: the same text as was cut within five minutes, its
 * struck half still open in this document and not pasted yet. Undefined for a copy, another text, a second paste, and
 * for own unsent text, which went physically: those are plain insertions (RV-23).
 */
export function moveFor(tr: Transaction, memo: CutMemo | undefined, ctx: TrackContext): string | undefined {
  if (!memo || !putsDown(tr, memo, ctx)) return undefined
  const { away, here } = halvesOf(tr.before, memo.moveId, ctx.author)
  return away && !here ? memo.moveId : undefined
}

/** True for a paste of the very text that was cut within five minutes. */
function putsDown(tr: Transaction, memo: CutMemo, ctx: TrackContext): boolean {
  if (tr.getMeta('uiEvent') !== 'paste' || Math.abs(ctx.now - memo.at) >= sameChangeWithin) return false
  const pasted = tr.steps.map((step) => (isReplace(step) ? textOf(step.slice.content) : '')).join('')
  return pasted === textOf(memo.text.content)
}

/**
 * The comments a paste or drop takes along (RV-25): all of a move; of text that went physically those that stand nowhere
 * else now, so that no thread loses its place by being moved.
 */
export function anchorsAlong(tr: Transaction, memo: CutMemo | undefined, ctx: TrackContext): readonly CarriedAnchor[] {
  if (isDragMove(tr)) {
    const [taken] = tr.steps
    return taken instanceof ReplaceStep ? anchorsOf(tr.before.slice(taken.from, taken.to)) : []
  }
  if (!memo?.anchors.length || !putsDown(tr, memo, ctx)) return []
  if (moveFor(tr, memo, ctx) !== undefined) return memo.anchors
  const left = threadAnchors(tr.before)
  return memo.anchors.filter(({ id }) => !left.has(id))
}

/** True when dragging has taken text away before it put it down; with the copy key held it only puts something down. */
function isDragMove(tr: Transaction): boolean {
  const [first] = tr.steps
  const takes = first instanceof ReplaceStep && first.to > first.from && first.slice.size === 0
  return tr.getMeta('uiEvent') === 'drop' && takes && tr.steps.length > 1
}

/** How the changes of a transaction that moves something are signed; undefined when it moves nothing (RV-21, RV-23). */
export function moveBond(tr: Transaction, ctx: TrackContext): Bond | undefined {
  const given: unknown = tr.getMeta(moveMeta)
  const moveId = typeof given === 'string' ? given : isDragMove(tr) ? ctx.newId() : undefined
  return moveId === undefined ? undefined : { moveId, pastes: tr.getMeta('uiEvent') === 'paste', made: {} }
}

/**
 * The ids with those of the other halves of their moves: who decides on one half decides on both (RV-23). A half whose
 * partner is gone stands alone, as a plain deletion or insertion.
 */
export function withPartners(changes: readonly Change[], ids: readonly string[]): string[] {
  const halves = new Map<string, string[]>()
  const moveOf = new Map<string, string>()
  for (const { id, kind, moveId, author } of changes) {
    if (kind !== 'move' || moveId === undefined) continue
    const key = `${author}/${moveId}`
    moveOf.set(id, key)
    halves.set(key, [...(halves.get(key) ?? []), id])
  }
  return [...new Set(ids.flatMap((id) => [id, ...(halves.get(moveOf.get(id) ?? '') ?? [])]))]
}

/** Blocks a reader sees as one: a paragraph with what struck boundaries join to it, or a table. */
type Run = { first: number; last: number }

/** True when text is left that nobody has struck. */
function hasLivingText(node: PmNode): boolean {
  if (node.isInline) return !isStruck(node)
  return node.children.some(hasLivingText)
}

/** The runs of a body or cell that a reader sees, in order; what was struck as a whole stays if new text lives in it (RV-08). */
function runsOf(container: PmNode): Run[] {
  const runs: Run[] = []
  for (let first = 0; first < container.childCount;) {
    const last = isParagraph(container.child(first)) ? lastIndex(container, first) : first
    const blocks = container.children.slice(first, last + 1)
    if (!isDeadBlock(container, first) || blocks.some(hasLivingText)) runs.push({ first, last })
    first = last + 1
  }
  return runs
}

/** Position before child `index` of a container whose content starts at `start`. */
function childPos(container: PmNode, start: number, index: number): number {
  let pos = start
  for (let i = 0; i < index; i++) pos += container.child(i).nodeSize
  return pos
}

/** The selection in the moved blocks, where it was in the old ones; at their start when joins have made other blocks of them. */
function movedSelection(tr: Transaction, state: EditorState, by: number, same: boolean, start: number): Selection {
  const { selection } = state
  if (!same) return Selection.near(tr.doc.resolve(start + 1), 1)
  if (selection instanceof NodeSelection) return NodeSelection.create(tr.doc, selection.from + by)
  return TextSelection.between(tr.doc.resolve(selection.anchor + by), tr.doc.resolve(selection.head + by))
}

/**
 * Moves the paragraphs, list items or the table of the selection before or behind the living block next to them: a
 * deletion and an insertion with one moveId (RV-23). Needs a `newId` for that id. Nothing happens in an element, across
 * cells, or at the end of the container.
 */
export const moveBlock =
  (direction: -1 | 1, newId: () => string): Command =>
  (state, dispatch) => {
    const range = state.selection.$from.blockRange(state.selection.$to)
    const container = range?.parent
    if (!range || !container || (container.type.name !== 'body' && container.type.name !== 'tableCell')) return false
    const runs = runsOf(container)
    const from = runs.findIndex(({ last }) => last >= range.startIndex)
    const to = runs.findLastIndex(({ first }) => first < range.endIndex)
    const [head, tail] = [runs[from], runs[to]]
    const beyond = runs[direction < 0 ? from - 1 : to + 1]
    if (!head || !tail || !beyond || to < from) return false
    if (!dispatch) return true
    const start = range.$from.start(range.depth)
    const [old, end] = [childPos(container, start, head.first), childPos(container, start, tail.last + 1)]
    const target = childPos(container, start, direction < 0 ? beyond.first : beyond.last + 1)
    const blocks = Fragment.fromArray(container.children.slice(head.first, tail.last + 1))
    const living = acceptBlocks(container.copy(blocks))
    const tr = state.tr.delete(old, end)
    const at = tr.mapping.map(target)
    tr.insert(at, living).setMeta(moveMeta, newId())
    dispatch(tr.setSelection(movedSelection(tr, state, at - old, living.size === blocks.size, at)).scrollIntoView())
    return true
  }
