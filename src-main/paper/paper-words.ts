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
  z.object({ kind: z.literal('line'), x1: mm, y1: mm, x2: mm, y2: mm, width: mm, colour }),
  z.object({ kind: z.literal('image'), box, file: z.string().max(200), mime: z.string().max(100) }),
])
const font = z.object({
  id: z.number().int().nonnegative(),
  family: z.string().max(200),
  weight: z.number().int().min(1).max(1000),
  file: z.string().max(300).nullable(),
})
const placed: z.ZodType<PlacedDocument> = z.object({
  fonts: z.array(font).max(200),
  pages: z.array(z.object({ width: mm, height: mm, items: z.array(item).max(100_000) })).max(5000),
})

export const paperWord: z.ZodType<FromPaper> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('drawn'), pages: z.number().int().min(1).max(5000), troubles: z.array(paperTrouble).max(2000) }),
  z.object({ type: z.literal('placed'), placed }),
  z.object({ type: z.literal('failed') }),
])
