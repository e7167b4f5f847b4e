import type { Node as PmNode } from 'prosemirror-model'
import { elementNames, paragraphStyles, schema } from '../../../src-shared/document/schema.ts'
import type { Random } from './random.ts'

export type Ids = () => string

export const counter = (prefix: string): Ids => {
  let next = 0
  return () => `${prefix}${next++}`
}

const strong = () => schema.mark('strong')

export function inline(random: Random, low: number, high: number): PmNode[] {
  const text = random.text(low, high)
  if (!text) return []
  if (text.length < 3 || !random.chance(0.4)) return [schema.text(text)]
  const cut = random.int(1, text.length - 1)
  return [schema.text(text.slice(0, cut), [strong()]), schema.text(text.slice(cut))]
}

export function paragraph(random: Random, ids: Ids, low = 0, high = 8): PmNode {
  const list = random.chance(0.2) ? random.pick(['bullet', 'ordered']) : null
  const attrs = { id: ids(), style: random.pick(paragraphStyles), list, level: list ? random.int(0, 2) : 0 }
  return schema.node('paragraph', attrs, inline(random, low, high))
}

export function table(random: Random, ids: Ids, rows: number, columns: number): PmNode {
  const cell = () =>
    schema.node(
      'tableCell',
      { id: ids() },
      Array.from({ length: random.int(1, 2) }, () => paragraph(random, ids, 0, 4)),
    )
  const row = () => schema.node('tableRow', { id: ids() }, Array.from({ length: columns }, cell))
  return schema.node('table', { id: ids() }, Array.from({ length: rows }, row))
}

/** A random document of the real schema: written elements, 2–5 paragraphs, now and then a table. */
export function randomDocument(random: Random, ids: Ids, tables: boolean): PmNode {
  const header = schema.node(
    'header',
    { id: ids(), docType: random.pick(['通知', '请示', '函']) },
    elementNames.map((name) => schema.node(name, { id: ids() }, random.chance(0.6) ? inline(random, 1, 6) : [])),
  )
  const blocks = Array.from({ length: random.int(2, 5) }, () => paragraph(random, ids))
  if (tables) blocks.splice(random.int(0, blocks.length), 0, table(random, ids, random.int(1, 3), random.int(1, 3)))
  return schema.node('doc', null, [header, schema.node('body', null, blocks)])
}

/** The same document without block ids, for comparisons in which new blocks got ids of their own. */
export function withoutIds(node: PmNode): PmNode {
  if (node.isText) return node
  const attrs = 'id' in node.attrs ? { ...node.attrs, id: null } : node.attrs
  return node.type.create(attrs, node.children.map(withoutIds), node.marks)
}
