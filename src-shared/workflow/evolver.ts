import type { DocumentState } from './document-state.ts'
import type { DocumentEvent } from './events.ts'

/** Applies one kind of event to a document; `at`: when it happened, epoch ms. Total and pure. */
export type Evolvers<T extends DocumentEvent['type']> = {
  [K in T]: (doc: DocumentState, event: Extract<DocumentEvent, { type: K }>, at: number) => DocumentState
}
