import { openTurn, stateOfStep, type DocumentState, type Opinion, type Task } from './document-state.ts'

/** A document with one more opinion on record; `taskId`: the turn it was given in. */
export const withOpinion = (doc: DocumentState, opinion: Opinion, taskId?: string): DocumentState => ({
  ...doc,
  // who did it, where the turn was another's
  tasks: doc.tasks.map((t) => (t.id === taskId && t.assignee.userId !== opinion.by.userId ? { ...t, doneBy: opinion.by } : t)),
  opinions: [...doc.opinions, opinion],
})

/** Closes the turn at hand and opens the next one, with others of a parallel step `alongside`; the document stands at its step. */
export function moved(
  doc: DocumentState,
  taskId: string | undefined,
  result: NonNullable<Task['result']>,
  next: Task,
  at: number,
  alongside: readonly Task[] = [],
): DocumentState {
  const open = taskId ?? openTurn(doc)?.id
  const group = doc.tasks.find((t) => t.id === open)?.group
  const tasks = closed(doc.tasks, open, result, at)
  return { ...doc, step: next.step, state: stateOfStep[next.step], tasks: [...called(tasks, group, at), next, ...alongside] }
}

/** The turns after one of them was done. */
export const closed = (tasks: readonly Task[], id: string | undefined, result: NonNullable<Task['result']>, at: number): Task[] =>
  tasks.map((t) => (t.id === id ? { ...t, doneAt: at, result, openedAt: t.openedAt ?? at } : t))

/** The turns after a parallel step is over: nobody is asked there any more. */
const called = (tasks: readonly Task[], group: string | undefined, at: number): Task[] =>
  tasks.map((t) =>
    group !== undefined && t.group === group && t.doneAt === null ? { ...t, doneAt: at, result: 'cancelled' as const } : t,
  )
