import { Fragment, type Mark, type Node as PmNode } from 'prosemirror-model'
import { elementNames, formatMarks, paragraphStyles, schema } from '../../../src-shared/document/schema.ts'
import { joinText } from '../../../src-shared/revision/resolve-inline.ts'
import type { Random } from './random.ts'

export type Ids = () => string

export const counter = (prefix: string): Ids => {
  let next = 0
  return () => `${prefix}${next++}`
}

const strong = () => schema.mark('strong')

/** What a document holds beside text, and which of its blocks are left out when a failing plan is made smaller. */
export type DocumentShape = {
  tables: boolean
  /** images, line breaks, all looks, comment anchors, cells with widths */
  rich?: boolean
  /** indexes of body blocks left out */
  without?: readonly number[]
}

const image = (random: Random): PmNode =>
  schema.node('image', { sm3: `picture-${random.int(1, 9)}`, width: random.pick([null, 100, 200]), alt: '图' })

/** Some marks of looks, and now and then a comment anchor. */
function looks(random: Random): Mark[] {
  let marks: readonly Mark[] = []
  for (const name of formatMarks) if (random.chance(0.25)) marks = schema.mark(name).addToSet(marks)
  if (random.chance(0.25)) marks = schema.mark('comment', { id: `c${random.int(1, 3)}` }).addToSet(marks)
  return [...marks]
}

function richInline(random: Random, low: number, high: number): PmNode[] {
  const text = random.text(low, high)
  const nodes: PmNode[] = []
  let from = 0
  while (from < text.length) {
    const to = random.int(from + 1, text.length)
    nodes.push(schema.text(text.slice(from, to), looks(random)))
    if (random.chance(0.15))
      nodes.push(random.chance(0.5) ? image(random) : schema.node('hardBreak', null, undefined, looks(random)))
    from = to
  }
  return Fragment.fromArray(joinText(nodes)).content.slice()
}

export function inline(random: Random, low: number, high: number, rich = false): PmNode[] {
  if (rich) return richInline(random, low, high)
  const text = random.text(low, high)
  if (!text) return []
  if (text.length < 3 || !random.chance(0.4)) return [schema.text(text)]
  const cut = random.int(1, text.length - 1)
  return [schema.text(text.slice(0, cut), [strong()]), schema.text(text.slice(cut))]
}

export function paragraph(random: Random, ids: Ids, low = 0, high = 8, rich = false): PmNode {
  const list = random.chance(0.2) ? random.pick(['bullet', 'ordered']) : null
  const attrs = { id: ids(), style: random.pick(paragraphStyles), list, level: list ? random.int(0, 2) : 0 }
  return schema.node('paragraph', attrs, inline(random, low, high, rich))
}

export function table(random: Random, ids: Ids, rows: number, columns: number, rich = false): PmNode {
  const cell = () =>
    schema.node(
      'tableCell',
      { id: ids(), ...(rich && random.chance(0.3) ? { colwidth: [random.int(5, 20) * 10] } : {}) },
      Array.from({ length: random.int(1, 2) }, () => paragraph(random, ids, 0, 4, rich)),
    )
  const row = () => schema.node('tableRow', { id: ids() }, Array.from({ length: columns }, cell))
  return schema.node('table', { id: ids() }, Array.from({ length: rows }, row))
}

/** A random document of the real schema: written elements, 2–5 paragraphs, now and then a table. */
export function randomDocument(random: Random, ids: Ids, shape: boolean | DocumentShape): PmNode {
  const { tables, rich = false, without = [] } = typeof shape === 'boolean' ? { tables: shape } : shape
  const header = schema.node(
    'header',
    { id: ids(), docType: random.pick(['通知', '请示', '函']) },
    elementNames.map((name) => schema.node(name, { id: ids() }, random.chance(0.6) ? inline(random, 1, 6, rich) : [])),
  )
  const blocks = Array.from({ length: random.int(2, 5) }, () => paragraph(random, ids, 0, 8, rich))
  if (tables) blocks.splice(random.int(0, blocks.length), 0, table(random, ids, random.int(1, 3), random.int(1, 3), rich))
  const kept = blocks.filter((_block, i) => !without.includes(i))
  return schema.node('doc', null, [header, schema.node('body', null, kept.length ? kept : blocks.slice(0, 1))])
}

/** The document without comment anchors, which are annotations and no text (RV-18). */
export function withoutAnchors(node: PmNode): PmNode {
  if (node.isInline) {
    const kept = node.marks.filter((mark) => mark.type.name !== 'comment')
    return kept.length === node.marks.length ? node : node.mark(kept)
  }
  const children = node.children.map(withoutAnchors)
  if (children.every((child, i) => child === node.child(i))) return node
  return node.copy(Fragment.fromArray(node.inlineContent ? joinText(children) : children))
}

/** The same document with the anchors of one text in the order of their ids: an anchor put back stands behind the others. */
export function anchorsInOrder(node: PmNode): PmNode {
  if (!node.isInline) return node.isLeaf ? node : node.copy(Fragment.fromArray(node.children.map(anchorsInOrder)))
  const anchors = node.marks.filter((mark) => mark.type.name === 'comment')
  if (anchors.length < 2) return node
  anchors.sort((a, b) => (String(a.attrs['id']) < String(b.attrs['id']) ? -1 : 1))
  return node.mark([...node.marks.filter((mark) => mark.type.name !== 'comment'), ...anchors])
}

/** The same document without block ids, for comparisons in which new blocks got ids of their own. */
export function withoutIds(node: PmNode): PmNode {
  if (node.isText) return node
  const attrs = 'id' in node.attrs ? { ...node.attrs, id: null } : node.attrs
  return node.type.create(attrs, node.children.map(withoutIds), node.marks)
}
