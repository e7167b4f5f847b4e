import type { Mark, Node as PmNode } from 'prosemirror-model'
import { readBodyJson } from '../document/read-body.ts'
import { entriesOf, type ElementName, type Entry, type ParagraphStyle } from '../document/schema.ts'
import { sizeOf, sm3Of, type PictureMm } from '../document/picture-size.ts'
import { finalOf } from '../revision/views.ts'
import type { PaperJob, PaperTrouble } from './model.ts'

/*
 * The text of a version as paper needs it: 要素 and blocks with their inline content, free of the editor. A clean copy holds
 * no marks (struck text left out, inserted text plain), a marked one says of each piece who put it in or struck it.
 */

/** Who put a piece in or struck it, at which step of the route (by id). */
export type PaperMark = { kind: 'ins' | 'del'; author: string; step: string; id: string }
export type PaperText = {
  kind: 'text'
  text: string
  strong: boolean
  em: boolean
  underline: boolean
  marks: readonly PaperMark[]
  /** the sign of a boundary that came or was struck: no letter of the text */
  sign?: true | undefined
}
export type PaperPicture = { kind: 'picture'; sm3: string; size: PictureMm | null; alt: string; marks: readonly PaperMark[] }
export type PaperInline = PaperText | PaperPicture | { kind: 'break' }
export type PaperParagraph = {
  kind: 'paragraph'
  /** of the block in the text: drawings find it by this */
  id: string
  style: ParagraphStyle
  /** number or bullet of a list's item, as it stands on paper; '' outside lists */
  label: string
  level: number
  align: 'left' | 'center' | 'right' | 'justify' | null
  content: readonly PaperInline[]
}
/** `colwidth`: px of each column the cell covers, null where never set. */
export type PaperCell = {
  colspan: number
  rowspan: number
  colwidth: readonly number[] | null
  paragraphs: readonly PaperParagraph[]
}
export type PaperTable = { kind: 'table'; rows: readonly (readonly PaperCell[])[] }
export type PaperBlock = PaperParagraph | PaperTable

export type PaperContent = {
  elements: Readonly<Record<ElementName, readonly PaperInline[]>>
  /** ids of the 要素 as blocks of the text */
  ids: Readonly<Partial<Record<ElementName, string>>>
  /** the text itself */
  body: readonly PaperBlock[]
  /** 附件 bound with it: from a paragraph that reads 附件 or 附件1 on; each such paragraph begins a page (§7.3.7) */
  annex: readonly PaperBlock[]
}

const none: readonly PaperInline[] = []
const emptyElements: PaperContent['elements'] = {
  title: none,
  mainTo: none,
  attachmentNote: none,
  issuer: none,
  issuedOn: none,
  remark: none,
  copyTo: none,
}

/**
 * Reads a version's body (`body-json.ts`) for paper. A body of a newer program is printed as far as it is known, one that
 * cannot be read at all gives an empty content; both are told.
 */
export function readContent(job: Pick<PaperJob, 'body' | 'copy'>): { content: PaperContent; troubles: readonly PaperTrouble[] } {
  const { doc, faults } = readBodyJson(job.body)
  if (doc === null)
    return {
      content: { elements: emptyElements, ids: {}, body: [], annex: [] },
      troubles: [{ code: 'PP-BODY-UNREAD', page: null, detail: '' }],
    }
  const shown = job.copy === 'clean' ? finalOf(doc, () => undefined) : doc
  const troubles: PaperTrouble[] = faults.length > 0 ? [{ code: 'PP-BODY-OLD', page: null, detail: String(faults.length) }] : []
  return { content: contentOf(shown), troubles }
}

/** Content of a document; marks that are left in it are carried. */
export function contentOf(doc: PmNode): PaperContent {
  const elements: Record<string, readonly PaperInline[]> = { ...emptyElements }
  const ids: Partial<Record<ElementName, string>> = {}
  const blocks: PaperBlock[] = []
  doc.forEach((part) =>
    part.forEach((node) => {
      if (part.type.name === 'header') {
        elements[node.type.name] = inlineOf(node)
        ids[node.type.name as ElementName] = idOf(node)
      } else blocks.push(blockOf(node))
    }),
  )
  return { elements: elements as PaperContent['elements'], ids, ...bodyAndAnnex(blocks) }
}

/** Blocks of a document in their two parts, with the numbers of their lists: the text, and the 附件 bound with it (§7.3.7). */
export function bodyAndAnnex(blocks: readonly PaperBlock[]): Pick<PaperContent, 'body' | 'annex'> {
  const numbered = withLabels(blocks)
  const first = numbered.findIndex(startsAnnex)
  return first < 0 ? { body: numbered, annex: [] } : { body: numbered.slice(0, first), annex: numbered.slice(first) }
}

