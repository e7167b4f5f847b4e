import { heldElsewhere, heldHere, isLeased, mayDraft, type AtDesk } from '../../../src-shared/workflow/decide-leases.ts'
import type { DocumentState } from '../../../src-shared/workflow/document-state.ts'
import type { Lease, LeaseBreak } from '../../../src-shared/workflow/leases.ts'

/** How a draft is held, as this desk sees it. */
export type Holding =
  /** not a draft of this person's, or nothing to tell */
  | { kind: 'none' }
  | { kind: 'mine'; lease: Lease }
  /** nobody; others draft along, so it matters */
  | { kind: 'free' }
  /** `own`: this person at another desk */
  | { kind: 'other'; lease: Lease; own: boolean }
  /** a lease was broken: everything is tracked */
  | { kind: 'broken'; broken: LeaseBreak }

/** Who holds the draft (WF-17). Pure; `now` in epoch ms. */
export function holdingOf(doc: DocumentState, who: AtDesk, now: number): Holding {
  if (!mayDraft(doc, who.userId)) return { kind: 'none' }
  const broken = doc.leasesBroken.at(-1)
  if (!isLeased(doc)) return broken ? { kind: 'broken', broken } : { kind: 'none' }
  const other = heldElsewhere(doc, who, now)
  if (other) return { kind: 'other', lease: other, own: other.by.userId === who.userId }
  const lease = heldHere(doc, who)
  if (lease) return { kind: 'mine', lease }
  return doc.codrafters.length > 0 ? { kind: 'free' } : { kind: 'none' }
}
