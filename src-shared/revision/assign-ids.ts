import { Fragment, Slice, type Node as PmNode } from 'prosemirror-model'
import type { EditorState, Transaction } from 'prosemirror-state'
import { AttrStep } from 'prosemirror-transform'
import { entriesOf, schema } from '../document/schema.ts'
import { inlineOf } from './graft.ts'
import { joinText } from './resolve-inline.ts'
import { acceptBlocks } from './resolve.ts'
import { commentType, idOf, isTrackedBlock, isTrackingMark } from './who.ts'

/** Gives fresh ids to blocks without one and to the later of two that share one, as splits and pastes make them. */
export function addBlockIds(tr: Transaction, newId: () => string): Transaction {
  const seen = new Set<string>()
  const wanting: number[] = []
  tr.doc.descendants((node, pos) => {
    if (node.isInline) return false
    if (!isTrackedBlock(node)) return true
    const id = idOf(node)
    if (!id || seen.has(id)) wanting.push(pos)
    else seen.add(id)
    return !node.isTextblock
  })
  for (const pos of wanting) tr.step(new AttrStep(pos, 'id', newId()))
  return tr
}

/** More steps than this and looking at the whole document is the shorter way. */
const manySteps = 40

/** The ranges of `tr.doc` that a block can have come in with; positions of attribute steps that set an id among them. */
function newRanges(tr: Transaction): { from: number; to: number }[] {
  return tr.steps.flatMap((step, i) => {
    const later = tr.mapping.slice(i + 1)
    const found: { from: number; to: number }[] = []
    const add = (from: number, to: number) => {
      const range = { from: later.map(from, -1), to: later.map(to, 1) }
      if (range.from < range.to) found.push(range)
    }
    if (step instanceof AttrStep && step.attr === 'id') add(step.pos, step.pos + 1)
    step.getMap().forEach((_from, _to, from, to) => add(from, to))
    return found
  })
}

/**
 * What {@link addBlockIds} does, for a transaction on a document whose blocks all have an id of their own: only what came
 * in is looked at, so a key press costs the same in a long document (RV-28).
 */
export function blockIdsIn(tr: Transaction, newId: () => string): Transaction {
  if (tr.steps.length > manySteps) return addBlockIds(tr, newId)
  const fresh = new Set<string>()
  let without = false
  for (const { from, to } of newRanges(tr)) {
    tr.doc.nodesBetween(from, to, (node, pos) => {
      if (node.isInline) return false
      if (pos >= from && pos < to && isTrackedBlock(node)) {
        const id = idOf(node)
        if (id) fresh.add(id)
        else without = true
      }
      return !node.isTextblock
    })
  }
  return without || (fresh.size && hasTwice(tr.doc, fresh)) ? addBlockIds(tr, newId) : tr
}

/** True when two blocks of the document share one of these ids. */
function hasTwice(doc: PmNode, ids: ReadonlySet<string>): boolean {
  const seen = new Set<string>()
  const look = (parent: PmNode): boolean =>
    parent.children.some((node) => {
      const id = idOf(node)
      if (id && ids.has(id)) {
        if (seen.has(id)) return true
        seen.add(id)
      }
      return !node.isTextblock && look(node)
    })
  return look(doc)
}

/** The transaction that gives every block of the state its own id (RV-12); null when all have one. */
export function withBlockIds(state: EditorState, newId: () => string): Transaction | null {
  const tr = addBlockIds(state.tr, newId)
  return tr.docChanged ? tr : null
}

function bare(node: PmNode, comments: boolean): PmNode {
  if (node.isInline) return comments ? node : node.mark(node.marks.filter((mark) => mark.type !== commentType))
  const content = Fragment.fromArray(joinText(node.children.map((child) => bare(child, comments))))
  return node.type.create(isTrackedBlock(node) ? { ...node.attrs, id: null, trk: null } : node.attrs, content, node.marks)
}

const openDepth = (content: Fragment, side: 'firstChild' | 'lastChild', wanted: number): number => {
  let depth = 0
  for (let node = content[side]; node && depth < wanted && !node.isInline; node = node[side]) depth++
  return depth
}

/** True where nothing is to be taken off: no id, no tracking, no comment; text from elsewhere as a rule. */
const isBare = (content: Fragment, comments: boolean): boolean =>
  content.content.every((node) => {
    if (idOf(node) || entriesOf(node).length) return false
    const marks =
      node.marks.length > 0 && node.marks.some((mark) => (mark.type === commentType ? !comments : isTrackingMark(mark)))
    return !marks && isBare(node.content, comments)
  })

/** A pasted or dropped slice without any tracking, ids or comments, unless these are asked for; what was struck in it is left behind (RV-12). */
export function stripTracking(slice: Slice, { comments = false } = {}): Slice {
  const first = slice.content.firstChild
  if (!first || isBare(slice.content, comments)) return slice
  let content = slice.content
  if (first.isInline)
    content =
      acceptBlocks(schema.node('body', null, schema.node('paragraph', null, content))).firstChild?.content ?? Fragment.empty
  else if (first.type.isInGroup('block')) content = acceptBlocks(schema.nodes['body']?.create(null, content) ?? first)
  else content = Fragment.fromArray(content.content.map((node) => acceptInside(node)))
  const result = Fragment.fromArray(joinText(content.content.map((node) => bare(node, comments))))
  return new Slice(result, openDepth(result, 'firstChild', slice.openStart), openDepth(result, 'lastChild', slice.openEnd))
}

/** Accepts what is inside rows, cells, elements or a whole header or body that a slice holds. */
function acceptInside(node: PmNode): PmNode {
  if (node.isTextblock) {
    const content = acceptBlocks(schema.node('body', null, schema.node('paragraph', null, node.content))).firstChild?.content
    return node.copy(content ?? Fragment.empty)
  }
  if (node.type.name === 'tableCell' || node.type.name === 'body') return node.copy(acceptBlocks(node))
  return node.copy(Fragment.fromArray(node.children.map(acceptInside)))
}

/** What of a slice fits into an element: its text in a row. ProseMirror itself would drop pasted paragraphs (RV-13). */
export const flattenSlice = (slice: Slice): Slice => new Slice(inlineOf(slice.content), 0, 0)
