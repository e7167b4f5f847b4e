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
/** Nobody is asked for the seal of an organ along any more; what was given stays on record. */
const sealingOver = (doc: DocumentState, at: number): DocumentState => calledOff(doc, sealingTurns(doc), at)
const sealingTurns = (doc: DocumentState): string[] =>
  (partOf(doc).joint ?? []).flatMap(({ sealing }) => (sealing ? [sealing.taskId] : []))
/** Turns nobody needs to do any more. */
const calledOff = (doc: DocumentState, ids: readonly string[], at: number): DocumentState => ({
  ...doc,
  tasks: doc.tasks.map((t) => (ids.includes(t.id) && t.doneAt === null ? { ...t, doneAt: at, result: 'cancelled' as const } : t)),
})
/** Without its number or its signature a document has neither layout nor seal any more, nor one given for it (WF-48). */
function unsealed(doc: DocumentState, at: number): DocumentState {
  const { layout: _gone, joint, ...rest } = partOf(doc)
  const kept = joint?.map(({ sealing: _given, ...organ }) => organ)
  return { ...sealingOver(doc, at), issue: { ...rest, ...(kept && { joint: kept }), sealed: null, waived: null } }
}
/** Without its signature nothing that rests on it holds: 复核, 清稿, layout, and what other organs signed or were asked to. */
function unsigned(doc: DocumentState, lifted: IssuePart['lifted'][number], next: Task, at: number): DocumentState {
  const plain = unsealed(doc, at)
  const { joint, ...part } = partOf(plain)
  const { tasks } = calledOff(
    plain,
    (joint ?? []).map((one) => one.taskId),
    at,
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
  NumberAllocated: (doc, { number, scope, copies, next, sealing = [] }, at) => {
    const turns = new Map(sealing.map(({ unitId, turn }) => [unitId, turn.id]))
    const joint = partOf(doc).joint?.map((one) => {
      const taskId = turns.get(one.unitId)
      return taskId ? { ...one, sealing: { taskId, given: null } } : one
    })
    const numbered = withPart(doc, { number, scope, copies, ...(joint && { joint }) })
    return moved(
      numbered,
      undefined,
      'done',
      next,
      at,
      sealing.map(({ turn }) => turn),
    )
  },
  NumberVoided: (doc, { voided, next }, at) =>
    moved(
      withPart(unsealed(doc, at), { number: null, voided: [...partOf(doc).voided, voided] }),
      undefined,
      'returned',
      next,
      at,
    ),
  JointSealed: (doc, { taskId, given }, at) => {
    const joint = (partOf(doc).joint ?? []).map((one) =>
      one.sealing?.taskId === taskId ? { ...one, sealing: { ...one.sealing, given } } : one,
    )
    return { ...withPart(doc, { joint }), tasks: closed(doc.tasks, taskId, 'done', at) }
  },
  ScopeChanged: (doc, { scope, rescoped }) => withPart(doc, { scope, rescoped: [...partOf(doc).rescoped, rescoped] }),
  Sealed: (doc, { sealed, layout, next }, at) =>
    onTo(withPart(sealingOver(doc, at), { sealed, ...(layout && { layout }) }), next, at),
  SealWaived: (doc, { waived, layout, next }, at) =>
    onTo(withPart(sealingOver(doc, at), { waived, ...(layout && { layout }) }), next, at),
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
