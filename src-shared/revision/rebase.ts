import type { Node as PmNode } from 'prosemirror-model'
import { AddMarkStep, Mapping, RemoveMarkStep, ReplaceStep, type Step, type StepMap } from 'prosemirror-transform'

/** Places of `base` where others have put new content, rising, without repeats. */
function insertionPoints(theirs: readonly Step[]): number[] {
  const points = new Set<number>()
  const maps = theirs.map((step) => step.getMap())
  maps.forEach((map, i) => {
    const undo = new Mapping(
      maps
        .slice(0, i)
        .reverse()
        .map((earlier) => earlier.invert()),
    )
    map.forEach((from, to, newFrom, newTo) => {
      if (newTo - newFrom > 0 && from === to) points.add(undo.map(from))
    })
  })
  return [...points].sort((a, b) => a - b)
}

type Ctor = typeof AddMarkStep | typeof RemoveMarkStep

/** Splits a mark step around text its author had not seen, so it never covers it (tracked-changes.md §4.5 b). */
function splitMarkStep(step: AddMarkStep | RemoveMarkStep, cuts: readonly number[], mapping: Mapping): Step[] {
  const make: Ctor = step instanceof AddMarkStep ? AddMarkStep : RemoveMarkStep
  const stops = [step.from, ...cuts.filter((cut) => cut > step.from && cut < step.to), step.to]
  return stops.slice(1).flatMap((end, i) => {
    const from = mapping.map(stops[i] ?? step.from, 1)
    const to = mapping.map(end, -1)
    return from < to ? [new make(from, to, step.mark)] : []
  })
}

/** Maps a step; an insertion whose place is gone keeps its content and is anchored anew (§4.5 f). */
function mapStep(step: Step, mapping: Mapping): Step | null {
  const mapped = step.map(mapping)
  if (mapped || !(step instanceof ReplaceStep) || !step.slice.size) return mapped
  const at = mapping.map(step.from, 1)
  return new ReplaceStep(at, at, step.slice)
}

/**
 * Moves `mine` (base → my document) onto the document `theirs` leads to (RV-22). Tracked steps only add, so none is
 * ever dropped; `dropped` counts steps of untracked work that found no place any more.
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
  const points = insertionPoints(theirs)
  const theirMaps = theirs.map((step) => step.getMap())
  const myMaps: StepMap[] = []
  const steps: Step[] = []
  /** per step of mine, the index among `steps` that put its content in, or -1 */
  const mirrors: number[] = []
  let doc = head
  let dropped = 0
  for (const step of mine) {
    const count = myMaps.length
    const maps = [...myMaps.map((map) => map.invert()).reverse(), ...theirMaps, ...steps.map((done) => done.getMap())]
    const pairs = mirrors.flatMap((mirror, i) => (mirror < 0 ? [] : [count - 1 - i, count + theirMaps.length + mirror]))
    const mapping = new Mapping(maps, pairs)
    const marks = step instanceof AddMarkStep || step instanceof RemoveMarkStep
    const cuts = marks && points.length ? cutsFor(points, myMaps) : []
    const mapped = marks ? splitMarkStep(step, cuts, mapping) : [mapStep(step, mapping)].filter((found) => found !== null)
    let mirror = -1
    let lost = mapped.length === 0
    for (const candidate of mapped) {
      const result = tryApply(candidate, doc)
      if (!result) lost = true
      else {
        doc = result
        steps.push(candidate)
        mirror = marks ? -1 : steps.length - 1
      }
    }
    if (lost) dropped++
    myMaps.push(step.getMap())
    mirrors.push(mirror)
  }
  return { steps, doc, dropped }
}

function tryApply(step: Step, doc: PmNode): PmNode | null {
  try {
    return step.apply(doc).doc
  } catch {
    return null
  }
}

/** Their insertion points in the coordinates of my document after the steps with these maps. */
function cutsFor(points: readonly number[], myMaps: readonly StepMap[]): number[] {
  if (!myMaps.length) return [...points]
  const mapping = new Mapping(myMaps)
  return points.map((point) => mapping.map(point, 1))
}
