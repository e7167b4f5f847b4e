import type { PlacedText } from '../../src-shared/paper/placed.ts'
import type { Fonts } from './placed-fonts.ts'
import type { PageFrame } from './read-placed.ts'
import { ascentOf, mm, paintedAt, pxPerMm } from './measure.ts'
import { isTurned, sideways } from './placed-turned.ts'

/** A run with the element its text stands in: decorations are read from there. `turned`: it was read sideways (`placed-turned.ts`). */
export type TextRun = { placed: PlacedText; parent: HTMLElement; turned: boolean }

type Style = { family: string; weight: number; sizePx: number; colour: string; ascent: number; turned: boolean }

/** A character of the page: its box in mm. */
type Glyph = { char: string; x: number; y: number; width: number; height: number }

const round = (mm: number): number => Math.round(mm * 1000) / 1000

/** All texts of a page in reading order: one run for each line, face, size and colour. */
export function textsOf(frame: PageFrame, fonts: Fonts): TextRun[] {
  const runs: TextRun[] = []
  const styles = new Map<HTMLElement, Style>()
  const walker = document.createTreeWalker(frame.element, NodeFilter.SHOW_TEXT)
  const range = document.createRange()
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement
    if (!(node instanceof Text) || !(parent instanceof HTMLElement) || node.data === '') continue
    let style = styles.get(parent)
    if (!style) styles.set(parent, (style = styleOf(parent)))
    let line: Glyph[] = []
    let font = -1
    const flush = (): void => {
      if (line.length > 0 && style) runs.push({ placed: runOf(line, font, style, frame), parent, turned: style.turned })
      line = []
    }
    let at = 0
    for (const char of node.data) {
      range.setStart(node, at)
      range.setEnd(node, (at += char.length))
      const box = range.getClientRects()[0]
      // what has no box of its own is not drawn: line ends, spaces that hang at the end of a line keep theirs
      if (!box || box.width === 0 || box.height === 0) continue
      const k = frame.mmPerPx
      const place = {
        x: (box.left - frame.left) * k,
        y: (box.top - frame.top) * k,
        width: box.width * k,
        height: box.height * k,
      }
      const glyph = { char, ...(style.turned ? sideways(place) : place) }
      const own = fonts.of(style.family, style.weight, char)
      const last = line.at(-1)
      if (own !== font || (last && (Math.abs(last.y - glyph.y) > 0.5 || glyph.x < last.x - 0.5))) flush()
      font = own
      line.push(glyph)
    }
    flush()
  }
  return runs
}

function styleOf(element: HTMLElement): Style {
  const style = getComputedStyle(element)
  const [weight, sizePx] = [style.fontWeight, Number.parseFloat(style.fontSize)]
  return {
    family: style.fontFamily,
    weight: Number(weight) || 400,
    sizePx,
    colour: hex(style.color),
    ascent: ascentOf({ family: style.fontFamily, weight, sizePx }),
    turned: isTurned(element),
  }
}

/** A computed colour as #rrggbb. */
export function hex(colour: string): string {
  const [r = 0, g = 0, b = 0] = (colour.match(/[\d.]+/g) ?? []).map(Number)
  return `#${[r, g, b].map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`
}

function runOf(line: readonly Glyph[], font: number, style: Style, frame: PageFrame): PlacedText {
  const [first] = line as [Glyph]
  const last = line.at(-1) as Glyph
  const scale = frame.mmPerPx * (frame.element.getBoundingClientRect().width / frame.element.offsetWidth)
  const baseline = first.y + style.ascent * scale
  const advances = line.slice(1).map((glyph, i) => round(glyph.x - (line[i]?.x ?? 0)))
  return {
    kind: 'text',
    x: round(first.x),
    y: round(style.turned ? baseline : mm(paintedAt(baseline * pxPerMm))),
    box: { x: round(first.x), y: round(first.y), width: round(last.x + last.width - first.x), height: round(first.height) },
    font,
    sizePt: Math.round(style.sizePx * 75) / 100,
    colour: style.colour,
    text: line.map((glyph) => glyph.char).join(''),
    advances,
  }
}
