import type { Node as PmNode } from 'prosemirror-model'
import type { Sm3 } from './canonical.ts'
import { entriesOf } from './schema.ts'

/*
 * The words a drawing lies over. They decide where it is shown: a ring round a figure must not seem to stand round another.
 */

/** A drawing quotes this much of its block. */
const QUOTE = 60

/** The words of a textblock without struck ones; pictures count as what they show. */
export function wordsOf(block: PmNode): string {
  const parts: string[] = []
  block.forEach((child) => {
    if (child.marks.some((mark) => mark.type.name === 'del')) return
    if (child.isText) parts.push(child.text ?? '')
    else parts.push(child.type.name === 'image' ? `[${String(child.attrs['sm3'])}]` : '\n')
  })
  return parts.join('')
}

/** The textblocks with these ids, but for those that are struck or stand in something struck. */
export function blocksOf(doc: PmNode, ids: ReadonlySet<string>): ReadonlyMap<string, PmNode> {
  const found = new Map<string, PmNode>()
  if (ids.size === 0) return found
  doc.descendants((node) => {
    if (found.size === ids.size || entriesOf(node).some((entry) => entry.k === 'blkDel')) return false
    const id = node.attrs['id'] as unknown
    if (node.isTextblock && typeof id === 'string' && ids.has(id)) found.set(id, node)
    return !node.isTextblock
  })
  return found
}

/** The beginning of a block's words, to tell what was meant where the block is gone. */
export const quoteOf = (block: PmNode): string => [...wordsOf(block).trim()].slice(0, QUOTE).join('')

const hashes = new WeakMap<PmNode, string>()

/** SM3 of a block's words; worked out once for each node, and an edit makes new nodes of the edited blocks only. */
export function wordsSm3(block: PmNode, sm3: Sm3): string {
  const known = hashes.get(block)
  if (known !== undefined) return known
  const hash = sm3(wordsOf(block))
  hashes.set(block, hash)
  return hash
}
