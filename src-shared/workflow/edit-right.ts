import { isSettled, openTaskOf, writingStep, type DocumentState } from './document-state.ts'

/** May this person write in the document? Whose turn it is (domain.md §4.5 "tracked edit: own"), and 合拟人 in a draft. Who writes untracked must hold it, too (WF-17). */
export const mayEdit = (doc: DocumentState, userId: string): boolean => !isSettled(doc) && writingStep(doc, userId) !== undefined

/** May this person accept and reject changes? 拟稿人 or 核稿人 while the task is theirs (T5). */
export function mayDecide(doc: DocumentState, userId: string): boolean {
  const task = openTaskOf(doc, userId)
  return mayEdit(doc, userId) && (task?.step === 'check' || task?.step === 'draft')
}
