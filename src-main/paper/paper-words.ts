import { z } from 'zod'
import { paperTrouble, type FromPaper } from '../../src-shared/ipc/paper.ts'
import type { PlacedDocument } from '../../src-shared/paper/placed.ts'

/* The words of the hidden page as main takes them: it draws what others wrote, so none is believed (PP-43). */

const mm = z.number().min(-2000).max(2000)
const box = z.object({ x: mm, y: mm, width: mm, height: mm })
const colour = z.string().regex(/^#[0-9a-f]{6}$/)
const item = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('text'),
    x: mm,
    y: mm,
    box,
    font: z.number().int().nonnegative(),
    sizePt: z.number().positive().max(500),
    colour,
    text: z.string().max(10_000),
    advances: z.array(mm).max(10_000),
  }),
  z.object({
    kind: z.literal('line'),
    x1: mm,
    y1: mm,
    x2: mm,
    y2: mm,
    width: mm,
    colour,
    dash: z.array(mm).max(8).optional(),
  }),
  z.object({
    kind: z.literal('path'),
    d: z
      .string()
      .max(8_000_000)
      .regex(/^[MLZ\d. -]*$/),
    colour,
    alpha: z.number().min(0).max(1),
    name: z.string().max(500),
  }),
  z.object({ kind: z.literal('image'), box, file: z.string().max(200), mime: z.string().max(100) }),
])
const font = z.object({
  id: z.number().int().nonnegative(),
  family: z.string().max(200),
  weight: z.number().int().min(1).max(1000),
  file: z.string().max(300).nullable(),
})
const mark = z.object({
  x: mm,
  y: mm,
  turn: z.number().min(-360).max(360),
  from: mm,
  to: mm,
  font: z.number().int().nonnegative(),
  sizePt: z.number().positive().max(500),
  colour,
  text: z.string().max(200),
  advances: z.array(mm).max(200),
})
const placed: z.ZodType<PlacedDocument> = z.object({
  fonts: z.array(font).max(200),
  pages: z.array(z.object({ width: mm, height: mm, items: z.array(item).max(100_000) })).max(5000),
  watermark: z.array(mark).max(100).optional(),
})

export const paperWord: z.ZodType<FromPaper> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('drawn'), pages: z.number().int().min(1).max(5000), troubles: z.array(paperTrouble).max(2000) }),
  z.object({ type: z.literal('placed'), placed }),
  z.object({ type: z.literal('png'), bytes: z.instanceof(Uint8Array).refine(({ length }) => length <= 200_000_000) }),
  z.object({ type: z.literal('failed') }),
])
