import { archiveEvolvers } from './archive/evolve.ts'
import type { DocumentState } from './document-state.ts'
import { consultEvolvers } from './consult/evolve.ts'
import type { DocumentEvent } from './events.ts'
import type { Evolvers } from './evolver.ts'
import { incomingEvolvers } from './incoming/evolve.ts'
import { evolveInks, type InkEvent } from './inks.ts'
import { issueEvolvers } from './issue/evolve.ts'
import { noIssue } from './issue/part.ts'
import { closed, moved, withOpinion } from './moved.ts'
import { routingEvolvers } from './routing/evolve.ts'
import { evolveThreads, type ThreadEvent } from './threads.ts'

/** Applies one event. Total and pure: DraftCreated and Arrived start a document, all others need one. */
export function evolve(doc: DocumentState | undefined, event: DocumentEvent, at: number): DocumentState {
  if (event.type === 'DraftCreated' || event.type === 'Arrived') return event.doc
  if (!doc) throw new Error(`${event.type} without a document`)
  const evolver = evolvers[event.type] as (doc: DocumentState, event: DocumentEvent, at: number) => DocumentState
  return { ...evolver(doc, event, at), updatedAt: at }
}

/** What the server may do to a document by itself: tell of a limit, and let people stand in or not any more. */
export const ownEvents: readonly DocumentEvent['type'][] = ['TurnEscalated', 'DelegatesSet']

/** Applies the events of one command, or of one act of the server's own, and counts the revision up by one. */
export function evolveAll(doc: DocumentState | undefined, events: readonly DocumentEvent[], at: number): DocumentState {
  let next = doc
  for (const event of events) next = evolve(next, event, at)
  if (!next) throw new Error('a command without events')
  return counted(next, (doc?.rev ?? 0) + 1, events)
}

/** The document at the revision these events made; nothing but the server's own is one nobody sends again (SY-195). */
export function counted(doc: DocumentState, rev: number, events: readonly DocumentEvent[]): DocumentState {
  const byServer = events.length > 0 && events.every(({ type }) => ownEvents.includes(type))
  return byServer ? { ...doc, rev, own: (doc.own ?? 0) + 1 } : { ...doc, rev }
}

/** What every kind of event does to a document. */
const evolvers: Evolvers<Exclude<DocumentEvent['type'], 'DraftCreated' | 'Arrived'>> = {
  BodySaved: (doc, { body }) => ({ ...doc, bodyVersion: body.version, bodySm3: body.sm3, header: body.header }),
  Submitted: (doc, { assignees, also, opinion, next, alongside }, at) => {
    const chosen = also ? { assignees, also } : { assignees }
    return moved(
      { ...withOpinion(doc, opinion), tracked: true, lease: null, ...chosen },
      undefined,
      'submitted',
      next,
      at,
      alongside,
    )
  },
  Approved: (doc, { opinion, taskId, next, alongside }, at) =>
    moved(withOpinion(doc, opinion, taskId), taskId, 'approved', next, at, alongside),
  Returned: (doc, { opinion, taskId, next, alongside }, at) =>
    moved(withOpinion(doc, opinion, taskId), taskId, 'returned', next, at, alongside),
  Withdrawn: (doc, { opinion, taskId, next }, at) => moved(withOpinion(doc, opinion), taskId, 'withdrawn', next, at),
  Signed: (doc, { opinion, taskId, signed, next, joint, alongside = [] }, at) => {
    const issue = joint && { ...(doc.issue ?? noIssue), joint }
    const done = { ...withOpinion(doc, opinion, taskId), state: 'F6' as const, signed, ...(issue && { issue }) }
    return next
      ? moved(done, taskId, 'signed', next, at, alongside)
      : { ...done, tasks: [...closed(done.tasks, taskId, 'signed', at), ...alongside] }
  },
  ChangesDecided: (doc, { decisions, header }) => ({
    ...doc,
    decisions: [...doc.decisions, ...decisions],
    header: header ?? doc.header,
  }),
  TaskOpened: (doc, { taskId, at }) => ({
    ...doc,
    tasks: doc.tasks.map((t) => (t.id === taskId && t.openedAt === null ? { ...t, openedAt: at } : t)),
  }),
  AttachmentAdded: (doc, { attachment }) => ({ ...doc, attachments: [...doc.attachments, attachment] }),
  AttachmentRemoved: (doc, { sm3 }) => ({ ...doc, attachments: doc.attachments.filter((a) => a.sm3 !== sm3) }),
  ThreadOpened: withThreads,
  ThreadReplied: withThreads,
  ThreadSettled: withThreads,
  InkAdded: withInks,
  InkStruck: withInks,
  CodrafterAdded: (doc, { person }) => ({ ...doc, codrafters: [...doc.codrafters, person] }),
  CodrafterRemoved: (doc, { userId }) => ({ ...doc, codrafters: doc.codrafters.filter((one) => one.userId !== userId) }),
  LeaseTaken: (doc, { lease }) => ({ ...doc, lease }),
  LeaseRenewed: (doc, { until }) => ({ ...doc, lease: doc.lease && { ...doc.lease, until } }),
  LeaseReleased: (doc, { leaseId }) => ({ ...doc, lease: doc.lease?.id === leaseId ? null : doc.lease }),
  LeaseBroken: (doc, { next, broken }) => ({
    ...doc,
    tracked: true,
    lease: next,
    leasesBroken: [...doc.leasesBroken, broken],
  }),
  BranchKept: (doc, { branch }) => ({ ...doc, branches: [...doc.branches, branch] }),
  BranchSettled: (doc, { branchId, settled }) => ({
    ...doc,
    // what is brought in is suggestions: from then on a draft is tracked, as after a broken lease
    tracked: doc.tracked || settled?.how === 'broughtIn',
    branches: doc.branches.map((one) => (one.id === branchId ? { ...one, settled } : one)),
  }),
  CleanCopyMade: (doc, { clean }) => ({ ...doc, clean }),
  SupplementAdded: (doc, { opinion }) => withOpinion(doc, opinion),
  DraftDiscarded: (doc, _event, at) => ({
    ...doc,
    state: 'X2',
    tasks: doc.tasks.map((t) => (t.doneAt === null ? { ...t, doneAt: at, result: 'withdrawn' as const } : t)),
  }),
  ...issueEvolvers,
  ...consultEvolvers,
  ...routingEvolvers,
  ...incomingEvolvers,
  ...archiveEvolvers,
}

function withThreads(doc: DocumentState, event: ThreadEvent): DocumentState {
  return { ...doc, threads: evolveThreads(doc.threads, event) }
}

function withInks(doc: DocumentState, event: InkEvent): DocumentState {
  return { ...doc, inks: evolveInks(doc.inks, event) }
}
