import type { Node as PmNode } from 'prosemirror-model'
import { idOf, isParagraph, isTrackedBlock } from './who.ts'

/**
 * How the children of one container correspond to those of another, in order and without gaps: `text` are paragraphs
 * whose text is compared as one, `pair` one block that is still the same, `blocks` such as have no counterpart.
 */
export type Part = { kind: 'text' | 'pair' | 'blocks'; fromA: number; toA: number; fromB: number; toB: number }

/** What a block says apart from ids, so that one is found again in a text whose blocks were all named anew. */
const contentKey = (node: PmNode): string =>
  JSON.stringify(node.toJSON(), (name, value: unknown) => (name === 'id' || name === 'trk' ? undefined : value))

/** The longest row of pairs that rises on both sides; `found` rises on the side of `b` already. */
function longestRising(found: readonly { a: number; b: number }[]): { a: number; b: number }[] {
  const ends: number[] = []
  const before: number[] = []
  found.forEach((pair, i) => {
    let low = 0
    let high = ends.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((found[ends[middle] ?? 0]?.a ?? 0) < pair.a) low = middle + 1
      else high = middle
    }
    before[i] = ends[low - 1] ?? -1
    ends[low] = i
  })
  const row: { a: number; b: number }[] = []
  for (let i = ends.at(-1) ?? -1; i >= 0; i = before[i] ?? -1) {
    const pair = found[i]
    if (pair) row.push(pair)
  }
  return row.reverse()
}

/** Blocks that are the same on both sides: by id, those without a counterpart by what they say. */
function samePairs(a: readonly PmNode[], b: readonly PmNode[]): { a: number; b: number }[] {
  const byId = new Map(a.flatMap((node, i) => (idOf(node) === null ? [] : [[idOf(node), i] as const])))
  const partner = b.map((node) => {
    const at = isTrackedBlock(node) ? byId.get(idOf(node)) : undefined
    return at !== undefined && a[at]?.type === node.type ? at : -1
  })
  const taken = new Set(partner)
  const free = a.flatMap((_node, i) => (taken.has(i) ? [] : [i]))
  if (free.length && partner.includes(-1)) {
    const byContent = new Map<string, number[]>()
    for (const i of free) {
      const node = a[i]
      // an empty paragraph is like any other and proves nothing
      if (!node?.textContent) continue
      const key = contentKey(node)
      byContent.set(key, [...(byContent.get(key) ?? []), i])
    }
    b.forEach((node, i) => {
      if (partner[i] === -1 && node.textContent) partner[i] = byContent.get(contentKey(node))?.shift() ?? -1
    })
  }
  return longestRising(partner.flatMap((at, i) => (at < 0 ? [] : [{ a: at, b: i }])))
}

/** True when two blocks without a common name may be told as one that changed. */
const isAlike = (a: PmNode, b: PmNode): boolean =>
  a.type === b.type && (a.type.name !== 'table' || a.firstChild?.childCount === b.firstChild?.childCount)

/** The correspondence of two lists of blocks, rows or cells. */
export function alignBlocks(a: readonly PmNode[], b: readonly PmNode[]): Part[] {
  const parts: Part[] = []
  let [i, j] = [0, 0]
  const add = (kind: Part['kind'], countA: number, countB: number) => {
    parts.push({ kind, fromA: i, toA: i + countA, fromB: j, toB: j + countB })
    i += countA
    j += countB
  }
  /** Paragraphs behind a text belong to it: a split or a join is part of the text. */
  const extend = (endA: number, endB: number) => {
    const last = parts.at(-1)
    if (last?.kind !== 'text') return
    while (i < endA && isParagraph(a[i])) i++
    while (j < endB && isParagraph(b[j])) j++
    last.toA = i
    last.toB = j
  }
  for (const stop of [...samePairs(a, b), { a: a.length, b: b.length }]) {
    extend(stop.a, stop.b)
    while (i < stop.a && j < stop.b) {
      const [was, now] = [a[i], b[j]]
      if (!was || !now || !isAlike(was, now)) break
      add(isParagraph(was) ? 'text' : 'pair', 1, 1)
      extend(stop.a, stop.b)
    }
    if (i < stop.a || j < stop.b) add('blocks', stop.a - i, stop.b - j)
    if (stop.a < a.length) add(isParagraph(a[i]) ? 'text' : 'pair', 1, 1)
  }
  return parts
}
