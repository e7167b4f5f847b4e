import type { PlacedImage, PlacedLine } from '../../src-shared/paper/placed.ts'
import type { PageFrame } from './read-placed.ts'
import { hex, type TextRun } from './placed-text.ts'

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
  }))
}

/** Underlines and strikes of runs, by the nearest elements that ask for them; all are drawn as plain lines. */
export function decorationsOf(runs: readonly TextRun[]): PlacedLine[] {
  const lines: PlacedLine[] = []
  for (const { placed, parent } of runs) {
    const { under, through } = decorated(parent)
    const draw = (y: number): void => {
      lines.push({
        kind: 'line',
        x1: placed.box.x,
        x2: round(placed.box.x + placed.box.width),
        y1: round(y),
        y2: round(y),
        width: 0.25,
        colour: hex(getComputedStyle(parent).color),
      })
    }
    const em = (placed.sizePt * 25.4) / 72
    if (under) draw(placed.y + em * 0.16)
    if (through) draw(placed.y - em * 0.32)
  }
  return lines
}

function decorated(from: HTMLElement): { under: boolean; through: boolean } {
  let [under, through] = [false, false]
  for (let one: HTMLElement | null = from; one && !one.classList.contains('paper-page'); one = one.parentElement) {
    const line = getComputedStyle(one).textDecorationLine
    under ||= line.includes('underline')
    through ||= line.includes('line-through')
    if (getComputedStyle(one).display === 'inline-block') break
  }
  return { under, through }
}
