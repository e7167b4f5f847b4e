import type { Node as PmNode } from 'prosemirror-model'
import type { PaperBlock } from '../../../src-shared/paper/content.ts'
import { grid, typeArea } from '../../../src-shared/paper/measures.ts'
import type { PaperForm } from '../../../src-shared/paper/model.ts'
import { item, itemsOf, type FlowItem } from '../../paper/blocks.ts'
import { rowGroups, tableElement } from '../../paper/tables.ts'
import { breakTitle } from '../../paper/title.ts'
import { sheetsOf } from '../../paper/turned.ts'
import { edgeOf, measuringPen, silent, type Measured } from './measured.ts'

/*
 * Tables that paper turns stand upright in the editor, small enough for the column, with a sheet of the editor for each of
 * paper's: one writes in them as in any other, and all that follows stands on its true page (PP-58).
 */

/** An item with the block of the body it is of. `part`: which of its items. */
export type Keyed = Measured & { key: number; part: number; node: PmNode; all: readonly PaperBlock[]; i: number }

/** How much smaller a turned table is shown than it is on paper; its letters a little more, as rules do not get thinner. */
const smaller = typeArea.width / typeArea.height
const smallerLetters = smaller * 0.97

/** A turned table as it is shown: its columns in mm, its letters as a part of 4号, and whether its head row is repeated. */
export type Shown = { columns: readonly number[]; shrink: number; head: boolean }
/** A sheet as an item of the flow: the rows from `row` on, `height` in the editor in px. */
export type SheetItem = FlowItem & {
  key: number
  units: readonly number[]
  again: number
  sheet: { row: number; height: number; edge: number; above: readonly Keyed[] }
}
type Made = { key: string; above: readonly PmNode[]; shown: Shown; sheets: readonly SheetItem[] }

const known = new WeakMap<PmNode, Made>()

/** How a table is shown that was turned with the last count; undefined for one that stands upright. */
export const shownTurned = (node: PmNode): Shown | undefined => known.get(node)?.shown

/** The sheets of a turned table, made once for the table with what stands above it. */
export function turnedSheets(one: Keyed, above: readonly Keyed[], host: HTMLElement, form: PaperForm): readonly SheetItem[] {
  const key = [one.key, form, ...above.map(({ part }) => part)].join(' ')
  const before = known.get(one.node)
  const isSame =
    before?.key === key && above.length === before.above.length && above.every(({ node }, i) => node === before.above[i])
  if (isSame) return before.sheets.map((sheet, i) => (i === 0 ? { ...sheet, sheet: { ...sheet.sheet, above } } : sheet))
  const made = makeSheets(one, above, host, form)
  known.set(one.node, { key, above: above.map(({ node }) => node), ...made })
  return made.sheets
}

function makeSheets(
  one: Keyed,
  above: readonly Keyed[],
  host: HTMLElement,
  form: PaperForm,
): { shown: Shown; sheets: readonly SheetItem[] } {
  const fresh = ({ all, i, part }: Keyed): FlowItem => itemsOf(all, i, measuringPen, form)[part] as FlowItem
  const [table, ...others] = [one, ...above].map(fresh) as [FlowItem, ...FlowItem[]]
  host.append(...others.map(({ element }) => element), table.element)
  for (const { element } of others) if (element.classList.contains('pp-title')) breakTitle(element)
  const sheets = sheetsOf(table, others, host, silent)
  const head = (sheets[0]?.head ?? 0) > 0
  const fit = { columns: [] as number[], shrink: 1, turned: true, wide: null, ...table.fit }
  const shrink = Number.parseFloat(table.element.style.getPropertyValue('--shrink') || '1') * smallerLetters
  const shown = { columns: fit.columns.map((width) => width * smaller), shrink, head }
  const paper = table.table ?? { kind: 'table' as const, rows: [] }
  const small = tableElement(paper, { ...fit, ...shown, columns: [...shown.columns] }, measuringPen)
  host.replaceChildren(small)
  const edge = edgeOf(small)
  const rows = [...small.querySelectorAll('tr')].map((row) => row.getBoundingClientRect().height)
  const groups = rowGroups(paper)
  const height = (from: number, to: number): number =>
    rows.slice(groups[from]?.[0] ?? 0, groups[to - 1]?.[1] ?? 0).reduce((a, b) => a + b, 0)
  host.replaceChildren()
  return {
    shown,
    sheets: sheets.map(({ rows: [from, to], newPage }, i) => ({
      ...item(one.element, 'none', { newPage }),
      key: one.key,
      units: [grid.lines],
      again: 0,
      sheet: {
        row: from,
        height: height(from, to) + (i > 0 && head ? (rows[0] ?? 0) : 0),
        edge: i === 0 ? edge : 0,
        above: i === 0 ? above : [],
      },
    })),
  }
}
