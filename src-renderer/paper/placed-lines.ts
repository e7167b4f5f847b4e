import type { PlacedImage, PlacedLine } from '../../src-shared/paper/placed.ts'
import type { PageFrame } from './read-placed.ts'
import { mm, pxPerMm } from './measure.ts'
import { hex, type TextRun } from './placed-text.ts'
import { isTurned } from './placed-turned.ts'

const round = (mm: number): number => Math.round(mm * 1000) / 1000

const at = (frame: PageFrame, box: DOMRect) => ({
  x: round((box.left - frame.left) * frame.mmPerPx),
  y: round((box.top - frame.top) * frame.mmPerPx),
  width: round(box.width * frame.mmPerPx),
  height: round(box.height * frame.mmPerPx),
})

/** Rules of the page: red line, lines of 版记; they are drawn in mm already. */
export function rulesOf(frame: PageFrame): PlacedLine[] {
  const num = (line: Element, name: string): number => Number(line.getAttribute(name))
  return [...frame.element.querySelectorAll(':scope > svg.paper-rules:not(.paper-watermark) > line')].map((line) => ({
    kind: 'line' as const,
    x1: num(line, 'x1'),
    y1: num(line, 'y1'),
    x2: num(line, 'x2'),
    y2: num(line, 'y2'),
    width: num(line, 'stroke-width'),
    colour: line.getAttribute('stroke') ?? '#000000',
  }))
}

/** The rules of tables: the four sides of each cell, each line once. */
export function tableRules(frame: PageFrame): PlacedLine[] {
  const lines = new Map<string, PlacedLine>()
  for (const cell of frame.element.querySelectorAll('td')) {
    const { x, y, width, height } = at(frame, cell.getBoundingClientRect())
    const sides: [number, number, number, number][] = [
      [x, y, x + width, y],
      [x, y + height, x + width, y + height],
      [x, y, x, y + height],
      [x + width, y, x + width, y + height],
    ]
    for (const side of sides) {
      const [x1, y1, x2, y2] = side.map(round) as [number, number, number, number]
      const key = side.map((mm) => mm.toFixed(1)).join(' ')
      if (!lines.has(key)) lines.set(key, { kind: 'line', x1, y1, x2, y2, width: 0.25, colour: '#000000' })
    }
  }
  return [...lines.values()]
}

/** Pictures of the text. `file` is the SM3 of the bytes. */
export function imagesOf(frame: PageFrame): PlacedImage[] {
  return [...frame.element.querySelectorAll('img')].map((image) => ({
    kind: 'image' as const,
    box: at(frame, image.getBoundingClientRect()),
    file: image.dataset['sm3'] ?? '',
    mime: '',
    ...(isTurned(image) ? { turned: true as const } : {}),
  }))
}

type Decoration = { kind: 'under' | 'through'; style: string; colour: string; thickness: number; offset: number }

/** Share of an em that the bundled faces, and the commercial ones, stand above the baseline (0023). */
const ascent = 0.88

/**
 * Underlines and strikes of runs, as every element around them asks for: whole, dashed, dotted or double, at the places and in
 * the strength Chromium gives them (PP-114), so that OFD tells authors apart as the PDF does.
 */
export function decorationsOf(runs: readonly TextRun[]): PlacedLine[] {
  return runs.flatMap(({ placed, parent }) => {
    const em = (placed.sizePt * 25.4) / 72
    return decorated(parent, em * pxPerMm).flatMap((one) => {
      const thick = mm(one.thickness)
      const middle = one.kind === 'under' ? placed.y + mm(one.offset) + thick / 2 : placed.box.y + (em * ascent * 2) / 3
      const rows = one.style === 'double' ? [middle, middle + thick + mm(1)] : [middle]
      const length = placed.box.width
      return rows.map((y): PlacedLine => ({
        kind: 'line',
        x1: placed.box.x,
        x2: round(placed.box.x + length),
        y1: round(y),
        y2: round(y),
        width: round(thick),
        colour: one.colour,
        dash: dashOf(one.style, one.thickness, length * pxPerMm)?.map((px) => round(mm(px))),
      }))
    })
  })
}

/** Dashes and gaps in px, as Chromium fits them to the length of a line (StyledStrokeData); undefined where it is whole. */
function dashOf(style: string, thickness: number, length: number): [number, number] | undefined {
  if (style !== 'dashed' && style !== 'dotted') return undefined
  const [long, apart] = style === 'dotted' ? [1, 1] : thickness >= 3 ? [2, 1] : [3, 2]
  const [dash, gap] = [thickness * long, thickness * apart]
  if (length <= dash * 2) return undefined
  if (length <= 2 * dash + gap) {
    const part = length / (2 * dash + gap)
    return [dash * part, gap * part]
  }
  const least = Math.floor((length + gap) / (dash + gap))
  const [few, many] = [(length - least * dash) / (least - 1), (length - (least + 1) * dash) / least]
  return [dash, many <= 0 || Math.abs(few - gap) < Math.abs(many - gap) ? few : many]
}

function decorated(from: HTMLElement, emPx: number): Decoration[] {
  const found: Decoration[] = []
  for (let one: HTMLElement | null = from; one && !one.classList.contains('paper-page'); one = one.parentElement) {
    const style = getComputedStyle(one)
    const line = style.textDecorationLine
    const asked = Number.parseFloat(style.textDecorationThickness)
    const thickness = Number.isFinite(asked) ? Math.max(1, asked) : Math.max(1, emPx / 10)
    const given = Number.parseFloat(style.textUnderlineOffset)
    const offset = Number.isFinite(given) ? Math.round(given) : Math.max(1, Math.ceil(thickness / 2))
    const rest = { style: style.textDecorationStyle, colour: hex(style.textDecorationColor), thickness, offset }
    if (line.includes('underline')) found.push({ kind: 'under', ...rest })
    if (line.includes('line-through')) found.push({ kind: 'through', ...rest })
    if (style.display === 'inline-block') break
  }
  return found
}
