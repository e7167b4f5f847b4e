import type { StepId } from '../directory.ts'
import type { Opinion, Task } from '../document-state.ts'
import type { Person } from '../person.ts'
import type { Delegate, Escalation, Extension, Given, Urge } from './part.ts'

export type RoutingEvent =
  /** 加签. `next`: of one asked before, whose turn it is now; of one asked after, `row` follows the turn */
  | { type: 'SignerAdded'; taskId: string; given: Given; next: Task }
  | { type: 'SignerQueued'; taskId: string; given: Given; row: Person[] }
  /** an opinion in a row of several: the next of the row has the turn, at the same step */
  | { type: 'TurnPassed'; taskId: string; opinion: Opinion; next: Task }
  /** an opinion at a parallel step that others are still asked at */
  | { type: 'TurnJoined'; taskId: string; opinion: Opinion }
  /** a turn goes to somebody else: 转办, 改派, 交接 */
  | { type: 'TurnGiven'; taskId: string; next: Task }
  /** turns to come of one who left go to the successor */
  | { type: 'SuccessorNamed'; from: string; to: Person; steps: StepId[] }
  | { type: 'Circulated'; by: Person; text: string; tasks: Task[] }
  | { type: 'ReadMarked'; taskId: string; by: Person; readAt: number; opinion?: Opinion }
  | { type: 'TurnUrged'; taskId: string; urge: Urge }
  | { type: 'TurnSuspended'; taskId: string; by: Person; reason: string }
  | { type: 'TurnResumed'; taskId: string; dueAt: number | null }
  | { type: 'TurnExtended'; taskId: string; extension: Extension }
  /** by the clock at the server */
  | { type: 'TurnEscalated'; taskId: string; escalation: Escalation }
  /** who stands in for the holder of a turn from now on: all of them */
  | { type: 'DelegatesSet'; taskId: string; delegates: Delegate[] }
  | { type: 'Terminated'; by: Person; reason: string }
