import type { DocumentState, Link, Opinion, Task } from '../document-state.ts'
import type { Person } from '../person.ts'
import type {
  Duplicate,
  Handler,
  HandlingClock,
  IncomingPart,
  PrecheckQuestion,
  Proposal,
  RegisterNumber,
  Reply,
} from './part.ts'

type Told = NonNullable<IncomingPart['rejected']>

export type IncomingEvent =
  /** a 收文 begins, delivered by the sender's 分发 or registered from paper */
  | { type: 'Arrived'; doc: DocumentState }
  /** `links`: the document of this unit that what came answers */
  | { type: 'SignedFor'; by: Person; next: Task; links?: Link[] }
  /** XR: 误投, or what 初审 found; `opinion` where 初审 says so */
  | { type: 'SentBack'; rejected: Told; opinion?: Opinion }
  | { type: 'Registered'; number: RegisterNumber; by: Person; next: Task }
  | { type: 'FoundDuplicate'; of: Duplicate; by: Person }
  | { type: 'Prechecked'; by: Person; answers: Record<PrecheckQuestion, boolean>; opinion: Opinion; next: Task }
  /** `next`: the leader's turn; none where it goes to readers at once */
  | { type: 'Proposed'; proposal: Proposal; opinion: Opinion; next?: Task; reading: Task[] }
  | { type: 'Instructed'; taskId: string; opinion: Opinion; next: Task }
  /** the last 批示: the handlers' turns begin with their clock, and those of readers beside */
  | { type: 'HandedOut'; taskId: string; opinion: Opinion; handlers: Handler[]; clock: HandlingClock; tasks: Task[] }
  | { type: 'HandlingAccepted'; taskId: string; by: Person }
  | { type: 'ProgressReported'; by: Person; unitName: string; text: string }
  | { type: 'ExtensionAsked'; extension: HandlingClock['extensions'][number]; turn: Task }
  | { type: 'ExtensionAnswered'; taskId: string; answer: NonNullable<HandlingClock['extensions'][number]['answer']> }
  | { type: 'ClockSuspended'; by: Person; reason: string }
  | { type: 'ClockResumed'; by: Person; dueAt: number; provisional: boolean }
  | { type: 'HandlingGivenBack'; transfer: IncomingPart['transfers'][number]; taskId: string; opinion: Opinion; next: Task }
  | { type: 'AssistGiven'; taskId: string; by: Person; text: string; opinion: Opinion }
  | {
      type: 'HandlingFinished'
      taskId: string
      result: NonNullable<IncomingPart['result']>
      waived: { unitId: string; reason: string }[]
      opinion: Opinion
      next: Task
    }
  /** with the last 阅知 a 阅件 is closed; `next`: the archivist's turn, where there is one */
  | { type: 'ReadByAll'; next?: Task }
  | { type: 'ReadingClosed'; closed: NonNullable<IncomingPart['readingClosed']>; next?: Task }
  | { type: 'Replied'; taskId: string; reply: NonNullable<IncomingPart['reply']>; next?: Task }
  /** on the document that was answered, at its sender */
  | { type: 'ReplyNoted'; reply: Reply }
  /** one more document it belongs to; on either end */
  | { type: 'Linked'; link: Link }
  | { type: 'IncomingReopened'; told: Told; next: Task }
  | { type: 'IncomingArchived'; archived: NonNullable<IncomingPart['archived']> }
