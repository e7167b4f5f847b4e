import { grid, line } from '../../src-shared/paper/measures.ts'
import type { FlowItem } from './blocks.ts'
import { pxPerMm } from './measure.ts'
import { rowGroups } from './tables.ts'
import type { Told } from './told.ts'

export const linePx = line * pxPerMm

/** Height of a laid out element in lines of the grid. */
export const heightOf = (element: Element): number => element.getBoundingClientRect().height / linePx

/** Rows of a table are repeated where it goes on if the first is a head: low, and nothing in it reaches into the next row. */
export function headRows(one: FlowItem): number {
  const rows = [...one.element.querySelectorAll('tr')]
  const [first] = rows
  if (!one.table || rows.length < 3 || !first) return 0
  const [from, to] = rowGroups(one.table)[0] ?? [0, 0]
  return to - from === 1 && heightOf(first) <= 3 ? 1 : 0
}

/** What a laid out block consists of for the pages, in lines of the grid. */
export function unitsOf(one: FlowItem): { units: readonly number[]; again: number } {
  const height = heightOf(one.element)
  if (one.parts === 'none') return { units: [height], again: 0 }
  if (one.parts === 'lines') {
    const lines = Math.max(1, Math.round(height))
    return { units: Array.from({ length: lines }, () => 1), again: 0 }
  }
  const rows = [...one.element.querySelectorAll('tr')].map(heightOf)
  const units = (one.table ? rowGroups(one.table) : []).map(([from, to]) => rows.slice(from, to).reduce((a, b) => a + b, 0))
  return { units, again: headRows(one) > 0 ? (rows[0] ?? 0) : 0 }
}

/**
 * A row higher than a page, or than the `limit` (in lines) of a table that is turned, is set smaller until it fits: a row never
 * straddles pages, and nothing of it is left out.
 */
export function shrinkTallRows(items: readonly FlowItem[], told: Pick<Told, 'tell'>, limit: number = grid.lines): void {
  for (const one of items) {
    if (one.parts !== 'rows' || (one.fit?.turned && limit === grid.lines)) continue
    let shrink = Number.parseFloat(one.element.style.getPropertyValue('--shrink') || '1')
    let smaller = false
    const tall = (): boolean => {
      const { units, again } = unitsOf(one)
      return units.some((unit, i) => unit + (i > 0 ? again : 0) > limit)
    }
    while (tall() && shrink > 0.1) {
      shrink *= 0.85
      one.element.style.setProperty('--shrink', shrink.toFixed(3))
      smaller = true
    }
    if (smaller) told.tell(one.element, 'PP-ROW-TALL', shrink.toFixed(2))
  }
}
