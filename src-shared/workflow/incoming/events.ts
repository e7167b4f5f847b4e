import type { DocumentState } from '../document-state.ts'

/** `Arrived`: a 收文 begins, delivered by the sender's 分发. */
export type IncomingEvent = { type: 'Arrived'; doc: DocumentState }
