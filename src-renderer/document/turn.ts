import { maySuggest } from '../../src-shared/workflow/consult/rights.ts'
import { mayAttach, mayDecide, mayDetach, mayEdit } from '../../src-shared/workflow/edit-right.ts'
import { heldElsewhere } from '../../src-shared/workflow/decide-leases.ts'
import {
  isSettled,
  movesRoute,
  openTaskOf,
  openTurn,
  wasSubmitted,
  type DocumentState,
  type Task,
} from '../../src-shared/workflow/document-state.ts'
import type { Person } from '../../src-shared/workflow/person.ts'
import type { RouteStep } from '../../src-shared/workflow/directory.ts'

/** The one thing a person is asked to do with a document now, if anything. */
export type Primary = 'submit' | 'approve' | 'sign'

/** What a person may do with a document at this moment; the server is asked again (WF). */
export type Turn = {
  task: Task | undefined
  primary: Primary | null
  edit: boolean
  /** files may be put beside it, or taken back */
  attach: boolean
  detach: boolean
  /** asked for an opinion: what is changed in the text goes along with it as suggestions (WF-74) */
  suggest: boolean
  decide: boolean
  /** steps it can be given back to, the nearest last */
  returnTo: { step: RouteStep; person: Person }[]
  /** the one who has it now and has not opened it: it can be taken back */
  withdrawFrom: Task | undefined
  discard: boolean
  next: { step: RouteStep; person: Person | undefined } | undefined
}

/** Works out whose turn it is. Pure. `here`: this desk and the moment; a draft another desk holds is for reading (WF-17). */
export function turnOf(doc: DocumentState, userId: string, here: { device: string; now: number }): Turn {
  const task = openTaskOf(doc, userId)
  const held = heldElsewhere(doc, { userId, device: here.device }, here.now)
  const open = openTurn(doc)
  const previous = doc.tasks.findLast((one) => one.doneAt !== null && movesRoute(one))
  const at = doc.route.steps.findIndex((step) => step.id === task?.step)
  const over = isSettled(doc)
  const passed = at > 0 ? doc.route.steps.slice(0, at) : []
  const nextStep = at >= 0 ? doc.route.steps[at + 1] : undefined
  const mineBefore = previous?.assignee.userId === userId && (previous.result === 'submitted' || previous.result === 'approved')
  return {
    task,
    primary: !task || over ? null : task.step === 'draft' ? 'submit' : task.step === 'sign' ? 'sign' : 'approve',
    edit: mayEdit(doc, userId) && !held,
    attach: mayAttach(doc, userId) && !held,
    detach: mayDetach(doc, userId) && !held,
    suggest: maySuggest(doc, userId),
    decide: mayDecide(doc, userId),
    returnTo: task && !over ? passed.flatMap((step) => personAt(doc, step)) : [],
    withdrawFrom: !over && open && open.openedAt === null && mineBefore && doc.state !== 'F0' ? open : undefined,
    discard: doc.state === 'F0' && !wasSubmitted(doc) && doc.drafter.userId === userId && !held,
    next: nextStep && { step: nextStep, person: doc.assignees[nextStep.id] },
  }
}

function personAt(doc: DocumentState, step: RouteStep): { step: RouteStep; person: Person }[] {
  const person = step.id === 'draft' ? doc.drafter : doc.assignees[step.id]
  return person ? [{ step, person }] : []
}
