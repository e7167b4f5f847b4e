import type { Node as PmNode } from 'prosemirror-model'
import { Decoration, DecorationSet } from 'prosemirror-view'
import { figureDecorations } from './figures.ts'
import { mainToKey, tailKey, type PageMap, type PlacedBlock } from './page-map.ts'
import { shapeOf, type Placement } from './place.ts'
import { headOf, tableDecorations, tableLook } from './table-decorations.ts'
import './blocks.css'
import './pages.css'

/* What the text shows of its pages: decorations of its blocks, and nothing within a line of the body's text (`bare.ts`). */

/** 要素 of the end, in the order they stand. */
export const tailNames = ['attachmentNote', 'issuer', 'issuedOn', 'remark']

/** What is to be seen of a map in the text: maps alike in this need no new decorations. */
export const marksOf = (doc: PmNode, { placements, blocks, titleBreaks, annex }: PageMap): string => {
  const cut = new Set(placements.flatMap(({ key, cuts }) => (cuts.length > 0 ? [key] : [])))
  return JSON.stringify([
    placements,
    titleBreaks,
    annex,
    blocks.flatMap(({ index, items }) =>
      items.flatMap((one): unknown[] => {
        if (one.table) return [index, tableLook(one, doc.child(1).child(index)), cut.has(index) ? headOf(one) : null]
        return one.look || one.pictures.length > 0 ? [index, one.look, one.pictures] : []
      }),
    ),
  ])
}

/** The decorations of a text for its pages. */
export function decorate(doc: PmNode, map: PageMap): DecorationSet {
  const all: Decoration[] = []
  const byKey = new Map(map.placements.map((one) => [one.key, one]))
  const begin = doc.child(0).nodeSize + 1
  let pos = begin
  doc.child(1).forEach((node, _offset, index) => {
    const block = map.blocks[index]
    if (block) all.push(...blockDecorations(node, pos, block, byKey.get(index), map))
    pos += node.nodeSize
  })
  const gapOf = (key: number, names: readonly string[]): void => {
    const gap = byKey.get(key)?.gap ?? 0
    let first = true
    doc.child(0).forEach((node, offset) => {
      if (!names.includes(node.type.name) || node.content.size === 0 || !first) return
      first = false
      if (gap > 0)
        all.push(Decoration.node(1 + offset, 1 + offset + node.nodeSize, { class: 'pg-gap', style: `--gap: ${gap}px` }))
    })
  }
  gapOf(mainToKey, ['mainTo'])
  gapOf(tailKey, tailNames)
  all.push(...titleDecorations(doc, map.titleBreaks))
  return DecorationSet.create(doc, all)
}

/**
 * The title's lines end where they do on paper: behind the last letter of each stands a line end that is drawn and not written.
 */
function titleDecorations(doc: PmNode, breaks: readonly number[]): Decoration[] {
  const all: Decoration[] = []
  doc.child(0).forEach((node, offset) => {
    if (node.type.name !== 'title' || breaks.length === 0) return
    const from = 1 + offset
    all.push(Decoration.node(from, from + node.nodeSize, { class: 'pg-by-meaning' }))
    for (const place of breaks) all.push(Decoration.inline(from + place, from + place + 1, { class: 'pg-turn' }))
  })
  return all
}

function blockDecorations(
  node: PmNode,
  pos: number,
  { index, items }: PlacedBlock,
  placed: Placement | undefined,
  { annex, linePx }: Pick<PageMap, 'annex' | 'linePx'>,
): Decoration[] {
  const all: Decoration[] = []
  const classes: string[] = []
  const style: string[] = []
  const [first] = items
  if (first?.look) classes.push(`pg-${first.look}`)
  if (annex === index) classes.push('pg-annex-first')
  if (placed && placed.gap > 0) {
    classes.push('pg-gap')
    style.push(`--gap: ${placed.gap}px`)
  }
  if (placed && placed.cuts.length > 0 && node.isTextblock) {
    const { height, polygon } = shapeOf(placed.cuts, linePx)
    const gaps = placed.cuts.reduce((n, cut) => n + cut.height, 0)
    classes.push('pg-cut')
    style.push(`--float: ${height.toFixed(2)}px`, `--shape: ${polygon}`, `--gaps: ${gaps}px`)
    if (first && first.label > 0) style.push(`--label: ${first.label.toFixed(2)}px`, `--level: ${Number(node.attrs['level'])}`)
  }
  if (first && first.pictures.length > 0) classes.push('pg-picture-first')
  if (classes.length > 0 || style.length > 0)
    all.push(Decoration.node(pos, pos + node.nodeSize, { class: classes.join(' '), style: style.join('; ') }))
  if (first?.table) all.push(...tableDecorations(node, pos, first, placed))
  if (node.isTextblock) {
    const rooms = items.flatMap(({ pictures }) => pictures)
    if (rooms.length > 0) all.push(...figureDecorations(node, pos, rooms))
  }
  return all
}
