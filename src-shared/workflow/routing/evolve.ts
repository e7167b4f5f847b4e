import type { Evolvers } from '../evolver.ts'
import type { DocumentState, Task } from '../document-state.ts'
import { withTurnRenewed } from '../renewed.ts'
import { closed, withOpinion } from '../moved.ts'
import type { Person } from '../person.ts'
import type { RoutingEvent } from './events.ts'
import { urgeLevels } from './part.ts'

const withTask = (doc: DocumentState, id: string, change: (task: Task) => Task): DocumentState => ({
  ...doc,
  tasks: doc.tasks.map((task) => (task.id === id ? change(task) : task)),
})

/** One turn ended and another begun in its place; the document stays where it is. */
const replaced = (
  doc: DocumentState,
  id: string,
  result: NonNullable<Task['result']>,
  next: Task,
  at: number,
): DocumentState => ({
  ...doc,
  tasks: [...closed(doc.tasks, id, result, at), next],
})

export const routingEvolvers: Evolvers<RoutingEvent['type']> = {
  SignerAdded: (doc, { taskId, next }, at) => replaced(doc, taskId, 'transferred', next, at),
  SignerQueued: (doc, { taskId, row }) => withTask(doc, taskId, (task) => ({ ...task, row })),
  TurnPassed: (doc, { taskId, opinion, next }, at) => replaced(withOpinion(doc, opinion, taskId), taskId, 'approved', next, at),
  TurnJoined: (doc, { taskId, opinion }, at) => {
    const after = withOpinion(doc, opinion, taskId)
    return { ...after, tasks: closed(after.tasks, taskId, 'approved', at) }
  },
  TurnGiven: (doc, { taskId, next }, at) => {
    const after = withTurnRenewed(replaced(doc, taskId, 'transferred', next, at), taskId, next.id)
    const task = doc.tasks.find((one) => one.id === taskId)
    // whoever the step was given to gets it again when the document comes back; a draft is let go by who left it
    const isTheSteps = task && (task.kind ?? 'handle') === 'handle' && task.given?.how !== 'added' && task.group === undefined
    if (!isTheSteps) return after
    const lease = doc.lease?.by.userId === task.assignee.userId ? null : doc.lease
    return { ...after, lease, assignees: { ...doc.assignees, [task.step]: next.assignee } }
  },
  SuccessorNamed: (doc, { from, to, steps }) => {
    const successor = (one: Person): Person => (one.userId === from ? to : one)
    const isOf = (id: string): boolean => steps.some((step) => step === id)
    const assignees = Object.entries(doc.assignees).map(([id, one]) => [id, isOf(id) ? successor(one) : one])
    const also = Object.entries(doc.also ?? {}).map(([id, all]) => [id, isOf(id) ? all.map(successor) : all])
    return { ...doc, assignees: Object.fromEntries(assignees), ...(doc.also ? { also: Object.fromEntries(also) } : {}) }
  },
  Circulated: (doc, { tasks }) => ({ ...doc, tasks: [...doc.tasks, ...tasks] }),
  ReadMarked: (doc, { taskId, by, readAt, opinion }, at) => {
    const after = opinion ? withOpinion(doc, opinion, taskId) : doc
    const read = withTask(after, taskId, (task) => ({
      ...task,
      readAt,
      ...(by.userId === task.assignee.userId ? {} : { doneBy: by }),
    }))
    return { ...read, tasks: closed(read.tasks, taskId, 'read', at) }
  },
  TurnUrged: (doc, { taskId, urge }) => withTask(doc, taskId, (task) => ({ ...task, urged: [...(task.urged ?? []), urge] })),
  TurnEscalated: (doc, { taskId, escalation }) =>
    withTask(doc, taskId, (task) => ({
      ...task,
      escalated: [...(task.escalated ?? []), escalation].slice(0, urgeLevels.length),
    })),
  TurnSuspended: (doc, { taskId, by, reason }, at) =>
    withTask(doc, taskId, (task) => ({ ...task, stood: [...(task.stood ?? []), { from: at, to: null, by, reason }] })),
  TurnResumed: (doc, { taskId, dueAt }, at) =>
    withTask(doc, taskId, (task) => {
      const stood = (task.stood ?? []).map((one) => ({ ...one, to: one.to ?? at }))
      // units were asked meanwhile: it stands still for them
      return { ...task, dueAt, stood: doc.state === 'F2' ? [...stood, { from: at, to: null }] : stood }
    }),
  // a limit that begins anew is told of anew
  TurnExtended: (doc, { taskId, extension }) =>
    withTask(doc, taskId, ({ escalated: _e, ...task }) => ({
      ...task,
      dueAt: extension.dueAt,
      extended: [...(task.extended ?? []), extension],
    })),
  DelegatesSet: (doc, { taskId, delegates }) => withTask(doc, taskId, (task) => ({ ...task, delegates })),
  Terminated: (doc, { by, reason }, at) => ({
    ...doc,
    state: 'X1',
    lease: null,
    terminated: { by, at, reason },
    tasks: doc.tasks.map((task) => (task.doneAt === null ? { ...task, doneAt: at, result: 'cancelled' as const } : task)),
  }),
}
