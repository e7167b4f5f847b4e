import { z } from 'zod'
import { documentId, shortId, sm3Hex, taskId, versionNumber } from '../../ids.ts'
import { consultAtMost, consultStances } from './part.ts'

const words = z.string().trim().max(consultAtMost.words)
const reason = words.min(1)
const units = z.array(shortId).min(1).max(consultAtMost.units)
const days = z.number().int().min(1).max(consultAtMost.days)

/** Tracked changes of a consulted unit on the version it was shown: as in a save, kept as a branch and never the head. */
export const suggestion = z.object({
  baseVersion: versionNumber,
  baseSm3: sm3Hex,
  steps: z.array(z.unknown()).min(1).max(50_000),
  resultSm3: sm3Hex,
})
export type Suggestion = z.infer<typeof suggestion>

export const consultArgs = {
  /** 征求意见、会签: fans out to the units at once; `days` in 工作日 */
  OpenConsult: z.object({
    docId: documentId,
    roundId: z.uuid(),
    asks: z
      .array(z.object({ unitId: shortId, taskId }))
      .min(1)
      .max(consultAtMost.units),
    days,
    text: words,
  }),
  /** a unit's answer; the desk puts what was edited in its own copy of the text along as `suggestion` */
  GiveConsultOpinion: z.object({
    docId: documentId,
    taskId,
    stance: z.enum(consultStances),
    text: words,
    signedOn: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
    basisSm3: sm3Hex,
    suggestion: suggestion.optional(),
  }),
  /** 催办 units that have not answered */
  RemindConsult: z.object({ docId: documentId, units }),
  /** takes back what was asked of units that have not answered */
  CancelConsult: z.object({ docId: documentId, units, reason }),
  /** 逾期视为无不同意见, for units that were reminded and are overdue */
  CloseConsultOverdue: z.object({ docId: documentId, units }),
  /** 报上级裁定: both sides' 理据, and who ruled what once it is ruled */
  RuleDisagreement: z.object({
    docId: documentId,
    unitId: shortId,
    ours: reason,
    theirs: reason,
    ruledBy: z.string().trim().max(200),
    ruling: words,
  }),
  /** 采纳情况 of a unit's opinion; where it is not taken up, or in part only, why */
  RecordAdoption: z.object({
    docId: documentId,
    roundId: z.uuid(),
    unitId: shortId,
    adopted: z.enum(['yes', 'partly', 'no']),
    reason: words,
  }),
} as const

export const consultOnlineOnly = [
  'OpenConsult',
  'RemindConsult',
  'CancelConsult',
  'CloseConsultOverdue',
  'RuleDisagreement',
] as const
