import { candidates, type Directory } from './directory.ts'
import type { DocumentState } from './document-state.ts'

/**
 * May this person make the 清稿? 复核 is the office's alone (domain.md §4.2 row 13, §4.5): whoever holds 核稿 in the issuing
 * organ now, also where somebody else did it for this document, but never the drafter as such.
 */
export function mayMakeClean(doc: DocumentState, userId: string, directory: Directory): boolean {
  const check = doc.route.steps.find((step) => step.id === 'check')
  if (doc.state !== 'F6' || doc.clean !== null || !check) return false
  return candidates(directory, doc.unitId, check).some((post) => post.userId === userId)
}
