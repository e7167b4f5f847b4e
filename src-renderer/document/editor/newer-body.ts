import type { Node as PmNode } from 'prosemirror-model'
import type { Step } from 'prosemirror-transform'
import { listChanges } from '../../../src-shared/revision/changes.ts'
import { deriveSteps, diffSteps, stripChanges } from '../../../src-shared/revision/derive.ts'
import { rebaseSteps } from '../../../src-shared/revision/rebase.ts'
import type { TrackContext } from '../../../src-shared/revision/types.ts'

/** A newer body that was laid under a page: the page's text before and after. */
export type NewerBody = { from: PmNode; to: PmNode }

/** A newer body under unsaved typing: the steps that bring it to the page, and those that are left to save on top of it. */
export type Laid = { onto: Step[]; unsaved: Step[] }

const idsOf = (doc: PmNode): Set<string> => new Set(listChanges(doc).map((change) => change.id))

/** Ids of this person's changes that no version of the server holds. */
const unsentOf = (doc: PmNode, { author, isUnsent }: TrackContext): string[] =>
  listChanges(doc).flatMap((change) => (change.author === author && isUnsent(change.id) ? [change.id] : []))

/**
 * The page's text on the newer body, by the net changes of both sides as the server merges them (RV-22): what a keystroke
 * did on the way plays no part. Undefined where the two do not differ by tracked changes alone.
 */
function merged(saved: PmNode, work: PmNode, next: PmNode, ctx: TrackContext): PmNode | undefined {
  const [known, left] = [idsOf(saved), idsOf(next)]
  // unsent changes the newer body has no more were refused and are kept elsewhere: they do not come back
  const refused = new Set(unsentOf(saved, ctx).filter((id) => !left.has(id)))
  const mine = new Set([...unsentOf(saved, ctx), ...unsentOf(work, ctx)])
  const isMine = (id: string): boolean => mine.has(id)
  try {
    const base = stripChanges(saved, isMine)
    const theirs = deriveSteps(base, stripChanges(next, isMine), (id) => !known.has(id))
    const own = deriveSteps(
      base,
      stripChanges(work, (id) => refused.has(id)),
      isMine,
    )
    const { doc, dropped } = rebaseSteps(base, own, theirs)
    return dropped ? undefined : doc
  } catch {
    return undefined
  }
}

/**
 * Lays a newer body under what was typed since the last save (UI-24): `saved` is the text of that save, `work` the page,
 * `next` the newer body with what was saved in it. Only places that differ are touched, so the caret and the history of
 * everything else stay as they are (UI-24).
 */
export function layUnder(saved: PmNode, work: PmNode, next: PmNode, ctx: TrackContext): Laid {
  if (work.eq(saved)) return { onto: diffSteps(work, next), unsaved: [] }
  const doc = merged(saved, work, next, ctx) ?? rebaseSteps(saved, diffSteps(saved, work), diffSteps(saved, next)).doc
  return { onto: diffSteps(work, doc), unsaved: diffSteps(next, doc) }
}

/** A text merged with what came since, by the differences themselves: for pages without tracking. */
const overDifferences = (text: PmNode, newer: readonly NewerBody[]): PmNode =>
  newer.reduce((doc, { from, to }) => rebaseSteps(from, diffSteps(from, doc), diffSteps(from, to)).doc, text)

/**
 * An earlier text of a page on the newer bodies that came since, for undo (UI-24): own unsent changes are those of
 * `text`, all else is as on the page, `now`. Changes the server refused do not come back. Where the person's own text has
 * been sent since, the text is carried over by differences and lacks it, for the door to strike (RV-09).
 */
export function onNewerBodies(text: PmNode, newer: readonly NewerBody[], now: PmNode, ctx: TrackContext | undefined): PmNode {
  if (!ctx) return overDifferences(text, newer)
  const known = idsOf(text)
  const isSentSince = listChanges(now).some(({ id, author }) => author === ctx.author && !known.has(id) && !ctx.isUnsent(id))
  if (isSentSince) return overDifferences(text, newer)
  const refused = newer.flatMap(({ from, to }) => {
    const left = idsOf(to)
    return unsentOf(from, ctx).filter((id) => !left.has(id))
  })
  const [gone, mine] = [new Set(refused), new Set([...unsentOf(text, ctx), ...unsentOf(now, ctx)])]
  const isMine = (id: string): boolean => mine.has(id)
  try {
    const base = stripChanges(text, isMine)
    const theirs = deriveSteps(base, stripChanges(now, isMine), (id) => !known.has(id))
    const wanted = stripChanges(text, (id) => gone.has(id))
    return rebaseSteps(base, deriveSteps(base, wanted, isMine), theirs).doc
  } catch {
    return overDifferences(text, newer)
  }
}
