import type { PaperTable } from '../../src-shared/paper/content.ts'
import type { TableFit } from '../../src-shared/paper/table-width.ts'
import { make } from './dom.ts'
import { writeInline, type Pen } from './inline.ts'

/** A table as it was fitted to the type area (`fitTable`); as wide as that, or as it is high where it is turned. */
export function tableElement(table: PaperTable, fit: TableFit, pen: Pen): HTMLElement {
  const element = make('table', 'pp-table')
  const total = fit.columns.reduce((a, b) => a + b, 0)
  element.style.width = `${total.toFixed(3)}mm`
  if (fit.shrink < 1) element.style.setProperty('--shrink', fit.shrink.toFixed(3))
  const group = make('colgroup', '')
  for (const width of fit.columns) {
    const column = make('col', '')
    column.style.width = `${((width / total) * 100).toFixed(4)}%`
    group.append(column)
  }
  const body = make('tbody', '')
  for (const row of table.rows) {
    const line = make('tr', '')
    for (const cell of row) {
      const box = document.createElement('td')
      box.colSpan = cell.colspan
      box.rowSpan = cell.rowspan
      for (const one of cell.paragraphs) {
        const text = make('p', 'pp-p')
        text.dataset['block'] = one.id
        if (one.style !== 'body') text.dataset['style'] = one.style
        if (one.align) text.dataset['align'] = one.align
        if (one.label !== '') {
          text.dataset['list'] = 'true'
          text.append(make('span', 'pp-label', one.label))
        }
        writeInline(text, one.content, pen)
        if (one.content.length === 0) text.append(make('br', ''))
        box.append(text)
      }
      line.append(box)
    }
    body.append(line)
  }
  element.append(group, body)
  return element
}

/**
 * Rows that may not be parted, as [from, to): a cell over several rows holds them together.
 */
export function rowGroups(table: PaperTable): readonly (readonly [number, number])[] {
  const groups: [number, number][] = []
  let end = 0
  table.rows.forEach((row, i) => {
    if (i >= end) groups.push([i, i])
    end = Math.max(end, i + 1, ...row.map((cell) => i + Math.min(cell.rowspan, table.rows.length - i)))
    const last = groups.at(-1)
    if (last) last[1] = end
  })
  return groups
}

/** The rows [from, to) of a laid out table as a table of their own, with the head row before them where it goes on. */
export function cutRows(table: HTMLElement, from: number, to: number, head: number): HTMLElement {
  const part = table.cloneNode(false) as HTMLElement
  const body = make('tbody', '')
  const rows = [...table.querySelectorAll('tr')]
  for (const row of from > 0 ? rows.slice(0, head) : []) body.append(row.cloneNode(true))
  for (const row of rows.slice(from, to)) body.append(row.cloneNode(true))
  part.append(table.querySelector('colgroup')?.cloneNode(true) ?? '', body)
  return part
}
