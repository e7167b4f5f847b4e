import { commands } from 'vitest/browser'
import { line, pitch, typeArea } from '../../../src-shared/paper/measures.ts'
import type { PaperFacts } from '../../../src-shared/paper/model.ts'
import type { PlacedLine, PlacedPage } from '../../../src-shared/paper/placed.ts'
import { note, rowsOfPlaced, type Measures } from './measured.ts'
import type { Laid, PdfLine, PdfPage } from './support.ts'

const bottom = typeArea.top + typeArea.height
const right = typeArea.left + typeArea.width
const red = (page: PlacedPage | undefined): PlacedLine[] =>
  page?.items.flatMap((one) => (one.kind === 'line' && one.colour === '#e60012' ? [one] : [])) ?? []
const edge = (one: PlacedLine, side: -1 | 1): number => one.y1 + (side * one.width) / 2

/** What a form asks beside the grid, measured in the placed text of every page: head without the mark's ink, foot, numbers. */
export function measureForm(all: Measures, facts: PaperFacts, laid: Laid, pages: readonly PlacedPage[]): void {
  const [first, last] = [pages[0], pages.at(-1)]
  if (!first || !last) return
  const rows = rowsOfPlaced(first).lines
  const number = rows.find((one) => facts.number !== null && one.text.includes(facts.number.replace(/\s/g, '')))
  const title = boxOf(laid, '.pp-title:not(.on-grid)')
  const rules = red(first)
  if (facts.form === 'letter') measureLetter(all, rules, number, title)
  else measureHead(all, facts, rules, number, title)
  if (facts.signers.length > 0) measureSigners(all, facts, rows, number)
  pages.forEach((page, i) => measureNumber(all, facts, page, i + 1))
  const black = last.items.flatMap((one) =>
    one.kind === 'line' && one.colour === '#000000' && Math.abs(one.x2 - one.x1 - typeArea.width) < 0.01 && one.y1 === one.y2
      ? [one]
      : [],
  )
  const foot = black.toSorted((a, b) => a.y1 - b.y1).at(-1)
  if (facts.form !== 'letter' && foot) {
    note(all, '版记末条分隔线下沿距纸上沿', bottom, edge(foot, 1))
    note(all, '版记首末分隔线粗', 0.35, foot.width)
  }
  measureEnd(all, facts, laid)
}

/** The box of the letters of an element on page 1, in mm; null without it. */
function boxOf(laid: Laid, selector: string): { y1: number; y2: number } | null {
  const page = laid.root.querySelector<HTMLElement>('.paper-page')
  const element = page?.querySelector<HTMLElement>(selector)
  const text = element && document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode()
  if (!page || !text) return null
  const range = document.createRange()
  range.selectNodeContents(element)
  const boxes = [...range.getClientRects()].filter((one) => one.width > 0)
  const k = 25.4 / 96
  const top = page.getBoundingClientRect().top
  return {
    y1: (Math.min(...boxes.map((one) => one.top)) - top) * k,
    y2: (Math.max(...boxes.map((one) => one.bottom)) - top) * k,
  }
}

type Title = { y1: number; y2: number } | null

function measureHead(
  all: Measures,
  facts: PaperFacts,
  rules: readonly PlacedLine[],
  number: PdfLine | undefined,
  title: Title,
): void {
  const [rule] = rules
  if (rule && number) note(all, '红色分隔线距发文字号', 4, edge(rule, -1) - number.y2)
  if (rule) {
    note(all, '红色分隔线长', typeArea.width, rule.x2 - rule.x1)
    if (title) note(all, '标题距红色分隔线（空二行）', 2 * line, title.y1 - edge(rule, 1))
  }
  if (!number) return
  if (facts.signers.length > 0) note(all, '发文字号居左空一字', typeArea.left + pitch, number.x1)
  else note(all, '发文字号居中', typeArea.left + typeArea.width / 2, (number.x1 + number.x2) / 2)
  if (facts.form === 'order' && title) note(all, '令号下空二行', 2 * line, title.y1 - number.y2)
}

function measureLetter(all: Measures, rules: readonly PlacedLine[], number: PdfLine | undefined, title: Title): void {
  const sorted = rules.toSorted((a, b) => a.y1 - b.y1)
  const [thick, thin] = sorted
  const foot = sorted.at(-1)
  for (const rule of sorted) {
    note(all, '红色双线长', 170, rule.x2 - rule.x1)
    note(all, '红色双线居中', 105, (rule.x1 + rule.x2) / 2)
  }
  if (foot) note(all, '第二条双线距下页边', 20, 297 - edge(foot, 1))
  if (thick && thin && foot) note(all, '双线上粗下细（粗减细为正）', 0.5, thick.width - thin.width)
  if (number && thin) {
    note(all, '发文字号距首条双线（7/8 字）', (7 / 8) * 16 * (25.4 / 72), number.y1 - edge(thin, 1))
    note(all, '发文字号顶格居版心右边缘', right, number.x2)
  }
  const above = number?.y2 ?? (thin ? edge(thin, 1) : undefined)
  if (title && above !== undefined) note(all, '标题距上一要素（空二行）', 2 * line, title.y1 - above)
}

