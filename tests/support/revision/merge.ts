import type { Node as PmNode } from 'prosemirror-model'
import { EditorState } from 'prosemirror-state'
import type { Step } from 'prosemirror-transform'
import { applySteps, stepsToJson } from '../../../src-shared/revision/apply-steps.ts'
import { changeSignatures } from '../../../src-shared/revision/changes.ts'
import { deriveSteps, stripChanges } from '../../../src-shared/revision/derive.ts'
import { rebaseSteps } from '../../../src-shared/revision/rebase.ts'
import { acceptAll, rejectAll, resolveDoc } from '../../../src-shared/revision/resolve.ts'
import type { Verdict } from '../../../src-shared/revision/types.ts'
import { selfCheckMerge, verifySubmission } from '../../../src-shared/revision/verify.ts'
import { withoutAnchors } from './documents.ts'
import { checkGoes, checkTraceless } from './goes.ts'
import { checkOnlyAdds, checkRejectAuthor, checkRoundTrip, checkShape } from './invariants.ts'
import { randomOperation, type Level } from './operations.ts'
import { isLong, Letters, Random } from './random.ts'
import { brief, checkDecisions, desk, documentOf, mustBeSame, trackOperation, type Desk } from './session.ts'
import { messageOf, type Counts, type Plan } from './shrink.ts'

export type Work = { by: Desk; doc: PmNode; steps: Step[]; isNew: (id: string) => boolean; done: string[] }

/** The parts of the core a merge rests on, so that tests can plant bugs in them. */
export type MergeDeps = {
  derive: typeof deriveSteps
  rebase: typeof rebaseSteps
  verify: typeof verifySubmission
  selfCheck: typeof selfCheckMerge
}
export const core: MergeDeps = {
  derive: deriveSteps,
  rebase: rebaseSteps,
  verify: verifySubmission,
  selfCheck: selfCheckMerge,
}

const isOf = (author: string) => (id: string) => id.startsWith(`${author}-`)

/** The work of one author on a base, offline: one operation per seed. */
function work(base: PmNode, by: Desk, level: Level, seeds: readonly Random[], now: number): Work {
  let state = EditorState.create({ doc: base })
  const isNew = isOf(by.author)
  const done: string[] = []
  seeds.forEach((random, i) => {
    const operation = randomOperation(random, level, state.doc)
    done.push(`${by.author} ${operation.name}`)
    state = trackOperation(state, operation, by, now + i * 1000, isNew)
  })
  return { by, doc: state.doc, steps: [], isNew, done }
}

/** Some operations of one author on a base, offline, and their net steps. */
export const workOffline = (random: Random, base: PmNode, by: Desk, level: Level, operations: number, now: number): Work =>
  work(base, by, level, Array.from<Random>({ length: operations }).fill(random), now)

const sameText = (what: string, a: PmNode, b: PmNode) => mustBeSame(what, withoutAnchors(a), withoutAnchors(b))

/** The server's side of one submission: derive, check, rebase on the head, verify, self-check. */
export function submit(
  base: PmNode,
  theirs: readonly Step[],
  head: PmNode,
  work: Work,
  deps: MergeDeps = core,
): { steps: Step[]; doc: PmNode } {
  const { author, step } = work.by
  work.steps = deps.derive(base, work.doc, work.isNew)
  mustBeSame('derived steps do not replay', applySteps(base, stepsToJson(work.steps)), work.doc)
  checkOnlyAdds(work.steps)
  const honest = deps.verify({ base, steps: work.steps, author, held: [step], tracked: true })
  if (!honest.ok) throw new Error(`honest work of ${author} refused: ${honest.code} ${honest.detail}`)
  const { steps, doc, dropped } = deps.rebase(base, work.steps, theirs)
  if (dropped) throw new Error(`${dropped} steps of ${author} dropped`)
  const merged = deps.verify({ base: head, steps, author, held: [step], tracked: true })
  if (!merged.ok) throw new Error(`merge of ${author} refused: ${merged.code} ${merged.detail}`)
  mustBeSame('merge is not what was verified', merged.doc, doc)
  const check = deps.selfCheck({ head, merged: doc, isNew: work.isNew })
  if (!check.ok) throw new Error(`self-check: ${check.detail}`)
  return { steps, doc }
}

