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

/** How far above its baseline a face's content area begins, in px, as Chromium rounds it. */
export const ascentOf = (face: Face): number => Math.round(metricsOf('国', face).fontBoundingBoxAscent)

/** Width of a text in px, without letter spacing. */
export const widthOf = (text: string, face: Face): number => metricsOf(text, face).width
