import { z } from 'zod'
import { commandId, shortId, sm3Hex, taskId } from '../../ids.ts'
import { person } from '../person.ts'

/*
 * 征求意见、会签 (条例第十六条（四）、第十九条（六）): rounds of asking other units. What was asked, answered, reminded, closed, settled and
 * taken up stays in the document for ever.
 */

/** What a unit says: 同意, 不同意 with its reason, 无意见. */
export const consultStances = ['agree', 'disagree', 'none'] as const
export type ConsultStance = (typeof consultStances)[number]

export const consultAtMost = { units: 200, rounds: 50, days: 60, words: 2000 } as const
/** 部门征求意见 is answered within 7 工作日 (国办函〔2009〕15号, domain.md §2.10). */
export const consultDays = 7

/** The code suggestions are kept under, where refused saves have that of their refusal (`branches.ts`). */
export const SUGGESTION = 'WF-SUGGESTION'

const words = z.string().max(consultAtMost.words)

/** What a unit answered, by whom, on which text; `suggestion`: its changes, kept as a branch of the version it was shown. */
const answer = z.object({
  stance: z.enum(consultStances),
  text: words,
  by: person,
  signedOn: z.string(),
  basisSm3: sm3Hex,
  at: z.number(),
  suggestion: commandId.nullable(),
})

/** One unit asked in one round. */
export const consultAsk = z.object({
  unitId: shortId,
  unitName: z.string(),
  taskId,
  /** 催办 by people; what the clock reminds of is worked out (`remindersOf`) */
  reminded: z.array(z.object({ by: person, at: z.number() })).max(100),
  answer: answer.nullable(),
  /** ended without an answer: 逾期视为无不同意见, or taken back with a reason */
  ended: z.object({ how: z.enum(['overdue', 'cancelled']), by: person, at: z.number(), reason: words }).nullable(),
  /** a disagreement put before the superior: both sides' 理据, and the 裁定 once there is one */
  ruling: z
    .object({ ours: words, theirs: words, ruledBy: z.string().max(200), ruling: words, by: person, at: z.number() })
    .nullable(),
  /** whether its opinion was taken up, and why not */
  adoption: z.object({ adopted: z.enum(['yes', 'partly', 'no']), reason: words, by: person, at: z.number() }).nullable(),
})
export type ConsultAsk = z.infer<typeof consultAsk>

export const consultRound = z.object({
  id: z.uuid(),
  by: person,
  at: z.number(),
  /** what is asked */
  text: words,
  /** limit in 工作日; when it ends, epoch ms, and whether a year without a notice was counted (节假日安排未发布) */
  days: z.number().int().positive(),
  dueAt: z.number(),
  provisional: z.boolean(),
  /** the text they were shown first */
  bodyVersion: z.number().int().positive(),
  bodySm3: sm3Hex,
  asks: z.array(consultAsk).min(1).max(consultAtMost.units),
})
export type ConsultRound = z.infer<typeof consultRound>

export const consultPart = z.object({ rounds: z.array(consultRound).max(consultAtMost.rounds) })
