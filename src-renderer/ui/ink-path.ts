import type { Stroke } from '../../src-shared/workflow/inks.ts'

/*
 * What a stroke looks like: a line as wide as the pen was pressed, as the `d` of one SVG path in tenths of a millimetre.
 * Pure; used on the page, in lists and in 需处理.
 */

/** A point of a stroke: place in tenths of a millimetre, pressure 0–255. */
export type InkPoint = { x: number; y: number; p: number }

/** The points of a stroke. */
export function pointsIn(stroke: Stroke): InkPoint[] {
  const all = stroke.points
  const points: InkPoint[] = []
  for (let i = 0; i + 2 < all.length; i += 3) points.push({ x: all[i] ?? 0, y: all[i + 1] ?? 0, p: all[i + 2] ?? 0 })
  return points
}

/** Half the width a pen leaves at a pressure: two fifths of it without any, all of it at the greatest. */
export const radiusAt = (width: number, pressure: number): number => (width / 2) * (0.4 + 0.6 * (pressure / 255))

/** A line is drawn in pieces of at most this length; shorter ones are not seen. */
const PIECE = 9
const PIECES_AT_MOST = 12

/** Catmull-Rom between b and c, at t in 0…1: the curve goes through every kept point. */
const between = (a: number, b: number, c: number, d: number, t: number): number =>
  b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))

/** The points of a stroke with the curve between them filled in. */
export function curveThrough(points: readonly InkPoint[]): InkPoint[] {
  const curve: InkPoint[] = points.slice(0, 1)
  for (let i = 0; i + 1 < points.length; i++) {
    const b = points[i]
    const c = points[i + 1]
    if (!b || !c) continue
    const a = points[i - 1] ?? b
    const d = points[i + 2] ?? c
    const n = Math.min(PIECES_AT_MOST, Math.max(1, Math.ceil(Math.hypot(c.x - b.x, c.y - b.y) / PIECE)))
    for (let k = 1; k <= n; k++) {
      const t = k / n
      curve.push({ x: between(a.x, b.x, c.x, d.x, t), y: between(a.y, b.y, c.y, d.y, t), p: b.p + (c.p - b.p) * t })
    }
  }
  return curve
}

const n1 = (n: number): string => String(Math.round(n * 10) / 10)

const dot = ({ x, y }: InkPoint, r: number): string =>
  `M${n1(x - r)} ${n1(y)}a${n1(r)} ${n1(r)} 0 1 1 ${n1(2 * r)} 0a${n1(r)} ${n1(r)} 0 1 1 ${n1(-2 * r)} 0z`

/**
 * The outline of a stroke, to be filled. Discs along the curve with the strips between them, all turning the same way:
 * under the nonzero rule they make one shape however the line bends or crosses itself.
 */
export function strokePath(stroke: Stroke): string {
  const curve = curveThrough(pointsIn(stroke))
  const parts: string[] = []
  for (const [i, at] of curve.entries()) {
    const r = radiusAt(stroke.width, at.p)
    parts.push(dot(at, r))
    const next = curve[i + 1]
    if (!next) continue
    const length = Math.hypot(next.x - at.x, next.y - at.y)
    if (length === 0) continue
    const [nx, ny] = [-(next.y - at.y) / length, (next.x - at.x) / length]
    const q = radiusAt(stroke.width, next.p)
    parts.push(
      `M${n1(at.x - nx * r)} ${n1(at.y - ny * r)}L${n1(next.x - nx * q)} ${n1(next.y - ny * q)}` +
        `L${n1(next.x + nx * q)} ${n1(next.y + ny * q)}L${n1(at.x + nx * r)} ${n1(at.y + ny * r)}z`,
    )
  }
  return parts.join('')
}

const paths = new WeakMap<readonly Stroke[], string>()

/** The outline of all strokes of a drawing; worked out once for each. */
export function inkPath(strokes: readonly Stroke[]): string {
  const known = paths.get(strokes)
  if (known !== undefined) return known
  const path = strokes.map(strokePath).join('')
  paths.set(strokes, path)
  return path
}

/** A box in tenths of a millimetre. */
export type Box = { left: number; top: number; right: number; bottom: number }

/** The box around all ink of these strokes, the width of the pen included. */
export function inkBox(strokes: readonly Stroke[]): Box {
  const box: Box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity }
  for (const stroke of strokes)
    for (const { x, y, p } of pointsIn(stroke)) {
      const r = radiusAt(stroke.width, p)
      box.left = Math.min(box.left, x - r)
      box.top = Math.min(box.top, y - r)
      box.right = Math.max(box.right, x + r)
      box.bottom = Math.max(box.bottom, y + r)
    }
  return box.right < box.left ? { left: 0, top: 0, right: 0, bottom: 0 } : box
}

/** Whether a place lies on the ink, or so near to it (tenths of a millimetre). */
export function touches(strokes: readonly Stroke[], x: number, y: number, near: number): boolean {
  return strokes.some((stroke) => {
    const points = pointsIn(stroke)
    return points.some((a, i) => {
      const b = points[i + 1] ?? a
      return distanceTo(x, y, a, b) <= near + radiusAt(stroke.width, Math.max(a.p, b.p))
    })
  })
}

/** From a place to the straight line between two points. */
function distanceTo(x: number, y: number, a: InkPoint, b: InkPoint): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y]
  const square = dx * dx + dy * dy
  const t = square === 0 ? 0 : Math.max(0, Math.min(1, ((x - a.x) * dx + (y - a.y) * dy) / square))
  return Math.hypot(x - a.x - t * dx, y - a.y - t * dy)
}
