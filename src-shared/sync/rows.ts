import type { Node as PmNode } from 'prosemirror-model'
import { headerOf, type DocumentHeader } from '../document/header.ts'
import type { StepId } from '../workflow/directory.ts'
import {
  isCodrafting,
  isSettled,
  openTaskOf,
  openTasksOf,
  openTurn,
  standsStill,
  participants,
  wasSubmitted,
  type DocumentState,
  type Task,
} from '../workflow/document-state.ts'
import { suspended } from '../workflow/incoming/clock.ts'
import type { RegisterNumber } from '../workflow/incoming/part.ts'
import { stepNameOf } from '../workflow/step-names.ts'
import type { DocumentId } from '../ids.ts'

/** Places of the desk a document lies in by its state alone (待办、草稿、在办、已办). */
export type StatePlace = 'todo' | 'drafts' | 'active' | 'done'

/** One row of a list, kept ready in a table of its own that typing does not touch (style.md T9). */
export type ListRow = {
  id: DocumentId
  places: string[]
  state: DocumentState['state']
  step: StepId
  title: string
  docType: string
  urgency: string
  unitName: string
  drafterName: string
  holderName: string
  stepName: string
  arrivedAt: number
  dueAt: number | null
  updatedAt: number
  attachmentCount: number
  unsent: number
  opened: boolean
  /** what a 收文 is known by in lists and in the register; none for 发文 and for rows of an earlier version */
  incoming?: IncomingRow
}

/** 来文单位, 来文字号, 收文号 and the rest of a line of 收文登记簿. Times are epoch ms, days 'YYYY-MM-DD'. */
export type IncomingRow = {
  unitId: string
  fromUnit: string
  number: string
  register: RegisterNumber | null
  temporary: string
  duplicate: boolean
  secrecy: string
  datedOn: string
  arrivedAt: number
}

/** The 要素 a list shows. */
export type Heading = Pick<DocumentHeader, 'title' | 'docType' | 'urgency'>

/** The 要素 a list shows of a text, with every change accepted. */
export function headingOf(text: PmNode): Heading {
  const { title, docType, urgency } = headerOf(text)
  return { title, docType, urgency }
}

/** What a list shows of an unsent text, where typing changed it; else the document's own 要素 stand (SY-72). */
export function headingOver(base: PmNode, text: PmNode): Heading | undefined {
  const heading = headingOf(text)
  return sameHeading(headingOf(base), heading) ? undefined : heading
}

const sameHeading = (a: Heading, b: Heading): boolean => a.title === b.title && a.docType === b.docType && a.urgency === b.urgency

/** When work that arrived then is due, after that many working hours; null where it cannot be told. */
export type DueAt = (arrivedAt: number, limitHours: number) => number | null

/**
 * Where a document lies for a person (SY-40): to-do while an open task of any step but the first draft is theirs,
 * drafts while their own draft, or one they draft along, was never handed on, done once it ended and they had a turn,
 * active otherwise.
 */
export function placesOf(doc: DocumentState, userId: string): StatePlace[] {
  if (!participants(doc).includes(userId)) return []
  const isDraft = doc.state === 'F0' && !wasSubmitted(doc)
  if (isDraft && (openTaskOf(doc, userId) || isCodrafting(doc, userId))) return ['drafts']
  if (doc.state !== 'X2' && openTasksOf(doc, userId).length > 0) return ['todo']
  return isSettled(doc) && !runningIncoming(doc) ? ['done'] : ['active']
}

/** When a turn is due: as was worked out when it began, else by the limit of its step. */
const dueOf = (turn: Task, limit: number | null, dueAt: DueAt): number | null =>
  turn.dueAt !== undefined ? turn.dueAt : limit === null ? null : dueAt(turn.arrivedAt, limit)

/** Whether a 收文 is still being handled: its text never changes, its work does. What only stands in the register is done. */
const runningIncoming = (doc: DocumentState): boolean =>
  doc.kind === 'incoming' && !['S8', 'S9', 'XR'].includes(doc.state) && doc.tasks.some((task) => task.doneAt === null)

/** The list row of a document as this person sees it. */
export function listRow(doc: DocumentState, userId: string, unsent: number, attention: boolean, dueAt: DueAt): ListRow {
  const open = openTurn(doc)
  const mine = openTaskOf(doc, userId) ?? openTasksOf(doc, userId)[0]
  const at = mine ?? open
  const limit = doc.route.steps.find((s) => s.id === at?.step)?.limitHours ?? null
  const arrivedAt = at?.arrivedAt ?? doc.signed?.at ?? doc.updatedAt
  return {
    id: doc.id,
    places: [
      ...placesOf(doc, userId),
      ...(doc.kind === 'incoming' ? ['incoming'] : []),
      ...(unsent > 0 ? ['outbox'] : []),
      ...(attention ? ['attention'] : []),
    ],
    state: doc.state,
    step: doc.step,
    title: doc.header.title,
    docType: doc.header.docType,
    urgency: doc.header.urgency,
    unitName: doc.unitName,
    drafterName: doc.drafter.name,
    holderName: open?.assignee.name ?? '',
    stepName: stepNameOf(doc, at?.step ?? doc.step),
    arrivedAt,
    // a limit that stands still is none to count down (SC-10)
    dueAt: at && !standsStill(at) && !suspended(doc.incoming?.clock ?? null) ? dueOf(at, limit, dueAt) : null,
    updatedAt: doc.updatedAt,
    attachmentCount: doc.attachments.length,
    unsent,
    opened: mine ? mine.openedAt !== null : true,
    ...(doc.incoming ? { incoming: incomingRow(doc, doc.incoming) } : {}),
  }
}

/** A 收文 as its line in the register has it. */
export const incomingRow = (doc: DocumentState, part: NonNullable<DocumentState['incoming']>): IncomingRow => ({
  unitId: doc.unitId,
  fromUnit: part.fromUnit,
  number: part.number,
  register: part.register && { year: part.register.year, seq: part.register.seq },
  temporary: part.temporary,
  duplicate: part.duplicateOf !== null,
  secrecy: part.secrecy,
  datedOn: part.datedOn,
  arrivedAt: doc.createdAt,
})
