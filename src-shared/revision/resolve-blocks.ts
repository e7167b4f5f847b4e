import { Fragment, type Node as PmNode } from 'prosemirror-model'
import { entriesOf, schema, type Entry } from '../document/schema.ts'
import { joinText, liveness, resolveInline, settleAttributes } from './resolve-inline.ts'
import { hasOpenStructure, isCrossed, squaredRows, type RowLeft } from './resolve-tables.ts'
import type { Decide } from './types.ts'
import { byVerdicts } from './verdict-cache.ts'
import { idOf, isParagraph, whoOf } from './who.ts'

/**
 * `force`: the changes decided are the newest ones, nothing hangs on them, so nothing is ever blocked. `square`: a table
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
type Item = {
  node: PmNode
  /** entries left open */
  open: readonly Entry[]
  /** entries left open, and the decided ones of boundary and existence, should they have to wait */
  waiting: readonly Entry[]
  boundary: 'stays' | 'open' | 'unsplit' | 'joined'
  existence: 'stays' | 'open' | 'uninserted' | 'deleted'
}

const withEntries = (node: PmNode, entries: readonly Entry[], content: Fragment = node.content): PmNode =>
  entries.length === entriesOf(node).length &&
  entries.every((entry, i) => entry === entriesOf(node)[i]) &&
  content === node.content
    ? node
    : node.type.create({ ...node.attrs, trk: entries.length ? entries : null }, content, node.marks)

const isBoundary = (entry: Entry) => entry.k === 'brkIns' || entry.k === 'brkDel'

/**
 * Reads the decisions about a block whose inner content is resolved already; those about its boundary and existence are
 * put off while `waits`.
 */
function itemOf(node: PmNode, content: Fragment, { decide }: Rules, waits = false): Item {
  const list = entriesOf(node)
  let boundary: Item['boundary'] = 'stays'
  let existence: Item['existence'] = 'stays'
  const settled = settleAttributes(node, list, decide)
  const open: Entry[] = []
  const waiting: Entry[] = []
  for (const entry of settled.entries) {
    const verdict = entry.k === 'attr' || waits ? 'keep' : decide(whoOf(entry))
    if (verdict === 'keep') {
      open.push(entry)
      waiting.push(entry)
      if (isBoundary(entry) && boundary === 'stays') boundary = 'open'
      if ((entry.k === 'blkIns' || entry.k === 'blkDel') && existence === 'stays') existence = 'open'
    } else {
      const acts = verdict === (entry.k === 'brkDel' || entry.k === 'blkDel' ? 'accept' : 'reject')
      if (!acts) continue
      waiting.push(entry)
      if (entry.k === 'brkIns') boundary = 'unsplit'
      else if (entry.k === 'brkDel' && boundary !== 'unsplit') boundary = 'joined'
      else if (entry.k === 'blkIns') existence = 'uninserted'
      else if (entry.k === 'blkDel' && existence !== 'uninserted') existence = 'deleted'
    }
  }
  const same = settled.attrs === node.attrs && content === node.content
  const bare = same ? node : node.type.create({ ...settled.attrs, trk: node.attrs['trk'] ?? null }, content, node.marks)
  return { node: bare, open, waiting, boundary, existence }
}

const emitted = new WeakMap<Item, PmNode>()

/** The block with what is left open; the same node again for an item that was kept. */
function emit(item: Item, entries = item.open): PmNode {
  if (entries !== item.open) return withEntries(item.node, entries)
  const known = emitted.get(item)
  if (known) return known
  const node = withEntries(item.node, entries)
  emitted.set(item, node)
  return node
}
const isGone = (item: Item) => item.existence === 'uninserted' || item.existence === 'deleted'

/** A table, row or cell that is to go: it goes when nothing is alive in it, waits while that is open (RV-08). */
function fate(item: Item, { force }: Rules): 'goes' | 'waits' | 'stays' {
  if (!isGone(item)) return 'stays'
  const alive = liveness(item.node)
  return alive === 'empty' ? 'goes' : alive === 'maybe' && !force ? 'waits' : 'stays'
}

