import type { Mark, Node as PmNode } from 'prosemirror-model'
import type { Step } from 'prosemirror-transform'
import { entriesOf, type Entry, type Who } from '../document/schema.ts'
import { runSteps } from './apply-steps.ts'
import { changeSignatures } from './changes.ts'
import { movedAnchor } from './comment-steps.ts'
import { withoutComments } from './derive.ts'
import { rejectAll, stripChanges } from './resolve.ts'
import { entrySchema } from './track-step.ts'
import { RevisionError, type RevisionRefusal } from './types.ts'
import { fmtType, idOf, isTrackedBlock, isTrackingMark, sameValue, whoOf } from './who.ts'

/** What a desk submits and who it says it is; the server takes author and step from the session, never from the body. */
export type Submission = {
  base: PmNode
  steps: readonly Step[]
  author: string
  /** every workflow step this person has held: unsent work may come from an earlier turn than the present one */
  held: readonly string[]
  /** true from the first 报送 on; false while one writer holds the draft */
  tracked: boolean
  /** epoch ms of the server; without it dates are not looked at */
  now?: number | undefined
  /** threads whose anchors this person may set anew or take away, their own; without it anchors are not looked at */
  ownThreads?: ReadonlySet<string> | undefined
  /** whether a change of that id was ever in a version of this document, also one that is gone */
  wasUsed?: ((changeId: string) => boolean) | undefined
}

export type Verification = { ok: true; doc: PmNode; changeIds: string[] } | { ok: false; code: RevisionRefusal; detail: string }

const refuse = (code: RevisionRefusal, detail: string): Verification & { ok: false } => ({ ok: false, code, detail })
const day = 24 * 60 * 60_000

/** Why the blocks of a document are not sound: an id that is missing or used twice. */
function blockIdFault(doc: PmNode): string | null {
  const seen = new Set<string>()
  let fault: string | null = null
  doc.descendants((node) => {
    if (node.isInline || fault !== null) return false
    if (!isTrackedBlock(node)) return true
    const id = idOf(node)
    if (typeof id !== 'string' || !id) fault = `a ${node.type.name} has no id`
    else if (seen.has(id)) fault = `block id ${id} is used twice`
    else seen.add(id)
    return !node.isTextblock
  })
  return fault
}

const isSigned = ({ id, author, at, step }: Readonly<Record<string, unknown>>): boolean =>
  typeof id === 'string' &&
  id !== '' &&
  typeof author === 'string' &&
  author !== '' &&
  typeof step === 'string' &&
  Number.isFinite(at)

/** Why tracking records are malformed: a wrong shape, no signature, or a value that is not the one recorded. */
function recordFault(doc: PmNode): string | null {
  let fault: string | null = null
  doc.descendants((node) => {
    if (fault !== null) return false
    if (node.isInline) fault = markFault(node)
    else if (node.attrs['trk']) fault = entryFault(node)
    return fault === null
  })
  return fault
}

function markFault(node: PmNode): string | null {
  const tracking = node.marks.filter(isTrackingMark)
  if (!tracking.length) return null
  if (!tracking.every((mark) => isSigned(mark.attrs))) return 'an unsigned mark'
  const last = new Map<string, Mark>()
  for (const mark of tracking) if (mark.type === fmtType) last.set(String(mark.attrs['mark']), mark)
  for (const [name, mark] of last) {
    if (mark.attrs['new'] !== node.marks.some((other) => other.type.name === name)) return `format ${name} is not as recorded`
  }
  return null
}

function entryFault(node: PmNode): string | null {
  const list = entriesOf(node)
  if (!Array.isArray(list)) return 'a change list that is none'
  if (list.some((entry) => !entrySchema.safeParse(entry).success || !isSigned(entry))) return 'a malformed entry'
  const last = new Map(list.flatMap((entry) => (entry.k === 'attr' ? [[entry.name, entry.new] as const] : [])))
  for (const [name, value] of last) if (!sameValue(node.attrs[name], value)) return `attribute ${name} is not as recorded`
  return null
}

/** Refusal of what a result does to the changes of its base, and the ids of the new ones. */
function compareChanges(submission: Submission, result: PmNode): { fault: Verification | null; fresh: string[] } {
  const before = changeSignatures(submission.base)
  const after = changeSignatures(result)
  const fresh: string[] = []
  const fail = (code: RevisionRefusal, detail: string) => ({ fault: refuse(code, detail), fresh })
  for (const [id, signatures] of before) {
    const now = after.get(id)
    if (!now) return fail('RV-CHANGE-REMOVED', id)
    const known = (who: Who) => signatures.some((was) => was.author === who.author && was.at === who.at && was.step === who.step)
    if (now.length !== signatures.length || !now.every(known)) return fail('RV-CHANGE-ALTERED', id)
  }
  for (const [id, signatures] of after) {
    if (before.has(id)) continue
    fresh.push(id)
    if (submission.wasUsed?.(id)) return fail('RV-CHANGE-ALTERED', `${id} was another change before`)
    for (const who of signatures) {
      if (who.author !== submission.author) return fail('RV-FOREIGN-AUTHOR', id)
      if (!submission.held.includes(who.step)) return fail('RV-FOREIGN-STEP', id)
      if (submission.now !== undefined && who.at > submission.now + day) return fail('RV-FUTURE', id)
    }
    if (signatures.length > 1) return fail('RV-CHANGE-ALTERED', `${id} is signed twice`)
  }
  return { fault: null, fresh }
}

