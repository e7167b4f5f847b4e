import type { DecideContext } from '../decide-context.ts'
import type { DocumentState, Opinion, Task } from '../document-state.ts'
import type { Decided, DocumentEvent } from '../events.ts'
import { begunStill, whileAsked } from './stand-still.ts'
import { standsIn } from './standing-in.ts'
import { turnDue } from './turn-limit.ts'

/**
 * What every decision gets whatever command it was: turns that begin know when they are due (WF-90), an opinion given by
 * somebody who stands in says for whom (WF-84), and limits stand still while units are asked (WF-120).
 */
export function routed(doc: DocumentState, decided: Decided, ctx: DecideContext): Decided {
  if (!decided.ok) return decided
  const events = decided.events.map((event) => withDue(doc, withPrincipal(doc, event, ctx), ctx))
  return { ok: true, events: whileAsked(doc, events, ctx.now, ctx.calendar) }
}

function withDue(doc: DocumentState, event: DocumentEvent, ctx: DecideContext): DocumentEvent {
  const due = (begun: Task): Task => {
    const task = begunStill(doc, begun, ctx.now)
    return task.dueAt === undefined ? { ...task, dueAt: turnDue(doc, task, ctx.calendar) } : task
  }
  const { next, alongside, tasks } = event as { next?: Partial<Task> | null; alongside?: Task[]; tasks?: Task[] }
  // a lease that is broken has a next one too, which is no turn
  const turn = next?.arrivedAt === undefined ? {} : { next: due(next as Task) }
  const beside = { ...(alongside ? { alongside: alongside.map(due) } : {}), ...(tasks ? { tasks: tasks.map(due) } : {}) }
  return { ...event, ...turn, ...beside } as DocumentEvent
}

function withPrincipal(doc: DocumentState, event: DocumentEvent, ctx: DecideContext): DocumentEvent {
  const { taskId, opinion } = event as { taskId?: string; opinion?: Opinion }
  const task = opinion && doc.tasks.find((one) => one.id === taskId)
  if (!task || !standsIn(task, ctx.actor.userId)) return event
  return { ...event, opinion: { ...opinion, onBehalfOf: task.assignee } } as DocumentEvent
}