/** A table after the decisions, its rows and cells resolved; the cells of a column share one fate (RV-15). */
function tableItem(table: PmNode, rules: Rules): Item | null {
  const crossed = rules.square && isCrossed(table)
  const open = crossed && hasOpenStructure(table, rules.decide)
  const waits = open && !rules.force
  const rows = table.children.map((row) => ({
    row,
    cells: row.children.map((cell) => itemOf(cell, resolveBlocks(cell, rules), rules, waits)),
  }))
  const columns = new Map<string, 'goes' | 'waits' | 'stays'>()
  const keysOf = (cell: Item) =>
    isGone(cell) ? cell.waiting.filter((entry) => !cell.open.includes(entry)).map((entry) => entry.id) : []
  for (const cell of rows.flatMap(({ cells }) => cells)) {
    const cellFate = fate(cell, rules)
    for (const key of keysOf(cell)) {
      const known = columns.get(key)
      if (!known || cellFate === 'stays' || (cellFate === 'waits' && known === 'goes')) columns.set(key, cellFate)
    }
  }
  const remaining: RowLeft[] = []
  for (const { row, cells } of rows) {
    const made: string[][] = []
    const kept = cells.flatMap((cell, i) => {
      const fates = keysOf(cell).map((key) => columns.get(key))
      if (fates.length && !fates.includes('stays') && !fates.includes('waits')) return []
      made.push(entriesOf(row.child(i)).flatMap((entry) => (entry.k === 'blkIns' ? [entry.id] : [])))
      return [!fates.length || fates.includes('stays') ? emit(cell) : emit(cell, cell.waiting)]
    })
    if (!kept.length) continue
    const content =
      kept.every((cell, i) => cell === row.maybeChild(i)) && kept.length === row.childCount
        ? row.content
        : Fragment.fromArray(kept)
    const item = itemOf(row, content, rules, waits)
    const rowFate = fate(item, rules)
    if (rowFate !== 'goes') remaining.push({ row: emit(item, rowFate === 'waits' ? item.waiting : item.open), columns: made })
  }
  if (!remaining.length) return null
  const left = crossed && !open ? squaredRows(table, remaining) : remaining.map(({ row }) => row)
  const same = left.length === table.childCount && left.every((row, i) => row === table.maybeChild(i))
  return itemOf(table, same ? table.content : Fragment.fromArray(left), rules)
}

const paragraphOf = byVerdicts((paragraph, rules: Rules) =>
  itemOf(paragraph, resolveInline(paragraph.content, rules.decide), rules),
)
const tableOf = byVerdicts(tableItem)

/** Paragraphs without an accepted join between them; the first is the block, the others were split from it. */
type Segment = { items: Item[]; state: 'alive' | 'dead' | 'waits' }

function segmentOf(items: Item[], { force }: Rules): Segment {
  const head = items[0]
  if (!head || !isGone(head)) return { items, state: 'alive' }
  const all = items.map((item) => liveness(item.node))
  if (all.every((alive) => alive === 'empty')) return { items, state: 'dead' }
  return { items, state: all.includes('live') || force ? 'alive' : 'waits' }
}

const contentOf = (segments: readonly Segment[]): Fragment => {
  const items = segments.flatMap((segment) => segment.items)
  const only = items.length === 1 ? items[0] : undefined
  if (only) return only.node.content
  return Fragment.fromArray(joinText(items.flatMap((item) => item.node.content.content)))
}

/** One run of joined paragraphs becomes one paragraph, or none, or waits. `nextOpen`: the boundary after it is open. */
function closeGroup(items: readonly Item[], nextOpen: boolean, rules: Rules): PmNode[] {
  const only = items.length === 1 ? items[0] : undefined
  if (only && !isGone(only)) return [emit(only)]
  const segments: Segment[] = []
  let run: Item[] = []
  for (const item of items) {
    if (run.length && item.boundary === 'joined') {
      segments.push(segmentOf(run, rules))
      run = []
    }
    run.push(item)
  }
  segments.push(segmentOf(run, rules))
  const first = segments[0]
  const head = first?.items[0]
  if (!first || !head) return []
  const content = contentOf(segments)
  const apart = () =>
    segments.map((segment, n) => {
      const item = segment.items[0] ?? head
      // the first boundary of the group was not decided to go; later ones wait with their segment
      return withEntries(
        item.node,
        n === 0 && segment.state !== 'waits' && segment.state !== 'dead' ? item.open : item.waiting,
        contentOf([segment]),
      )
    })
  if (segments.some((segment) => segment.state === 'waits')) return apart()
  if (first.state === 'dead') {
    const alive = content.size ? liveness(head.node.type.create(head.node.attrs, content)) : 'empty'
    if (alive === 'empty') return nextOpen && !rules.force ? [withEntries(head.node, head.waiting, content)] : []
    if (alive === 'maybe' && !rules.force) return apart()
  }
  const shell = segments.find((segment) => segment.state === 'alive')?.items[0] ?? head
  const entries =
    shell === head ? head.open : [...head.open.filter(isBoundary), ...shell.open.filter((entry) => !isBoundary(entry))]
  return [withEntries(shell.node, entries, content)]
}

/** The block ids an item is removed with; a boundary struck over such a block is cancelled with it (`over`). */
function cancelOver(item: Item, id: string | null): Item {
  const over = (entry: Entry) => entry.k === 'brkDel' && entry.over !== undefined && entry.over === id
  if (!item.waiting.some(over)) return item
  const open = item.open.filter((entry) => !over(entry))
  const waiting = item.waiting.filter((entry) => !over(entry))
  const decided = waiting.filter((entry) => !open.includes(entry))
  const boundary = decided.some((entry) => entry.k === 'brkIns')
    ? 'unsplit'
    : decided.some((entry) => entry.k === 'brkDel')
      ? 'joined'
      : open.some(isBoundary)
        ? 'open'
        : 'stays'
  return { ...item, open, waiting, boundary }
}

