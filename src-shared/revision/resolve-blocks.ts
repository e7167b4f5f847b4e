import { Fragment, type Node as PmNode } from 'prosemirror-model'
import { schema } from '../document/schema.ts'
import { blocksLeft } from './resolve-groups.ts'
import { liveness, resolveInline } from './resolve-inline.ts'
import { isGone, itemOf, putOff, type Item, type Rules } from './resolve-items.ts'
import { mayVanish, tableItem } from './resolve-tables.ts'
import { byVerdicts } from './verdict-cache.ts'
import { idOf, isParagraph } from './who.ts'

const paragraphOf = byVerdicts((paragraph, rules: Rules) =>
  itemOf(paragraph, resolveInline(paragraph.content, rules.decide), rules),
)
const tableOf = byVerdicts((table, rules: Rules) => tableItem(table, rules, resolveBlocks))

const isTable = (item: Item): boolean => !isParagraph(item.node)

const mayVanishAsTable = (item: Item): boolean => isTable(item) && mayVanish(item.node)

/** True while it is not certain that the block stays. */
const mayGo = (item: Item): boolean => item.existence !== 'stays' || mayVanishAsTable(item)

const isOpen = (item: Item): boolean => item.undecided || liveness(item.node) === 'maybe' || mayVanishAsTable(item)

/** True when the paragraph may become, over tables, the rest of the one it was split from. */
const mayGoBack = (item: Item): boolean => item.waiting.some((entry) => entry.k === 'brkIns')

/** Runs of blocks in which one block's fate may hang on another's: a boundary, and what may go before it. */
function runsOf(items: readonly Item[]): Item[][] {
  const linked = items.map(() => false) // linked to the block before
  items.forEach((item, i) => {
    if (item.boundary === 'stays') return
    for (let at = i; at > 0; at--) {
      linked[at] = true
      const before = items[at - 1]
      if (!before || !(mayGo(before) || (isTable(before) && mayGoBack(item)))) break
    }
  })
  const runs: Item[][] = []
  items.forEach((item, i) => {
    const run = linked[i] ? runs.at(-1) : undefined
    if (run) run.push(item)
    else runs.push([item])
  })
  return runs
}

/**
 * True when a run cannot be settled in part. Where all its blocks stay, boundaries can: whatever is joined goes to the
 * first. A block at the start, or behind a table, that came from a split goes like an inserted one when that is rejected.
 */
function mustWait(run: readonly Item[], isFirst: boolean): boolean {
  const [head, ...rest] = run
  if (!head) return false
  if (!rest.length) return (isGone(head) || head.boundary === 'unsplit') && liveness(head.node) === 'maybe'
  const whole = run.some((item) => mayGo(item) || isTable(item)) || (isFirst && head.boundary !== 'stays')
  return whole && run.some(isOpen)
}

/**
 * Where whole blocks and boundaries of one run are changed together, which block a text ends up in depends on all of
 * them: such a run is settled only when everything in it is decided, so the order of decisions does not matter (RV-10).
 */
const withPutOff = (items: readonly Item[]): Item[] =>
  runsOf(items).flatMap((run, i) => (mustWait(run, i === 0) ? run.map(putOff) : run))

/** What is left when every block of a container is gone. The id is derived, so every desk makes the same one. */
const emptyParagraph = (container: PmNode): PmNode => schema.node('paragraph', { id: `${idOf(container) ?? 'body'}:empty` })

/** The blocks of a body or a cell after the decisions. Returns the same fragment when nothing changed. */
export function resolveBlocks(container: PmNode, rules: Rules): Fragment {
  const items = container.children.flatMap((child): Item[] => {
    if (isParagraph(child)) return [paragraphOf(child, rules)]
    const table = tableOf(child, rules)
    return table ? [table] : []
  })
  const result = blocksLeft(rules.force ? items : withPutOff(items), rules)
  if (!result.length) result.push(emptyParagraph(container))
  const same = result.length === container.childCount && result.every((node, i) => node === container.maybeChild(i))
  return same ? container.content : Fragment.fromArray(result)
}
