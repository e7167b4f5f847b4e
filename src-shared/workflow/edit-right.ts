import { isSettled, openTaskOf, wasSubmitted, writingStep, type DocumentState } from './document-state.ts'

/** May this person write in the document? Whose turn it is (domain.md §4.5 "tracked edit: own"), and 合拟人 in a draft. Who writes untracked must hold it, too (WF-17). */
export const mayEdit = (doc: DocumentState, userId: string): boolean => !isSettled(doc) && writingStep(doc, userId) !== undefined

/** May this person accept and reject changes? 拟稿人 or 核稿人 while the task is theirs (T5). */
export function mayDecide(doc: DocumentState, userId: string): boolean {
  const task = openTaskOf(doc, userId)
  return mayEdit(doc, userId) && (task?.step === 'check' || task?.step === 'draft')
}

/** May this person put the scan (扫描件) beside a paper 收文? Who looks it through at 初审; of 涉密 paper only the register is kept (R-31, WF-103). */
export const mayScan = (doc: DocumentState, userId: string): boolean =>
  doc.incoming?.fromDocId === null && doc.incoming.secrecy === '' && openTaskOf(doc, userId)?.step === 'precheck'

/** May this person put files beside the document? */
export const mayAttach = (doc: DocumentState, userId: string): boolean => mayEdit(doc, userId) || mayScan(doc, userId)

/** May this person take files back? Only what nobody else was asked to look at yet. */
export const mayDetach = (doc: DocumentState, userId: string): boolean =>
  mayScan(doc, userId) || (mayEdit(doc, userId) && !wasSubmitted(doc))
