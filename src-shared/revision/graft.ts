import { Fragment, Slice, type Mark, type Node as PmNode } from 'prosemirror-model'
import { schema, type Entry, type Who } from '../document/schema.ts'
import { joinText } from './resolve-inline.ts'
import type { TrackContext } from './types.ts'
import { insType, isParagraph, isTrackingMark, isTrackedBlock } from './who.ts'

/** New content never brings tracking along (RV-12): marks of looks stay, the insertion mark of this change is added. */
const insertedMarks = (marks: readonly Mark[], ins: Mark): readonly Mark[] =>
  ins.addToSet(marks.filter((mark) => !isTrackingMark(mark)))

/** Inline content as a new insertion. Struck text that came along keeps its letters: the caller decides what comes. */
export function graftInline(content: Fragment, who: Who): Fragment {
  const ins = insType.create(who)
  return Fragment.fromArray(joinText(content.content.map((node) => node.mark(insertedMarks(node.marks, ins)))))
}

/** A table whose rows are of one length, as a table on paper is; a ragged one would be mended behind our back. */
function squared(table: PmNode): PmNode {
  const widths = table.children.map((row) => row.children.reduce((sum, cell) => sum + Number(cell.attrs['colspan']), 0))
  const spans = table.children.some((row) => row.children.some((cell) => Number(cell.attrs['rowspan']) !== 1))
  const width = Math.max(...widths)
  if (spans || widths.every((one) => one === width)) return table
  const empty = schema.node('tableCell', null, schema.node('paragraph'))
  const rows = table.children.map((row, i) =>
    row.copy(row.content.append(Fragment.from(Array.from({ length: width - (widths[i] ?? 0) }, () => empty)))),
  )
  return table.copy(Fragment.fromArray(rows))
}

/** Paragraphs (and tables where they fit) of a slice; rows and cells without their table give their paragraphs. */
export function blocksOf(content: Fragment, tables: boolean): PmNode[] {
  return content.content.flatMap((node) => {
    if (node.isInline) return [schema.node('paragraph', null, node)]
    if (isParagraph(node) || (tables && node.type.name === 'table')) return [node]
    return node.isTextblock ? [schema.node('paragraph', null, node.content)] : blocksOf(node.content, tables)
  })
}

/**
 * The rows or cells among these nodes: a row or table that stands where a cell ought to, as the table commands make it
 * on a ragged table, gives what is in it.
 */
export const partsOf = (kind: 'tableRow' | 'tableCell', nodes: readonly PmNode[]): PmNode[] =>
  nodes.flatMap((node) => {
    if (node.type.name === kind) return [node]
    return node.type.name === 'table' || node.type.name === 'tableRow' ? partsOf(kind, node.children) : []
  })

/** A row with nothing but cells, a table with nothing but rows; text that stands between them keeps its letters. */
function fitted(node: PmNode): PmNode {
  const kind = node.type.name === 'table' ? 'tableRow' : node.type.name === 'tableRow' ? 'tableCell' : undefined
  if (!kind || node.children.every((child) => child.type.name === kind)) return node
  const parts = node.children.flatMap((child) => {
    const inner = partsOf(kind, [child])
    if (inner.length || !child.textContent) return inner
    const cell = child.type.name === 'tableCell' ? child : schema.node('tableCell', null, blocksOf(Fragment.from(child), false))
    return [kind === 'tableCell' ? cell : schema.node('tableRow', null, cell)]
  })
  return node.copy(Fragment.fromArray(parts))
}

/** A node cut off by the edge of a slice may lack what its type needs; it is filled as the editor itself would. */
function filled(given: PmNode): PmNode {
  if (given.inlineContent || given.isLeaf) return given
  const node = fitted(given)
  const content = Fragment.fromArray(node.children.map(filled))
  const fill = node.type.contentMatch.matchFragment(content)?.fillBefore(Fragment.empty, true)
  return node.copy(fill?.size ? content.append(fill) : content)
}

/** A block as new content: fresh ids, no foreign entries, its text inserted, `entries` as its own. */
export function graftBlock(given: PmNode, who: Who, ctx: TrackContext, entries: readonly Entry[]): PmNode {
  const node = given.type.name === 'table' ? squared(filled(given)) : filled(given)
  const content = node.inlineContent
    ? graftInline(node.content, who)
    : Fragment.fromArray(node.children.map((child) => graftBlock(child, who, ctx, [])))
  const attrs = isTrackedBlock(node) ? { ...node.attrs, id: ctx.newId(), trk: entries.length ? entries : null } : node.attrs
  return node.type.create(attrs, content, node.marks)
}

/** All inline content of a slice in a row; what a textblock takes that cannot be split (RV-13). */
export function inlineOf(content: Fragment): Fragment {
  const nodes: PmNode[] = []
  content.descendants((node) => {
    if (node.isInline) nodes.push(node)
    return !node.isInline
  })
  return Fragment.fromArray(joinText(nodes))
}

/** Drops the layers a slice is open through on both sides when they hold one node, so the content is what changes. */
export function peel(slice: Slice): Slice {
  let { content, openStart, openEnd } = slice
  while (openStart > 0 && openEnd > 0 && content.childCount === 1 && content.firstChild) {
    content = content.firstChild.content
    openStart--
    openEnd--
  }
  return new Slice(content, openStart, openEnd)
}
