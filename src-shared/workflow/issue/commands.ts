import { z } from 'zod'
import { documentId, taskId } from '../../ids.ts'

/** The questions of 条例第二十五条(一) the office answers at 复核. */
export const recheckQuestions = ['procedure', 'content', 'docType', 'format'] as const

export const issueArgs = {
  /** 复核无误: procedure, content, kind and format are ticked and the 清稿 is there; on to 编号 */
  Recheck: z.object({ docId: documentId, ticked: z.array(z.enum(recheckQuestions)).max(10), nextTaskId: taskId }),
} as const

export const issueOnlineOnly = ['Recheck'] as const
