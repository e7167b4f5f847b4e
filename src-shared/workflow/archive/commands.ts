import { z } from 'zod'
import { documentId } from '../../ids.ts'
import { loanKinds } from './part.ts'

export const archiveArgs = {
  /** 借阅登记: who borrows a filed document, how, what for and until when */
  LendFile: z.object({
    docId: documentId,
    loanId: z.uuid(),
    how: z.enum(loanKinds),
    borrower: z.string().trim().min(1).max(50),
    unitName: z.string().trim().max(100),
    purpose: z.string().trim().min(1).max(500),
    dueOn: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  }),
  /** 归还 */
  ReturnFile: z.object({ docId: documentId, loanId: z.uuid() }),
} as const

export const archiveOnlineOnly = ['LendFile', 'ReturnFile'] as const
