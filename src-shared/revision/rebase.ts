import { Fragment, Slice, type Node as PmNode } from 'prosemirror-model'
import { AddMarkStep, Mapping, RemoveMarkStep, ReplaceStep, StepMap, type Step } from 'prosemirror-transform'
import { runSteps } from './apply-steps.ts'
import { coverSteps, settledThreads, unanchorSteps } from './comment-steps.ts'
import { placedAnew } from './placed-anew.ts'
import { commentType } from './who.ts'

type MarkStep = AddMarkStep | RemoveMarkStep

const isMarkStep = (step: Step): step is MarkStep => step instanceof AddMarkStep || step instanceof RemoveMarkStep

/** True when positions pass the step unchanged; most steps of a derived work are of this kind. */
function isStill(map: StepMap): boolean {
  let still = true
  map.forEach(() => (still = false))
  return still
}

/** Places of `base` where others have put new content, rising, without repeats. */
function insertionPoints(maps: readonly StepMap[]): number[] {
  const points = new Set<number>()
  const undone = new Mapping(maps.map((map) => map.invert()).reverse())
  maps.forEach((map, i) => {
    const undo = undone.slice(maps.length - i)
    map.forEach((from, to, newFrom, newTo) => {
      if (newTo - newFrom > 0 && from === to) points.add(undo.map(from))
    })
  })
  return [...points].sort((a, b) => a - b)
}

/** Splits a mark step around text its author had not seen, so it never covers it (tracked-changes.md §4.5 b). */
function splitMarkStep(step: MarkStep, cuts: readonly number[], mapping: Mapping): Step[] {
  const make = step instanceof AddMarkStep ? AddMarkStep : RemoveMarkStep
  let at = 0
  for (let high = cuts.length; at < high;) {
    const middle = (at + high) >> 1
    if ((cuts[middle] ?? 0) > step.from) high = middle
    else at = middle + 1
  }
  const stops = [step.from]
  // a comment is about a passage, whatever is written into it meanwhile (RV-34)
  if (step.mark.type !== commentType)
    for (let cut = cuts[at]; cut !== undefined && cut < step.to; cut = cuts[++at]) stops.push(cut)
  return [...stops.slice(1), step.to].flatMap((end, i) => {
    const from = mapping.map(stops[i] ?? step.from, 1)
    const to = mapping.map(end, -1)
    return from < to ? [new make(from, to, step.mark)] : []
  })
}

/** Maps a step; an insertion whose place is gone keeps its content and is anchored anew (§4.5 f). */
function mapStep(step: Step, mapping: Mapping): Step[] {
  const mapped = step.map(mapping)
  if (mapped) return [mapped]
  if (!(step instanceof ReplaceStep) || !step.slice.size) return []
  const at = mapping.map(step.from, 1)
  return [new ReplaceStep(at, at, step.slice)]
}

/** The step without anchors of threads that were settled meanwhile: what is written into one does not bring it back. */
function withoutSettled(step: Step, settled: ReadonlySet<string>): Step | null {
  const isSettled = (mark: MarkStep['mark']) => mark.type === commentType && settled.has(String(mark.attrs['id']))
  if (isMarkStep(step)) return isSettled(step.mark) ? null : step
  if (!settled.size || !(step instanceof ReplaceStep) || !step.slice.size) return step
  const bare = (node: PmNode): PmNode =>
    node.isInline
      ? node.mark(node.marks.filter((mark) => !isSettled(mark)))
      : node.copy(Fragment.fromArray(node.children.map(bare)))
  const content = Fragment.fromArray(step.slice.content.content.map(bare))
  return new ReplaceStep(step.from, step.to, new Slice(content, step.slice.openStart, step.slice.openEnd))
}

/**
 * The way from my document back to the base, over their steps, and forth over mine as they were rebased. All maps lie
 * in one list: the way back grows at its front, the way forth at its end, so a step of mine costs no copy of it.
 */
class Way {
  private readonly maps: StepMap[]
  private readonly mirrors: number[] = []
  private from: number

  /** `room`: how many of my steps move positions */
  constructor(theirs: readonly StepMap[], room: number) {
    this.maps = [...Array.from<StepMap>({ length: room }).fill(StepMap.empty), ...theirs]
    this.from = room
  }

  mapping(): Mapping {
    return new Mapping(this.maps, this.mirrors, this.from, this.maps.length)
  }

  /** Takes account of one step of mine and of what became of it; `faithful` when its content is in as it was. */
  add(mine: StepMap, done: readonly StepMap[], faithful: boolean): void {
    const moved = done.filter((map) => !isStill(map))
    this.maps.push(...moved)
    if (isStill(mine)) return
    this.maps[--this.from] = mine.invert()
    if (faithful && moved.length) this.mirrors.push(this.from, this.maps.length - 1)
  }
}

/**
 * Moves `mine` (base → my document) onto the document `theirs` leads to (RV-22). Tracked steps only add, so none is
 * ever dropped; `dropped` counts steps of untracked work that found no place any more, or whose text the others took
 * away untracked. Tracked insertions find a place even then.
 */
export function rebaseSteps(
  base: PmNode,
  mine: readonly Step[],
  theirs: readonly Step[],
): { steps: Step[]; doc: PmNode; dropped: number } {
  const head = theirs.reduce((doc, step) => {
    const { doc: next, failed } = step.apply(doc)
    if (!next) throw new RangeError(failed ?? 'their step does not fit')
    return next
  }, base)
  const theirMaps = theirs.map((step) => step.getMap()).filter((map) => !isStill(map))
  const way = new Way(theirMaps, mine.filter((step) => !isStill(step.getMap())).length)
  const settled = settledThreads(base, head)
  let cuts = insertionPoints(theirMaps)
  const steps: Step[] = []
  let doc = head
  let dropped = 0
  for (const given of mine) {
    const step = withoutSettled(given, settled)
    const mapping = way.mapping()
    const mapped = !step ? [] : isMarkStep(step) ? splitMarkStep(step, cuts, mapping) : mapStep(step, mapping)
    const done: Step[] = []
    let faithful = true
    let lost = step !== null && mapped.length === 0
    for (const candidate of mapped) {
      const fits = tryApply(candidate, doc)
      const anew = fits ? null : placedAnew(candidate, doc)
      const result = fits || (anew && tryApply(anew, doc))
      if (!result) lost = true
      else {
        doc = result
        done.push(anew ?? candidate)
        faithful = !anew
      }
    }
    if (lost) dropped++
    steps.push(...done)
    const map = given.getMap()
    if (!isStill(map)) cuts = cuts.map((cut) => map.map(cut, 1))
    way.add(
      map,
      done.map((one) => one.getMap()),
      faithful,
    )
  }
  const anchors = [
    ...coverSteps(head, doc, new Mapping(steps.map((step) => step.getMap())), settledThreads(head, base)),
    ...(mine.some((step) => step instanceof RemoveMarkStep && step.mark.type === commentType)
      ? unanchorSteps(doc, settledThreads(base, runSteps(base, mine)))
      : []),
  ]
  return { steps: [...steps, ...anchors], doc: runSteps(doc, anchors), dropped }
}

function tryApply(step: Step, doc: PmNode): PmNode | null {
  try {
    return step.apply(doc).doc
  } catch {
    return null
  }
}