/** How often each letter stands in the text, struck text included. */
function lettersOf(doc: PmNode): Map<string, number> {
  const found = new Map<string, number>()
  doc.descendants((node) => {
    if (node.isText) for (const letter of node.text ?? '') found.set(letter, (found.get(letter) ?? 0) + 1)
    else if (node.isLeaf) found.set(node.type.name, (found.get(node.type.name) ?? 0) + 1)
  })
  return found
}

/**
 * No letter lost or doubled: letters never repeat, tracked work takes none away, so each stands as often as in the
 * base plus what each author added (moved text is there twice).
 */
function checkLetters(base: PmNode, works: readonly Work[], merged: PmNode): number {
  const want = lettersOf(base)
  const was = new Map(want)
  for (const one of works)
    for (const [letter, count] of lettersOf(one.doc)) want.set(letter, (want.get(letter) ?? 0) + count - (was.get(letter) ?? 0))
  const got = lettersOf(merged)
  for (const letter of new Set([...want.keys(), ...got.keys()]))
    if (want.get(letter) !== got.get(letter))
      throw new Error(`letter ${letter} stands ${got.get(letter) ?? 0} times instead of ${want.get(letter) ?? 0}`)
  return want.size
}

/** Per comment the letters its anchor covers. */
function anchorsOf(doc: PmNode): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  doc.descendants((node) => {
    for (const mark of node.isText ? node.marks : [])
      if (mark.type.name === 'comment') {
        const id = String(mark.attrs['id'])
        const letters = found.get(id) ?? new Set()
        for (const letter of node.text ?? '') letters.add(letter)
        found.set(id, letters)
      }
  })
  return found
}

/** Anchors survive a merge: what any author anchored is anchored, what any took away is gone (RV-18). */
function checkAnchors(base: PmNode, works: readonly Work[], merged: PmNode): number {
  const was = anchorsOf(base)
  const each = works.map((one) => anchorsOf(one.doc))
  const got = anchorsOf(merged)
  const ids = new Set([...was.keys(), ...each.flatMap((one) => [...one.keys()])])
  for (const id of ids) {
    const settled = was.has(id) && each.some((one) => !one.has(id))
    const want = settled ? new Set<string>() : new Set([was, ...each].flatMap((one) => [...(one.get(id) ?? [])]))
    for (const letter of want) if (!got.get(id)?.has(letter)) throw new Error(`comment ${id} lost its place at ${letter}`)
    if (settled && got.has(id)) throw new Error(`comment ${id} was settled and is back`)
  }
  for (const id of got.keys()) if (!ids.has(id)) throw new Error(`comment ${id} comes from nowhere`)
  return ids.size
}

/** What an author strikes or formats never reaches text that came to the same place meanwhile (§4.5 b). */
function checkUnseen(works: readonly Work[], merged: PmNode): void {
  merged.descendants((node) => {
    if (!node.isInline) return true
    const ids = (names: readonly string[]) =>
      node.marks.flatMap((mark) => (names.includes(mark.type.name) ? [String(mark.attrs['id'])] : []))
    for (const one of works) {
      if (!ids(['ins']).some(one.isNew)) continue
      const by = works.find((other) => other !== one && ids(['del', 'fmt']).some(other.isNew))
      if (by) throw new Error(`a mark of ${by.by.author} covers text of ${one.by.author} it was not made on: ${brief(node)}`)
    }
    return false
  })
}

/** Decisions between arrivals: some taken, some given otherwise, some taken back (RV-10). */
function decideSome(random: Random, doc: PmNode, given: Map<string, Verdict>): number {
  const ids = random.shuffle([...changeSignatures(doc).keys()]).slice(0, random.int(0, 4))
  for (const id of ids) {
    if (given.has(id) && random.chance(0.3)) given.delete(id)
    else given.set(id, random.pick(['accept', 'reject'] as const))
  }
  return ids.length
}

const decided = (doc: PmNode, given: ReadonlyMap<string, Verdict>, isRejected: (id: string) => boolean = () => false): PmNode => {
  const decide = (who: { id: string }) => (isRejected(who.id) ? 'reject' : (given.get(who.id) ?? 'accept'))
  let result = doc
  for (let i = 0; i < 4; i++) result = resolveDoc(result, decide)
  return result
}

type Merge = { base: PmNode; works: readonly Work[]; deps: MergeDeps; random: Random; counts: Counts }

