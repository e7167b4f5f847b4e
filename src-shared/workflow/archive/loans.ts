import type { DocumentState } from '../document-state.ts'
import type { Loan } from './part.ts'

/** Whether a document was filed: a 发文 in F12 or a 收文 in S9. */
export const isFiled = ({ state }: Pick<DocumentState, 'state'>): boolean => state === 'F12' || state === 'S9'

/** The 借阅登记, oldest first. */
export const loansOf = ({ loans }: Pick<DocumentState, 'loans'>): readonly Loan[] => loans ?? []

/** Loans whose day is over and that did not come back. */
export const overdueLoans = (doc: Pick<DocumentState, 'loans'>, today: string): Loan[] =>
  loansOf(doc).filter(({ returned, dueOn }) => returned === null && dueOn < today)
