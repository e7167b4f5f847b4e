import { z } from 'zod'
import { documentId, shortId, sm3Hex, taskId } from '../../ids.ts'
import { carriedSeal, layoutPair } from '../issue/layout.ts'
import { person } from '../person.ts'

/*
 * 收文办理 (条例第二十四条): how a document that came from elsewhere is handled. A delivered one begins with `arrivalOf`
 * (arrive.ts), a paper one with RegisterPaper. What was said stands among the opinions, whose turn it is among the tasks;
 * here lies the rest, and nothing of it is ever taken away.
 */

export const incomingAtMost = { units: 200, readers: 500, entries: 500, words: 2000, days: 365 } as const
/** 办件 are handled within 15 工作日 where nobody says otherwise (domain.md §4.7). */
export const handlingDays = 15
/** 转办 and 异议 are given within 5 工作日 of the turn's arrival (domain.md §4.3 row 9). */
export const transferDays = 5

/** The questions of 条例第二十四条（三） the office answers at 初审. */
export const precheckQuestions = ['own', 'rules', 'form', 'consulted', 'other'] as const
export type PrecheckQuestion = (typeof precheckQuestions)[number]

const words = z.string().max(incomingAtMost.words)
const done = { by: person, at: z.number() }
const told = z.object({ ...done, reason: words })

/** 版式文件: what counts in law, beside the text (decision 0031). */
export const layoutFile = z.object({
  sm3: sm3Hex,
  name: z.string().min(1).max(200),
  size: z.number().int().nonnegative(),
  mime: z.string().max(100),
})
export type LayoutFile = z.infer<typeof layoutFile>

/** 收文号: 2026-0345, counted in each unit and year. */
export const registerNumber = z.object({
  year: z.number().int().min(1949).max(9999),
  seq: z.number().int().positive().max(999_999),
})
export type RegisterNumber = z.infer<typeof registerNumber>

/** Another 收文 of the unit that looks like the same document, and what gave it away (C-14). */
export const duplicate = z.object({
  docId: documentId,
  register: registerNumber,
  title: z.string().max(500),
  by: z.enum(['number', 'title']),
})
export type Duplicate = z.infer<typeof duplicate>

/** A unit that handles a 办件, as 主办 or 协办: its turn, what it gave in, or why it was let off. */
export const handler = z.object({
  unitId: shortId,
  unitName: z.string(),
  as: z.enum(['lead', 'assist']),
  taskId,
  /** who was named; null: whoever speaks for the unit */
  userId: shortId.nullable(),
  accepted: z.object(done).nullable(),
  given: z.object({ ...done, text: words }).nullable(),
  waived: told.nullable(),
})
export type Handler = z.infer<typeof handler>

/** 拟办: what the office proposes. `days`: 工作日 for a 办件; null for a 阅件 without one. */
export const proposal = z.object({
  ...done,
  kind: z.enum(['read', 'handle']),
  handlers: z.array(handler).max(incomingAtMost.units),
  readers: z.array(z.object({ person, taskId })).max(incomingAtMost.readers),
  days: z.number().int().positive().max(incomingAtMost.days).nullable(),
})
export type Proposal = z.infer<typeof proposal>

/** The clock of a 办件: when it is due, when it stood still, who asked for more time and got it (domain.md §4.7). */
export const handlingClock = z.object({
  startedAt: z.number(),
  days: z.number().int().positive(),
  dueAt: z.number(),
  /** a year without a notice was counted (节假日安排未发布) */
  provisional: z.boolean(),
  suspensions: z
    .array(z.object({ ...done, reason: words, resumed: z.object({ ...done, dueAt: z.number() }).nullable() }))
    .max(incomingAtMost.entries),
  extensions: z
    .array(
      z.object({
        ...done,
        taskId,
        days: z.number().int().positive(),
        reason: words,
        answer: z.object({ ...done, granted: z.boolean(), text: words, dueAt: z.number() }).nullable(),
      }),
    )
    .max(incomingAtMost.entries),
})
export type HandlingClock = z.infer<typeof handlingClock>

/** 保管期限 (国家档案局令第8号). */
export const incomingRetentions = ['permanent', 'years30', 'years10'] as const

