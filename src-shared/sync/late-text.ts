import type { Node as PmNode } from 'prosemirror-model'
import { withoutComments } from '../revision/derive.ts'
import { resolveDoc, stripChanges } from '../revision/resolve.ts'
import { suggestOver } from '../revision/suggest.ts'
import { RevisionError, type TrackContext } from '../revision/types.ts'
import type { DocumentState } from '../workflow/document-state.ts'
import type { OutboxRow, WorkingRow } from './store-port.ts'
import { changeIds } from './text.ts'

/*
 * Text written without tracking under a lease that was broken meanwhile (decision 0011). It goes on being what it is, an
 * untracked text over an untracked base, until all of it is sent; the server makes suggestions of it (SY-91). Only what is
 * typed in the moment the editor takes the server's text over is turned into suggestions here.
 */

/** Comments are no part of the text; their anchors may differ. */
export const sameBody = (a: PmNode, b: PmNode): boolean => a.eq(b) || withoutComments(a).eq(withoutComments(b))

/** Tells the changes a text has that its base has not. */
export const isNotIn = (base: PmNode): ((id: string) => boolean) => {
  const ids = changeIds(base)
  return (id) => !ids.has(id)
}

/** Whether all that a text has over its base is tracked: without its new changes it is the base. */
export const isTrackedWork = (base: PmNode, text: PmNode): boolean => sameBody(stripChanges(text, isNotIn(base)), base)

/** Whether this person's lease on the draft was broken: what they wrote under it may still be here, untracked. */
export const lostLease = (doc: DocumentState | undefined, userId: string): boolean =>
  doc?.tracked === true && doc.leasesBroken.some((one) => one.lease.by.userId === userId)

type Here = { row: WorkingRow; base: PmNode; text: PmNode }

/**
 * Whether unsent text is the untracked work of somebody who lost a lease: by its base, which an answer to a save tells
 * before the news of the break are here; by what is on its way; or in itself.
 */
export const isLate = (doc: DocumentState | undefined, userId: string, here: Here, rows: readonly OutboxRow[]): boolean =>
  here.row.late !== undefined ||
  (lostLease(doc, userId) && (rows.some((row) => row.untracked) || !isTrackedWork(here.base, here.text)))

/** A text with everything new taken as written: the page may have begun to track before the editor took the server's text over. */
export function plainOver(base: PmNode, text: PmNode): PmNode {
  const isNew = isNotIn(base)
  return resolveDoc(text, (who) => (isNew(who.id) ? 'accept' : 'keep'))
}

/**
 * What was typed on `from` since, as suggestions over `here`, which has everything of `from` already (RV-35). Undefined
 * where it could only be done by striking what others wrote: that a person must look at.
 */
export function suggestTyped(from: PmNode, text: PmNode, here: PmNode, context: TrackContext): PmNode | undefined {
  try {
    const made = suggestOver(plainOver(here, from), plainOver(here, text), here, context)
    return made.coarse || !isTrackedWork(here, made.doc) ? undefined : made.doc
  } catch (error) {
    if (error instanceof RevisionError || error instanceof RangeError) return undefined
    throw error
  }
}
