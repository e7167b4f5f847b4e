import type { Mark, Node as PmNode } from 'prosemirror-model'
import { Fragment } from 'prosemirror-model'
import type { Step } from 'prosemirror-transform'
import { entriesOf, type Who } from '../../src-shared/document/schema.ts'
import { changeSignatures, listChanges } from '../../src-shared/revision/changes.ts'
import { deriveSteps } from '../../src-shared/revision/derive.ts'
import { resolveDoc, stripChanges } from '../../src-shared/revision/resolve.ts'
import { suggestOver } from '../../src-shared/revision/suggest.ts'
import type { Change } from '../../src-shared/revision/types.ts'
import { verifySubmission, type Submission } from '../../src-shared/revision/verify.ts'
import { isTrackingMark } from '../../src-shared/revision/who.ts'
import { merge } from './merge.ts'

/** Late edits: the version they were made on, what they made of it, and whose they are. */
export type LateWork = {
  base: PmNode
  steps: readonly Step[]
  work: PmNode
  author: string
  step: string
  /** when the server got them, epoch ms: they were written no later */
  at: number
  /** what led from the base to the head, where that is known better than the two texts tell */
  theirs?: readonly Step[] | undefined
}

export type Ground = {
  head: PmNode
  /** every step the author has held, and the threads they opened */
  held: readonly string[]
  ownThreads: ReadonlySet<string>
  /** false where a version since the base was saved without tracking: there is no list of changes to merge with */
  mergeable: boolean
  /** whether a change of that id was ever in a version of this document */
  wasUsed: (changeId: string) => boolean
  now: number
  newId: () => string
}

export type BroughtIn =
  | { ok: true; doc: PmNode; steps: readonly Step[]; changeIds: readonly string[] }
  | { ok: false; code: 'RV-MERGE' | 'WF-BRANCH'; detail: string }

/**
 * Late edits as suggestions of their author over the head (C-01, RV-62). Edits that were tracked by their author are merged
 * like any save; all others are compared with their base and moved. Whatever came about is proved once more: all that is
 * new is signed by the author alone, at a step they held and under ids never used, and without it the head is as it was.
 */
export function bringIn(late: LateWork, ground: Ground): BroughtIn {
  const candidates = [() => asMerged(late, ground), () => asSuggested(late, ground)]
  let why = ''
  for (const candidate of candidates) {
    const made = attempt(candidate)
    if (typeof made === 'string') {
      why = made
      continue
    }
    // proved as a submission of the branch's author on the head (RV-16)
    const proof = verifySubmission({ ...submission(late, ground, ground.head, made), wasUsed: ground.wasUsed })
    if (!proof.ok) why = `${proof.code} ${proof.detail}`
    else if (proof.changeIds.length === 0) return { ok: false, code: 'WF-BRANCH', detail: 'nothing new' }
    else return { ok: true, doc: proof.doc, steps: made, changeIds: proof.changeIds }
  }
  return { ok: false, code: 'RV-MERGE', detail: why }
}

/** Whatever the core throws on such work means that it finds no place. */
function attempt(candidate: () => readonly Step[] | string): readonly Step[] | string {
  try {
    return candidate()
  } catch (error) {
    return String(error)
  }
}

const isNewOver = (base: PmNode): ((id: string) => boolean) => {
  const known = changeSignatures(base)
  return (id) => !known.has(id)
}

const submission = (
  { author }: LateWork,
  { held, ownThreads, now }: Ground,
  base: PmNode,
  steps: readonly Step[],
): Submission => ({
  base,
  steps,
  author,
  held,
  tracked: true,
  ownThreads,
  now,
})

/** The steps over the head of work its author tracked, as a save would have them; else why not. */
function asMerged(late: LateWork, ground: Ground): readonly Step[] | string {
  const verified = verifySubmission(submission(late, ground, late.base, late.steps))
  if (!verified.ok) return `${verified.code} ${verified.detail}`
  if (!ground.mergeable) return 'an untracked version since'
  if (verified.changeIds.length === 0) return verified.doc.eq(late.base) ? [] : 'untracked'
  const work = withFreshIds(verified.doc, verified.changeIds, ground)
  const isNew = isNewOver(late.base)
  const steps = deriveSteps(late.base, work, isNew)
  if (steps.length === 0) return []
  const fresh = new Set([...changeSignatures(work).keys()].filter(isNew))
  const merged = merge(late.base, steps, ground.head, fresh)
  return merged.ok ? merged.steps : merged.detail
}

/**
 * Changes the head has already, word for word and by the same signature, are left out: they came in another way, as from
 * a second desk with the same profile. Any other change under an id that was used gets a new id, so no word of it is
 * lost (RV-53, RV-63).
 */
function withFreshIds(work: PmNode, changeIds: readonly string[], { head, wasUsed, newId }: Ground): PmNode {
  const used = changeIds.filter((id) => wasUsed(id))
  if (used.length === 0) return work
  const [mine, theirs] = [work, head].map((doc) => new Map(listChanges(doc, { whole: true }).map((one) => [one.id, one])))
  const there = new Set(used.filter((id) => isSame(mine?.get(id), theirs?.get(id))))
  const names = new Map(used.filter((id) => !there.has(id)).map((id) => [id, newId()]))
  const rest = there.size > 0 ? stripChanges(work, (id) => there.has(id)) : work
  return names.size > 0 ? renamed(rest, names) : rest
}

const isSame = (a: Change | undefined, b: Change | undefined): boolean =>
  a !== undefined &&
  b !== undefined &&
  (['author', 'at', 'step', 'kind', 'places', 'place', 'oldText', 'newText'] as const).every((key) => a[key] === b[key])

/** The document with change ids put in the place of others. */
function renamed(node: PmNode, names: ReadonlyMap<string, string>): PmNode {
  const other = (id: string): string => names.get(id) ?? id
  if (node.isInline) {
    const mark = (one: Mark): Mark =>
      isTrackingMark(one) ? one.type.create({ ...one.attrs, id: other(String(one.attrs['id'])) }) : one
    return node.mark(node.marks.map(mark))
  }
  const content = Fragment.fromArray(node.children.map((child) => renamed(child, names)))
  const list = entriesOf(node)
  if (list.length === 0) return node.copy(content)
  return node.type.create({ ...node.attrs, trk: list.map((one) => ({ ...one, id: other(one.id) })) }, content, node.marks)
}

/** The steps over the head of any other work: its text as suggestions, whatever marks it came with; else why not. */
function asSuggested(late: LateWork, { head, newId }: Ground): readonly Step[] | string {
  const isNew = isNewOver(late.base)
  const verdict = (who: Who) => (isNew(who.id) ? ('accept' as const) : ('keep' as const))
  const text = resolveDoc(late.work, verdict)
  const { author, step, at } = late
  const made = suggestOver(late.base, text, head, { author, step, now: at, newId, isUnsent: () => false }, late.theirs)
  return made.coarse ? 'only by striking what others wrote meanwhile' : made.steps
}
