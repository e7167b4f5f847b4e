import { stateOfStep, type DocumentState, type Task } from '../document-state.ts'
import type { Evolvers } from '../evolver.ts'
import { withOpinion } from '../moved.ts'
import type { Person } from '../person.ts'
import type { ConsultEvent } from './events.ts'
import type { ConsultAsk } from './part.ts'

/** The document with the asks of these turns changed; every ask has a turn of its own. */
function withAsks(doc: DocumentState, taskIds: readonly string[], change: (ask: ConsultAsk) => ConsultAsk): DocumentState {
  const rounds = (doc.consult?.rounds ?? []).map((round) => ({
    ...round,
    asks: round.asks.map((ask) => (taskIds.includes(ask.taskId) ? change(ask) : ask)),
  }))
  return { ...doc, consult: { ...doc.consult, rounds } }
}

/** The document with these turns ended; `by`: who did it, where it was done. */
function ended(
  doc: DocumentState,
  taskIds: readonly string[],
  result: NonNullable<Task['result']>,
  at: number,
  by?: Person,
): DocumentState {
  const tasks = doc.tasks.map((task) => {
    if (!taskIds.includes(task.id)) return task
    const doneBy = by && by.userId !== task.assignee.userId ? { doneBy: by } : {}
    return { ...task, ...doneBy, doneAt: at, result, openedAt: by ? (task.openedAt ?? at) : task.openedAt }
  })
  return { ...doc, tasks }
}

export const consultEvolvers: Evolvers<ConsultEvent['type']> = {
  ConsultOpened: (doc, { round, tasks, still = [] }, at) => ({
    ...doc,
    state: 'F2',
    tasks: [
      ...doc.tasks.map((task) =>
        still.includes(task.id) ? { ...task, stood: [...(task.stood ?? []), { from: at, to: null }] } : task,
      ),
      ...tasks,
    ],
    consult: { ...doc.consult, rounds: [...(doc.consult?.rounds ?? []), round] },
  }),
  ConsultAnswered: (doc, { taskId, answer, opinion }, at) => {
    const answered = withAsks(withOpinion(doc, opinion), [taskId], (ask) => ({ ...ask, answer }))
    return ended(answered, [taskId], 'done', at, opinion.by)
  },
  ConsultReminded: (doc, { taskIds, by }, at) =>
    withAsks(doc, taskIds, (ask) => ({ ...ask, reminded: [...ask.reminded, { by, at }] })),
  ConsultEnded: (doc, { taskIds, ended: how }, at) =>
    ended(
      withAsks(doc, taskIds, (ask) => ({ ...ask, ended: how })),
      taskIds,
      how.how,
      at,
    ),
  DisagreementRuled: (doc, { taskId, ruling }) => withAsks(doc, [taskId], (ask) => ({ ...ask, ruling })),
  AdoptionRecorded: (doc, { taskId, adoption }) => withAsks(doc, [taskId], (ask) => ({ ...ask, adoption })),
  ConsultJoined: (doc, { runs = [] }, at) => ({
    ...doc,
    state: stateOfStep[doc.step],
    tasks: doc.tasks.map((task) => {
      const run = runs.find((one) => one.taskId === task.id)
      return run ? { ...task, dueAt: run.dueAt, stood: (task.stood ?? []).map((one) => ({ ...one, to: one.to ?? at })) } : task
    }),
  }),
}
