import type { Stroke } from '../../src-shared/workflow/inks.ts'

/*
 * 圈阅: on paper a leader draws a ring round their name in the list of readers. Here the ring comes with name and date in it.
 */

/** Width and height of the ring in tenths of a millimetre: it fits into the right margin of 26 mm (GB/T 9704). */
export const ringSize = { width: 246, height: 128 } as const

const POINTS = 30
/** From the upper left, once round and a little over the beginning, as a hand does. */
const FROM = -2.2
const SWEEP = 2 * Math.PI + 0.42

/** The ring about a middle, in tenths of a millimetre: always the same shape, a little open as a hand draws it. */
export function ringAround(x: number, y: number): Stroke[] {
  const points: number[] = []
  for (let i = 0; i <= POINTS; i++) {
    const part = i / POINTS
    const angle = FROM + SWEEP * part
    const wide = 0.96 + 0.045 * part
    const press = 90 + 120 * Math.sin(Math.PI * Math.min(1, part * 1.08))
    points.push(
      Math.round(x + (ringSize.width / 2 - 6) * wide * Math.cos(angle)),
      Math.round(y + (ringSize.height / 2 - 5) * wide * Math.sin(angle)),
      Math.round(Math.max(40, press)),
    )
  }
  return [{ width: 8, points }]
}
