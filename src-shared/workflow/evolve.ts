import { stateOfStep, type DocumentState, type Task } from './document-state.ts'
import type { DocumentEvent } from './events.ts'
import { evolveInks } from './inks.ts'
import { evolveThreads } from './threads.ts'

/** Applies one event. Total and pure: `evolve(undefined, DraftCreated)` starts a document, all others need one. */
export function evolve(doc: DocumentState | undefined, event: DocumentEvent, at: number): DocumentState {
  if (event.type === 'DraftCreated') return event.doc
  if (!doc) throw new Error(`${event.type} without a document`)
  return { ...change(doc, event, at), updatedAt: at }
}

/** Applies the events of one command and counts the revision up by one. */
export function evolveAll(doc: DocumentState | undefined, events: readonly DocumentEvent[], at: number): DocumentState {
  let next = doc
  for (const event of events) next = evolve(next, event, at)
  if (!next) throw new Error('a command without events')
  return { ...next, rev: (doc?.rev ?? 0) + 1 }
}

function change(doc: DocumentState, event: Exclude<DocumentEvent, { type: 'DraftCreated' }>, at: number): DocumentState {
  switch (event.type) {
    case 'BodySaved':
      return { ...doc, bodyVersion: event.body.version, bodySm3: event.body.sm3, header: event.body.header }
    case 'Submitted':
      return moved(
        { ...doc, tracked: true, lease: null, assignees: event.assignees, opinions: [...doc.opinions, event.opinion] },
        undefined,
        'submitted',
        event.next,
        at,
      )
    case 'Approved':
      return moved({ ...doc, opinions: [...doc.opinions, event.opinion] }, event.taskId, 'approved', event.next, at)
    case 'Returned':
      return moved({ ...doc, opinions: [...doc.opinions, event.opinion] }, event.taskId, 'returned', event.next, at)
    case 'Withdrawn':
      return moved({ ...doc, opinions: [...doc.opinions, event.opinion] }, event.taskId, 'withdrawn', event.next, at)
    case 'Signed':
      return {
        ...doc,
        state: 'F6',
        signed: event.signed,
        opinions: [...doc.opinions, event.opinion],
        tasks: closed(doc.tasks, event.taskId, 'signed', at),
      }
    case 'ChangesDecided':
      return { ...doc, decisions: [...doc.decisions, ...event.decisions], header: event.header ?? doc.header }
    case 'TaskOpened':
      return {
        ...doc,
        tasks: doc.tasks.map((t) => (t.id === event.taskId && t.openedAt === null ? { ...t, openedAt: event.at } : t)),
      }
    case 'AttachmentAdded':
      return { ...doc, attachments: [...doc.attachments, event.attachment] }
    case 'AttachmentRemoved':
      return { ...doc, attachments: doc.attachments.filter((a) => a.sm3 !== event.sm3) }
    case 'ThreadOpened':
    case 'ThreadReplied':
    case 'ThreadSettled':
      return { ...doc, threads: evolveThreads(doc.threads, event) }
    case 'InkAdded':
    case 'InkStruck':
      return { ...doc, inks: evolveInks(doc.inks, event) }
    case 'CodrafterAdded':
      return { ...doc, codrafters: [...doc.codrafters, event.person] }
    case 'CodrafterRemoved':
      return { ...doc, codrafters: doc.codrafters.filter((one) => one.userId !== event.userId) }
    case 'LeaseTaken':
      return { ...doc, lease: event.lease }
    case 'LeaseRenewed':
      return { ...doc, lease: doc.lease && { ...doc.lease, until: event.until } }
    case 'LeaseReleased':
      return { ...doc, lease: doc.lease?.id === event.leaseId ? null : doc.lease }
    case 'LeaseBroken':
      return { ...doc, tracked: true, lease: event.next, leasesBroken: [...doc.leasesBroken, event.broken] }
    case 'BranchKept':
      return { ...doc, branches: [...doc.branches, event.branch] }
    case 'BranchSettled':
      return {
        ...doc,
        // what is brought in is suggestions: from then on a draft is tracked, as after a broken lease
        tracked: doc.tracked || event.settled?.how === 'broughtIn',
        branches: doc.branches.map((one) => (one.id === event.branchId ? { ...one, settled: event.settled } : one)),
      }
    case 'CleanCopyMade':
      return { ...doc, clean: event.clean }
    case 'SupplementAdded':
      return { ...doc, opinions: [...doc.opinions, event.opinion] }
    case 'DraftDiscarded':
      return {
        ...doc,
        state: 'X2',
        tasks: doc.tasks.map((t) => (t.doneAt === null ? { ...t, doneAt: at, result: 'withdrawn' as const } : t)),
      }
  }
}

/** Closes the task at hand and opens the next one; the document stands at the next task's step. */
function moved(
  doc: DocumentState,
  taskId: string | undefined,
  result: NonNullable<Task['result']>,
  next: Task,
  at: number,
): DocumentState {
  const open = taskId ?? doc.tasks.find((t) => t.doneAt === null)?.id
  return { ...doc, step: next.step, state: stateOfStep[next.step], tasks: [...closed(doc.tasks, open, result, at), next] }
}

const closed = (tasks: readonly Task[], id: string | undefined, result: NonNullable<Task['result']>, at: number): Task[] =>
  tasks.map((t) => (t.id === id ? { ...t, doneAt: at, result, openedAt: t.openedAt ?? at } : t))
