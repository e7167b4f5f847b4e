import { openTurn, stateOfStep, type DocumentState, type Opinion, type Task } from './document-state.ts'

/** A document with one more opinion on record. */
export const withOpinion = (doc: DocumentState, opinion: Opinion): DocumentState => ({
  ...doc,
  opinions: [...doc.opinions, opinion],
})

/** Closes the turn at hand and opens the next one; the document stands at the next turn's step. */
export function moved(
  doc: DocumentState,
  taskId: string | undefined,
  result: NonNullable<Task['result']>,
  next: Task,
  at: number,
): DocumentState {
  const open = taskId ?? openTurn(doc)?.id
  return { ...doc, step: next.step, state: stateOfStep[next.step], tasks: [...closed(doc.tasks, open, result, at), next] }
}

/** The turns after one of them was done. */
export const closed = (tasks: readonly Task[], id: string | undefined, result: NonNullable<Task['result']>, at: number): Task[] =>
  tasks.map((t) => (t.id === id ? { ...t, doneAt: at, result, openedAt: t.openedAt ?? at } : t))
