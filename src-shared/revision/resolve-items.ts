import type { Fragment, Node as PmNode } from 'prosemirror-model'
import { entriesOf, type Entry } from '../document/schema.ts'
import { liveness, settleAttributes } from './resolve-inline.ts'
import type { Decide } from './types.ts'
import { whoOf } from './who.ts'

/**
 * `force`: the changes decided are the newest ones, nothing hangs on them, so nothing is ever put off. `square`: a table
 * in which a row and a column missed each other gets even rows.
 */
export type Rules = { decide: Decide } & (typeof asDecided | typeof asShown | typeof exactly)

/** Decisions that are kept: what hangs on an open change waits for it. */
export const asDecided = { name: 'decided', force: false, square: true } as const
/** For reading: nothing waits. */
export const asShown = { name: 'shown', force: true, square: true } as const
/** The newest changes taken away again, nothing else touched. */
export const exactly = { name: 'exactly', force: true, square: false } as const

/** A block whose own content is resolved, and what the decisions say about its boundary and its existence. */
export type Item = {
  node: PmNode
  /** entries left open */
  open: readonly Entry[]
  /** entries left open, and the decided ones of boundary and existence, should they have to wait */
  waiting: readonly Entry[]
  boundary: 'stays' | 'open' | 'unsplit' | 'joined'
  existence: 'stays' | 'open' | 'uninserted' | 'deleted'
  /** true while an open change can still alter what becomes of boundary or existence */
  undecided: boolean
}

export const isBoundary = (entry: Entry): boolean => entry.k === 'brkIns' || entry.k === 'brkDel'
export const isExistence = (entry: Entry): boolean => entry.k === 'blkIns' || entry.k === 'blkDel'
export const isGone = (item: Item): boolean => item.existence === 'uninserted' || item.existence === 'deleted'

/** The node with these entries and no others; the node itself when it has them already. */
export const withEntries = (node: PmNode, entries: readonly Entry[], content: Fragment = node.content): PmNode =>
  entries.length === entriesOf(node).length &&
  entries.every((entry, i) => entry === entriesOf(node)[i]) &&
  content === node.content
    ? node
    : node.type.create({ ...node.attrs, trk: entries.length ? entries : null }, content, node.marks)

/** What decided and open entries make of a boundary (RV-06); a rejected split undoes it whatever struck it. */
function boundaryOf(open: readonly Entry[], decided: readonly Entry[]): Pick<Item, 'boundary' | 'undecided'> {
  const has = (list: readonly Entry[], kind: Entry['k']) => list.some((entry) => entry.k === kind)
  if (has(decided, 'brkIns')) return { boundary: 'unsplit', undecided: false }
  const split = has(open, 'brkIns')
  const struck = has(open, 'brkDel')
  if (!has(decided, 'brkDel')) return { boundary: split || struck ? 'open' : 'stays', undecided: split || struck }
  // struck over a block that goes it does not count, another strike of it may
  const firmly = decided.some((entry) => entry.k === 'brkDel' && entry.over === undefined)
  return { boundary: 'joined', undecided: split || (struck && !firmly) }
}

/** What decided and open entries make of a block (RV-08); a rejected insertion is gone whoever struck it. */
function existenceOf(open: readonly Entry[], decided: readonly Entry[]): Pick<Item, 'existence' | 'undecided'> {
  const has = (list: readonly Entry[], kind: Entry['k']) => list.some((entry) => entry.k === kind)
  if (has(decided, 'blkIns')) return { existence: 'uninserted', undecided: false }
  const made = has(open, 'blkIns')
  if (has(decided, 'blkDel')) return { existence: 'deleted', undecided: made }
  const changed = made || has(open, 'blkDel')
  return { existence: changed ? 'open' : 'stays', undecided: changed }
}

/** The item with these entries open and waiting, its fate read from them. */
export function withWaiting(item: Item, open: readonly Entry[], waiting: readonly Entry[]): Item {
  const decided = waiting.filter((entry) => !open.includes(entry))
  const boundary = boundaryOf(open, decided)
  const existence = existenceOf(open, decided)
  return { ...item, open, waiting, ...boundary, ...existence, undecided: boundary.undecided || existence.undecided }
}

/**
 * Reads the decisions about a block whose inner content is resolved already; those about its boundary and existence are
 * put off while `waits`.
 */
export function itemOf(node: PmNode, content: Fragment, { decide }: Rules, waits = false): Item {
  const list = entriesOf(node)
  const settled = settleAttributes(node, list, decide)
  const same = settled.attrs === node.attrs && content === node.content
  const bare = same ? node : node.type.create({ ...settled.attrs, trk: node.attrs['trk'] ?? null }, content, node.marks)
  const item: Item = { node: bare, open: list, waiting: list, boundary: 'stays', existence: 'stays', undecided: false }
  if (!list.length) return item
  const open: Entry[] = []
  const waiting: Entry[] = []
  for (const entry of settled.entries) {
    const verdict = entry.k === 'attr' || waits ? 'keep' : decide(whoOf(entry))
    const acts = verdict === (entry.k === 'brkDel' || entry.k === 'blkDel' ? 'accept' : 'reject')
    if (verdict === 'keep') open.push(entry)
    if (verdict === 'keep' || acts) waiting.push(entry)
  }
  return withWaiting(item, open, waiting)
}

const emitted = new WeakMap<Item, PmNode>()

/** The block with what is left open; the same node again for an item that was kept. */
export function emit(item: Item): PmNode {
  const known = emitted.get(item)
  if (known) return known
  const node = withEntries(item.node, item.open)
  emitted.set(item, node)
  return node
}

const delayed = new WeakMap<Item, Item>()

/** The item with its decided entries put off. */
export function putOff(item: Item): Item {
  if (item.open.length === item.waiting.length) return item
  const known = delayed.get(item)
  if (known) return known
  const made = withWaiting(item, item.waiting, item.waiting)
  delayed.set(item, made)
  return made
}

/** A table, row or cell that is to go: it goes when nothing is alive in it, waits while that is open (RV-08). */
export function fateOf(item: Item, { force }: Rules): 'goes' | 'waits' | 'stays' {
  if (!isGone(item)) return 'stays'
  const alive = liveness(item.node)
  return alive === 'empty' ? 'goes' : alive === 'maybe' && !force ? 'waits' : 'stays'
}
