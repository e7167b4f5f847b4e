import type { DocumentState } from '../document-state.ts'

/** A 收文 after a turn was given to somebody else (转办, 改派, 交接): who was asked to handle it, and about its clock, has the new turn. */
export function withTurnRenewed(doc: DocumentState, taskId: string, next: DocumentState['tasks'][number]['id']): DocumentState {
  const part = doc.incoming
  if (!part) return doc
  const renewed = <T extends { taskId: string }>(one: T): T => (one.taskId === taskId ? { ...one, taskId: next } : one)
  const clock = part.clock && { ...part.clock, extensions: part.clock.extensions.map(renewed) }
  return { ...doc, incoming: { ...part, handlers: part.handlers.map(renewed), clock } }
}
