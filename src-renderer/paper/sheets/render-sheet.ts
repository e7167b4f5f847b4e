import '../paper.css'
import './sheets.css'
import { paper, typeArea } from '../../../src-shared/paper/measures.ts'
import type { PaperTrouble } from '../../../src-shared/paper/model.ts'
import type { SheetJob } from '../../../src-shared/paper/sheets/model.ts'
import { placeRows, placeUnderHead, sheetLine, sheetPad, type RowSlice } from '../../../src-shared/paper/sheets/place-rows.ts'
import { tps } from '../../ui/text-sheets.ts'
import { make, setAt } from '../dom.ts'
import { facesReady } from '../faces.ts'
import { pageOf } from '../page.ts'
import { formOfSheet, type SheetCell, type SheetRow } from './form.ts'
import { linesOf } from './lines.ts'

/** Where the table stands, in mm: room above it for the title, below it for the number of the page. */
const table = { left: typeArea.left, width: typeArea.width, top: 44, bottom: 276 } as const
const part = table.width / 24
const rule = { outer: 0.5, inner: 0.25 } as const
/** Between a rule and the words beside it, in mm. */
const inset = { label: 0.8, value: 2 } as const

type Laid = { row: SheetRow; cells: readonly (readonly { text: string; align: string }[])[]; lines: number }

/**
 * Draws 发文稿纸, 文件处理单 or a register on A4 into `root`, replacing what is there (PP-131): rules as paths, words in the faces of the
 * page, every line where it was measured. Words too many make their row higher, then go on on a second sheet (PP-132).
 */
export async function renderSheet(
  root: HTMLElement,
  { sheet, watermark }: SheetJob,
): Promise<{ pages: number; troubles: readonly PaperTrouble[] }> {
  const form = formOfSheet(sheet)
  await facesReady()
  const measuring = make('div', 'paper')
  measuring.lang = 'zh-CN'
  const host = make('div', 'paper-measure sheet-text')
  measuring.append(host)
  document.body.append(measuring)
  try {
    const titleLines = linesOf(host, form.title, table.width, 'sheet-title').length
    const top = table.top + Math.max(0, titleLines - 1) * titleLine
    const laid = [...(form.head ? [form.head] : []), ...form.rows].map((row): Laid => {
      const cells = row.cells.map((cell) => cellLines(host, cell))
      return { row, cells, lines: Math.max(1, ...cells.map((lines) => lines.length)) }
    })
    const sizes = laid.map(({ lines, row }) => ({ lines, weight: row.weight, splits: row.weight > 0 }))
    const placed = (form.head ? placeUnderHead : placeRows)(sizes, table.bottom - top)
    const pages = placed.map((slices, i) => {
      const title = `${form.title}${i > 0 ? tps.goesOn : ''}`
      const heads = linesOf(host, title, table.width, 'sheet-title').map((text, n) =>
        setAt(make(n === 0 ? 'h1' : 'div', 'sheet-title', text), {
          top: table.top - 18 + n * titleLine,
          left: table.left,
          width: table.width,
        }),
      )
      const words = slices.flatMap((slice) => drawRow(laid[slice.row] as Laid, slice, top))
      const foot = placed.length > 1 ? [setAt(make('div', 'sheet-foot', tps.pageOf(i + 1, placed.length)), footPlace)] : []
      const furniture = [rulesOf(slices, laid, top) as unknown as HTMLElement, ...heads, ...words]
      return pageOf({ furniture, column: null, foot, rules: [] }, i + 1, watermark)
    })
    root.classList.add('paper')
    root.lang = 'zh-CN'
    root.replaceChildren(...pages)
    return { pages: pages.length, troubles: [] }
  } finally {
    measuring.remove()
  }
}

const titleLine = 11
const footPlace = { top: table.bottom + 2, left: table.left, width: table.width }

const cellLines = (host: HTMLElement, { width, label, texts }: SheetCell) =>
  texts.flatMap(({ text, align }) =>
    linesOf(host, text, width * part - 2 * (label ? inset.label : inset.value), label ? 'sheet-label' : '').map((line) => ({
      text: line,
      align,
    })),
  )

/** The words of a piece of a row, each line at its place. */
function drawRow({ row, cells, lines }: Laid, { from, to, top, height }: RowSlice, tableTop: number): HTMLElement[] {
  const all: HTMLElement[] = []
  const last = to === lines
  let left: number = table.left
  row.cells.forEach((cell, i) => {
    const own = cells[i] ?? []
    const gap = cell.label ? inset.label : inset.value
    const shown = cell.label ? own : own.slice(from, to)
    const room = height - sheetPad
    const middle = cell.label || row.weight === 0
    // a blank day stands at the foot of the room it leaves for the pen
    const sinks = (k: number): boolean => !middle && last && own.length > 0 && shown[k]?.text === tps.blankDay
    shown.forEach(({ text, align }, k) => {
      if (text.trim() === '') return
      const above = middle ? (room - shown.length * sheetLine) / 2 : 0
      const y = sinks(k) ? room - sheetLine : above + k * sheetLine
      const element = make('div', `sheet-text ${cell.label ? 'sheet-label' : ''} to-${align}`.replace(/ {2,}/g, ' '), text)
      all.push(
        setAt(element, {
          top: tableTop + top + sheetPad / 2 + y,
          left: left + gap,
          width: cell.width * part - 2 * gap,
        }),
      )
    })
    left += cell.width * part
  })
  return all
}

/** The rules of a page as one drawing: paths keep their strength, where borders would be rounded to pixels. */
function rulesOf(slices: readonly RowSlice[], laid: readonly Laid[], top: number): SVGSVGElement {
  const ns = 'http://www.w3.org/2000/svg'
  const svg = document.createElementNS(ns, 'svg')
  svg.setAttribute('class', 'paper-rules')
  svg.setAttribute('viewBox', `0 0 ${paper.width} ${paper.height}`)
  svg.setAttribute('aria-hidden', 'true')
  const draw = (x1: number, y1: number, x2: number, y2: number, width: number): void => {
    const line = document.createElementNS(ns, 'line')
    const at = { x1, y1, x2, y2 }
    for (const [name, mm] of Object.entries(at)) line.setAttribute(name, mm.toFixed(3))
    line.setAttribute('stroke', '#000000')
    line.setAttribute('stroke-width', String(width))
    svg.append(line)
  }
  const [right, half] = [table.left + table.width, rule.outer / 2]
  const last = slices.at(-1)
  const bottom = top + (last ? last.top + last.height : 0)
  for (const slice of slices) {
    const y = top + slice.top
    const row = laid[slice.row]?.row
    const from = table.left + (row?.joins ? (row.cells[0]?.width ?? 0) * part : 0)
    if (slice !== slices[0]) draw(from, y, right, y, rule.inner)
    let x: number = table.left
    for (const cell of row?.cells.slice(0, -1) ?? []) {
      x += cell.width * part
      draw(x, y, x, y + slice.height, rule.inner)
    }
  }
  draw(table.left - half, top, right + half, top, rule.outer)
  draw(table.left - half, bottom, right + half, bottom, rule.outer)
  draw(table.left, top, table.left, bottom, rule.outer)
  draw(right, top, right, bottom, rule.outer)
  return svg
}
