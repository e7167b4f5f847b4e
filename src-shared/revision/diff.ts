import { Fragment, Mark, Slice, type Node as PmNode } from 'prosemirror-model'
import { AddMarkStep, AttrStep, RemoveMarkStep, ReplaceStep, type Step } from 'prosemirror-transform'
import { runSteps } from './apply-steps.ts'
import { textDiff } from './text-diff.ts'
import { idOf, isTrackedBlock, sameValue } from './who.ts'

/** Steps that change the attributes of the block at `pos`. */
function attributeSteps(was: PmNode, now: PmNode, pos: number): Step[] {
  return Object.keys(now.attrs)
    .filter((name) => !sameValue(was.attrs[name], now.attrs[name]))
    .map((name) => new AttrStep(pos, name, now.attrs[name]))
}

type Run = { from: number; to: number; node: PmNode }

/** The inline nodes of a textblock between two places in it. */
function runsBetween(content: Fragment, from: number, to: number): Run[] {
  const runs: Run[] = []
  let pos = 0
  for (const node of content.content) {
    const [start, end] = [Math.max(from, pos), Math.min(to, pos + node.nodeSize)]
    if (start < end) runs.push({ from: start, to: end, node })
    pos += node.nodeSize
  }
  return runs
}

/** Steps that give a stretch of equal letters the marks it has now. */
function markSteps(was: Fragment, now: Fragment, from: number, to: number, shift: number, start: number): Step[] {
  const [before, after] = [runsBetween(was, from, to), runsBetween(now, from + shift, to + shift)]
  const steps: Step[] = []
  let [i, j] = [0, 0]
  for (;;) {
    const [a, b] = [before[i], after[j]]
    if (!a || !b) return steps
    const [first, last] = [Math.max(a.from, b.from - shift), Math.min(a.to, b.to - shift)]
    if (!Mark.sameSet(a.node.marks, b.node.marks)) {
      const gone = a.node.marks.filter((mark) => !mark.isInSet(b.node.marks))
      const come = b.node.marks.filter((mark) => !mark.isInSet(a.node.marks))
      const kept = a.node.marks.filter((mark) => mark.isInSet(b.node.marks))
      const [at, end] = [start + first, start + last]
      if (
        Mark.sameSet(
          come.reduce<readonly Mark[]>((set, mark) => mark.addToSet(set), kept),
          b.node.marks,
        )
      ) {
        steps.push(
          ...gone.map((mark) => new RemoveMarkStep(at, end, mark)),
          ...come.map((mark) => new AddMarkStep(at, end, mark)),
        )
      } else steps.push(new ReplaceStep(at, end, new Slice(now.cut(first + shift, last + shift), 0, 0)))
    }
    if (a.to <= last) i++
    if (b.to - shift <= last) j++
  }
}

/** Steps for the text of one block, letter by letter, so that what others do beside a change keeps its place. */
function inlineSteps(was: PmNode, now: PmNode, start: number): Step[] {
  const steps: Step[] = []
  let end = was.content.size
  for (const { fromA, toA, fromB, toB } of textDiff(was.content, now.content).reverse()) {
    steps.push(...markSteps(was.content, now.content, toA, end, toB - toA, start))
    steps.push(new ReplaceStep(start + fromA, start + toA, new Slice(now.content.cut(fromB, toB), 0, 0)))
    end = fromA
  }
  return [...steps, ...markSteps(was.content, now.content, 0, end, 0, start)]
}

/** Pairs of children that are the same block: equal ends first, then by id in rising order. */
function pairsOf(was: PmNode, now: PmNode): { old: number; new: number }[] {
  const same = (a: PmNode | null, b: PmNode | null) =>
    !!a && !!b && a.type === b.type && (a === b || (idOf(a) !== null ? idOf(a) === idOf(b) : !isTrackedBlock(a) || a.eq(b)))
  let head = 0
  const most = Math.min(was.childCount, now.childCount)
  while (head < most && same(was.child(head), now.child(head))) head++
  let tail = 0
  while (tail < most - head && same(was.child(was.childCount - 1 - tail), now.child(now.childCount - 1 - tail))) tail++
  const pairs = Array.from({ length: head }, (_, i) => ({ old: i, new: i }))
  const places = new Map<string, number>()
  for (let i = head; i < was.childCount - tail; i++) {
    const id = idOf(was.child(i))
    if (id !== null) places.set(id, i)
  }
  let last = head - 1
  for (let i = head; i < now.childCount - tail; i++) {
    const at = places.get(idOf(now.child(i)) ?? '')
    if (at === undefined || at <= last || was.child(at).type !== now.child(i).type) continue
    pairs.push({ old: at, new: i })
    last = at
  }
  for (let i = tail; i > 0; i--) pairs.push({ old: was.childCount - i, new: now.childCount - i })
  return pairs
}

/** Steps for one block, from its end to its start, so that every position is one of the old document. */
function blockSteps(was: PmNode, now: PmNode, start: number): Step[] {
  if (was === now || was.eq(now)) return []
  if (was.isTextblock) return inlineSteps(was, now, start)
  const starts: number[] = []
  let pos = start
  for (const child of was.children) {
    starts.push(pos)
    pos += child.nodeSize
  }
  starts.push(pos)
  const stops = [...pairsOf(was, now), { old: was.childCount, new: now.childCount }]
  const steps: Step[] = []
  for (let i = stops.length - 1; i >= 0; i--) {
    const stop = stops[i]
    if (!stop) continue
    const at = starts[stop.old] ?? pos
    const oldChild = was.maybeChild(stop.old)
    const newChild = now.maybeChild(stop.new)
    if (oldChild && newChild) steps.push(...blockSteps(oldChild, newChild, at + 1), ...attributeSteps(oldChild, newChild, at))
    const before = stops[i - 1]
    const from = starts[before ? before.old + 1 : 0] ?? start
    const fresh = now.children.slice(before ? before.new + 1 : 0, stop.new)
    if (from < at || fresh.length) steps.push(new ReplaceStep(from, at, new Slice(Fragment.fromArray(fresh), 0, 0)))
  }
  return steps
}

/** How often a difference had to be the whole document; tests watch that it stays 0. */
export const diffed = { coarsely: 0 }

/**
 * The difference of two documents as steps, by block and within blocks (RV-16): what an untracked draft submits.
 * Applied to `base` they give exactly `working`.
 */
export function diffSteps(base: PmNode, working: PmNode): Step[] {
  const steps = blockSteps(base, working, 0)
  try {
    if (runSteps(base, steps).eq(working)) return steps
  } catch {
    // a shape the minimal form does not cover; the whole document is always right
  }
  diffed.coarsely++
  return [new ReplaceStep(0, base.content.size, new Slice(working.content, 0, 0))]
}
