import type { Evolvers } from '../evolver.ts'
import type { ArchiveEvent } from './events.ts'
import { loansOf } from './loans.ts'

export const archiveEvolvers: Evolvers<ArchiveEvent['type']> = {
  FileLent: (doc, { loan }) => ({ ...doc, loans: [...loansOf(doc), loan] }),
  FileReturned: (doc, { loanId, by }, at) => ({
    ...doc,
    loans: loansOf(doc).map((one) => (one.id === loanId ? { ...one, returned: { by, at } } : one)),
  }),
}