/** Removes rejected inserted blocks and accepted deleted tables, so that the paragraphs around them are neighbours. */
function withoutGone(items: readonly Item[], rules: Rules): Item[] {
  const left: Item[] = []
  let removed: string | null = null
  items.forEach((original, i) => {
    let item = removed === null ? original : cancelOver(original, removed)
    removed = null
    const next = items[i + 1]
    const table = !isParagraph(item.node)
    const itemFate = table || item.existence === 'uninserted' ? fate(item, rules) : 'stays'
    if (table && itemFate === 'stays') item = { ...item, existence: item.existence === 'open' ? 'open' : 'stays' }
    if (table && itemFate === 'waits') item = { ...item, open: item.waiting, existence: 'open' }
    const splits = next?.boundary === 'unsplit' || (next?.open.some((entry) => entry.k === 'brkIns') && !rules.force)
    if (itemFate === 'goes' && (table || !splits)) removed = idOf(item.node)
    else left.push(item)
  })
  return left
}

const mayGo = (item: Item) => item.existence !== 'stays'
const isLoose = (item: Item | undefined) => item !== undefined && mayGo(item)
const hasStructure = (item: Item) => item.boundary === 'open' || item.existence === 'open'

/** The item with its decided entries put off. */
const putOff = (item: Item): Item => ({
  ...item,
  open: item.waiting,
  boundary: item.waiting.some(isBoundary) ? 'open' : 'stays',
  existence: item.waiting.some((entry) => entry.k === 'blkIns' || entry.k === 'blkDel') ? 'open' : 'stays',
})

/**
 * Where whole blocks and boundaries of one run are changed together, which block a text ends up in depends on all of
 * them: such a run is settled only when everything in it is decided, so the order of decisions does not matter.
 */
function withPutOff(items: readonly Item[]): Item[] {
  const result = [...items]
  const linked = items.map(() => false) // linked to the block before
  items.forEach((item, i) => {
    if (item.boundary === 'stays') return
    let at = i
    do linked[at--] = true
    while (at > 0 && isLoose(items[at]))
  })
  let start = 0
  for (let end = 1; end <= items.length; end++) {
    if (linked[end]) continue
    const run = items.slice(start, end)
    const open = run.length > 1 && run.some(mayGo) && run.some((item) => hasStructure(item) || liveness(item.node) === 'maybe')
    if (open) run.forEach((item, n) => (result[start + n] = putOff(item)))
    start = end
  }
  return result
}

/** The blocks of a body or a cell after the decisions. Returns the same fragment when nothing changed. */
export function resolveBlocks(container: PmNode, rules: Rules): Fragment {
  const items = container.children.flatMap((child): Item[] => {
    if (isParagraph(child)) return [paragraphOf(child, rules)]
    const table = tableOf(child, rules)
    return table ? [table] : []
  })
  const result: PmNode[] = []
  let group: Item[] = []
  const close = (next?: Item) => {
    if (group.length) result.push(...closeGroup(group, next?.boundary === 'open', rules))
    group = []
  }
  let before: Item | undefined
  for (let item of withoutGone(rules.force ? items : withPutOff(items), rules)) {
    const joins = item.boundary === 'unsplit' || item.boundary === 'joined'
    if (joins && group.length) {
      const waits = !rules.force && item.boundary === 'joined' && [item, ...group].some(({ existence }) => existence === 'open')
      if (!waits) {
        group.push(item)
        before = item
        continue
      }
      item = { ...item, open: item.waiting, boundary: 'open' }
    } else if (joins && !rules.force && before?.existence === 'open') {
      // the table before it may still go: then there is a paragraph to join
      item = { ...item, open: item.waiting, boundary: 'open' }
    } else if (item.boundary === 'unsplit') {
      // no paragraph to go back to: it is a new block like any other, gone when nothing is alive in it
      item = { ...item, boundary: 'stays', existence: 'uninserted' }
    } else if (item.boundary === 'joined') {
      item = {
        ...item,
        waiting: item.waiting.filter((entry) => !isBoundary(entry) || item.open.includes(entry)),
        boundary: item.open.some(isBoundary) ? 'open' : 'stays',
      }
    }
    if (!group.length && item.existence === 'stays' && item.open.some((entry) => entry.k === 'brkIns'))
      item = { ...item, existence: 'open' }
    close(item)
    before = item
    if (isParagraph(item.node)) group = [item]
    else result.push(emit(item))
  }
  close()
  if (!result.length) result.push(emptyParagraph(container))
  const same = result.length === container.childCount && result.every((node, i) => node === container.maybeChild(i))
  return same ? container.content : Fragment.fromArray(result)
}

/** What is left when every block of a container is gone. The id is derived, so every desk makes the same one. */
const emptyParagraph = (container: PmNode): PmNode => schema.node('paragraph', { id: `${idOf(container) ?? 'body'}:empty` })
