import { Fragment, type Node as PmNode } from 'prosemirror-model'
import { entriesOf } from '../document/schema.ts'
import { changeSignatures } from './changes.ts'
import { compare, sameText } from './compare-texts.ts'
import { withoutComments } from './derive.ts'
import { acceptAll, rejectAll, stripChanges } from './resolve.ts'
import type { TrackContext } from './types.ts'
import { finalOf, viewOf, type VerdictOf } from './views.ts'
import { idOf } from './who.ts'

/** The change ids `b` has more than `a`, when it is `a` with these; undefined when it does not descend from it. */
function changesSince(a: PmNode, b: PmNode): ReadonlySet<string> | undefined {
  const before = changeSignatures(a)
  const fresh = new Set([...changeSignatures(b).keys()].filter((id) => !before.has(id)))
  const same = withoutComments(stripChanges(b, (id) => fresh.has(id))).eq(withoutComments(a))
  return same ? fresh : undefined
}

const bodyOf = (doc: PmNode): readonly PmNode[] => doc.child(1).children

const placesOf = (doc: PmNode) => new Map(bodyOf(doc).map((block, i) => [idOf(block), i]))

/** Blocks that stand in all of these documents in the same order and begin anew in each: nothing reaches over them. */
function commonStarts(docs: readonly PmNode[]): string[] {
  const places = docs.map(placesOf)
  const begins = (block: PmNode | undefined) => block !== undefined && entriesOf(block).every((entry) => entry.k === 'attr')
  let last = docs.map(() => -1)
  return [...(places[0]?.keys() ?? [])].flatMap((id) => {
    const at = places.map((place) => place.get(id) ?? -1)
    const common = id !== null && at.every((index, n) => index > (last[n] ?? -1) && begins(docs[n]?.child(1).child(index)))
    if (!common) return []
    last = at
    return [id]
  })
}

/** The blocks of the body between one of these starts and the next. */
function chunksOf(doc: PmNode, starts: readonly string[]): PmNode[][] {
  const chunks: PmNode[][] = [[]]
  for (const block of bodyOf(doc)) {
    if (idOf(block) === starts[chunks.length - 1]) chunks.push([])
    chunks.at(-1)?.push(block)
  }
  return chunks
}

const says = (blocks: readonly PmNode[] = [], same: readonly PmNode[] = []): boolean =>
  blocks.length === same.length && blocks.every((block, i) => same[i] !== undefined && sameText(block, same[i]))

/**
 * The very changes where they tell the difference, the texts compared where they do not: a paragraph that was struck,
 * and written into afterwards, is gone in one version and there in the other, and none of its changes says so.
 */
function mended(view: PmNode, was: PmNode, now: PmNode, ctx: TrackContext): PmNode {
  const without = rejectAll(view)
  const having = acceptAll(view)
  if (sameText(without, was) && sameText(having, now)) return view
  const texts = compare(was, now, ctx)
  const [before, after] = [rejectAll(texts), acceptAll(texts)]
  const [inBefore, inAfter, inWas, inNow] = [before, after, was, now].map(placesOf)
  // the comparison may have made one block of another: only what stands where it does in the versions is the same
  const starts = commonStarts([view, texts, without, having, was, now, before, after]).filter(
    (id) => inBefore?.get(id) === inWas?.get(id) && inAfter?.get(id) === inNow?.get(id),
  )
  const [ofView, ofTexts, ofWithout, ofHaving, ofWas, ofNow] = [view, texts, without, having, was, now].map((doc) =>
    chunksOf(doc, starts),
  )
  const blocks = (ofView ?? []).flatMap((chunk, i) =>
    says(ofWithout?.[i], ofWas?.[i]) && says(ofHaving?.[i], ofNow?.[i]) ? chunk : (ofTexts?.[i] ?? []),
  )
  const told = says([without.child(0)], [was.child(0)]) && says([having.child(0)], [now.child(0)])
  const header = (told ? view : texts).child(0)
  const result = view.copy(Fragment.from([header, view.child(1).copy(Fragment.fromArray(blocks))]))
  return sameText(rejectAll(result), was) && sameText(acceptAll(result), now) ? result : texts
}

/**
 * Any two versions of a document as tracked changes from `a` to `b` (RV-33): accepting all gives the text of `b`,
 * rejecting all that of `a`, as both read by the decisions. Where `b` descends from `a` these are the very changes made
 * in between, with their authors; otherwise the texts are compared and `ctx` signs.
 */
export function compareVersions(a: PmNode, b: PmNode, verdictOf: VerdictOf, ctx: TrackContext): PmNode {
  const [was, now] = [finalOf(a, verdictOf), finalOf(b, verdictOf)]
  const fresh = changesSince(a, b)
  if (!fresh) return compare(was, now, ctx)
  return mended(
    viewOf(b, verdictOf, (who) => fresh.has(who.id) && verdictOf(who.id) !== 'reject'),
    was,
    now,
    ctx,
  )
}
