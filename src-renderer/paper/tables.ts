import type { PaperTable } from '../../src-shared/paper/content.ts'
import { make } from './dom.ts'
import { writeInline, type Pen } from './inline.ts'
import { pxPerMm } from './measure.ts'

const columnPx = 156 * pxPerMm
/** 4号 letters in a cell with 1.5 mm at each side: room for two is asked for, else the letters get smaller. */
const twoLetters = (2 * 14 * 96) / 72 + 3 * pxPerMm
const smallest = 0.36

/** A table as wide as the type area; columns in the proportion the text gives them. `data-wide`: how wide it was, in mm, if wider. */
export function tableElement(table: PaperTable, pen: Pen): HTMLElement {
  const element = make('table', 'pp-table')
  const widths = columnWidths(table)
  const total = widths.reduce((a, b) => a + b, 0)
  if (total > columnPx * 1.005) element.dataset['wide'] = String(Math.round(total / pxPerMm))
  const group = make('colgroup', '')
  for (const width of widths) {
    const column = make('col', '')
    column.style.width = `${((width / total) * 100).toFixed(4)}%`
    group.append(column)
  }
  const narrowest = (Math.min(...widths) / total) * columnPx
  if (narrowest < twoLetters) {
    element.dataset['wide'] ??= String(Math.round((total * twoLetters) / narrowest / pxPerMm))
    element.style.setProperty('--shrink', Math.max(smallest, narrowest / twoLetters).toFixed(3))
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

/** Width of each column in px; columns that were never set share what is left of the type area, or get a mean width. */
function columnWidths(table: PaperTable): number[] {
  const widths: (number | null)[] = []
  const held: number[] = []
  for (const row of table.rows) {
    let column = 0
    for (const cell of row) {
      while ((held[column] ?? 0) > 0) column++
      for (let k = 0; k < cell.colspan; k++) {
        const width = cell.colwidth?.[k]
        widths[column] = widths[column] ?? (width !== undefined && width > 0 ? width : null)
        held[column] = cell.rowspan
        column++
      }
    }
    for (let k = 0; k < held.length; k++) held[k] = Math.max(0, (held[k] ?? 0) - 1)
  }
  const set = widths.filter((width): width is number => width !== null)
  const open = widths.length - set.length
  const left = columnPx - set.reduce((a, b) => a + b, 0)
  const share = open === 0 ? 0 : Math.max(left / open, columnPx / widths.length / 2)
  return widths.map((width) => width ?? share)
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
