import type { Opinion, Task } from '../document-state.ts'
import type { Person } from '../person.ts'
import type { ConsultAsk, ConsultRound } from './part.ts'

export type ConsultEvent =
  /** `still`: turns whose limit stands still from now on */
  | { type: 'ConsultOpened'; round: ConsultRound; tasks: Task[]; still?: string[] }
  /** `opinion`: as it stands among all opinions on the document */
  | { type: 'ConsultAnswered'; taskId: string; answer: NonNullable<ConsultAsk['answer']>; opinion: Opinion }
  | { type: 'ConsultReminded'; taskIds: string[]; by: Person }
  | { type: 'ConsultEnded'; taskIds: string[]; ended: NonNullable<ConsultAsk['ended']> }
  | { type: 'DisagreementRuled'; taskId: string; ruling: NonNullable<ConsultAsk['ruling']> }
  | { type: 'AdoptionRecorded'; taskId: string; adoption: NonNullable<ConsultAsk['adoption']> }
  /** all are in, closed or settled: the document stands where it stood before; `runs`: limits that go on, and until when */
  | { type: 'ConsultJoined'; runs?: { taskId: string; dueAt: number | null }[] }
