import type { Mark, Node as PmNode } from 'prosemirror-model'
import { AddMarkStep, RemoveMarkStep, type Mapping, type Step } from 'prosemirror-transform'
import { threadAnchors, type AnchorPlace } from './anchors.ts'
import { commentType } from './who.ts'

const has = (places: readonly AnchorPlace[], { from, to }: AnchorPlace) =>
  places.some((place) => place.from === from && place.to === to)

/** Threads in the order in which their marks lie on each other, so that setting them again gives the same marks. */
function inMarkOrder(doc: PmNode, ids: ReadonlySet<string>): string[] {
  const order: string[] = []
  const read = (marks: readonly Mark[]) => {
    let after = -1
    for (const { attrs } of marks) {
      const id = String(attrs['id'])
      if (!ids.has(id)) continue
      const at = order.indexOf(id)
      if (at < 0) order.splice(after + 1, 0, id)
      after = at < 0 ? after + 1 : Math.max(after, at)
    }
  }
  doc.descendants((node) => {
    if (node.isInline) read(node.marks.filter((mark) => mark.type === commentType))
    return !node.isInline
  })
  return order
}

/**
 * What differs between the comment anchors of two documents of equal text, thread by thread, as steps on `base`
 * (RV-34): a thread both have in the same places is not touched, so another's removal of it is not undone.
 */
export function commentSteps(base: PmNode, other: PmNode): Step[] {
  const [was, now] = [threadAnchors(base), threadAnchors(other)]
  const gone: Step[] = []
  for (const [id, { places }] of was) {
    const kept = now.get(id)?.places ?? []
    const mark = commentType.create({ id })
    for (const place of places) if (!has(kept, place)) gone.push(new RemoveMarkStep(place.from, place.to, mark))
  }
  const fresh = new Set<string>()
  for (const [id, { places }] of now) if (places.some((place) => !has(was.get(id)?.places ?? [], place))) fresh.add(id)
  const come = (fresh.size > 1 ? inMarkOrder(other, fresh) : [...fresh]).flatMap((id) => {
    const mark = commentType.create({ id })
    const places = now.get(id)?.places ?? []
    return places
      .filter((place) => !has(was.get(id)?.places ?? [], place))
      .map((place) => new AddMarkStep(place.from, place.to, mark))
  })
  return [...gone, ...come]
}

/** The first thread of `base` that `other`, a document of equal text, anchors elsewhere or no more; of `ids` any may. */
export function movedAnchor(base: PmNode, other: PmNode, ids: ReadonlySet<string>): string | undefined {
  const now = threadAnchors(other)
  for (const [id, { places }] of threadAnchors(base)) {
    const kept = now.get(id)?.places ?? []
    if (!ids.has(id) && !(kept.length === places.length && places.every((place) => has(kept, place)))) return id
  }
  return undefined
}

/** Steps that take the anchors of these threads out of a document, wherever they are. */
export function unanchorSteps(doc: PmNode, ids: ReadonlySet<string>): Step[] {
  return [...threadAnchors(doc)].flatMap(([id, { places }]) =>
    ids.has(id) ? places.map(({ from, to }) => new RemoveMarkStep(from, to, commentType.create({ id }))) : [],
  )
}

/** Threads that have an anchor in `base` and none in `now`: what was settled in between. */
export function settledThreads(base: PmNode, now: PmNode): ReadonlySet<string> {
  const left = threadAnchors(now)
  return new Set([...threadAnchors(base).keys()].filter((id) => !left.has(id)))
}

/**
 * Steps that make these threads cover what I wrote into their passages of `head` before I knew of them, as they would
 * if they had come second (RV-34).
 */
export function coverSteps(head: PmNode, doc: PmNode, mapping: Mapping, ids: ReadonlySet<string>): Step[] {
  if (!ids.size) return []
  const now = threadAnchors(doc)
  return [...threadAnchors(head)].flatMap(([id, { places }]) => {
    if (!ids.has(id)) return []
    const wanted = places.map(({ from, to }) => ({ from: mapping.map(from, 1), to: mapping.map(to, -1), struck: false }))
    return wanted
      .filter((place) => place.from < place.to && !has(now.get(id)?.places ?? [], place))
      .map(({ from, to }) => new AddMarkStep(from, to, commentType.create({ id })))
  })
}
