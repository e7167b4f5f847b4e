import type { Matrix, OfdObject, OfdPage, OfdPaint, OfdPath, OfdPicture, OfdText, Segment } from './ofd-document.ts'
import { times } from './read-values.ts'

/** What drawing needs beside the page. `picture`: undefined where a picture cannot be shown. */
export type OfdResources = {
  cssOf: (text: OfdText) => string
  picture: (id: number) => CanvasImageSource | undefined
}

/** Letters are drawn at this size and scaled, so that no smallest size of the browser meddles. */
export const emPx = 100
/** Lines thinner than so many device pixels are drawn so thick: a rule of 0.1 mm must not fade away. */
const thinnestPx = 0.75

/** Draws a page; `base`: mm of the page to device pixels. Between objects `overdue` may end it. */
export function drawOfdPage(
  pen: CanvasRenderingContext2D,
  page: OfdPage,
  base: Matrix,
  resources: OfdResources,
  overdue: () => boolean,
): void {
  pen.fontKerning = 'none'
  for (const object of page.objects) {
    if (overdue()) return
    if (!object.matrix.every(Number.isFinite)) continue
    pen.save()
    for (const clip of object.clips) {
      pen.setTransform(...base)
      pen.clip(pathOf(clip.segments), clip.evenOdd ? 'evenodd' : 'nonzero')
    }
    drawObject(pen, object, times(base, object.matrix), resources)
    pen.restore()
  }
}

function drawObject(pen: CanvasRenderingContext2D, object: OfdObject, matrix: Matrix, resources: OfdResources): void {
  if (object.kind === 'text') drawText(pen, object, matrix, resources.cssOf(object))
  else if (object.kind === 'path') drawPath(pen, object, matrix)
  else drawPicture(pen, object, matrix, resources)
}

function drawPath(pen: CanvasRenderingContext2D, path: OfdPath, matrix: Matrix): void {
  pen.setTransform(...matrix)
  const shape = pathOf(path.segments)
  if (path.fill) {
    paint(pen, 'fillStyle', path.fill)
    pen.fill(shape, path.evenOdd ? 'evenodd' : 'nonzero')
  }
  if (!path.stroke) return
  paint(pen, 'strokeStyle', path.stroke)
  pen.lineWidth = Math.max(path.lineWidth, thinnestPx / scaleOf(matrix))
  pen.lineCap = path.cap
  pen.lineJoin = path.join
  pen.miterLimit = path.miterLimit
  pen.setLineDash([...path.dash])
  pen.lineDashOffset = path.dashOffset
  pen.stroke(shape)
}

function drawText(pen: CanvasRenderingContext2D, text: OfdText, matrix: Matrix, font: string): void {
  pen.font = font
  if (text.fill) paint(pen, 'fillStyle', text.fill)
  if (text.stroke) paint(pen, 'strokeStyle', text.stroke)
  const size = text.size / emPx
  const turn = (text.turn * Math.PI) / 180
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)]
  if (text.stroke) pen.lineWidth = Math.max(text.lineWidth / Math.max(size, 1e-6), thinnestPx / (scaleOf(matrix) * size))
  for (const run of text.runs) {
    for (const [i, char] of run.chars.entries()) {
      const letter: Matrix = [
        cos * size * text.hScale,
        sin * size * text.hScale,
        -sin * size,
        cos * size,
        run.xs[i] ?? 0,
        run.ys[i] ?? 0,
      ]
      pen.setTransform(...times(matrix, letter))
      if (text.fill) {
        pen.globalAlpha = text.fill.alpha
        pen.fillText(char, 0, 0)
      }
      if (text.stroke) {
        pen.globalAlpha = text.stroke.alpha
        pen.strokeText(char, 0, 0)
      }
    }
  }
}

function drawPicture(pen: CanvasRenderingContext2D, { image, alpha }: OfdPicture, matrix: Matrix, resources: OfdResources): void {
  const picture = resources.picture(image)
  if (!picture) return
  pen.setTransform(...matrix)
  pen.globalAlpha = alpha
  pen.imageSmoothingQuality = 'high'
  pen.drawImage(picture, 0, 0, 1, 1)
}

function paint(pen: CanvasRenderingContext2D, style: 'fillStyle' | 'strokeStyle', { colour, alpha }: OfdPaint): void {
  pen[style] = colour
  pen.globalAlpha = alpha
}

/** How much larger things become, about. */
const scaleOf = (matrix: Matrix): number => Math.sqrt(Math.abs(matrix[0] * matrix[3] - matrix[1] * matrix[2])) || 1

function pathOf(segments: readonly Segment[]): Path2D {
  const path = new Path2D()
  for (const segment of segments) {
    if (segment[0] === 'M') path.moveTo(segment[1], segment[2])
    else if (segment[0] === 'L') path.lineTo(segment[1], segment[2])
    else if (segment[0] === 'Q') path.quadraticCurveTo(segment[1], segment[2], segment[3], segment[4])
    else if (segment[0] === 'B') path.bezierCurveTo(segment[1], segment[2], segment[3], segment[4], segment[5], segment[6])
    else path.closePath()
  }
  return path
}
