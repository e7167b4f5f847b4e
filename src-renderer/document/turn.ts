import { mayDecide, mayEdit } from '../../src-shared/workflow/decide.ts'
import { openTaskOf, type DocumentState, type Person, type Task } from '../../src-shared/workflow/document-state.ts'
import type { RouteStep } from '../../src-shared/workflow/directory.ts'

/** The one thing a person is asked to do with a document now, if anything. */
export type Primary = 'submit' | 'approve' | 'sign'

/** What a person may do with a document at this moment; the server is asked again (WF). */
export type Turn = {
  task: Task | undefined
  primary: Primary | null
  edit: boolean
  decide: boolean
  /** steps it can be given back to, the nearest last */
  returnTo: { step: RouteStep; person: Person }[]
  /** the one who has it now and has not opened it: it can be taken back */
  withdrawFrom: Task | undefined
  discard: boolean
  next: { step: RouteStep; person: Person | undefined } | undefined
}

/** Works out whose turn it is. Pure. */
export function turnOf(doc: DocumentState, userId: string): Turn {
  const task = openTaskOf(doc, userId)
  const open = doc.tasks.find((one) => one.doneAt === null)
  const previous = doc.tasks.findLast((one) => one.doneAt !== null)
  const at = doc.route.steps.findIndex((step) => step.id === task?.step)
  const over = doc.state === 'F6' || doc.state === 'X2'
  const passed = at > 0 ? doc.route.steps.slice(0, at) : []
  const nextStep = at >= 0 ? doc.route.steps[at + 1] : undefined
  const mineBefore = previous?.assignee.userId === userId && (previous.result === 'submitted' || previous.result === 'approved')
  return {
    task,
    primary: !task || over ? null : task.step === 'draft' ? 'submit' : task.step === 'sign' ? 'sign' : 'approve',
    edit: mayEdit(doc, userId),
    decide: mayDecide(doc, userId),
    returnTo: task && !over ? passed.flatMap((step) => personAt(doc, step)) : [],
    withdrawFrom: !over && open && open.openedAt === null && mineBefore && doc.state !== 'F0' ? open : undefined,
    discard: doc.state === 'F0' && !doc.tracked && doc.drafter.userId === userId,
    next: nextStep && { step: nextStep, person: doc.assignees[nextStep.id] },
  }
}

function personAt(doc: DocumentState, step: RouteStep): { step: RouteStep; person: Person }[] {
  const person = step.id === 'draft' ? doc.drafter : doc.assignees[step.id]
  return person ? [{ step, person }] : []
}
