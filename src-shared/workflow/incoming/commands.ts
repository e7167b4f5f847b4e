import { z } from 'zod'
import { documentId, shortId, sm3Hex, taskId } from '../../ids.ts'
import { incomingAtMost, incomingRetentions, precheckQuestions } from './part.ts'

const words = z.string().trim().max(incomingAtMost.words)
const reason = words.min(1)
const civilDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)
const days = z.number().int().min(1).max(incomingAtMost.days)
const nextTaskId = taskId
/** what an opinion in a turn carries */
const said = { docId: documentId, taskId, text: words, signedOn: civilDate, basisSm3: sm3Hex }

/** A unit asked to handle it; `userId`: one person of it, or whoever speaks for it. */
const asked = z.object({ unitId: shortId, userId: shortId.optional(), taskId })
const reader = z.object({ userId: shortId, taskId })

export const incomingArgs = {
  /** 签收: the layout files are whole, and the sender is told */
  SignFor: z.object({ docId: documentId, taskId, nextTaskId }),
  /** 误投退回 */
  RejectWrong: z.object({ docId: documentId, taskId, reason }),
  /** 纸质来文登记: a 收文 begins with its 要素 only; `temporary`: 临-n, while there is no line */
  RegisterPaper: z.object({
    docId: documentId,
    unitId: shortId,
    body: z.record(z.string(), z.unknown()),
    bodySm3: sm3Hex,
    fromUnit: z.string().trim().min(1).max(200),
    number: z.string().trim().max(100),
    secrecy: z.string().trim().max(40),
    copies: z.number().int().min(1).max(100_000),
    arrivedOn: civilDate,
    /** 成文日期; '' where it carries none */
    datedOn: civilDate.or(z.literal('')),
    temporary: z.string().max(40),
    /** it was looked at beside the one it resembles, and is another */
    distinct: z.boolean(),
    nextTaskId,
  }),
  /** 登记: the next 收文号, unless it is 重份; `distinct`: looked at beside what it resembles, and another; `linkTo`: 重份 of that one */
  RegisterIncoming: z.object({
    docId: documentId,
    taskId,
    distinct: z.boolean(),
    linkTo: documentId.optional(),
    nextTaskId,
  }),
  /** 初审: all five answered yes, and on to 拟办; else back to the sender with the reason */
  Precheck: z.object({ ...said, answers: z.record(z.enum(precheckQuestions), z.boolean()), nextTaskId }),
  /** 拟办: `read` a 阅件 for readers, `handle` a 办件 for one 主办 and 协办, which a leader decides on */
  Propose: z.object({
    ...said,
    kind: z.enum(['read', 'handle']),
    lead: asked.optional(),
    assists: z.array(asked).max(incomingAtMost.units),
    readers: z.array(reader).max(incomingAtMost.readers),
    leader: shortId.optional(),
    days: days.optional(),
    nextTaskId,
  }),
  /** 批示: `round` is 圈阅, agreeing without words; then another leader, the handlers, or 拟办 anew */
  Instruct: z.object({
    ...said,
    round: z.boolean(),
    next: z.discriminatedUnion('to', [
      z.object({ to: z.literal('leader'), userId: shortId }),
      z.object({ to: z.literal('on') }),
      z.object({ to: z.literal('back') }),
    ]),
    nextTaskId,
  }),
  /** 承办签收 */
  AcceptHandling: z.object({ docId: documentId, taskId }),
  ReportProgress: z.object({ docId: documentId, taskId, text: reason }),
  /** 申请延时, by so many 工作日 */
  RequestExtension: z.object({ docId: documentId, taskId, days, reason, nextTaskId }),
  GrantExtension: z.object({ docId: documentId, taskId, granted: z.boolean(), text: words }),
  SuspendClock: z.object({ docId: documentId, reason }),
  ResumeClock: z.object({ docId: documentId }),
  /** 转办: to be handled by somebody else; `to`: who, in words */
  TransferHandling: z.object({ ...said, text: reason, to: z.string().trim().max(200), nextTaskId }),
  /** 异议: not this unit's business */
  ObjectHandling: z.object({ ...said, text: reason, nextTaskId }),
  /** 承办办结: a 协办 gives in its part; the 主办 ends it, letting off by name those that gave nothing */
  FinishHandling: z.object({
    ...said,
    text: reason,
    waive: z.array(z.object({ unitId: shortId, reason })).max(incomingAtMost.units),
    nextTaskId,
  }),
  /** 传阅 ends although not all have read */
  CloseReading: z.object({ docId: documentId, reason, nextTaskId }),
  /** 答复来文单位 by words or a document; `none`: no answer is asked for, and why */
  ReplySender: z.object({
    docId: documentId,
    taskId,
    how: z.enum(['text', 'document', 'none']),
    text: reason,
    replyDocId: documentId.optional(),
    nextTaskId,
  }),
  /** 起草答复件: a draft of one's own is linked with what it answers, both ways */
  LinkReply: z.object({ docId: documentId, replyDocId: documentId }),
  ReopenIncoming: z.object({ docId: documentId, reason, nextTaskId }),
  ArchiveIncoming: z.object({
    docId: documentId,
    fileNo: z.string().trim().min(1).max(100),
    retention: z.enum(incomingRetentions),
  }),
} as const

/** Never queued without a line (domain.md §4.6): receipts, numbers, clocks, answers and the archive. */
export const incomingOnlineOnly = [
  ...([
    'SignFor',
    'RejectWrong',
    'RegisterIncoming',
    'RequestExtension',
    'GrantExtension',
    'SuspendClock',
    'ResumeClock',
  ] as const),
  ...([
    'TransferHandling',
    'ObjectHandling',
    'CloseReading',
    'ReplySender',
    'LinkReply',
    'ReopenIncoming',
    'ArchiveIncoming',
  ] as const),
] as const

/** What rests on facts only the server has: a desk never foresees it. */
export const incomingServersWord = ['SignFor', 'RegisterIncoming', 'LinkReply'] as const
