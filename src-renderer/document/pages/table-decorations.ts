import type { Node as PmNode } from 'prosemirror-model'
import { Decoration } from 'prosemirror-view'
import type { TableFit } from '../../../src-shared/paper/table-width.ts'
import { make } from '../../paper/dom.ts'
import { rowGroups, tableElement } from '../../paper/tables.ts'
import { measuringPen, type Measured } from './measured.ts'
import type { Placement } from './place.ts'
import type { TableSpec } from './table-view.ts'
import { shownTurned } from './turned-sheets.ts'

/** How a table of the editor is set, as paper sets it: columns, size of its letters, and whether its head row is repeated. */
export function tableLook(one: Measured, node: PmNode): { columns: readonly number[]; shrink: string; head: boolean } {
  const turned = one.fit?.turned ? shownTurned(node) : undefined
  if (turned) return { ...turned, shrink: turned.shrink.toFixed(3) }
  return { columns: one.fit?.columns ?? [], shrink: one.shrink, head: one.again > 0 }
}

/** The head row of a table in words and looks: what is drawn again where it goes on. */
export const headOf = (one: Measured): string => JSON.stringify(one.table?.rows[0] ?? [])

/**
 * Decorations of a table at `pos` that goes on over pages: between two of its rows the gap, and its head row once more. They
 * stand between rows and never in a cell, so no letter has anything beside it that is not text.
 */
export function tableDecorations(node: PmNode, pos: number, one: Measured, placed: Placement | undefined): Decoration[] {
  const { columns, shrink, head } = tableLook(one, node)
  const spec: TableSpec = { columns }
  const all = [Decoration.node(pos, pos + node.nodeSize, shrink === '' ? {} : { style: `--shrink: ${shrink}` }, spec)]
  const { table } = one
  if (!table || !placed) return all
  const groups = rowGroups(table)
  let at = pos + 1
  node.forEach((row, _offset, i) => {
    const cut = placed.cuts.find(({ unit }) => groups[unit]?.[0] === i)
    if (cut) {
      const key = `${cut.height} ${columns.length}`
      all.push(
        Decoration.widget(at, () => seam(cut.height, columns.length), { side: -2, key: `seam ${key}`, ignoreSelection: true }),
      )
      const again = `again ${headOf(one)}`
      const fit: TableFit = { columns: [...columns], shrink: 1, turned: false, wide: null }
      if (head)
        all.push(
          Decoration.widget(at, () => headAgain({ ...table, rows: table.rows.slice(0, 1) }, fit), {
            side: -1,
            key: again,
            ignoreSelection: true,
          }),
        )
    }
    at += row.nodeSize
  })
  return all
}

/** The gap between two rows, from the end of one page to the beginning of the next: no rule of the table runs through it. */
function seam(height: number, columns: number): HTMLElement {
  const row = make('tr', 'pg-seam')
  row.setAttribute('aria-hidden', 'true')
  const cell = document.createElement('td')
  cell.colSpan = Math.max(1, columns)
  cell.style.height = `${height}px`
  row.append(cell)
  return row
}

function headAgain(head: Parameters<typeof tableElement>[0], fit: TableFit): HTMLElement {
  const row = tableElement(head, fit, measuringPen).querySelector('tr') ?? make('tr', '')
  row.className = 'pg-again'
  row.setAttribute('aria-hidden', 'true')
  for (const text of row.querySelectorAll<HTMLElement>('p')) {
    delete text.dataset['block']
    // its number is written in it
    delete text.dataset['list']
  }
  return row
}
