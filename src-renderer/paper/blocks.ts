import {
  plainText,
  startsAnnex,
  type PaperBlock,
  type PaperInline,
  type PaperParagraph,
  type PaperPicture,
  type PaperTable,
} from '../../src-shared/paper/content.ts'
import { pitch, typeArea } from '../../src-shared/paper/measures.ts'
import type { PaperForm } from '../../src-shared/paper/model.ts'
import { fitTable, tableColumns, type TableFit } from '../../src-shared/paper/table-width.ts'
import { make } from './dom.ts'
import { pictureElement, writeInline, type Pen } from './inline.ts'
import { tableElement } from './tables.ts'

/** A block of the flow as laid out, before it is set on pages. Heights and gaps in lines of the grid. */
export type FlowItem = {
  element: HTMLElement
  /** what may be parted, and how: between lines, between rows, or not at all */
  parts: 'lines' | 'rows' | 'none'
  gap: number
  keepNext: boolean
  keepPrevious: boolean
  newPage: boolean
  table?: PaperTable
  /** how a table was fitted to the type area */
  fit?: TableFit
}

export const item = (element: HTMLElement, parts: FlowItem['parts'], more: Partial<FlowItem> = {}): FlowItem => ({
  element,
  parts,
  gap: 0,
  keepNext: false,
  keepPrevious: false,
  newPage: false,
  ...more,
})

const headings: readonly string[] = ['h1', 'h2', 'h3', 'h4']
const tags: Readonly<Record<string, string>> = { h1: 'h2', h2: 'h3', h3: 'h4', h4: 'h5' }
/** 出席, 请假, 列席 of 纪要: label in 黑体, names hanging behind it (§10.3). */
const attendance = /^(出席|请假|列席)[：:]/
const isAttendance = (block: PaperBlock): boolean => block.kind === 'paragraph' && attendance.test(plainText(block.content))

/** The blocks of a text in order, as elements to lay out. A picture stands on lines of its own. */
export const flowOf = (blocks: readonly PaperBlock[], pen: Pen, form: PaperForm): FlowItem[] =>
  blocks.flatMap((_, i) => itemsOf(blocks, i, pen, form))

/** What stands around a block changes how it is set; two blocks alike with the same surroundings are set alike. */
export function surroundings(blocks: readonly PaperBlock[], i: number): string {
  const [block, before] = [blocks[i], blocks[i - 1]]
  if (!block) return ''
  if (block.kind === 'table') {
    const isAnnex = blocks[0] !== undefined && startsAnnex(blocks[0])
    // page 1 or the signature needs it for company
    return !isAnnex && (i === 0 || i === blocks.length - 1) ? 'leaning' : ''
  }
  if (startsAnnex(block)) return 'annex'
  // the title of an attachment is centred on the third line (§7.3.7)
  if (before && startsAnnex(before)) return 'annex-title'
  if (before !== undefined && isAnnexTitle(blocks, i - 1)) return 'blank-above'
  // the names of 纪要 begin one blank line below the text (§10.3)
  return before !== undefined && isAttendance(block) && !isAttendance(before) ? 'names' : ''
}

/** The elements of block `i` of a text. */
export function itemsOf(blocks: readonly PaperBlock[], i: number, pen: Pen, form: PaperForm): FlowItem[] {
  const block = blocks[i]
  if (!block) return []
  const around = surroundings(blocks, i)
  if (block.kind === 'table') {
    const fit = fitTable(tableColumns(block), around === 'leaning')
    return [item(tableElement(block, fit, pen), 'rows', { table: block, fit })]
  }
  if (around === 'annex') return [item(paragraph(block, pen, 'pp-annex'), 'none', { newPage: true, keepNext: true })]
  if (around === 'annex-title') return [item(annexTitle(block, pen), 'none', { gap: 1, keepNext: true })]
  return paragraphItems(block, pen, form, around === 'blank-above' || (around === 'names' && form === 'minutes'))
}

