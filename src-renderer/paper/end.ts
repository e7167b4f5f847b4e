import { plainText, type PaperContent, type PaperInline } from '../../src-shared/paper/content.ts'
import { pitch } from '../../src-shared/paper/measures.ts'
import type { PaperFacts } from '../../src-shared/paper/model.ts'
import { tpp } from '../ui/text-paper.ts'
import { make } from './dom.ts'
import { writeInline, type Pen } from './inline.ts'
import { mm, widthOf, type Face } from './measure.ts'

/** Says which block of the text an element shows: drawings find their letters by it (PP-111). */
export function nameBlock(element: HTMLElement, id: string | undefined): void {
  if (id) element.dataset['block'] = id
}

const linesPadding = (element: HTMLElement, blank: number): HTMLElement => {
  element.style.paddingTop = `calc(${blank} * var(--line))`
  return element
}

/** 附件说明 (§7.3.4): one blank line below the text, two characters in, names hanging behind their numbers. */
export function attachmentNote(content: readonly PaperInline[], pen: Pen, body: Face, block?: string): HTMLElement | null {
  if (plainText(content).trim() === '') return null
  const note = make('div', 'pp-attachments')
  nameBlock(note, block)
  linesOf(content).forEach((line, i) => {
    const text = plainText(line)
    const lead = i > 0 ? '' : (/^附件[：:]\s*/.exec(text)?.[0] ?? '')
    const number = /^\d+[.．、]\s*/.exec(text.slice(lead.length))?.[0] ?? ''
    const element = make('p', 'pp-p')
    const hang = mm(widthOf(number, body))
    const first = i === 0 ? 3 * pitch : 0
    element.style.paddingLeft = `${(5 * pitch + hang).toFixed(3)}mm`
    element.style.textIndent = `${(-first - hang).toFixed(3)}mm`
    if (i === 0 && lead === '') element.append(tpp.attachment)
    writeInline(element, line, pen)
    note.append(element)
  })
  return linesPadding(note, 1)
}

/** Inline content cut at its breaks. */
function linesOf(content: readonly PaperInline[]): PaperInline[][] {
  const lines: PaperInline[][] = [[]]
  for (const one of content) {
    if (one.kind === 'break') lines.push([])
    else if (one.kind === 'text' && one.text.includes('\n'))
      one.text.split('\n').forEach((text, i) => {
        if (i > 0) lines.push([])
        if (text !== '') lines.at(-1)?.push({ ...one, text })
      })
    else lines.at(-1)?.push(one)
  }
  return lines.filter((line) => plainText(line).trim() !== '')
}

/** A line of the signature, its right edge so many mm from the type area's. */
function signLine(content: readonly PaperInline[], pen: Pen, right: number, block?: string): HTMLElement {
  const element = make('p', 'pp-end-line')
  nameBlock(element, block)
  writeInline(element, content, pen)
  element.style.paddingRight = `${Math.max(0, right).toFixed(3)}mm`
  return element
}

const textLine = (text: string): PaperInline[] => [{ kind: 'text', text, strong: false, em: false, underline: false, marks: [] }]

/**
 * 发文机关署名 and 成文日期 by how the document is sealed (§7.3.5). With a seal: two blank lines, so that a seal of 42 mm over
 * name and date begins within a line of the text. Names of a joint issue stand in rows of three, one seal each.
 */
export function signature(
  content: PaperContent,
  facts: PaperFacts,
  pen: Pen,
  measure: (element: HTMLElement) => number,
): HTMLElement | null {
  const { issuer, issuedOn } = content.elements
  const { ids } = content
  const joint = facts.organs.length > 1 ? facts.organs.map(textLine) : null
  const names = joint ?? linesOf(issuer)
  const written = linesOf(issuedOn).flat()
  const date = written.length === 0 && facts.datedOn !== null ? textLine(facts.datedOn) : written
  if (names.length === 0 && date.length === 0) return null
  const box = make('div', 'pp-signature')
  const width = (line: readonly PaperInline[]): number => mm(measure(signLine(line, pen, 0)))
  const dateWidth = width(date)
  if (facts.sealing === 'seal' && names.length > 1) {
    linesPadding(box, 2)
    box.append(...jointSeals(names, date, dateWidth, pen, width))
    return box
  }
  const widest = Math.max(0, ...names.map(width))
  if (facts.sealing === 'seal') {
    // name centred over the date, the date four characters from the right; a long name moves both in
    const dateRight = 4 * pitch + Math.max(0, (widest - dateWidth) / 2 - 4 * pitch)
    for (const name of names) box.append(signLine(name, pen, dateRight + (dateWidth - width(name)) / 2, ids.issuer))
    box.append(signLine(date, pen, dateRight, ids.issuedOn))
    return linesPadding(box, 2)
  }
  if (facts.sealing === 'stamp') {
    // room for a 签名章 of 40 mm, four characters from the right; the post two characters before it
    for (const name of names) box.append(signLine(name, pen, 6 * pitch + 40, ids.issuer))
    const below = signLine(date, pen, 4 * pitch, ids.issuedOn)
    box.append(linesPadding(below, 1))
    return linesPadding(box, 2)
  }
  // date two characters in from the name's beginning; one longer than the name stands two from the right, and the name moves in
  const dateRight = Math.max(2 * pitch, widest - dateWidth)
  const nameLeft = dateRight + dateWidth + 2 * pitch
  for (const name of names) box.append(signLine(name, pen, nameLeft - width(name), ids.issuer))
  box.append(signLine(date, pen, dateRight, ids.issuedOn))
  return linesPadding(box, 1)
}

function jointSeals(
  names: readonly PaperInline[][],
  date: readonly PaperInline[],
  dateWidth: number,
  pen: Pen,
  width: (line: readonly PaperInline[]) => number,
): HTMLElement[] {
  const made: HTMLElement[] = []
  const cell = 52
  const rows = Math.ceil(names.length / 3)
  for (let row = 0; row < rows; row++) {
    const some = names.slice(row * 3, row * 3 + 3)
    const line = make('p', 'pp-end-line pp-seal-row')
    // a seal is 42 mm: rows of names stand five lines apart
    if (row > 0) linesPadding(line, 4)
    some.forEach((name, i) => {
      const box = make('span', '')
      box.style.cssText = `display:inline-block;width:${cell}mm;text-align:center;line-height:inherit;white-space:normal;vertical-align:bottom`
      writeInline(box, name, pen)
      if (width(name) > cell) box.style.fontSize = `${((16 * cell) / width(name) - 0.1).toFixed(2)}pt`
      line.append(box)
      if (row === rows - 1 && i === some.length - 1) made.push(line, signLine(date, pen, (cell - dateWidth) / 2))
    })
    if (row < rows - 1) made.push(line)
  }
  return made
}

/** 附注 (§7.3.6): the line below the date, two characters in, in round brackets. */
export function remark(content: readonly PaperInline[], pen: Pen, block?: string): HTMLElement | null {
  const text = plainText(content).trim()
  if (text === '') return null
  const element = make('p', 'pp-p pp-remark')
  nameBlock(element, block)
  if (!text.startsWith('（')) element.append('（')
  writeInline(element, content, pen)
  if (!text.endsWith('）')) element.append('）')
  return element
}
