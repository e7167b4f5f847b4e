import { type Stroke } from '../../src-shared/workflow/inks.ts'
import type { InkPoint } from '../ui/ink-path.ts'

/*
 * From what the pointer reported to a stroke that is kept: shaken out, few points, whole tenths of a millimetre. Pure.
 */

/**
 * How far a kept line may lie from the drawn one, in tenths of a millimetre. 0.12 mm is half a pixel at 100 %: measured on
 * circles, handwriting and a shaking hand in tests/unit/ink-strokes.test.ts; half of it doubles the points and no eye sees it.
 */
const TOLERANCE = 1.2

/** A stroke of the contract has so many points at most. */
const POINTS_AT_MOST = 2000
/** A mouse reports whole pixels: their steps are taken out by so many passes of 1-2-1. */
const PASSES = 2

/** Points with the steps of pixels smoothed out; first and last stay where they are. */
export function smoothed(points: readonly InkPoint[]): InkPoint[] {
  let now: readonly InkPoint[] = points
  for (let pass = 0; pass < PASSES; pass++)
    now = now.map((at, i) => {
      const before = now[i - 1]
      const after = now[i + 1]
      if (!before || !after) return at
      const mean = (of: (point: InkPoint) => number): number => (of(before) + 2 * of(at) + of(after)) / 4
      return { x: mean((one) => one.x), y: mean((one) => one.y), p: mean((one) => one.p) }
    })
  return [...now]
}

/**
 * Ramer–Douglas–Peucker over place and width: leaves out every point that lies within `tolerance` of the line without it.
 * `width` is the pen's, so that a change of pressure counts as far as it moves the edge of the line.
 */
export function simplified(points: readonly InkPoint[], width: number, tolerance: number): InkPoint[] {
  const last = points.length - 1
  if (last < 2) return [...points]
  const kept = new Set([0, last])
  const spans: [from: number, to: number][] = [[0, last]]
  for (let span = spans.pop(); span; span = spans.pop()) {
    const [from, to] = span
    let farthest = -1
    let most = tolerance
    for (let i = from + 1; i < to; i++) {
      const far = offLine(points[i], points[from], points[to], width)
      if (far > most) [farthest, most] = [i, far]
    }
    if (farthest < 0) continue
    kept.add(farthest)
    spans.push([from, farthest], [farthest, to])
  }
  return points.filter((_, i) => kept.has(i))
}

/** How far a point lies from the straight line between two others; the third axis is half the width the pen leaves. */
function offLine(at: InkPoint | undefined, a: InkPoint | undefined, b: InkPoint | undefined, width: number): number {
  if (!at || !a || !b) return 0
  const depth = ({ p }: InkPoint): number => (p / 255) * 0.6 * (width / 2)
  const [dx, dy, dz] = [b.x - a.x, b.y - a.y, depth(b) - depth(a)]
  const [px, py, pz] = [at.x - a.x, at.y - a.y, depth(at) - depth(a)]
  const square = dx * dx + dy * dy + dz * dz
  const t = square === 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy + pz * dz) / square))
  return Math.hypot(px - t * dx, py - t * dy, pz - t * dz)
}

const whole = (n: number, most: number): number => Math.max(-most, Math.min(most, Math.round(n)))

/**
 * What is kept of one stroke: raw points in tenths of a millimetre and pressure 0–255, from the pointer. A tap is a dot.
 * Answers undefined for no points at all.
 */
export function strokeOf(raw: readonly InkPoint[], width: number): Stroke | undefined {
  if (raw.length === 0) return undefined
  const smooth = smoothed(raw)
  let tolerance = TOLERANCE
  let points = simplified(smooth, width, tolerance)
  while (points.length > POINTS_AT_MOST) points = simplified(smooth, width, (tolerance *= 2))
  const flat: number[] = []
  for (const { x, y, p } of points) {
    const next = [whole(x, 30_000), whole(y, 30_000), Math.max(0, whole(p, 255))]
    const same = flat.length > 0 && next[0] === flat.at(-3) && next[1] === flat.at(-2)
    if (!same) flat.push(...next)
  }
  return { width, points: flat }
}