export const incomingPart = z.object({
  /** 来文单位 and 来文字号, as they stand on what came */
  fromUnit: z.string().max(200),
  number: z.string().max(100),
  /** the 发文 it was delivered from; null: it came on paper or from outside the county */
  fromDocId: documentId.nullable(),
  fromUnitId: shortId.nullable(),
  layout: z.array(layoutFile).max(20),
  /** what the sender bound those files to, with the electronic seal on them; nothing: paper, or from before */
  bound: z.object({ layout: layoutPair, seal: carriedSeal.nullable() }).optional(),
  /** 份数 as received; 密级 of what is in the register only */
  copies: z.number().int().nonnegative(),
  secrecy: z.string().max(40),
  /** 收到日期 of what came on paper, 'YYYY-MM-DD'; '' for what was delivered */
  arrivedOn: z.string().max(10),
  /** 成文日期, 'YYYY-MM-DD'; '' where it is not known */
  datedOn: z.string().max(10),
  /** 签收 */
  receivedBy: person.nullable(),
  receivedAt: z.number().nullable(),
  /** 退回来文单位: 误投, or what 初审 found (XR) */
  rejected: told.nullable(),
  /** 收文号; null: not registered, or 重份 */
  register: z.object({ ...registerNumber.shape, ...done }).nullable(),
  /** 临-n, given at a desk without the line until the server gives the number */
  temporary: z.string().max(40),
  /** 重份 of another 收文: its number is not used up (C-14) */
  duplicateOf: duplicate.nullable(),
  precheck: z.object({ ...done, answers: z.record(z.enum(precheckQuestions), z.boolean()) }).nullable(),
  /** 拟办, the newest last */
  proposals: z.array(proposal).max(incomingAtMost.entries),
  /** who handles it now: the handlers of the newest proposal once it was agreed to */
  handlers: z.array(handler).max(incomingAtMost.units),
  progress: z.array(z.object({ ...done, unitName: z.string(), text: words })).max(incomingAtMost.entries),
  clock: handlingClock.nullable(),
  /** 转办、异议: given back to 拟办 */
  transfers: z
    .array(z.object({ ...done, how: z.enum(['transfer', 'objection']), reason: words, to: z.string().max(200) }))
    .max(incomingAtMost.entries),
  /** 承办结果 */
  result: z.object({ ...done, text: words }).nullable(),
  /** 答复来文单位 */
  reply: z.object({ ...done, how: z.enum(['text', 'document', 'none']), text: words, docId: documentId.nullable() }).nullable(),
  /** 传阅 closed while some had not read: who they were */
  readingClosed: z.object({ ...done, reason: words, unread: z.array(person).max(incomingAtMost.readers) }).nullable(),
  reopened: z.array(told).max(incomingAtMost.entries),
  /** 归档; R-32: which organ files the original and which keep copies */
  archived: z
    .object({
      ...done,
      fileNo: z.string().max(100),
      retention: z.enum(incomingRetentions),
      original: z.string().max(200),
      copies: z.array(z.string().max(200)).max(incomingAtMost.units),
    })
    .nullable(),
})
export type IncomingPart = z.infer<typeof incomingPart>

/** What a unit that got a document told its sender of it: kept with the 发文. */
export const reply = z.object({
  ...done,
  unitName: z.string(),
  how: z.enum(['text', 'document', 'none']),
  text: words,
  docId: documentId.nullable(),
})
export type Reply = z.infer<typeof reply>

/** A 收文 nothing has happened to yet. */
export const noIncoming: IncomingPart = {
  fromUnit: '',
  number: '',
  fromDocId: null,
  fromUnitId: null,
  layout: [],
  copies: 1,
  secrecy: '',
  arrivedOn: '',
  datedOn: '',
  receivedBy: null,
  receivedAt: null,
  rejected: null,
  register: null,
  temporary: '',
  duplicateOf: null,
  precheck: null,
  proposals: [],
  handlers: [],
  progress: [],
  clock: null,
  transfers: [],
  result: null,
  reply: null,
  readingClosed: null,
  reopened: [],
  archived: null,
}

/** 收文号 as it is written: 2026-0345. */
export const registerText = ({ year, seq }: RegisterNumber): string => `${year}-${String(seq).padStart(4, '0')}`
