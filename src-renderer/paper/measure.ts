/* Millimetres and pixels, and where the ink of a text lies: the measures of GB/T 9704 are of ink, the browser's of boxes. */

/** CSS pixels in a millimetre: the page is laid out at 96 dpi and scaled by a transform only. */
export const pxPerMm = 96 / 25.4
export const mm = (px: number): number => px / pxPerMm

export type Face = { family: string; weight: string; sizePx: number }

let context: CanvasRenderingContext2D | null = null

function metricsOf(text: string, face: Face): TextMetrics {
  context ??= document.createElement('canvas').getContext('2d')
  if (context === null) throw new Error('no canvas to measure letters with')
  context.font = `${face.weight} ${face.sizePx}px ${face.family}`
  return context.measureText(text)
}

/** From the top of a line box `linePx` high to the upper and lower edge of the ink of `text`, in px. */
export function inkOf(text: string, face: Face, linePx: number): { top: number; bottom: number } {
  const m = metricsOf(text, face)
  const [up, down] = [Math.round(m.fontBoundingBoxAscent), Math.round(m.fontBoundingBoxDescent)]
  const baseline = (linePx - (up + down)) / 2 + up
  return { top: baseline - m.actualBoundingBoxAscent, bottom: baseline + m.actualBoundingBoxDescent }
}

const ascents = new Map<string, number>()

/**
 * How far above its baseline a face's content area begins, in px, as the layout counts it: whole pixels, and for some sizes one
 * less than the face says, so it is measured on a letter and not asked of the face.
 */
export function ascentOf({ family, weight, sizePx }: Face): number {
  const key = `${weight} ${sizePx} ${family}`
  const known = ascents.get(key)
  if (known !== undefined) return known
  const line = document.createElement('div')
  line.className = 'paper-probe'
  line.style.fontFamily = family
  line.style.fontWeight = weight
  line.style.fontSize = `${sizePx}px`
  const foot = document.createElement('span')
  line.append('国', foot)
  document.body.append(line)
  const range = document.createRange()
  range.setStart(line, 0)
  range.setEnd(line, 1)
  const ascent = Math.round(foot.getBoundingClientRect().bottom - range.getBoundingClientRect().top)
  line.remove()
  ascents.set(key, ascent)
  return ascent
}

/**
 * Where Chromium paints a baseline that was laid out at `y` px of a page: on a whole pixel, on paper as on the screen. Measured
 * over 1,000 lines of print: up to 0.70 above a pixel it goes to that one, from 0.87 on to the next.
 */
export const paintedAt = (y: number): number => Math.floor(y + 0.22)

/** Width of a text in px, without letter spacing. */
export const widthOf = (text: string, face: Face): number => metricsOf(text, face).width
