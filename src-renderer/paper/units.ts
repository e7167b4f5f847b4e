import { grid, line } from '../../src-shared/paper/measures.ts'
import type { PaperTrouble } from '../../src-shared/paper/model.ts'
import type { FlowItem } from './blocks.ts'
import { pxPerMm } from './measure.ts'
import { rowGroups } from './tables.ts'

export const linePx = line * pxPerMm

const heightOf = (element: Element): number => element.getBoundingClientRect().height / linePx

/** Rows of a table are repeated where it goes on if the first is a head: low, and nothing in it reaches into the next row. */
export function headRows(one: FlowItem): number {
  const rows = [...one.element.querySelectorAll('tr')]
  const [first] = rows
  if (!one.table || rows.length < 3 || !first) return 0
  const [from, to] = rowGroups(one.table)[0] ?? [0, 0]
  return to - from === 1 && heightOf(first) <= 2 ? 1 : 0
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

/** A row higher than a page is set smaller until it fits: a row never straddles pages, and nothing of it is left out. */
export function shrinkTallRows(items: readonly FlowItem[]): PaperTrouble[] {
  const troubles: PaperTrouble[] = []
  for (const one of items) {
    if (one.parts !== 'rows') continue
    let shrink = Number.parseFloat(one.element.style.getPropertyValue('--shrink') || '1')
    let told = false
    const tall = (): boolean => {
      const { units, again } = unitsOf(one)
      return units.some((unit, i) => unit + (i > 0 ? again : 0) > grid.lines)
    }
    while (tall() && shrink > 0.1) {
      shrink *= 0.85
      one.element.style.setProperty('--shrink', shrink.toFixed(3))
      told = true
    }
    if (told) troubles.push({ code: 'PP-ROW-TALL', page: null, detail: shrink.toFixed(2) })
  }
  return troubles
}
