import type { DocumentState, Task } from '../document-state.ts'
import type { Evolvers } from '../evolver.ts'
import { closed, moved, withOpinion } from '../moved.ts'
import type { IssueEvent } from './events.ts'
import { noIssue, type IssuePart } from './part.ts'

const partOf = (doc: DocumentState): IssuePart => doc.issue ?? noIssue
const withPart = (doc: DocumentState, more: Partial<IssuePart>): DocumentState => ({
  ...doc,
  issue: { ...partOf(doc), ...more },
})
/** Without its number or its signature a document has neither layout nor seal any more (WF-48). */
function unsealed(doc: DocumentState): DocumentState {
  const { layout: _gone, ...rest } = partOf(doc)
  return { ...doc, issue: { ...rest, sealed: null, waived: null } }
}
/** Without its signature nothing that rests on it holds: 复核, 清稿, layout, and what other organs signed or were asked to. */
function unsigned(doc: DocumentState, lifted: IssuePart['lifted'][number], next: Task, at: number): DocumentState {
  const { joint, ...part } = partOf(unsealed(doc))
  const asked = new Set(joint?.map((one) => one.taskId))
  const tasks = doc.tasks.map((t) =>
    asked.has(t.id) && t.doneAt === null ? { ...t, doneAt: at, result: 'cancelled' as const } : t,
  )
  const issue = { ...part, rechecked: null, lifted: [...part.lifted, lifted] }
  return moved({ ...doc, tasks, issue, signed: null, clean: null }, undefined, 'returned', next, at)
}
const onTo = (doc: DocumentState, next: Task, at: number): DocumentState => moved(doc, undefined, 'done', next, at)

export const issueEvolvers: Evolvers<IssueEvent['type']> = {
  Rechecked: (doc, { rechecked, next }, at) => onTo(withPart(doc, { rechecked }), next, at),
  SignatureLifted: (doc, { lifted, next }, at) => unsigned(doc, lifted, next, at),
  JointSigned: (doc, { taskId, opinion, signed }, at) => {
    const joint = (partOf(doc).joint ?? []).map((one) => (one.taskId === taskId ? { ...one, signed } : one))
    const told = withOpinion(withPart(doc, { joint }), opinion, taskId)
    return { ...told, tasks: closed(told.tasks, taskId, 'signed', at) }
  },
  JointRefused: (doc, { taskId, opinion, lifted, next }, at) => {
    const told = withOpinion(doc, opinion, taskId)
    return unsigned({ ...told, tasks: closed(told.tasks, taskId, 'returned', at) }, lifted, next, at)
  },
  NumberAllocated: (doc, { number, scope, copies, next }, at) => onTo(withPart(doc, { number, scope, copies }), next, at),
  NumberVoided: (doc, { voided, next }, at) =>
    moved(withPart(unsealed(doc), { number: null, voided: [...partOf(doc).voided, voided] }), undefined, 'returned', next, at),
  ScopeChanged: (doc, { scope, rescoped }) => withPart(doc, { scope, rescoped: [...partOf(doc).rescoped, rescoped] }),
  Sealed: (doc, { sealed, layout, next }, at) => onTo(withPart(doc, { sealed, ...(layout && { layout }) }), next, at),
  SealWaived: (doc, { waived, layout, next }, at) => onTo(withPart(doc, { waived, ...(layout && { layout }) }), next, at),
  CopiesSent: (doc, { receipts, next }, at) => {
    const sent = withPart(doc, { receipts: [...partOf(doc).receipts, ...receipts] })
    return next ? onTo(sent, next, at) : sent
  },
  ReceiptNoted: (doc, { docId, status, by, reason }, at) =>
    withPart(doc, {
      receipts: partOf(doc).receipts.map((one) => (one.docId === docId ? { ...one, status, by, at, reason } : one)),
    }),
  CopyRecalled: (doc, _event, at) => ({
    ...doc,
    state: 'XR',
    tasks: doc.tasks.map((t) => (t.doneAt === null ? { ...t, doneAt: at, result: 'withdrawn' as const } : t)),
  }),
  IssueClosed: (doc, { closed: end, next }, at) => onTo(withPart(doc, { closed: end }), next, at),
  IssueArchived: (doc, { archived }, at) => {
    const open = doc.tasks.find((t) => t.doneAt === null && t.step === 'archive')
    return { ...withPart(doc, { archived }), state: 'F12', tasks: closed(doc.tasks, open?.id, 'done', at) }
  },
  IssueMarked: (doc, { mark }) => withPart(doc, { mark }),
}
