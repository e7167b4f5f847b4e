import type { PlacedMark, PlacedPath } from '../../src-shared/paper/placed.ts'
import { faces } from '../../src-shared/paper/faces.ts'
import type { Fonts } from './placed-fonts.ts'
import { hex } from './placed-text.ts'

const round = (mm: number): number => Math.round(mm * 1000) / 1000

/** The drawings of a page, in the order they were made; they are drawn in mm already. */
export const inksOn = (page: HTMLElement): PlacedPath[] =>
  [...page.querySelectorAll<HTMLElement>(':scope > .pp-ink')].flatMap((figure) =>
    [...figure.querySelectorAll('path')].map((path, i, all): PlacedPath => {
      const alpha = Number(path.getAttribute('fill-opacity') ?? '1')
      // the words stand on the lines themselves, the last of a drawing
      const name = i === all.length - 1 ? (figure.getAttribute('aria-label') ?? '') : ''
      return { kind: 'path', d: path.getAttribute('d') ?? '', colour: path.getAttribute('fill') ?? '#000000', alpha, name }
    }),
  )

/** Whether a text belongs to a drawing: it stands on the ground of its ring. */
export const isOfInk = (element: Element): boolean => element.closest('.pp-ink-words') !== null

/** The watermark of a page: each run of one face about the point it is turned about; empty without one. */
export function watermarkOn(page: HTMLElement | undefined, fonts: Fonts): PlacedMark[] {
  const texts = [...(page?.querySelectorAll<SVGTextElement>(':scope > svg.paper-watermark > text') ?? [])]
  return texts.flatMap((text) => {
    const style = getComputedStyle(text)
    const size = Number.parseFloat(style.fontSize)
    const [x, y] = [Number(text.getAttribute('x')), Number(text.getAttribute('y'))]
    const turn = Number(/rotate\((-?[\d.]+)/.exec(text.getAttribute('transform') ?? '')?.[1] ?? 0)
    const list = style.fontFamily || faces.heiti.family
    const weight = Number(style.fontWeight) || 400
    const runs: (PlacedMark & { text: string; advances: number[] })[] = []
    const words = text.textContent
    let [unit, at] = [0, -text.getComputedTextLength() / 2]
    for (const char of words) {
      const wide = text.getSubStringLength(unit, char.length)
      const font = fonts.of(list, weight, char)
      const last = runs.at(-1)
      if (last && last.font === font) {
        last.advances.push(round(at - last.from - last.advances.reduce((sum, one) => sum + one, 0)))
        last.text += char
        last.to = round(at + wide)
      } else
        runs.push({
          x,
          y,
          turn,
          from: round(at),
          to: round(at + wide),
          font,
          sizePt: Math.round((size * 7200) / 25.4) / 100,
          colour: hex(style.fill),
          text: char,
          advances: [],
        })
      unit += char.length
      at += wide
    }
    return runs
  })
}