function measureSigners(all: Measures, facts: PaperFacts, rows: readonly PdfLine[], number: PdfLine | undefined): void {
  const names = rows.filter((one) => facts.signers.some((name) => one.text.endsWith(name)) && one.y2 < 130)
  const lastRow = Math.max(...names.map((one) => one.y1))
  const widest = Math.max(...names.map((one) => one.x2))
  if (number) note(all, '发文字号与末行签发人同行（相差）', 0, number.y1 - lastRow)
  note(all, '签发人居右空一字', right - pitch, widest)
  note(
    all,
    '签发人每行至多二人（行数）',
    Math.ceil(facts.signers.length / 2),
    new Set(names.map((one) => Math.round(one.y1))).size,
  )
}

function measureNumber(all: Measures, facts: PaperFacts, page: PlacedPage, n: number): void {
  const found = rowsOfPlaced(page).lines.find((one) => one.text === `—${n}—` && one.y1 > bottom)
  if (facts.form === 'letter' && n === 1) note(all, '信函首页页码个数', 0, found ? 1 : 0)
  if (!found) return
  if (n % 2 === 1) note(all, '单页页码右空一字', pitch, right - found.x2)
  else note(all, '双页页码左空一字', pitch, found.x1 - typeArea.left)
}

/** 署名 and 成文日期: by their boxes on the page that holds them. */
function measureEnd(all: Measures, facts: PaperFacts, laid: Laid): void {
  const page = laid.root.querySelector<HTMLElement>('.pp-signature')?.closest<HTMLElement>('.paper-page')
  const lines = [...(page?.querySelectorAll<HTMLElement>('.pp-end-line') ?? [])]
  const [name, date] = [lines[0], lines.at(-1)]
  if (!page || !name || !date || !/\d/.test(date.textContent)) return
  const k = 25.4 / 96
  const boxOfText = (element: Element) => {
    const range = document.createRange()
    range.selectNodeContents(element)
    const boxes = [...range.getClientRects()].filter((one) => one.width > 0)
    const left = page.getBoundingClientRect().left
    return { x1: (Math.min(...boxes.map((b) => b.left)) - left) * k, x2: (Math.max(...boxes.map((b) => b.right)) - left) * k }
  }
  const row = laid.root.querySelectorAll('.pp-seal-row')
  if (row.length > 0) {
    for (const one of row) {
      note(all, '联合署名每行超过三个的个数', 0, Math.max(0, one.children.length - 3))
      const seals = [...one.children].map((cell) => boxOfText(cell))
      for (const { x1, x2 } of seals) {
        note(all, '联合署名不出版心左', 0, Math.max(0, typeArea.left - x1))
        note(all, '联合署名不出版心右', 0, Math.max(0, x2 - right))
      }
    }
    const lastName = boxOfText([...row].at(-1)?.lastElementChild ?? date)
    const on = boxOfText(date)
    note(all, '成文日期与末一署名同中（相差）', 0, (on.x1 + on.x2 - lastName.x1 - lastName.x2) / 2)
    return
  }
  const [own, on] = [boxOfText(name), boxOfText(date)]
  const [wide, long] = [own.x2 - own.x1, on.x2 - on.x1]
  if (lines.length !== 2) return
  if (facts.sealing === 'seal') {
    note(all, '署名以成文日期为准居中（相差）', 0, (own.x1 + own.x2 - on.x1 - on.x2) / 2)
    if (wide <= long + 8 * pitch) note(all, '成文日期右空四字', 4 * pitch, right - on.x2)
  } else if (facts.sealing === 'stamp') note(all, '成文日期右空四字', 4 * pitch, right - on.x2)
  else if (wide >= long + 2 * pitch || wide <= long) note(all, '成文日期首字比署名首字右移二字', 2 * pitch, on.x1 - own.x1)
}

/** The ink of the red mark and rules in the printed file: what boxes do not tell. */
export async function measureInk(all: Measures, facts: PaperFacts, file: string, from: number, first: PdfPage): Promise<void> {
  const number = first.lines.find((one) => facts.number !== null && one.text.includes(facts.number.replace(/\s/g, '')))
  const top = { file: 72, minutes: 72, order: 57, letter: 30 }[facts.form]
  const split = facts.form === 'letter' ? top + 17 : (number?.y1 ?? top + 20) - 1
  const [mark, rule] = await commands.inkOnPage(file, from, [
    { box: { top: top - 8, bottom: split, left: 25, right: 190 }, colour: 'red' },
    { box: { top: split, bottom: split + 25, left: 10, right: 205 }, colour: 'red' },
  ])
  if (!mark) return
  const names = {
    file: '发文机关标志上沿距版心上沿（墨迹）',
    minutes: '纪要标志上沿距版心上沿（墨迹）',
    order: '发文机关标志上沿距版心上沿（墨迹）',
    letter: '发文机关标志上沿距上页边（墨迹）',
  }
  note(
    all,
    names[facts.form],
    facts.form === 'letter' ? 30 : top - typeArea.top,
    mark.top - (facts.form === 'letter' ? 0 : typeArea.top),
  )
  note(all, '发文机关标志居中（墨迹）', typeArea.left + typeArea.width / 2, (mark.left + mark.right) / 2)
  if (facts.form === 'letter') {
    if (rule) note(all, '首条双线距发文机关标志（墨迹）', 4, rule.top - mark.bottom)
  } else if (number) {
    const above = facts.signers.length > 2 ? Math.ceil(facts.signers.length / 2) - 1 : 0
    note(all, '发文字号距标志（空二行，墨迹）', (2 + above) * line, number.y1 - mark.bottom)
  }
}
