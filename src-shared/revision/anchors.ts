import type { Mark, Node as PmNode, ResolvedPos } from 'prosemirror-model'
import type { Transaction } from 'prosemirror-state'
import { ReplaceStep } from 'prosemirror-transform'
import { eachUnit } from './units.ts'
import { commentType, isParagraph, isStruck } from './who.ts'

/** One stretch of text a comment is about. */
export type AnchorPlace = { from: number; to: number; struck: boolean }

/** Where a comment's thread stands: the living part of its first place with any, or what is struck of it. */
export type Anchor = AnchorPlace & {
  /** all stretches in document order; more than one where the text was moved or divided */
  places: readonly AnchorPlace[]
}

/** Like {@link AnchorPlace}, relative to its unit; `text` counts inline nodes before it, to see what lies between two. */
type Piece = { id: string; from: number; to: number; struck: boolean; textFrom: number; textTo: number }
type Found = { pieces: readonly Piece[]; text: number }

const cache = new WeakMap<PmNode, Found>()

/** The anchors of one unit, kept as long as it does not change. */
function anchorsIn(unit: PmNode): Found {
  const known = cache.get(unit)
  if (known) return known
  const pieces: Piece[] = []
  let text = 0
  const read = (node: PmNode, pos: number) => {
    for (const { type, attrs } of node.marks) {
      if (type !== commentType) continue
      const piece = { id: String(attrs['id']), from: pos, to: pos + node.nodeSize, struck: isStruck(node), textFrom: text }
      pieces.push({ ...piece, textTo: text + 1 })
    }
    text++
  }
  unit.descendants((node, pos) => {
    if (node.isInline) read(node, pos + 1)
    return !node.isInline
  })
  const found = { pieces, text }
  cache.set(unit, found)
  return found
}

/**
 * Where each comment thread's text is (RV-25). Struck text keeps its anchors, so a thread is `struck` only when nothing
 * of its text lives any more. A thread without an entry has no text in this document.
 */
export function threadAnchors(doc: PmNode): ReadonlyMap<string, Anchor> {
  const found = new Map<string, { places: AnchorPlace[]; textTo: number }>()
  let text = 0
  eachUnit(doc, (unit, start) => {
    const { pieces, text: count } = anchorsIn(unit)
    for (const piece of pieces) {
      const place = { from: start + piece.from, to: start + piece.to, struck: piece.struck }
      const thread = found.get(piece.id) ?? { places: [], textTo: -1 }
      found.set(piece.id, thread)
      const last = thread.places.at(-1)
      if (last && thread.textTo === text + piece.textFrom) {
        last.to = place.to
        last.struck &&= place.struck
      } else thread.places.push(place)
      thread.textTo = text + piece.textTo
    }
    text += count
  })
  return new Map(
    Array.from(found, ([id, { places }]) => {
      const shown = places.find((place) => !place.struck) ?? places[0]
      return [id, { from: shown?.from ?? 0, to: shown?.to ?? 0, struck: shown?.struck ?? true, places }]
    }),
  )
}

/** The inline node next to a place in text, beyond the ends of its paragraph and empty ones. */
function inlineBeside($pos: ResolvedPos, side: -1 | 1): PmNode | null {
  const beside = side < 0 ? $pos.nodeBefore : $pos.nodeAfter
  if (beside || !isParagraph($pos.parent)) return beside
  const container = $pos.node(-1)
  for (let index = $pos.index(-1) + side; ; index += side) {
    const block = container.maybeChild(index)
    if (!block || !isParagraph(block)) return null
    const edge = side < 0 ? block.lastChild : block.firstChild
    if (edge) return edge
  }
}

const commentsOf = (node: PmNode): readonly Mark[] => node.marks.filter((mark) => mark.type === commentType)

/** The comments that new content between two places belongs to: those around it, or about all of the text it replaces. */
function commentsAt(doc: PmNode, from: number, to: number): readonly Mark[] {
  const within: PmNode[] = []
  if (from < to) doc.nodesBetween(from, to, (node) => void (node.isInline && within.push(node)))
  if (!within.length) {
    const [before, after] = [inlineBeside(doc.resolve(from), -1), inlineBeside(doc.resolve(to), 1)]
    if (!before || !after) return []
    within.push(before, after)
  }
  const [first, ...rest] = within
  return first ? commentsOf(first).filter((mark) => rest.every((node) => mark.isInSet(node.marks))) : []
}

/**
 * Puts what an ordinary transaction writes or pastes into a comment's text, or in the place of all of it, under the same
 * comment (RV-25). To be called before tracking, in drafts as well: the anchor is no change of the text.
 */
export function extendAnchors(tr: Transaction): Transaction {
  const stored = tr.storedMarksSet ? tr.storedMarks : undefined
  const marked = tr.steps.flatMap((step, i) => {
    const doc = tr.docs[i]
    if (!doc || !(step instanceof ReplaceStep) || !step.slice.size) return []
    const later = tr.mapping.slice(i + 1)
    const [from, to] = [later.map(step.from, 1), later.map(step.from + step.slice.size, -1)]
    return from < to ? commentsAt(doc, step.from, step.to).map((mark) => ({ from, to, mark })) : []
  })
  for (const { from, to, mark } of marked) tr.addMark(from, to, mark)
  return marked.length && stored !== undefined ? tr.setStoredMarks(stored) : tr
}