/** One order of arrival, with all that must hold after every arrival and at the end. */
function mergeInOrder({ base, deps, random, counts }: Merge, order: readonly Work[]): PmNode {
  let head = base
  let theirs: Step[] = []
  const given = new Map<string, Verdict>()
  order.forEach((one, i) => {
    const { steps, doc } = submit(base, theirs, head, one, deps)
    if (i > 0) {
      counts['merges'] = (counts['merges'] ?? 0) + 1
      // the desk's way: its work is moved onto the head it receives, and handed in from there
      const moved = deps.rebase(base, one.steps, theirs).doc
      const again = deps.derive(head, moved, one.isNew)
      mustBeSame(`the desk of ${one.by.author} comes to another text`, applySteps(head, stepsToJson(again)), doc)
    }
    // the others' final text, with the decisions made so far, is the one from before this arrival
    sameText('an arrival altered what was decided', decided(doc, given, one.isNew), decided(head, given))
    head = doc
    theirs = [...theirs, ...steps]
    counts['decisions'] = (counts['decisions'] ?? 0) + decideSome(random, head, given)
    const final = decided(head, given)
    checkShape(final)
  })
  return head
}

function checkMerged({ base, works, counts }: Merge, head: PmNode): void {
  sameText('reject all of the merge is not the original', rejectAll(head), rejectAll(base))
  checkShape(head)
  checkShape(acceptAll(head))
  for (const one of works) {
    // non-interference: without the others exactly this author's document is left
    const others = works.filter((other) => other !== one)
    sameText(
      `without the others the merge is not the document of ${one.by.author}`,
      stripChanges(head, (id) => others.some((other) => other.isNew(id))),
      one.doc,
    )
  }
  checkUnseen(works, head)
  counts['letters'] = (counts['letters'] ?? 0) + checkLetters(base, works, head)
  counts['anchors'] = (counts['anchors'] ?? 0) + checkAnchors(base, works, head)
}

/** The document several authors start from, with changes of another in it, and the work of each. */
export function offlineWork(plan: Plan): { base: PmNode; works: Work[] } {
  const letters = new Letters()
  const original = documentOf(plan, new Random(plan.document, letters))
  const authors = ['丙', '甲', '乙', '丁'].slice(0, plan.authors + 1)
  const share = (index: number) =>
    plan.operations.filter((seed) => seed % authors.length === index).map((seed) => new Random(seed, letters))
  const base = work(original, desk('丙'), plan.level, share(0), 1_000_000).doc
  const works = authors.slice(1).map((author, i) => work(base, desk(author), plan.level, share(i + 1), 2_000_000))
  return { base, works }
}

/** Two or three authors offline on one base, merged in every order, with decisions between the arrivals. */
export function runMerge(plan: Plan, deps: MergeDeps = core): Counts {
  const { base, works } = offlineWork(plan)
  const random = new Random(plan.seed)
  const merge: Merge = { base, works, deps, random, counts: { merges: 0, decisions: 0, letters: 0, anchors: 0 } }
  let head: PmNode | undefined
  try {
    // three authors can arrive in six orders: some of them here, all in the long run
    const orders = random.shuffle(ordersOf(works))
    orders.slice(0, isLong ? orders.length : 3).forEach((order, i) => {
      const merged = mergeInOrder(merge, order)
      head = merged
      checkMerged(merge, merged)
      if (i > 0) return
      checkDecisions(random, merged)
      checkGoes(new Random(plan.seed), merged)
      for (let round = 0; round < 3; round++)
        checkTraceless(
          new Random(plan.seed + round),
          merged,
          works.map(({ isNew }) => isNew),
        )
      for (const one of works) checkRejectAuthor(merged, one.by.author)
      checkRoundTrip(merged)
    })
    return { ...merge.counts, dropped: 0, 'self-check': 0 }
  } catch (error) {
    const shown = [brief(base), ...works.map((one) => brief(one.doc)), head ? brief(head) : '']
    throw new Error(`${messageOf(error)}\n after ${works.flatMap((one) => one.done).join(' | ')}\n${shown.join('\n---')}`, {
      cause: error,
    })
  }
}

function ordersOf(works: readonly Work[]): Work[][] {
  if (works.length < 2) return [[...works]]
  return works.flatMap((one) => ordersOf(works.filter((other) => other !== one)).map((rest) => [one, ...rest]))
}
