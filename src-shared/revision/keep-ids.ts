import { Fragment, type Node as PmNode } from 'prosemirror-model'
import { entriesOf } from '../document/schema.ts'
import { acceptAll } from './resolve.ts'
import { idOf, isTrackedBlock } from './who.ts'

function idsOf(doc: PmNode): string[] {
  const ids: string[] = []
  doc.descendants((node) => {
    if (isTrackedBlock(node)) ids.push(idOf(node) ?? '')
    return !node.isTextblock
  })
  return ids
}

function renamed(node: PmNode, names: ReadonlyMap<string, string>): PmNode {
  if (node.isInline) return node
  const content = Fragment.fromArray(node.isTextblock ? [...node.children] : node.children.map((one) => renamed(one, names)))
  if (!isTrackedBlock(node)) return node.copy(content)
  const id = idOf(node)
  const trk = entriesOf(node).map((entry) =>
    entry.k === 'brkDel' && entry.over !== undefined ? { ...entry, over: names.get(entry.over) ?? entry.over } : entry,
  )
  const attrs = { ...node.attrs, id: (id !== null && names.get(id)) || id, trk: trk.length > 0 ? trk : null }
  return node.type.create(attrs, content, node.marks)
}

/**
 * A comparison whose new blocks have the ids they have in the text it was made of, as far as these are free: who goes on
 * writing in that text can then be followed block by block. `tracked` accepted is `work`, ids apart.
 */
export function withIdsOf(tracked: PmNode, work: PmNode, taken: readonly PmNode[]): PmNode {
  const used = new Set([...taken, tracked].flatMap(idsOf))
  const old = new Set(taken.flatMap(idsOf))
  const [made, wanted] = [idsOf(acceptAll(tracked)), idsOf(work)]
  if (made.length !== wanted.length) return tracked
  const names = new Map<string, string>()
  made.forEach((id, i) => {
    const name = wanted[i] ?? ''
    if (id === name || old.has(id) || used.has(name) || name === '') return
    names.set(id, name)
    used.add(name)
  })
  return names.size === 0 ? tracked : renamed(tracked, names)
}
