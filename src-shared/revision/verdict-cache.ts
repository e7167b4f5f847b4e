import type { Mark, Node as PmNode } from 'prosemirror-model'
import { entriesOf, type Entry, type Who } from '../document/schema.ts'
import type { Decide } from './types.ts'
import { isTrackingMark, whoOf } from './who.ts'

const signers = new WeakMap<PmNode, readonly Who[]>()

/** Whose changes are in a block and all in it, each signature once. */
function signersIn(block: PmNode): readonly Who[] {
  const known = signers.get(block)
  if (known) return known
  const found = new Map<string, Who>()
  const add = (of: Mark | Entry) => {
    const who = whoOf(of)
    found.set(`${who.id} ${who.at} ${who.author} ${who.step}`, who)
  }
  const read = (node: PmNode) => {
    for (const mark of node.marks) if (isTrackingMark(mark)) add(mark)
    if (!node.isInline) for (const entry of entriesOf(node)) add(entry)
    node.forEach(read)
  }
  read(block)
  const all = [...found.values()]
  signers.set(block, all)
  return all
}

/** Sets of decisions about one block that are kept; a reader goes to and fro between few views. */
const mostKept = 6

/**
 * Keeps what `resolve` makes of a block for every set of decisions about the changes in it: a second look at the same
 * view, or a view in which nothing else about the block is decided, costs nothing and gives the very same nodes, which
 * the editor need not draw again. Rules of one name may differ in nothing but what they decide.
 */
export function byVerdicts<T, R extends { decide: Decide; name: string }>(resolve: (block: PmNode, rules: R) => T) {
  const kept = new WeakMap<PmNode, Map<string, T>>()
  return (block: PmNode, rules: R): T => {
    let key = rules.name
    for (const who of signersIn(block)) key += rules.decide(who).charAt(0)
    let known = kept.get(block)
    if (!known) kept.set(block, (known = new Map<string, T>()))
    if (known.has(key)) return known.get(key) as T
    if (known.size >= mostKept) known.clear()
    const made = resolve(block, rules)
    known.set(key, made)
    return made
  }
}
