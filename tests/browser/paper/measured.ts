import { commands } from 'vitest/browser'
import { line, typeArea } from '../../../src-shared/paper/measures.ts'
import { expect } from 'vitest'
import type { Placed, PlacedPage } from '../../../src-shared/paper/placed.ts'
import type { PdfLine, PdfPage } from './support.ts'

/** What was measured of one kind over all documents: required, least and most, and how often. */
export type Measure = { required: number; min: number; max: number; count: number }
export type Measures = Map<string, Measure>

export function note(all: Measures, name: string, required: number, value: number): void {
  const known = all.get(name) ?? { required, min: Infinity, max: -Infinity, count: 0 }
  all.set(name, {
    required,
    min: Math.min(known.min, value),
    max: Math.max(known.max, value),
    count: known.count + 1,
  })
}

type Bit = { text: string; x: number; y: number }

/** Text of a page by where it stands: rows from top to bottom, each from left to right, without blanks. */
function byPlace(bits: readonly Bit[]): string {
  const sorted = bits.toSorted((a, b) => a.y - b.y)
  const rows: Bit[][] = []
  for (const bit of sorted) {
    const row = rows.at(-1)
    if (row && bit.y - (row[0]?.y ?? 0) < 2) row.push(bit)
    else rows.push([bit])
  }
  return rows
    .map((row) =>
      row
        .toSorted((a, b) => a.x - b.x)
        .map((bit) => bit.text.replace(/\s/g, ''))
        .join(''),
    )
    .join('\n')
}

export const textOfPdf = (page: PdfPage): string =>
  byPlace(page.lines.map((one) => ({ text: one.text, x: one.x1, y: (one.y1 + one.y2) / 2 })))

export const textOfPlaced = (page: PlacedPage): string =>
  byPlace(
    page.items.flatMap((one) =>
      one.kind === 'text' && one.text.trim() !== '' ? [{ text: one.text, x: one.x, y: one.box.y + one.box.height / 2 }] : [],
    ),
  )

/** From a line of the grid to its characters: the bundled faces' boxes are the em, 16 pt. */
const inLine = (line - (16 * 25.4) / 72) / 2
const bottom = typeArea.top + typeArea.height

/** Lines of text within the type area of a page behind the first; what pdftotext takes for two because of a gap is one. */
export function textLines(page: PdfPage): readonly PdfLine[] {
  const rows: PdfLine[] = []
  for (const one of page.lines) {
    if (one.y1 < typeArea.top - 5 || one.y2 > bottom + 5) continue
    const row = rows.at(-1)
    if (!row || one.y1 - row.y1 > 3) rows.push(one)
    else {
      const [left, right] = row.x1 <= one.x1 ? [row, one] : [one, row]
      rows[rows.length - 1] = {
        ...row,
        text: left.text + right.text,
        parts: left.parts + right.parts,
        x1: left.x1,
        x2: Math.max(row.x2, one.x2),
      }
    }
  }
  return rows
}

const wide = /^[\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef“”‘’—…·]+$/u
/** What may not begin a line, and what may not end one. */
const noStart = /[，。、；：？！）》〉」』】〕”’…—％·]/u
/** A 一字线 (2004—2015年) may not either (GB/T 15834 5.1.6); Chromium breaks before it, once in the 51 texts (docs/open-points.md). */
const noLineStart = /[，。、；：？！）》〉」』】〕”’％·]/u
const noEnd = /[（《〈「『【〔“‘]/u

/** Whether a line one or two characters short had to be: what follows it could not be parted from its last ones. */
const mustBeShort = (text: string, next: string): boolean => {
  const [c0 = '', c1 = '', c2 = ''] = next
  return (
    noStart.test(c1) ||
    noStart.test(c2) ||
    noEnd.test(c0) ||
    noEnd.test(c1) ||
    noStart.test(c0) ||
    noEnd.test(text.at(-1) ?? '') ||
    /[\d.A-Za-z]/.test(c0)
  )
}

/** Measures the text of full pages, and lists lines of any page that begin or end with a sign they may not: `full` says which (by index) the DOM ended in the middle of a paragraph. */
export function measureText(all: Measures, pages: readonly PdfPage[], full: ReadonlySet<number>): { unlawful: string[] } {
  const unlawful: string[] = []
  pages.forEach((page, i) => {
    const lines = textLines(page)
    // lines that begin at the edge or reach it are the browser's; a paragraph may begin and end as its author wrote it
    for (const { text, x1, x2 } of lines)
      if ((x1 < 30 && noLineStart.test(text[0] ?? '')) || (x2 > 183 && noEnd.test(text.at(-1) ?? ''))) unlawful.push(text)
    if (i === 0 || !full.has(i)) return
    const [first, last] = [lines[0], lines.at(-1)]
    if (!first || !last) return
    note(all, '每面行数', 22, lines.length)
    note(all, '天头（首行上沿）', typeArea.top, first.y1 - inLine)
    note(all, '版心下沿（末行下沿）', bottom, last.y2 + inLine)
    lines.forEach((one, k) => {
      if (one.x1 < 30) note(all, '订口（行首）', typeArea.left, one.x1)
      if (one.x1 > 30 || one.x2 < 183) return
      note(all, '版心右沿（满行行尾）', typeArea.left + typeArea.width, one.x2)
      if (!wide.test(one.text) || one.parts > 1) return
      const chars = [...one.text].length
      const next = lines[k + 1]?.text ?? ''
      if (chars === 28 || (next !== '' && !mustBeShort(one.text, next))) note(all, '每行字数', 28, chars)
      if (chars > 28 || (chars < 28 && next !== '' && !mustBeShort(one.text, next))) unlawful.push(`${one.text}|${next}`)
      if (chars === 28) note(all, '二十八字满行行尾', 184, one.x2)
    })
  })
  return { unlawful }
}

