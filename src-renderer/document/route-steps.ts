import type { StepId } from '../../src-shared/workflow/directory.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
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
