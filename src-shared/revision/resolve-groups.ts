import { Fragment, type Node as PmNode } from 'prosemirror-model'
import { joinText, liveness } from './resolve-inline.ts'
import { emit, fateOf, isBoundary, isGone, withEntries, withWaiting, type Item, type Rules } from './resolve-items.ts'
import { idOf, isParagraph } from './who.ts'

/** A table, or a paragraph with those whose split from it is rejected. */
type Unit = { head: Item; items: readonly Item[] }

const isEmpty = (unit: Unit): boolean => unit.items.every((item) => liveness(item.node) === 'empty')

/** True when the paragraph is struck or taken back and nothing is alive in it (RV-08). */
const isDead = (unit: Unit): boolean => isGone(unit.head) && isEmpty(unit)

const contentOf = (items: readonly Item[]): Fragment => {
  const only = items.length === 1 ? items[0] : undefined
  if (only) return only.node.content
  return Fragment.fromArray(joinText(items.flatMap((item) => item.node.content.content)))
}

/** A block like any other, gone when nothing is alive in it: there is no paragraph its split could go back to. */
const asInserted = (item: Item): Item => ({ ...item, boundary: 'stays', existence: 'uninserted' })

/**
 * What is split off a paragraph by nothing but a table that was put there and stays: it looks as the paragraph does,
 * whoever split it. The id is derived, so every desk makes the same one.
 */
function restOf(whole: Item, table: Item, item: Item): Item {
  const open = whole.open.filter((entry) => entry.k === 'attr')
  const attrs = { ...whole.node.attrs, id: `${idOf(table.node) ?? 'table'}:rest` }
  return asInserted({ ...item, node: item.node.type.create(attrs, item.node.content), open, waiting: open, undecided: false })
}

/** Gives rejected splits back to the paragraph before them; tables that go leave those around them neighbours (RV-06). */
function unitsOf(items: readonly Item[], rules: Rules): Unit[] {
  const units: Unit[] = []
  for (const item of items) {
    const last = units.at(-1)
    if (!isParagraph(item.node)) {
      if (fateOf(item, rules) !== 'goes') units.push({ head: item, items: [item] })
    } else if (item.boundary !== 'unsplit') units.push({ head: item, items: [item] })
    else if (last && isParagraph(last.head.node)) units[units.length - 1] = { head: last.head, items: [...last.items, item] }
    else {
      const whole = units.findLast(({ head }) => isParagraph(head.node))
      units.push({ head: last && whole ? restOf(whole.head, last.head, item) : asInserted(item), items: [item] })
    }
  }
  return units
}

/** The item without the strikes of its boundary over blocks that are gone (`over`): there is nothing to join it to. */
function cancelOver(item: Item, gone: readonly (string | null)[]): Item {
  const stands = (entry: Item['open'][number]) => entry.k !== 'brkDel' || entry.over === undefined || !gone.includes(entry.over)
  if (item.waiting.every(stands)) return item
  return withWaiting(item, item.open.filter(stands), item.waiting.filter(stands))
}

/** Leaves out paragraphs whose insertion is rejected, so that those around them are neighbours. */
function withoutUninserted(units: readonly Unit[]): Unit[] {
  const left: Unit[] = []
  let gone: (string | null)[] = []
  for (const unit of units) {
    const head = gone.length ? cancelOver(unit.head, gone) : unit.head
    const now = head === unit.head ? unit : { head, items: unit.items }
    if (isParagraph(head.node) && head.existence === 'uninserted' && isDead(now)) gone.push(idOf(head.node))
    else {
      left.push(now)
      gone = []
    }
  }
  return left
}

/** A run of joined paragraphs becomes one paragraph, or none: the first that is alive is the block, the others its text. */
function closeGroup(group: readonly Unit[]): PmNode[] {
  const first = group[0]
  if (!first) return []
  const { head } = first
  if (group.length === 1 && first.items.length === 1 && !isGone(head)) return [emit(head)]
  const content = contentOf(group.flatMap((unit) => unit.items))
  if (isDead(first) && !content.size) return []
  const shell = group.find((unit) => !isDead(unit))?.head ?? head
  const entries =
    shell === head ? head.open : [...head.open.filter(isBoundary), ...shell.open.filter((entry) => !isBoundary(entry))]
  return [withEntries(shell.node, entries, content)]
}

/** The blocks that are left of items whose fate is settled, or put off and open. */
export function blocksLeft(items: readonly Item[], rules: Rules): PmNode[] {
  const result: PmNode[] = []
  let group: Unit[] = []
  const close = () => {
    result.push(...closeGroup(group))
    group = []
  }
  for (const unit of withoutUninserted(unitsOf(items, rules))) {
    // a strike of the boundary behind a table, or at the start, joins nothing
    if (unit.head.boundary === 'joined' && group.length) {
      group.push(unit)
      continue
    }
    close()
    if (isParagraph(unit.head.node)) group = [unit]
    else result.push(emit(unit.head))
  }
  close()
  return result
}
