import { z } from 'zod'
import { person } from '../person.ts'

/** How a filed document is lent: 现场查阅, 借出原件, 复制件. Of the original there is but one. */
export const loanKinds = ['look', 'original', 'copy'] as const

/** One line of the 借阅登记 of a filed document. Lines are never taken out. */
export const loan = z.object({
  id: z.uuid(),
  how: z.enum(loanKinds),
  /** who borrows it, with the unit, as the archivist wrote it: not everybody who borrows has an account */
  borrower: z.string().max(50),
  unitName: z.string().max(100),
  purpose: z.string().max(500),
  /** until when, 'YYYY-MM-DD' */
  dueOn: z.string(),
  lent: z.object({ by: person, at: z.number() }),
  /** null: still out */
  returned: z.object({ by: person, at: z.number() }).nullable(),
})
export type Loan = z.infer<typeof loan>

export const loansAtMost = 1000
