import {
  bodyPt,
  grid,
  line,
  mmPerPt,
  pageNumber,
  paper,
  pitch,
  redLine,
  smallPt,
  titlePt,
  typeArea,
} from '../../../src-shared/paper/measures.ts'
import type { Placed, PlacedDocument, PlacedPage, PlacedText } from '../../../src-shared/paper/placed.ts'
import { councilFiles } from '../fixtures.ts'

/** A State Council document: its title and paragraphs. */
export type CouncilText = { id: number; title: string; number: string; paragraphs: string[] }

export const councilTexts = (): CouncilText[] =>
  councilFiles().map(({ title, number, text }, i) => ({
    id: i + 1,
    title,
    number,
    paragraphs: text.split(/\r?\n/).filter((one) => one.trim() !== ''),
  }))

const fangsong = 1
const title = 2
const kai = 3

/** A run on the grid: every character one pitch wide. */
export function run(text: string, x: number, y: number, over: Partial<PlacedText> = {}): PlacedText {
  const count = [...text].length
  const sizePt = over.sizePt ?? bodyPt
  return {
    kind: 'text',
    x,
    y,
    box: { x, y: y - sizePt * mmPerPt, width: Math.max(count * pitch, 1), height: sizePt * mmPerPt * 1.3 },
    font: fangsong,
    sizePt,
    colour: '#000000',
    text,
    advances: Array.from({ length: Math.max(0, count - 1) }, () => pitch),
    ...over,
  }
}

const cut = (characters: readonly string[], width: number): string[] =>
  Array.from({ length: Math.ceil(characters.length / width) }, (_, i) => characters.slice(i * width, (i + 1) * width).join(''))

/** Sets a text on 22 × 28: a title in red over a red line, paragraphs two characters in, page numbers; no rules of line breaks. */
export function setLines(text: CouncilText): PlacedDocument {
  const lines: Placed[][] = []
  lines.push(
    ...cut([...text.title], 20).map((piece) => [
      run(piece, typeArea.left, 0, { font: title, sizePt: titlePt, colour: '#e60012' }),
    ]),
  )
  const red = lines.length
  lines.push([run(text.number, typeArea.left, 0, { font: kai })])
  for (const paragraph of text.paragraphs) {
    const characters = [...paragraph.trim()]
    const first = characters.slice(0, grid.chars - 2).join('')
    lines.push([run(first, typeArea.left + 2 * pitch, 0)])
    for (const piece of cut(characters.slice(grid.chars - 2), grid.chars)) lines.push([run(piece, typeArea.left, 0)])
  }
  const pages: PlacedPage[] = []
  for (let from = 0; from < lines.length; from += grid.lines) {
    const items: Placed[] = []
    lines.slice(from, from + grid.lines).forEach((placed, i) => {
      const top = typeArea.top + i * line
      for (const item of placed) {
        if (item.kind !== 'text') continue
        const y = top + 7.5
        items.push({ ...item, y, box: { ...item.box, y: y - item.sizePt * mmPerPt } })
      }
      if (from + i === red) {
        const y = top + line
        items.push({
          kind: 'line',
          x1: typeArea.left,
          y1: y,
          x2: typeArea.left + typeArea.width,
          y2: y,
          width: redLine.strength,
          colour: '#e60012',
        })
      }
    })
    const at = typeArea.top + typeArea.height + pageNumber.below
    items.push(run(`— ${pages.length + 1} —`, typeArea.left + typeArea.width - 40, at + 4, { sizePt: smallPt }))
    pages.push({ width: paper.width, height: paper.height, items })
  }
  return {
    fonts: [
      { id: fangsong, family: '仿宋', weight: 400, file: 'a' },
      { id: title, family: '小标宋', weight: 700, file: 'b' },
      { id: kai, family: '楷体', weight: 400, file: null },
    ],
    pages,
  }
}

/** The text of placed pages in reading order: runs joined by line ends. */
export const textOf = (placed: PlacedDocument): string =>
  placed.pages.map((page) => page.items.flatMap((item) => (item.kind === 'text' ? [item.text] : [])).join('\n')).join('\n\f\n')
