import type { DocumentHeader } from '../document/header.ts'
import type { Attachment, Decision, DocumentState, Opinion, Task } from './document-state.ts'
import type { Person } from './person.ts'
import type { BranchEvent } from './branches.ts'
import type { ConsultEvent } from './consult/events.ts'
import type { IncomingEvent } from './incoming/events.ts'
import type { IssueEvent } from './issue/events.ts'
import type { RoutingEvent } from './routing/events.ts'
import type { InkEvent } from './inks.ts'
import type { LeaseEvent } from './leases.ts'
import type { ThreadEvent } from './threads.ts'

/** What a body command did to the version chain: the new version, its hash and the 要素 in it. */
export type BodyResult = { version: number; sm3: string; header: DocumentHeader }

/** Facts a command leaves behind. Appended for ever; a document is the fold of its events (`evolve`). */
export type DocumentEvent =
  | { type: 'DraftCreated'; doc: DocumentState }
  | { type: 'BodySaved'; body: BodyResult; by: string }
  | { type: 'Submitted'; assignees: Record<string, Person>; opinion: Opinion; next: Task }
  | { type: 'Approved'; taskId: string; opinion: Opinion; next: Task }
  | { type: 'Returned'; taskId: string; opinion: Opinion; next: Task }
  | { type: 'Withdrawn'; taskId: string; opinion: Opinion; next: Task }
  /** `next`: 复核 by the office; none where nobody holds it */
  | { type: 'Signed'; taskId: string; opinion: Opinion; signed: NonNullable<DocumentState['signed']>; next?: Task }
  /** `header`: the 要素 where the decisions change any */
  | { type: 'ChangesDecided'; decisions: Decision[]; header?: DocumentHeader }
  | { type: 'TaskOpened'; taskId: string; at: number }
  | { type: 'AttachmentAdded'; attachment: Attachment }
  | { type: 'AttachmentRemoved'; sm3: string }
  | { type: 'SupplementAdded'; opinion: Opinion }
  | { type: 'DraftDiscarded' }
  | { type: 'CleanCopyMade'; clean: NonNullable<DocumentState['clean']> }
  | ThreadEvent
  | InkEvent
  | LeaseEvent
  | BranchEvent
  | IssueEvent
  | ConsultEvent
  | RoutingEvent
  | IncomingEvent

/** Why a command was refused: a stable code, the rule it broke, the 条例 article where there is one. */
export type Rejection = {
  ok: false
  code: RejectionCode
  rule: string
  article?: string | undefined
  detail?: string | undefined
}

export const rejectionCodes = {
  'WF-NOT-FOUND': 'WF-01',
  'WF-EXISTS': 'WF-02',
  'WF-NOT-YOURS': 'WF-03', // the actor has no right to this document or step
  'WF-TASK-CLOSED': 'WF-04', // the task was done, returned or withdrawn meanwhile (C-03, C-04)
  'WF-STATE': 'WF-05', // the document is not in a state that allows this
  'WF-NO-ROLE': 'WF-06', // the chosen handler does not hold the role
  'WF-SIGN-STALE': 'WF-07', // what was read is no longer what stands there (C-02)
  'WF-SIGN-OPEN': 'WF-08', // open changes differ from those the signer was shown (T7)
  'WF-OPENED': 'WF-09', // withdraw: the next person has opened it
  'WF-NOT-ISSUER': 'WF-10', // the unit has no organ it issues through
  'WF-STEP': 'WF-11', // return: not a step already passed
  'WF-SECRET': 'WF-12', // 涉密 bodies are refused
  'WF-DATE': 'WF-13', // signed on a day before the task arrived, or in the future (C-15)
  'WF-RULE': 'WF-14', // an E-level writing rule stands against it
  'WF-CHANGE': 'WF-15', // a decision on a change that is not in the document
  'WF-THREAD': 'WF-16', // a 批注 that is not there, is there already, or is full
  'WF-LEASE': 'WF-17', // somebody else, or another desk, holds the draft
  'WF-BRANCH': 'WF-19', // edits to bring in that are not there or are settled already
  'WF-CLEAN': 'WF-22', // a clean copy that is there already, or is not what the decisions give
  'WF-INK': 'WF-21', // a drawing that is not there, is too large, or lies over another version
  'WF-RECHECK': 'WF-30', // 复核 without 清稿, or with a question unanswered (条例第二十五条)
  'WF-LATE': 'WF-23', // a 补充意见 for a command that was not refused to this person, or that has one already
} as const
export type RejectionCode = keyof typeof rejectionCodes

export type Decided = { ok: true; events: DocumentEvent[] } | Rejection
