import { holdersOf, type Directory } from '../directory.ts'
import { isSettled, isTheirs, openTaskOf, writingStep, type DocumentState, type Task } from '../document-state.ts'

/** Steps from which other units may be asked: 部门审核 to 核稿, and again while they are being asked (domain.md §4.2 rows 4, 5). */
const askingStates: ReadonlySet<DocumentState['state']> = new Set(['F1', 'F2', 'F3'])

/** May this person lead the 会签 of a document: whoever has the turn, its drafter, and the office of its organ. */
export const leadsConsult = (doc: DocumentState, userId: string, directory: Directory): boolean =>
  openTaskOf(doc, userId) !== undefined ||
  doc.drafter.userId === userId ||
  holdersOf(directory, doc.unitId, ['officeChecker']).some((one) => one.userId === userId)

/** May this person ask other units now (WF-70)? */
export const mayOpenConsult = (doc: DocumentState, userId: string, directory: Directory): boolean =>
  askingStates.has(doc.state) && leadsConsult(doc, userId, directory)

/** The open turn at which this person is asked for their unit's opinion. */
export const consultTaskOf = (doc: DocumentState, userId: string): Task | undefined =>
  doc.tasks.find((task) => task.kind === 'consult' && task.doneAt === null && isTheirs(task, userId))

/** May this person write suggestions only: asked for an opinion, without a turn that lets them write in the text itself (WF-74)? */
export const maySuggest = (doc: DocumentState, userId: string): boolean =>
  !isSettled(doc) && writingStep(doc, userId) === undefined && consultTaskOf(doc, userId) !== undefined
