import { z } from 'zod'
import { commandId, documentId, shortId, sm3Hex, taskId } from '../../ids.ts'
import { person } from '../person.ts'
import { boundLayout, pressedSeal, sealPrints } from './layout.ts'

const done = { by: person, at: z.number() }
const reason = z.string().max(500)

/** 发文字号: `seq` counts within 机关代字 and year, from 1, without leading zeros (GB/T 9704 §7.2.5). */
export const docNumber = z.object({
  prefix: z.string().min(1).max(40),
  year: z.number().int().min(1949).max(9999),
  seq: z.number().int().positive().max(999_999),
})
export type DocNumber = z.infer<typeof docNumber>

/** 分送范围: to which unit, as 主送 or 抄送. */
export const scopeUnit = z.object({ unitId: shortId, unitName: z.string(), as: z.enum(['main', 'copy']) })
export type ScopeUnit = z.infer<typeof scopeUnit>

/** Why a document goes out without a seal: 纪要, 有特定发文机关标志的普发性公文, 电报 (条例第九条（十三）). */
export const sealWaivers = ['minutes', 'letterhead', 'telegram'] as const

/** How a copy stands with the unit it was sent to. */
export const receiptStates = ['sent', 'signed', 'rejected', 'recalled'] as const

/** One copy that was sent: the 收文 it began at the other unit, and what became of it there. */
export const receipt = z.object({
  ...scopeUnit.shape,
  docId: documentId,
  status: z.enum(receiptStates),
  sentBy: person,
  sentAt: z.number(),
  /** who signed for it, gave it back or called it back, when and why; null while nobody did */
  by: person.nullable(),
  at: z.number().nullable(),
  reason,
})
export type Receipt = z.infer<typeof receipt>

/** 保管期限 (国家档案局令第8号). */
export const retentions = ['permanent', 'years30', 'years10'] as const

/** What lies in the archive package (DA/T 22 §4.2, 8号令第十条): each with its SM3. */
export const packed = z.object({
  kind: z.enum(['original', 'final', 'marked', 'slip', 'attachment', 'metadata']),
  name: z.string().max(200),
  sm3: sm3Hex,
})
export type Packed = z.infer<typeof packed>

/**
 * An organ that issues a 联合行文 along with the lead: its turn to sign, and its signature on the text the lead signed; with
 * the number begins the turn of its 用印员, who gives its electronic seal for the 清稿 (WF-140). An organ without one has no such turn.
 */
export const jointOrgan = z.object({
  unitId: shortId,
  unitName: z.string(),
  taskId,
  signed: z.object({ ...done, signedOn: z.string(), bodySm3: sm3Hex }).nullable(),
  sealing: z.object({ taskId, given: z.object({ ...done, cleanSm3: sm3Hex, seal: pressedSeal }).nullable() }).optional(),
})
export type JointOrgan = z.infer<typeof jointOrgan>

/** 发文办理 from 复核 to 归档: what was done with a signed document (条例第二十五条). */
export const issuePart = z.object({
  /** 复核: who ticked which of the four questions of 条例第二十五条(一) */
  rechecked: z.object({ ...done, ticked: z.array(z.string().max(40)).max(20) }).nullable(),
  /** 实质性修改: signatures that were lifted for the same signer to look again */
  lifted: z.array(z.object({ ...done, reason, signer: person, signedOn: z.string(), bodySm3: sm3Hex })).max(100),
  /** 会签签发 of a 联合行文; nothing: issued by one organ, or signed before there was any */
  joint: z.array(jointOrgan).max(50).optional(),
  number: z.object({ ...docNumber.shape, ...done, cmdId: commandId }).nullable(),
  /** numbers it had and lost; they stay in the book as 作废 */
  voided: z.array(z.object({ ...docNumber.shape, ...done, reason })).max(100),
  /** 分送范围 and 印制份数, recorded with the number */
  scope: z.array(scopeUnit).max(1000),
  copies: z.number().int().nonnegative(),
  /** 分送范围 as the signer widened or narrowed it */
  rescoped: z.array(z.object({ ...done, reason })).max(100),
  /** 版式文件 that goes out; nothing: none was bound (paper alone, or from before) */
  layout: boundLayout.optional(),
  /** 用印登记: the organ's seal pressed on so many printed copies, or the electronic one on the layout */
  sealed: z
    .discriminatedUnion('how', [
      z.object({ ...done, how: z.literal('paper'), copies: z.number().int().positive() }),
      z.object({ ...done, how: z.literal('electronic'), ...sealPrints.shape }),
    ])
    .nullable(),
  /** why it carries no seal; null: sealed, or not there yet */
  waived: z.object({ ...done, why: z.enum(sealWaivers) }).nullable(),
  receipts: z.array(receipt).max(2000),
  /** 办结; `reason` where not every 主送 unit had signed for it */
  closed: z.object({ ...done, reason }).nullable(),
  archived: z
    .object({ ...done, fileNo: z.string().max(100), retention: z.enum(retentions), packed: z.array(packed).max(500) })
    .nullable(),
  /** 撤销: void from the start; 废止: from `from` on (R-34, 条例第三十三条) */
  mark: z.object({ ...done, how: z.enum(['revoked', 'repealed']), from: z.string(), reason }).nullable(),
})
export type IssuePart = z.infer<typeof issuePart>

export const noIssue: IssuePart = {
  rechecked: null,
  lifted: [],
  number: null,
  voided: [],
  scope: [],
  copies: 0,
  rescoped: [],
  sealed: null,
  waived: null,
  receipts: [],
  closed: null,
  archived: null,
  mark: null,
}

/** 发文字号 as it is written: 青政办〔2026〕12号. */
export const numberText = ({ prefix, year, seq }: DocNumber): string => `${prefix}〔${year}〕${seq}号`
