import type { DocumentHeader } from '../document/header.ts'
import type { Attachment, Decision, DocumentState, Opinion, Task } from './document-state.ts'
import type { Person } from './person.ts'
import type { BranchEvent } from './branches.ts'
import type { ConsultEvent } from './consult/events.ts'
import type { IncomingEvent } from './incoming/events.ts'
import type { ArchiveEvent } from './archive/events.ts'
import type { JointOrgan } from './issue/part.ts'
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
  /** `also`, `alongside`: further persons of parallel steps, and their turns where the next one is such a step */
  | {
      type: 'Submitted'
      assignees: Record<string, Person>
      also?: Record<string, Person[]>
      opinion: Opinion
      next: Task
      alongside?: Task[]
    }
  | { type: 'Approved'; taskId: string; opinion: Opinion; next: Task; alongside?: Task[] }
  | { type: 'Returned'; taskId: string; opinion: Opinion; next: Task; alongside?: Task[] }
  | { type: 'Withdrawn'; taskId: string; opinion: Opinion; next: Task }
  /** `next`: 复核 by the office; none where nobody holds it. `joint`, `alongside`: organs that sign along, with their turns */
  | {
      type: 'Signed'
      taskId: string
      opinion: Opinion
      signed: NonNullable<DocumentState['signed']>
      next?: Task
      joint?: JointOrgan[]
      alongside?: Task[]
    }
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
  | ArchiveEvent
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
  'WF-LENT': 'WF-101', // the original is out already
  'WF-LOAN': 'WF-101', // no such loan, or it came back already
  'WF-LOAN-DAY': 'WF-101', // to be given back on a day that is past
  'WF-DATE': 'WF-13', // signed on a day before the task arrived, or in the future (C-15)
  'WF-RULE': 'WF-14', // an E-level writing rule stands against it
  'WF-CHANGE': 'WF-15', // a decision on a change that is not in the document
  'WF-THREAD': 'WF-16', // a 批注 that is not there, is there already, or is full
  'WF-LEASE': 'WF-17', // somebody else, or another desk, holds the draft
  'WF-BRANCH': 'WF-19', // edits to bring in that are not there or are settled already
  'WF-CLEAN': 'WF-22', // a clean copy that is there already, or is not what the decisions give
  'WF-INK': 'WF-21', // a drawing that is not there, is too large, or lies over another version
  'WF-RECHECK': 'WF-30', // 复核 without 清稿, or with a question unanswered (条例第二十五条)
  'WF-NUMBERED': 'WF-31', // it has its number: another window, another desk or another clerk was first (SC-7)
  'WF-NUMBER-GONE': 'SY-192', // after a restore the number it had went to another document
  'WF-NUMBER': 'WF-32', // a 机关代字 the organ does not have, or a number that is not kept free
  'WF-JOINT': 'WF-33', // 联合行文: an organ has not signed yet
  'WF-SCOPE': 'WF-34', // a unit outside the 分送范围, or one that has a copy
  'WF-TWO-PERSONS': 'WF-35', // who numbered it does not seal it
  'WF-JOINT-SEAL': 'WF-141', // 联合行文: an organ has not given its electronic seal yet
  'WF-SEAL-SIGNER': 'WF-140', // who signed for an organ does not give its seal
  'WF-SEAL': 'WF-36', // no lawful reason to go without a seal; or a seal that is not that of the 署名
  'WF-LAYOUT': 'WF-43', // 版式文件 of another 清稿, or whose files are missing or not what they are named
  'WF-SEAL-KEY': 'WF-46', // the county's server cannot open the key of this seal
  'WF-RECEIVED': 'WF-37', // somebody signed for the copy: it cannot be called back
  'WF-RECEIPTS': 'WF-38', // closing without a reason while a 主送 unit has not signed for it
  'WF-OPEN-TASKS': 'WF-39', // archiving while somebody has something to do with it
  'WF-PACKAGE': 'WF-41', // archiving while a part of the package is missing or is not what its SM3 names
  'WF-MARKED': 'WF-40', // it was revoked or repealed before
  'WF-CONSULT': 'WF-70', // a unit that cannot be asked, or that was not asked or has answered
  'WF-CONSULT-OPEN': 'WF-71', // units were asked and have not answered
  'WF-DISAGREE': 'WF-72', // a unit disagrees and that is not put in order (R-12, 条例第十六条（四）)
  'WF-CONSULT-REASON': 'WF-73', // 不同意, 不采纳 or 裁定 without what must stand with it
  'WF-OVERDUE': 'WF-75', // 逾期视为无不同意见 for a unit that is not overdue, was not reminded, or disagreed before
  'WF-TARGET': 'WF-80', // 加签, 转办, 传阅 to somebody who is not of the organ, or has the turn already
  'WF-DELEGATE': 'WF-84', // one who stands in: the 委托 has ended, or 签发 is not among it
  'WF-HANDOVER': 'WF-85', // 交接: the turns are not those that were shown any more
  'WF-URGED': 'WF-88', // 催办 again within a working hour
  'WF-DAMAGED': 'WF-51', // 签收 of a layout file that is not whole (条例第二十四条（一）)
  'WF-DUPLICATE': 'WF-52', // a 收文 that looks like one that is registered, and nobody said it is another (C-14)
  'WF-HANDLERS': 'WF-53', // not exactly one 主办, somebody named twice, or nobody
  'WF-LIMIT': 'WF-54', // an urgent 办件 without a limit, or a clock that does not stand so
  'WF-REASON': 'WF-55', // something that is sent back, refused or said without what must be said with it
  'WF-ASSISTS': 'WF-56', // 承办办结 while a 协办 is neither in nor let off
  'WF-OPEN-TURNS': 'WF-58', // 归档 with a turn that is still open
  'WF-TRANSFER-LATE': 'WF-59', // 转办 or 异议 later than 5 工作日 after it arrived
  'WF-REPLY': 'WF-60', // an answer that is no draft of the sender's, or is not linked
  'WF-LATE': 'WF-23', // a 补充意见 for a command that was not refused to this person, or that has one already
} as const
export type RejectionCode = keyof typeof rejectionCodes

export type Decided = { ok: true; events: DocumentEvent[] } | Rejection
