import type { Node as PmNode } from 'prosemirror-model'
import { listChanges } from '../revision/changes.ts'
import { deriveSteps } from '../revision/derive.ts'
import { rebaseSteps } from '../revision/rebase.ts'
import { stripChanges } from '../revision/resolve.ts'
import { stepsBetween } from '../revision/suggest.ts'
import { RevisionError } from '../revision/types.ts'
import { isTrackedWork, sameBody } from './late-text.ts'
import { changeIds } from './text.ts'

/** Unsent text, the base it was written on, and the newer version it must move to. */
export type Move = {
  base: PmNode
  text: PmNode
  head: PmNode
  me: string
  tracked: boolean
  /** the newer version is what this desk's own saves led to */
  own: boolean
}

/**
 * The unsent text on the newer version, or undefined where it does not fit: then the whole text is kept for its author
 * to see and the newer version is shown (SY-57). Tracked work moves by its steps; the proof is that taking my unsent
 * changes away again gives exactly the newer version (RV-16).
 */
export function moveText(move: Move): PmNode | undefined {
  const { base, text, head } = move
  if (text.eq(base) || text.eq(head)) return head
  if (!move.tracked) return move.own ? text : undefined
  try {
    return moveTracked(move)
  } catch (error) {
    if (error instanceof RevisionError || error instanceof RangeError) return undefined
    throw error
  }
}

function moveTracked({ base, text, head, me }: Move): PmNode | undefined {
  // an untracked edit in tracked work has no id to move it by
  if (!isTrackedWork(base, text)) return undefined
  const inHead = changeIds(head)
  const mine = new Set(listChanges(text).flatMap((c) => (c.author === me && !inHead.has(c.id) ? [c.id] : [])))
  if (mine.size === 0) return head
  const common = stripChanges(text, (id) => mine.has(id))
  if (common.eq(head)) return text
  const theirs = stepsBetween(common, head)
  const ours = deriveSteps(common, text, (id) => mine.has(id))
  const { doc, dropped } = rebaseSteps(common, ours, theirs)
  if (dropped > 0) return undefined
  const without = stripChanges(doc, (id) => mine.has(id))
  return sameBody(without, head) ? doc : undefined
}
