import { inkPointsAtMost, pointsOf, type Stroke } from '../../src-shared/workflow/inks.ts'
import { touches } from '../ui/ink-path.ts'

/*
 * A drawing before it is kept: its strokes and what was before each act, so that every act can be taken back. Immutable.
 */

/** What is being drawn, relative to the block it was begun over; `past` holds the strokes before each act, oldest first. */
export type Drawing = { strokes: readonly Stroke[]; past: readonly (readonly Stroke[])[] }

export const emptyDrawing: Drawing = { strokes: [], past: [] }

/** A drawing of the contract has so many strokes at most. */
const STROKES_AT_MOST = 500

/** Whether a stroke still fits: more belongs into another drawing. */
export const fits = ({ strokes }: Drawing, stroke: Stroke): boolean =>
  strokes.length < STROKES_AT_MOST && pointsOf(strokes) + pointsOf([stroke]) <= inkPointsAtMost

/** The drawing with one stroke more. */
export const drawn = ({ strokes, past }: Drawing, stroke: Stroke): Drawing => ({
  strokes: [...strokes, stroke],
  past: [...past, strokes],
})

/** How near the eraser must come to a line, in tenths of a millimetre. */
const NEAR = 15

/** The drawing without the strokes at a place, in tenths of a millimetre; the same drawing where there is none. */
export function erased(drawing: Drawing, x: number, y: number): Drawing {
  const strokes = drawing.strokes.filter((stroke) => !touches([stroke], x, y, NEAR))
  return strokes.length === drawing.strokes.length ? drawing : { strokes, past: [...drawing.past, drawing.strokes] }
}

/** Takes the last stroke or the last erasing back. */
export const undone = ({ strokes, past }: Drawing): Drawing => ({ strokes: past.at(-1) ?? strokes, past: past.slice(0, -1) })

/** Strokes moved by so much, within what the contract holds. */
export const movedBy = (strokes: readonly Stroke[], dx: number, dy: number): Stroke[] =>
  strokes.map(({ width, points }) => ({
    width,
    points: points.map((n, i) =>
      i % 3 === 2 ? n : Math.max(-30_000, Math.min(30_000, Math.round(n + (i % 3 === 0 ? dx : dy)))),
    ),
  }))
