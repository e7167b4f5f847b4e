import { z } from 'zod'
import { sm3Hex, versionNumber } from '../ids.ts'
import { person } from './person.ts'

/*
 * 圈阅 and handwriting: strokes over the version of the text they were drawn on. They are part of the record like an
 * opinion: never altered, and struck rather than taken away.
 */

/**
 * One stroke: its greatest width in tenths of a millimetre, then x, y and pressure of each point. x and y in tenths of a
 * millimetre from the top left of its block, pressure 0–255.
 */
export const stroke = z.object({
  width: z.number().int().min(1).max(100),
  points: z
    .array(z.number().int().min(-30_000).max(30_000))
    .min(3)
    .max(3 * 2000)
    .refine((all) => all.length % 3 === 0, 'x, y and pressure'),
})
export type Stroke = z.infer<typeof stroke>

export const ink = z.object({
  id: z.uuid(),
  /** circled: 圈阅, read and agreed; note: handwriting beside or over the words */
  kind: z.enum(['circled', 'note']),
  by: person,
  /** the version it lies on, and its SM3; where unsent text was drawn over, the version that text became */
  bodyVersion: versionNumber,
  bodySm3: sm3Hex,
  /** the block it lies over, and the words of it, so a reader knows what was meant where the block is gone */
  blockId: z.string().max(64),
  quote: z.string().max(60),
  /** SM3 of the block's words without struck ones: on any text the drawing is shown only over the same words (UI-60) */
  wordsSm3: sm3Hex,
  strokes: z.array(stroke).min(1).max(500),
  /** when it was drawn, by the desk's clock but never later than `at`; and the server's clock; epoch ms */
  authoredAt: z.number(),
  at: z.number(),
  struck: z.object({ by: person, at: z.number() }).nullable(),
})
export type Ink = z.infer<typeof ink>

/**
 * Most points in one drawing, most drawings on one document and most points in all of them: the state travels whole, and
 * 40,000 points are about half a megabyte.
 */
export const inkPointsAtMost = 4000
export const inksAtMost = 200
export const inkPointsInAll = 40_000

/** How many points these strokes have. */
export const pointsOf = (strokes: readonly Stroke[]): number => strokes.reduce((sum, one) => sum + one.points.length / 3, 0)

export type InkEvent = { type: 'InkAdded'; ink: Ink } | { type: 'InkStruck'; inkId: string; struck: Ink['struck'] }

/** Applies one event to the drawings on a document. */
export const evolveInks = (inks: readonly Ink[], event: InkEvent): Ink[] =>
  event.type === 'InkAdded'
    ? [...inks, event.ink]
    : inks.map((one) => (one.id === event.inkId ? { ...one, struck: event.struck } : one))
