import { describe, expect, it } from 'vitest'
import type { Stroke } from '../../src-shared/workflow/inks.ts'
import { drawn, emptyDrawing, erased, fits, movedBy, undone } from '../../src-renderer/ink/drawing.ts'
import { pressureOf } from '../../src-renderer/ink/pressure.ts'
import { ringAround, ringSize } from '../../src-renderer/ink/ring.ts'
import { simplified, smoothed, strokeOf } from '../../src-renderer/ink/simplify.ts'
import {
  curveThrough,
  inkBox,
  inkPath,
  pointsIn,
  radiusAt,
  strokePath,
  touches,
  type InkPoint,
} from '../../src-renderer/ui/ink-path.ts'
import { ringDay } from '../../src-renderer/ui/InkDrawing.tsx'

const SEED = Number(process.env['LIUHEN_SEED'] ?? 20261120)
/** Repeatable numbers in 0…1 (mulberry32). */
function random(seed: number): () => number {
  let a = seed
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** A circle of 30 mm as a mouse reports it at 72 %: whole pixels of 3.67 tenths, 120 reports. */
const mouseCircle = (n = 120): InkPoint[] =>
  Array.from({ length: n + 1 }, (_, i) => {
    const a = (2 * Math.PI * i) / n
    const pixel = 3.67
    return {
      x: Math.round((1000 + 150 * Math.cos(a)) / pixel) * pixel,
      y: Math.round((800 + 150 * Math.sin(a)) / pixel) * pixel,
      p: 128,
    }
  })
/** A pen at 240 reports a second: fine places, changing pressure, a hand that shakes by a twentieth of a millimetre. */
function penLine(rand: () => number, n: number): InkPoint[] {
  let [x, y, angle, p] = [rand() * 1500, rand() * 2000, rand() * 6, 60]
  return Array.from({ length: n }, () => {
    angle += (rand() - 0.5) * 0.5
    x += Math.cos(angle) * 2.5
    y += Math.sin(angle) * 2.5
    p = Math.max(20, Math.min(250, p + (rand() - 0.45) * 14))
    return { x: x + (rand() - 0.5), y: y + (rand() - 0.5), p }
  })
}
const bytes = (strokes: readonly Stroke[]): number => JSON.stringify(strokes).length

/** How far a place lies from the line through these points. */
function offCurve({ x, y }: InkPoint, curve: readonly InkPoint[]): number {
  let best = Infinity
  curve.forEach((a, i) => {
    const b = curve[i + 1] ?? a
    const [dx, dy] = [b.x - a.x, b.y - a.y]
    const square = dx * dx + dy * dy
    const t = square === 0 ? 0 : Math.max(0, Math.min(1, ((x - a.x) * dx + (y - a.y) * dy) / square))
    best = Math.min(best, Math.hypot(x - a.x - t * dx, y - a.y - t * dy))
  })
  return best
}

describe('[UI-61] strokes are kept small and true', () => {
  it('a circle of 30 mm drawn by mouse takes less than 1 KB and stays within half a millimetre of a circle', () => {
    const stroke = strokeOf(mouseCircle(), 8)
    if (!stroke) throw new Error('no stroke')
    const far = curveThrough(pointsIn(stroke)).map(({ x, y }) => Math.abs(Math.hypot(x - 1000, y - 800) - 150))
    console.log(
      `a circle: ${stroke.points.length / 3} points, ${bytes([stroke])} bytes, at most ${Math.max(...far).toFixed(1)} tenths off`,
    )
    expect(bytes([stroke])).toBeLessThan(1024)
    expect(Math.max(...far)).toBeLessThan(5)
  })

  it('handwriting with a pen: the kept curve is nowhere further than a quarter of a millimetre from the drawn one', () => {
    console.log(`seed ${SEED}`)
    const rand = random(SEED)
    let [most, raw, kept, size] = [0, 0, 0, 0]
    for (let i = 0; i < 80; i++) {
      const line = penLine(rand, 20 + Math.floor(rand() * 60))
      const stroke = strokeOf(line, 8)
      if (!stroke) throw new Error('no stroke')
      const curve = curveThrough(pointsIn(stroke))
      for (const point of smoothed(line)) most = Math.max(most, offCurve(point, curve))
      raw += line.length
      kept += stroke.points.length / 3
      size += bytes([stroke])
    }
    console.log(`80 strokes of handwriting: ${raw} reports, ${kept} points, ${size} bytes, at most ${most.toFixed(1)} tenths off`)
    expect(most).toBeLessThan(2.5)
    expect(kept).toBeLessThan(raw / 3)
    expect(size).toBeLessThan(24_000)
  })

  it('Ramer–Douglas–Peucker keeps the ends and every corner, and drops what lies on a line', () => {
    const p = 100
    const corner = [0, 10, 20, 30].map((x) => ({ x, y: 0, p })).concat([10, 20, 30].map((y) => ({ x: 30, y, p })))
    expect(simplified(corner, 8, 1)).toEqual([
      { x: 0, y: 0, p },
      { x: 30, y: 0, p },
      { x: 30, y: 30, p },
    ])
    // a change of pressure counts as far as the edge of the line moves
    const pressed = [
      { x: 0, y: 0, p: 20 },
      { x: 50, y: 0, p: 250 },
      { x: 100, y: 0, p: 20 },
    ]
    expect(simplified(pressed, 13, 1)).toHaveLength(3)
    expect(simplified(pressed, 1, 1)).toHaveLength(2)
  })

  it('ten thousand reports fit into one stroke of the contract; a tap is a dot; nothing is nothing', () => {
    const rand = random(SEED)
    const scribble = Array.from({ length: 10_000 }, () => ({ x: rand() * 2000, y: rand() * 2900, p: rand() * 255 }))
    const stroke = strokeOf(scribble, 8)
    expect(stroke?.points.length).toBeLessThanOrEqual(6000)
    expect(stroke?.points.every((n) => Number.isInteger(n))).toBe(true)
    expect(strokeOf([{ x: 5.4, y: 6.6, p: 128 }], 8)).toEqual({ width: 8, points: [5, 7, 128] })
    expect(strokeOf([], 8)).toBeUndefined()
    const still = strokeOf(
      [1, 2, 3].map(() => ({ x: 5, y: 5, p: 100 })),
      8,
    )
    expect(still?.points).toEqual([5, 5, 100])
  })

  it('a mouse presses by its speed, a pen by itself', () => {
    expect(pressureOf({ pointerType: 'pen', pressure: 0.5 }, 3, undefined)).toBe(128)
    const slow = pressureOf({ pointerType: 'mouse', pressure: 0.5 }, 0.1, 150)
    const quick = pressureOf({ pointerType: 'mouse', pressure: 0.5 }, 9, 150)
    expect(slow).toBeGreaterThan(quick)
    for (const n of [slow, quick]) expect(n >= 0 && n <= 255).toBe(true)
  })
})

describe('[UI-61] how a stroke looks', () => {
  const line: Stroke = { width: 10, points: [0, 0, 0, 100, 0, 255] }

  it('is as wide as it was pressed, closed, and of finite numbers only', () => {
    expect(radiusAt(10, 255)).toBe(5)
    expect(radiusAt(10, 0)).toBe(2)
    const path = strokePath(line)
    expect(path).not.toMatch(/NaN|Infinity|undefined/)
    expect(path.match(/M/g)?.length).toBe(path.match(/z/g)?.length)
    expect(inkBox([line])).toEqual({ left: -2, top: -5, right: 105, bottom: 5 })
  })

  it('goes through every kept point, and a dot is a disc', () => {
    const zigzag: Stroke = { width: 8, points: [0, 0, 100, 60, 90, 120, 10, 140, 200, 30, 80, 90] }
    const curve = curveThrough(pointsIn(zigzag))
    for (const point of pointsIn(zigzag)) expect(offCurve(point, curve)).toBeLessThan(0.001)
    expect(strokePath({ width: 8, points: [10, 10, 255] })).toBe('M6 10a4 4 0 1 1 8 0a4 4 0 1 1 -8 0z')
    expect(strokePath({ width: 8, points: [10, 10, 255, 10, 10, 255] })).not.toContain('NaN')
  })

  it('is worked out once for the same strokes', () => {
    const strokes = [line]
    expect(inkPath(strokes)).toBe(inkPath(strokes))
    expect(inkPath([line, line]).length).toBe(2 * inkPath(strokes).length)
  })

  it('is touched on its line and near it', () => {
    expect(touches([line], 50, 3, 2)).toBe(true)
    expect(touches([line], 50, 30, 2)).toBe(false)
    expect(touches([], 0, 0, 9)).toBe(false)
  })

  it('the ring of 圈阅 is closed, fits the margin and is small; its day is that of Shanghai', () => {
    const [ring] = ringAround(500, 300)
    if (!ring) throw new Error('no ring')
    const box = inkBox([ring])
    expect(box.right - box.left).toBeLessThan(260)
    expect(box.bottom - box.top).toBeLessThanOrEqual(ringSize.height + 6)
    expect(Math.abs((box.left + box.right) / 2 - 500)).toBeLessThan(8)
    console.log(`the ring of 圈阅: ${bytes([ring])} bytes`)
    expect(bytes([ring])).toBeLessThan(1024)
    expect(ringDay(Date.UTC(2026, 10, 19, 17))).toBe('2026.11.20')
  })
})

describe('[UI-61] a drawing before it is kept', () => {
  const stroke = (y: number): Stroke => ({ width: 8, points: [0, y, 128, 100, y, 128] })

  it('every stroke and every erasing is taken back in turn', () => {
    const two = drawn(drawn(emptyDrawing, stroke(0)), stroke(100))
    const one = erased(two, 50, 102)
    expect(one.strokes).toEqual([stroke(0)])
    expect(erased(one, 50, 500)).toBe(one)
    expect(undone(one).strokes).toEqual(two.strokes)
    expect(undone(undone(one)).strokes).toEqual([stroke(0)])
    expect(undone(undone(undone(undone(one)))).strokes).toEqual([])
  })

  it('ends at what one drawing may hold', () => {
    const long: Stroke = { width: 8, points: Array.from({ length: 3 * 1999 }, () => 1) }
    const near = drawn(drawn(emptyDrawing, long), long)
    expect(fits(near, stroke(0))).toBe(true)
    expect(fits(drawn(near, stroke(0)), stroke(0))).toBe(false)
  })

  it('is moved to another block without a change of its shape', () => {
    expect(movedBy([stroke(0)], 12.4, -3)).toEqual([{ width: 8, points: [12, -3, 128, 112, -3, 128] }])
  })
})