/** A block of the body, without the number its place in a list gives it (`withLabels`). */
export const blockOf = (node: PmNode): PaperBlock => (node.type.name === 'table' ? tableOf(node) : paragraphOf(node))

/** Inline content of a 要素 or a paragraph of a document. */
export const contentOfInline = (node: PmNode): readonly PaperInline[] => inlineOf(node)

/** Text of inline content without marks; breaks as line ends. */
export const plainText = (content: readonly PaperInline[]): string =>
  content.map((one) => (one.kind === 'text' ? one.text : one.kind === 'break' ? '\n' : '')).join('')

/** 附件 or 附件1 alone on its line: the first line of an attachment (§7.3.7). */
export const startsAnnex = (block: PaperBlock): boolean =>
  block.kind === 'paragraph' && block.label === '' && /^附件\s*\d*$/.test(plainText(block.content).trim())

const signOf = (entry: Entry): PaperMark => ({
  kind: entry.k === 'brkDel' || entry.k === 'blkDel' ? 'del' : 'ins',
  author: entry.author,
  step: entry.step,
  id: entry.id,
})

const markOf = (mark: Mark): PaperMark => ({
  kind: mark.type.name === 'del' ? 'del' : 'ins',
  author: String(mark.attrs['author']),
  step: String(mark.attrs['step']),
  id: String(mark.attrs['id']),
})

function inlineOf(node: PmNode): PaperInline[] {
  const all: PaperInline[] = []
  const entries = entriesOf(node)
  const whole = entries.filter((entry) => entry.k === 'blkIns' || entry.k === 'blkDel').map(signOf)
  // a boundary that came or was struck is told by its sign before the text
  for (const entry of entries)
    if (entry.k === 'brkIns' || entry.k === 'brkDel')
      all.push({ kind: 'text', text: '¶', strong: false, em: false, underline: false, marks: [signOf(entry)], sign: true })
  node.forEach((child) => {
    const has = (name: string): boolean => child.marks.some((mark) => mark.type.name === name)
    const marks = [...whole, ...child.marks.filter((mark) => mark.type.name === 'ins' || mark.type.name === 'del').map(markOf)]
    if (child.isText)
      all.push({
        kind: 'text',
        text: child.text ?? '',
        strong: has('strong'),
        em: has('em'),
        underline: has('underline'),
        marks,
      })
    else if (child.type.name === 'hardBreak') all.push({ kind: 'break' })
    else if (child.type.name === 'image')
      all.push({
        kind: 'picture',
        sm3: sm3Of(child) ?? '',
        size: sizeOf(child) ?? null,
        alt: String(child.attrs['alt'] ?? ''),
        marks,
      })
  })
  return all
}

const idOf = (node: PmNode): string => String(node.attrs['id'] ?? '')

function paragraphOf(node: PmNode): PaperParagraph & { list: string | null } {
  const { style, list, level, align } = node.attrs as {
    style: ParagraphStyle
    list: string | null
    level: number
    align: PaperParagraph['align']
  }
  return { kind: 'paragraph', id: idOf(node), style, list, label: '', level, align, content: inlineOf(node) }
}

function tableOf(node: PmNode): PaperTable {
  const rows: PaperCell[][] = []
  node.forEach((row) => {
    const cells: PaperCell[] = []
    row.forEach((cell) => {
      const paragraphs: PaperParagraph[] = []
      cell.forEach((one) => paragraphs.push(paragraphOf(one)))
      cells.push({
        colspan: Math.max(1, Number(cell.attrs['colspan']) || 1),
        rowspan: Math.max(1, Number(cell.attrs['rowspan']) || 1),
        colwidth: (cell.attrs['colwidth'] as readonly number[] | null) ?? null,
        paragraphs: withLabels(paragraphs) as PaperParagraph[],
      })
    })
    rows.push(cells)
  })
  return { kind: 'table', rows }
}

const orderedLabel = (level: number, n: number): string =>
  level === 0 ? `${n}.` : level === 1 ? `（${n}）` : `${String.fromCodePoint(97 + ((n - 1) % 26))}.`

/** Lists numbered as the editor's page counts them: a level goes on until a higher one or text outside lists comes. */
function withLabels(blocks: readonly PaperBlock[]): PaperBlock[] {
  let counts: number[] = []
  return blocks.map((block) => {
    const list = block.kind === 'paragraph' ? (block as PaperParagraph & { list?: string | null }).list : null
    if (block.kind === 'table' || list == null) {
      counts = []
      return block
    }
    counts = counts.slice(0, block.level + 1)
    counts[block.level] = (counts[block.level] ?? 0) + 1
    return { ...block, label: list === 'bullet' ? '•' : orderedLabel(block.level, counts[block.level] ?? 1) }
  })
}
