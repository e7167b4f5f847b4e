import { z } from 'zod'
import { person } from '../person.ts'

/** What a turn may carry beside what is asked: how it came to its holder, who stands in, who was reminded (domain.md §4.2, §4.7). */

/** Most people in a row after one turn, most readers asked at once, most turns handed over at once, most 工作日 of one 延时, most words. */
export const routingAtMost = { inRow: 20, readers: 200, turns: 500, urges: 100, stops: 100, days: 60, words: 2000 } as const

/** How a turn came to somebody by other ways than the route: 加签, 转办, 改派, 交接, 传阅, or to be told of two opinions that differ or of a 终止. */
const givenHow = ['added', 'transferred', 'reassigned', 'handedOver', 'circulated', 'contradiction', 'terminated'] as const
const given = z.object({
  how: z.enum(givenHow),
  by: person,
  at: z.number(),
  reason: z.string().max(routingAtMost.words),
})
export type Given = z.infer<typeof given>

/** 蓝、橙、红: how hard is reminded; each is one above the one before and red the last. */
export const urgeLevels = ['blue', 'orange', 'red'] as const
export const urgeLevel = z.enum(urgeLevels)
export type UrgeLevel = (typeof urgeLevels)[number]

/** 催办 by a person. */
const urge = z.object({ by: person, at: z.number(), level: urgeLevel, text: z.string().max(routingAtMost.words) })
export type Urge = z.infer<typeof urge>

/** What the clock told of by itself, once per level, and whom. */
const escalation = z.object({ level: urgeLevel, at: z.number(), to: z.array(person).max(50) })
export type Escalation = z.infer<typeof escalation>

/** 委托代办: who may do a turn for its holder, by which 委托, until when (epoch ms), and whether 签发 is among it. */
const delegate = z.object({ id: z.uuid(), person, until: z.number(), canSign: z.boolean() })
export type Delegate = z.infer<typeof delegate>

/** When the limit of a turn stood still, since when and until when; null: it does so now (domain.md §4.1). 中止 says by whom and why. */
const stood = z.object({
  from: z.number(),
  to: z.number().nullable(),
  by: person.optional(),
  reason: z.string().max(routingAtMost.words).optional(),
})

/** 延时: by whom and why, by how many 工作日, and when it is due since. */
const extension = z.object({
  by: person,
  at: z.number(),
  days: z.number().int().positive(),
  reason: z.string().max(routingAtMost.words),
  dueAt: z.number(),
})
export type Extension = z.infer<typeof extension>

/** The fields of a turn that come of these. */
export const turnFacts = {
  /** whose turn it is at this step after this one, before the document goes on (加签) */
  row: z.array(person).max(routingAtMost.inRow).optional(),
  /** the first turn of a parallel step: turns of one step opened together bear the same */
  group: z.uuid().optional(),
  given: given.optional(),
  delegates: z.array(delegate).max(20).optional(),
  urged: z.array(urge).max(routingAtMost.urges).optional(),
  escalated: z.array(escalation).max(urgeLevels.length).optional(),
  stood: z.array(stood).max(routingAtMost.stops).optional(),
  extended: z.array(extension).max(routingAtMost.stops).optional(),
  /** 阅知: when it was read by the reader's own clock, epoch ms; `doneAt` is the server's */
  readAt: z.number().optional(),
} as const
