import type { Opinion, Task } from '../document-state.ts'
import type { Person } from '../person.ts'
import type { BoundLayout } from './layout.ts'
import type { IssuePart, JointOrgan, Receipt, ScopeUnit } from './part.ts'

export type IssueEvent =
  | { type: 'Rechecked'; rechecked: NonNullable<IssuePart['rechecked']>; next: Task }
  | { type: 'SignatureLifted'; lifted: IssuePart['lifted'][number]; next: Task }
  | { type: 'JointSigned'; taskId: string; opinion: Opinion; signed: NonNullable<JointOrgan['signed']> }
  /** an organ that issues along refuses: every signature is lifted */
  | { type: 'JointRefused'; taskId: string; opinion: Opinion; lifted: IssuePart['lifted'][number]; next: Task }
  /** `sealing`: the turns of the 用印员 of the organs along, by unit */
  | {
      type: 'NumberAllocated'
      number: NonNullable<IssuePart['number']>
      scope: ScopeUnit[]
      copies: number
      next: Task
      sealing?: { unitId: string; turn: Task }[]
    }
  | { type: 'JointSealed'; taskId: string; given: NonNullable<NonNullable<JointOrgan['sealing']>['given']> }
  | { type: 'NumberVoided'; voided: IssuePart['voided'][number]; next: Task }
  | { type: 'ScopeChanged'; scope: ScopeUnit[]; rescoped: IssuePart['rescoped'][number] }
  /** `layout`: the 版式文件 it goes out as, where there is one */
  | { type: 'Sealed'; sealed: NonNullable<IssuePart['sealed']>; layout?: BoundLayout; next: Task }
  | { type: 'SealWaived'; waived: NonNullable<IssuePart['waived']>; layout?: BoundLayout; next: Task }
  /** `next`: with the first copies the document waits to be closed */
  | { type: 'CopiesSent'; receipts: Receipt[]; next?: Task }
  /** what became of a copy: at the other unit, or called back here */
  | { type: 'ReceiptNoted'; docId: string; status: Receipt['status']; by: Person; reason: string }
  /** on the 收文: the sender called the copy back before anybody signed for it */
  | { type: 'CopyRecalled'; by: Person; reason: string }
  | { type: 'IssueClosed'; closed: NonNullable<IssuePart['closed']>; next: Task }
  | { type: 'IssueArchived'; archived: NonNullable<IssuePart['archived']> }
  /** on the 发文 and on every copy of it */
  | { type: 'IssueMarked'; mark: NonNullable<IssuePart['mark']> }
