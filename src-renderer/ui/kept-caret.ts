import type { DocumentId } from '../../src-shared/ids.ts'

/** Where one stood in a document: positions only, no text. */
export type Caret = { docId: DocumentId; from: number; to: number; focused: boolean }

let kept: Caret | undefined

/** Remembers where the caret stands while the desk is locked (SE-66). */
export const keepCaret = (caret: Caret): void => {
  kept = caret
}

/** Where the caret stood in this document, once; undefined where it stood elsewhere. */
export function takeCaret(docId: DocumentId): Caret | undefined {
  const found = kept?.docId === docId ? kept : undefined
  if (found) kept = undefined
  return found
}
