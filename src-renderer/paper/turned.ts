import { line, typeArea } from '../../src-shared/paper/measures.ts'
import { item, type FlowItem } from './blocks.ts'
import type { Units } from './break-text.ts'
import { make } from './dom.ts'
import { cutRows, rowGroups } from './tables.ts'
import type { Told } from './told.ts'
import { headRows, heightOf, shrinkTallRows, unitsOf } from './units.ts'

/** How deep a turned sheet is, in lines of the grid; a hair less for the table's last rule. */
const depth = (typeArea.width - 0.4) / line
/** Of that, at most so much is given to what stands above the table. */
const mostAbove = depth / 2

/** A sheet of a turned table: the rows it holds, by what may not be parted (`rowGroups`), and how many are drawn again on all but the first. */
export type Sheet = FlowItem & { rows: readonly [from: number, to: number]; head: number }

/**
 * Sets tables that have no room across the page on sheets of their own, turned to the left (§8: PP-120), in place of the
 * table's item: one sheet a page, rows whole, the head row again on each. What belongs to the table and stands before it (附件
 * with its title, a heading, a line that is centred or at the right) goes with it. `sheets` makes them (`sheetsOf`), `units` tells
 * what an item consists of. Tells what had to be narrowed.
 */
export function turnTables(
  items: readonly FlowItem[],
  told: Pick<Told, 'tell'>,
  sheets: (one: FlowItem, above: readonly FlowItem[]) => readonly FlowItem[],
  units: (one: FlowItem) => Units = unitsOf,
): FlowItem[] {
  const out: FlowItem[] = []
  for (const one of items) {
    if (one.fit && one.fit.wide !== null) told.tell(one.element, 'PP-TABLE-WIDE', String(one.fit.wide))
    if (!one.fit?.turned) {
      out.push(one)
      continue
    }
    const above = takeAbove(out, units)
    const before = out.at(-1)
    // nothing can stand on the page with it
    if (before) out[out.length - 1] = { ...before, keepNext: false }
    out.push(...sheets(one, above))
  }
  return out
}

/** Takes from the end of the flow what stands above a table and belongs to it; never the first of the text, which page 1 needs. */
function takeAbove(out: FlowItem[], unitsOfItem: (one: FlowItem) => Units): FlowItem[] {
  const least = out[0]?.newPage ? 0 : 1
  let from = out.length
  let height = 0
  while (from > least) {
    const one = out[from - 1] as FlowItem
    const { units } = unitsOfItem(one)
    height += units.reduce((a, b) => a + b, 0) + one.gap
    if (!belongs(one) || height > mostAbove) break
    from -= 1
    if (one.newPage) break
  }
  return out.splice(from)
}

const belongs = ({ element, keepNext, parts, table }: FlowItem): boolean =>
  table === undefined &&
  parts !== 'rows' &&
  (keepNext ||
    ['center', 'right'].includes(element.dataset['align'] ?? '') ||
    ['centered', 'right'].includes(element.dataset['style'] ?? ''))

/**
 * The sheets of a table with what stands above it, all of them laid out and shown by `host`; the elements go into the sheets.
 * Tells rows that had to be set smaller.
 */
export function sheetsOf(one: FlowItem, above: readonly FlowItem[], host: HTMLElement, told: Pick<Told, 'tell'>): Sheet[] {
  const top = make('div', 'pp-above')
  top.style.width = `${typeArea.height}mm`
  top.append(...above.map(({ element }) => element))
  host.append(top)
  const used = heightOf(top)
  shrinkTallRows([one], told, depth - used)
  const groups = rowGroups(one.table ?? { kind: 'table', rows: [] })
  const { units, again } = unitsOf(one)
  const head = headRows(one)
  const sheets: Sheet[] = []
  for (let from = 0; from < units.length;) {
    let height = from === 0 ? used : again
    let to = from
    while (to < units.length && (to === from || height + (units[to] ?? 0) <= depth)) height += units[to++] ?? 0
    const sheet = make('div', 'pp-turned')
    const inner = make('div', '')
    if (from === 0 && above.length > 0) inner.append(top)
    inner.append(cutRows(one.element, groups[from]?.[0] ?? 0, groups[to - 1]?.[1] ?? 0, head))
    sheet.append(inner)
    host.append(sheet)
    sheets.push({
      ...item(sheet, 'none', { newPage: from === 0 && (above[0]?.newPage ?? false) }),
      rows: [from, to],
      head,
    })
    from = to
  }
  if (above.length === 0) top.remove()
  one.element.remove()
  return sheets
}