/** Calls `act` for every tracking mark and block entry with its moveId, if it has one. */
function eachRecord(doc: PmNode, act: (who: Who, moveId: string | null, entry?: Entry) => void): void {
  doc.descendants((node) => {
    for (const mark of node.marks) if (isTrackingMark(mark)) act(whoOf(mark), (mark.attrs['moveId'] as string | null) ?? null)
    if (!node.isInline) for (const entry of entriesOf(node)) act(whoOf(entry), entry.moveId ?? null, entry)
  })
}

/**
 * Why new changes point at what is not theirs (RV-16): a move takes the other half of a move of somebody else, or a
 * struck boundary leans on a block that is no inserted one.
 */
function foreignPointer({ author }: Submission, doc: PmNode, isNew: (id: string) => boolean): string | null {
  const movers = new Map<string, string>()
  const leaned = new Map<string, string>()
  eachRecord(doc, (who, moveId, entry) => {
    if (moveId !== null && !isNew(who.id) && who.author !== author) movers.set(moveId, who.author)
    if (entry?.k === 'brkDel' && entry.over !== undefined && isNew(who.id)) leaned.set(entry.over, who.id)
  })
  let fault: string | null = null
  if (leaned.size) {
    doc.descendants((node) => {
      const by = node.isInline ? undefined : leaned.get(idOf(node) ?? '')
      const inserted = node.isInline || entriesOf(node).some((entry) => entry.k === 'blkIns')
      // a block that is gone was the author's own; nothing can lean on it any more
      if (by !== undefined && !inserted) fault = `${by} leans on ${idOf(node) ?? ''}, which is no inserted block`
      return !node.isTextblock && !node.isInline
    })
  }
  eachRecord(doc, (who, moveId) => {
    if (moveId !== null && isNew(who.id) && movers.has(moveId))
      fault = `${who.id} takes part in move ${moveId} of ${movers.get(moveId)}`
  })
  return fault
}

/**
 * Proves that a submission is what it says (RV-16): every new change is signed by this author at a step they held, no
 * earlier change is gone or altered, and without the new changes the document is exactly the base, with the comment
 * anchors of others where they were (RV-34).
 */
export function verifySubmission(submission: Submission): Verification {
  let doc: PmNode
  try {
    doc = runSteps(submission.base, submission.steps)
  } catch (error) {
    return refuse('RV-STEP-INVALID', error instanceof RevisionError ? error.message : String(error))
  }
  try {
    doc.check()
  } catch (error) {
    return refuse('RV-SCHEMA', String(error))
  }
  const record = recordFault(doc)
  if (record !== null) return refuse('RV-SCHEMA', record)
  const ids = blockIdFault(doc)
  if (ids !== null) return refuse('RV-BLOCK-ID', ids)
  if (!submission.tracked) {
    const before = changeSignatures(submission.base)
    const added = [...changeSignatures(doc).keys()].find((id) => !before.has(id))
    return added === undefined ? { ok: true, doc, changeIds: [] } : refuse('RV-UNEXPECTED-CHANGE', added)
  }
  const { fault, fresh } = compareChanges(submission, doc)
  if (fault) return fault
  const isNew = new Set(fresh)
  const without = stripChanges(doc, (id) => isNew.has(id))
  if (!without.eq(submission.base) && !withoutComments(without).eq(withoutComments(submission.base))) {
    return refuse('RV-BASE-ALTERED', 'without the new changes the text is not the base')
  }
  const moved = submission.ownThreads && movedAnchor(submission.base, without, submission.ownThreads)
  if (moved !== undefined) return refuse('RV-COMMENT-REMOVED', moved)
  const pointer = foreignPointer(submission, doc, (id) => isNew.has(id))
  if (pointer !== null) return refuse('RV-CHANGE-ALTERED', pointer)
  return { ok: true, doc, changeIds: fresh }
}

/**
 * Proves a merge before it is stored (RV-16): without the new changes it is the head it was merged onto, and rejecting
 * everything gives the same original.
 */
export function selfCheckMerge(of: {
  head: PmNode
  merged: PmNode
  isNew: (changeId: string) => boolean
}): { ok: true } | { ok: false; detail: string } {
  const { head, merged, isNew } = of
  const same = (a: PmNode, b: PmNode) => a.eq(b) || withoutComments(a).eq(withoutComments(b))
  if (!same(stripChanges(merged, isNew), head)) return { ok: false, detail: 'without the new changes the merge is not the head' }
  if (!same(rejectAll(merged), rejectAll(head))) return { ok: false, detail: 'the merge has another original than the head' }
  return { ok: true }
}