/** Measures 版头 of a 文件 and the foot of its last page: texts by their boxes (the em), rules and marks by their ink at 200 dpi. */
export async function measureFurniture(
  all: Measures,
  name: string,
  from: number,
  pages: readonly PdfPage[],
  number: string | null,
): Promise<void> {
  const [first, last] = [pages[0], pages.at(-1)]
  if (!first || !last) return
  // rules and marks are measured in the printed file, where the text begins on page `from`
  const numberLine = first.lines.find((one) => number !== null && one.text === number.replace(/\s/g, ''))
  const split = numberLine?.y1 ?? 110
  const odd = pages.length % 2 === 1
  const atFoot = commands.inkOnPage(name, from + pages.length - 1, [
    { box: { top: bottom + 2, bottom: 290, left: odd ? 176 : 30, right: odd ? 190 : 37 }, colour: 'black' },
    { box: { top: bottom - 4, bottom: bottom + 2, left: 60, right: 150 }, colour: 'black' },
  ])
  const [mark, rule] = await commands.inkOnPage(name, from, [
    { box: { top: 60, bottom: split - 1, left: 25, right: 190 }, colour: 'red' },
    { box: { top: split, bottom: split + 20, left: 20, right: 200 }, colour: 'red' },
  ])
  if (mark) note(all, '发文机关标志上沿距版心上沿', 35, mark.top - typeArea.top)
  if (mark && numberLine) note(all, '发文字号距标志（空二行）', 2 * line, numberLine.y1 - mark.bottom)
  if (rule && numberLine) note(all, '红色分隔线距发文字号', 4, rule.top - numberLine.y2)
  if (rule) {
    note(all, '红色分隔线左端', typeArea.left, rule.left)
    note(all, '红色分隔线长', typeArea.width, rule.right - rule.left)
  }
  const titleTop = first.lines.find((one) => rule && one.y1 > rule.bottom && one.y2 - one.y1 > 7)
  if (rule && titleTop) note(all, '标题距红色分隔线（空二行）', 2 * line, titleTop.y1 - rule.bottom)
  const [dash, foot] = await atFoot
  if (foot) note(all, '版记末条分隔线距纸上沿', bottom, foot.bottom)
  const numbered = last.lines.find((one) => one.text === `—${pages.length}—`)
  if (numbered && dash) {
    note(all, '页码一字线上沿距版心下沿', 7, dash.top - bottom)
    if (odd) note(all, '单页页码右空', 156 / 28, typeArea.left + typeArea.width - numbered.x2)
    else note(all, '双页页码左空', 156 / 28, numbered.x1 - typeArea.left)
  }
}

/** Nothing of a page reaches over its type area, but head, number and rules. */
export function withinTypeArea(items: readonly Placed[]): void {
  for (const one of items) {
    if (one.kind === 'line' || one.kind === 'path') continue
    expect(one.box.x).toBeGreaterThan(27)
    expect(one.box.x + one.box.width).toBeLessThan(185)
    expect(one.box.y + one.box.height).toBeLessThan(276)
  }
}

/** Pages (by index) that end in the middle of a paragraph: nothing but the grid ended them. */
export function fullPages(root: HTMLElement): Set<number> {
  const columns = [...root.querySelectorAll('.paper-page')].map((page) => page.querySelector('.paper-column'))
  const full = new Set<number>()
  columns.forEach((column, i) => {
    const next = columns[i + 1]?.children
    const annex = column?.querySelector('.pp-title, table, .pp-figure, .pp-end') !== null
    // the last line that goes over with the signature leaves a line free
    if (next?.[0]?.classList.contains('rest') && !next[1]?.classList.contains('pp-end') && !annex) full.add(i)
  })
  return full
}

/** A placed page as the PDF's reader gives one: its rows of text, so that both are measured alike. */
export function rowsOfPlaced(page: PlacedPage): PdfPage {
  const texts = page.items.filter((one) => one.kind === 'text' && !one.turned && one.text.trim() !== '')
  const rows: PdfLine[] = []
  for (const one of texts.toSorted((a, b) => ('box' in a && 'box' in b ? a.box.y - b.box.y || a.box.x - b.box.x : 0))) {
    if (one.kind !== 'text') continue
    const { x, y, width, height } = one.box
    const own = {
      text: one.text.replace(/\s/g, ''),
      parts: 1 + (/\s/.test(one.text.trim()) ? 1 : 0),
      x1: x,
      y1: y,
      x2: x + width,
      y2: y + height,
    }
    const last = rows.at(-1)
    if (last && Math.abs(last.y1 - y) < 2 && Math.abs(x - last.x2) < 1)
      rows[rows.length - 1] = { ...last, text: last.text + own.text, parts: Math.max(last.parts, own.parts), x2: own.x2 }
    else rows.push(own)
  }
  return { width: page.width, height: page.height, lines: rows }
}
