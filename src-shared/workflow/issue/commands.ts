import { z } from 'zod'
import { documentId, shortId, sm3Hex, taskId } from '../../ids.ts'
import { layoutPair } from './layout.ts'
import { retentions, sealWaivers } from './part.ts'

/** The questions of 条例第二十五条(一) the office answers at 复核. */
export const recheckQuestions = ['procedure', 'content', 'docType', 'format'] as const

const reason = z.string().trim().min(1).max(500)
const units = z.array(shortId).max(500)
const civilDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)

export const issueArgs = {
  /** 复核无误: procedure, content, kind and format are ticked and the 清稿 is there; on to 编号 */
  Recheck: z.object({ docId: documentId, ticked: z.array(z.enum(recheckQuestions)).max(10), nextTaskId: taskId }),
  /** 实质性修改: the signature is lifted, and the same signer looks again */
  RecheckSubstantive: z.object({ docId: documentId, reason, nextTaskId: taskId }),
  /** 会签签发 of a 联合行文 by an organ that issues along; 不同意 says why and lifts every signature */
  SignJoint: z.object({
    docId: documentId,
    taskId,
    stance: z.enum(['agree', 'disagree']),
    text: z.string().trim().max(500),
    signedOn: civilDate,
    bodySm3: sm3Hex,
  }),
  /** 编号: the next number of the book, or one that was kept free (`reserved`), with 分送范围 and 印制份数 */
  AllocateNumber: z.object({
    docId: documentId,
    prefix: z.string().min(1).max(40),
    reserved: z.number().int().positive().max(999_999).optional(),
    mainTo: units.min(1),
    copyTo: units,
    copies: z.number().int().min(0).max(100_000),
    nextTaskId: taskId,
  }),
  /** 作废 its number; the document waits for another */
  VoidNumber: z.object({ docId: documentId, reason, nextTaskId: taskId }),
  /** 分送范围 changed with the consent of the signer, who gives this */
  ChangeScope: z.object({ docId: documentId, mainTo: units.min(1), copyTo: units, reason }),
  /** 用印: the seal is pressed on the printed copies, and that is put on record */
  SealPaper: z.object({
    docId: documentId,
    copies: z.number().int().min(1).max(100_000),
    layout: layoutPair.optional(),
    nextTaskId: taskId,
  }),
  /** 联合用印: an organ of a 联合行文 gives its electronic seal for the 清稿; the lead's 用印 presses it along with its own (WF-140) */
  SealJoint: z.object({ docId: documentId, taskId, sealId: z.uuid(), cleanSm3: sm3Hex }),
  /** 电子用印: the layout is bound and the server presses the seal on it */
  SealElectronic: z.object({ docId: documentId, sealId: z.uuid(), layout: layoutPair, nextTaskId: taskId }),
  /** 不加盖印章, where the 条例 lets it be */
  WaiveSeal: z.object({ docId: documentId, why: z.enum(sealWaivers), layout: layoutPair.optional(), nextTaskId: taskId }),
  /** 分发 to units of the 分送范围 */
  Distribute: z.object({ docId: documentId, unitIds: units.min(1), nextTaskId: taskId }),
  /** 补发 to units that have no copy that counts */
  ReDistribute: z.object({ docId: documentId, unitIds: units.min(1), reason }),
  /** 收回 a copy nobody has signed for */
  RecallCopy: z.object({ docId: documentId, unitId: shortId, reason }),
  /** 办结: `reason` is duty while a 主送 unit has not signed for it */
  CloseIssue: z.object({ docId: documentId, reason: z.string().trim().max(500), nextTaskId: taskId }),
  ArchiveIssue: z.object({
    docId: documentId,
    fileNo: z.string().trim().min(1).max(100),
    retention: z.enum(retentions),
  }),
  /** 撤销 (void from the start) or 废止 (from a day on), told to all who have a copy */
  RevokeIssue: z.object({ docId: documentId, reason }),
  RepealIssue: z.object({ docId: documentId, reason, from: civilDate }),
} as const

export const issueOnlineOnly = [
  ...(['Recheck', 'RecheckSubstantive', 'AllocateNumber', 'VoidNumber', 'ChangeScope'] as const),
  ...(['SealPaper', 'SealJoint', 'SealElectronic', 'WaiveSeal'] as const),
  ...(['Distribute', 'ReDistribute', 'RecallCopy', 'CloseIssue', 'ArchiveIssue', 'RevokeIssue', 'RepealIssue'] as const),
] as const

/** What rests on facts only the server has: a desk never foresees it. */
export const issueServersWord = [
  ...(['AllocateNumber', 'SealJoint', 'SealElectronic'] as const),
  ...(['Distribute', 'ReDistribute', 'RecallCopy', 'ArchiveIssue'] as const),
] as const
