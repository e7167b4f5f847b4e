import { z } from 'zod'
import { documentId, shortId, sm3Hex, taskId } from '../../ids.ts'
import { stepId } from '../directory.ts'
import { routingAtMost } from './part.ts'

const words = z.string().trim().max(routingAtMost.words)
const reason = words.min(1)
const giving = { docId: documentId, taskId, userId: shortId, reason, nextTaskId: taskId }

export const routingArgs = {
  /** 加签: somebody more gives an opinion at this step, before or after whoever has the turn */
  AddSigner: z.object({ ...giving, where: z.enum(['before', 'after']), reason: words }),
  /** 转办 of one's own turn, with a reason */
  Transfer: z.object(giving),
  /** 改派 of anybody's turn by the office, such as of staff who left */
  Reassign: z.object(giving),
  /** 传阅: reading beside the route */
  Circulate: z.object({
    docId: documentId,
    readers: z
      .array(z.object({ userId: shortId, taskId }))
      .min(1)
      .max(routingAtMost.readers),
    text: words,
  }),
  /** 阅知, with or without words */
  NoteRead: z.object({
    docId: documentId,
    taskId,
    text: words,
    signedOn: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
    basisSm3: sm3Hex,
  }),
  /** 催办 */
  Urge: z.object({ docId: documentId, taskId, text: words }),
  /** 中止: the limit of a turn stands still until it is resumed */
  SuspendTurn: z.object({ docId: documentId, taskId, reason }),
  ResumeTurn: z.object({ docId: documentId, taskId }),
  /** 延时 of a turn by so many 工作日 */
  ExtendTurn: z.object({ docId: documentId, taskId, days: z.number().int().min(1).max(routingAtMost.days), reason }),
  /** 终止（不宜发文）, with a reason */
  Terminate: z.object({ docId: documentId, reason }),
  /** 交接: hands all the turns named over at once, and the steps to come, those of this document and of others */
  HandOver: z.object({
    docId: documentId,
    from: shortId,
    to: shortId,
    reason,
    turns: z.array(z.object({ docId: documentId, taskId, nextTaskId: taskId })).max(routingAtMost.turns),
    /** steps to come of documents the leaver has no turn in yet */
    ahead: z
      .array(z.object({ docId: documentId, step: stepId }))
      .max(routingAtMost.turns)
      .optional(),
  }),
} as const

export const routingOnlineOnly = [
  'AddSigner',
  'Transfer',
  'Reassign',
  'Circulate',
  'Urge',
  'SuspendTurn',
  'ResumeTurn',
  'ExtendTurn',
  'Terminate',
  'HandOver',
] as const
