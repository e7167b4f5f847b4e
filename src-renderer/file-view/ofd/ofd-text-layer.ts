import { emPx } from './draw-ofd.ts'
import { times } from './read-values.ts'
import type { Matrix, OfdPage, OfdText } from './ofd-document.ts'

/** A stretch of letters that stand on one straight line; `width`: from the first one's origin to the last one's, object units. */
type Stretch = { text: OfdText; chars: string; x: number; y: number; width: number; count: number }

/** The stretches of a page in its order: the strings for search, and one span of the layer each. */
function stretchesOf(page: OfdPage): Stretch[] {
  return page.objects.flatMap((object) => {
    if (object.kind !== 'text') return []
    return object.runs.flatMap((run) => {
      const [x = 0, y = 0] = [run.xs[0], run.ys[0]]
      const isLine = object.turn === 0 && run.ys.every((one) => Math.abs(one - y) < object.size / 4)
      if (isLine) {
        const width = (run.xs.at(-1) ?? x) - x
        return [{ text: object, chars: run.chars.join(''), x, y, width, count: run.chars.length }]
      }
      return run.chars.map((char, i) => ({
        text: object,
        chars: char,
        x: run.xs[i] ?? 0,
        y: run.ys[i] ?? 0,
        width: 0,
        count: 1,
      }))
    })
  })
}

/** The strings of a page, as `ofdTextLayer` lays them out. */
export const ofdStrings = (page: OfdPage): string[] => stretchesOf(page).map((one) => one.chars)

/** Unseen text over the drawn page; `toPx`: mm of the page, unturned, to CSS px. */
export function ofdTextLayer(
  page: OfdPage,
  toPx: Matrix,
  cssOf: (text: OfdText) => string,
): { element: HTMLElement; texts: (Text | null)[] } {
  const element = document.createElement('div')
  element.className = 'text-layer ofd'
  const pen = document.createElement('canvas').getContext('2d')
  const texts = stretchesOf(page).map((one): Text | null => {
    if (one.chars === '' || !pen) return null
    const font = cssOf(one.text)
    pen.font = font
    const natural = pen.measureText(one.chars).width
    const last = pen.measureText([...one.chars].at(-1) ?? '').width
    const size = one.text.size / emPx
    // from origin to origin as the file says, and the last letter as wide as it is
    const across = one.count > 1 && natural > last ? one.width / (natural - last) : size * one.text.hScale
    const turn = (one.text.turn * Math.PI) / 180
    const [cos, sin] = [Math.cos(turn), Math.sin(turn)]
    const place: Matrix = [cos * across, sin * across, -sin * size, cos * size, one.x, one.y]
    // the box of a line of 100 px, its baseline about 88 px from the top
    const matrix = times(times(toPx, times(one.text.matrix, place)), [1, 0, 0, 1, 0, -0.88 * emPx])
    if (!matrix.every(Number.isFinite)) return null
    const node = document.createTextNode(one.chars)
    const span = document.createElement('span')
    span.append(node)
    span.style.font = font
    span.style.lineHeight = `${emPx}px`
    span.style.transform = `matrix(${matrix.map((value) => value.toFixed(5)).join(',')})`
    element.append(span)
    return node
  })
  return { element, texts }
}