const isAnnexTitle = (blocks: readonly PaperBlock[], i: number): boolean => {
  const [label, title] = [blocks[i - 1], blocks[i]]
  return label !== undefined && title?.kind === 'paragraph' && startsAnnex(label)
}

const annexTitle = (block: PaperParagraph, pen: Pen): HTMLElement => {
  const element = make('h2', 'pp-title on-grid')
  element.dataset['block'] = block.id
  writeInline(element, block.content, pen)
  return element
}

function paragraph(block: PaperParagraph, pen: Pen, extra = ''): HTMLElement {
  const element = make(tags[block.style] ?? 'p', `pp-p ${extra}`.trim())
  element.dataset['block'] = block.id
  if (block.style !== 'body') element.dataset['style'] = block.style
  if (block.align) element.dataset['align'] = block.align
  if (block.label !== '') {
    element.dataset['list'] = 'true'
    element.style.setProperty('--level', String(block.level))
    element.append(make('span', 'pp-label', block.label))
  }
  writeInline(element, block.content, pen)
  return element
}

function paragraphItems(block: PaperParagraph, pen: Pen, form: PaperForm, blankAbove: boolean): FlowItem[] {
  const isHeading = headings.includes(block.style)
  const gap = blankAbove ? 1 : 0
  if (form === 'minutes' && isAttendance(block)) return [item(attendanceElement(block, pen), 'lines', { gap })]
  if (!block.content.some((one) => one.kind === 'picture'))
    return [item(paragraph(block, pen), 'lines', { keepNext: isHeading, gap })]
  return parted(block.content).map((part, i) => {
    if (part.kind === 'figure') return item(figure(part.pictures, block, pen), 'none', { gap: i === 0 ? gap : 0 })
    const element = paragraph({ ...block, label: i === 0 ? block.label : '', content: part.content }, pen, i === 0 ? '' : 'flush')
    return item(element, 'lines', { gap: i === 0 ? gap : 0 })
  })
}

type Part = { kind: 'figure'; pictures: PaperPicture[] } | { kind: 'text'; content: PaperInline[] }

/** Text and pictures of a paragraph apart; pictures with nothing but blanks between them stay together where the column has room. */
function parted(content: readonly PaperInline[]): Part[] {
  const parts: Part[] = []
  // what the pictures of the last part take across, with the blanks between them; of one without a size nobody knows
  let width = 0
  for (const one of content) {
    const last = parts.at(-1)
    if (one.kind === 'picture') {
      const own = one.size?.width ?? Infinity
      width = last?.kind === 'figure' ? width + own : own
      if (last?.kind === 'figure' && width <= typeArea.width) last.pictures.push(one)
      else {
        parts.push({ kind: 'figure', pictures: [one] })
        width = own
      }
    } else if (last?.kind === 'text') last.content.push(one)
    else if (one.kind === 'text' && one.text.trim() !== '') parts.push({ kind: 'text', content: [one] })
    else if (last && one.kind === 'text') width += one.text.length * pitch
    // pictures its author put on lines of their own stay there
    else width = Infinity
  }
  return parts
}

function figure(pictures: readonly PaperPicture[], block: PaperParagraph, pen: Pen): HTMLElement {
  const element = make('p', 'pp-figure')
  element.dataset['block'] = block.id
  if (block.align) element.dataset['align'] = block.align
  element.append(...pictures.map((one) => pictureElement(one.sm3, one.size, one.alt, pen)))
  return element
}

function attendanceElement(block: PaperParagraph, pen: Pen): HTMLElement {
  const element = make('p', 'pp-p pp-names')
  element.dataset['block'] = block.id
  let left = 3
  for (const one of block.content) {
    if (one.kind !== 'text' || left <= 0) {
      writeInline(element, [one], pen)
      continue
    }
    const label = make('span', 'pp-who')
    writeInline(label, [{ ...one, text: one.text.slice(0, left) }], pen)
    element.append(label)
    writeInline(element, [{ ...one, text: one.text.slice(left) }], pen)
    left -= one.text.length
  }
  return element
}
