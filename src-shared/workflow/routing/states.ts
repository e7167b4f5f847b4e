import { wasSubmitted, type DocumentState, type StateName } from '../document-state.ts'

/** Steps before 签发, at which a turn may be shared and passed about (domain.md §4.2 row 24). */
const beforeSigned: ReadonlySet<StateName> = new Set(['F1', 'F2', 'F3', 'F4', 'F5'])
export const isUnderWay = (doc: DocumentState): boolean => beforeSigned.has(doc.state)

const ended: ReadonlySet<StateName> = new Set(['X1', 'X2', 'XR'])
/** Whether there is something to read and to remind of: handed on once, and not ended. */
export const isCirculating = (doc: DocumentState): boolean =>
  (wasSubmitted(doc) || doc.kind === 'incoming') && !ended.has(doc.state)
