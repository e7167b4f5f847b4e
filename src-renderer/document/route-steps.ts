import type { StepId } from '../../src-shared/workflow/directory.ts'
import { movesRoute, type DocumentState, type Opinion, type Task } from '../../src-shared/workflow/document-state.ts'
import type { Person } from '../../src-shared/workflow/person.ts'
import { stepNameOf } from '../../src-shared/workflow/step-names.ts'

export type ShownStep = { id: StepId; name: string; where: 'past' | 'here' | 'ahead' }

const arrived = ['receive', 'register', 'precheck', 'propose'] as const
/** 收文办理 (条例第二十四条): of what is only read, and of what is handled. */
const incomingWays: Record<'read' | 'handle', readonly StepId[]> = {
  read: [...arrived, 'read', 'archive'],
  handle: [...arrived, 'instruct', 'handle', 'reply', 'archive'],
}

/** The way of a document as a line shows it, and where it is on it: the route of a 发文, or the steps of 收文办理. Pure. */
export function routeSteps(doc: DocumentState): ShownStep[] {
  const incoming = doc.kind === 'incoming'
  const way = doc.incoming?.proposals.at(-1)?.kind ?? 'handle'
  const ids = incoming ? incomingWays[way] : doc.route.steps.map((step) => step.id)
  const over = incoming ? doc.state === 'S9' : doc.signed !== null
  const at = ids.indexOf(doc.step)
  return ids.map((id, index) => ({
    id,
    name: stepNameOf(doc, id),
    where: over || index < at ? 'past' : index === at ? 'here' : 'ahead',
  }))
}

/** Somebody at a step, with their turn there and what they said; no turn: not yet. */
export type AtStep = { person: Person; task: Task | undefined; opinion: Opinion | undefined }

/** Who was, is or will be asked at a step the last time it came; several of a parallel one, in the order they were chosen. Pure. */
export function peopleAt(doc: DocumentState, id: StepId): AtStep[] {
  const last = doc.tasks.findLast((one) => one.step === id && movesRoute(one))
  if (!last) {
    const first = id === 'draft' ? doc.drafter : doc.assignees[id]
    return [...(first ? [first] : []), ...(doc.also?.[id] ?? [])].map((person) => ({
      person,
      task: undefined,
      opinion: undefined,
    }))
  }
  const turns =
    last.group === undefined ? [last] : doc.tasks.filter((one) => one.group === last.group && one.result !== 'transferred')
  return turns.map((task) => {
    const by = (task.doneBy ?? task.assignee).userId
    const opinion = task.doneAt === null ? undefined : doc.opinions.findLast((one) => one.step === id && one.by.userId === by)
    return { person: task.assignee, task, opinion }
  })
}

/** The names of those the document waits for now; of a turn that several may take, this person's. Pure. */
export const waitedFor = (doc: DocumentState, me: string): string[] =>
  doc.tasks
    .filter((one) => one.doneAt === null && movesRoute(one))
    .map((one) => (one.pool?.find((other) => other.userId === me) ?? one.assignee).name)
