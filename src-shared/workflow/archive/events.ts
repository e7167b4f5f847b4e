import type { Person } from '../person.ts'
import type { Loan } from './part.ts'

export type ArchiveEvent = { type: 'FileLent'; loan: Loan } | { type: 'FileReturned'; loanId: string; by: Person }
