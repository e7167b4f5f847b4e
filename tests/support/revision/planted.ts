import { Fragment, Slice, type Node as PmNode } from 'prosemirror-model'
import { AddMarkStep, Mapping, RemoveMarkStep, ReplaceStep, type Step, type StepMap } from 'prosemirror-transform'
import { entriesOf, type Entry } from '../../../src-shared/document/schema.ts'
import { runSteps } from '../../../src-shared/revision/apply-steps.ts'
import { TrkStep } from '../../../src-shared/revision/track-step.ts'
import { core, type MergeDeps } from './merge.ts'
import type { Level } from './operations.ts'

type Rebase = MergeDeps['rebase']

/** The parts of a rebase a bug can leave out. */
type Parts = { splits: boolean; mirrors: boolean }

/** Places of the base where others have put new content. */
function insertionPoints(theirs: readonly Step[]): number[] {
  const maps = theirs.map((step) => step.getMap())
  const points: number[] = []
  maps.forEach((map, i) => {
    const back = new Mapping(maps.slice(0, i).map((earlier) => earlier.invert())).maps.toReversed()
    map.forEach((from, to, newFrom, newTo) => {
      if (newTo > newFrom && from === to) points.push(new Mapping(back).map(from))
    })
  })
  return points.sort((a, b) => a - b)
}

/**
 * A second, plain rebase to plant bugs in: with all its parts it must do what the core does, so an alarm is the work of
 * the part left out.
 */
const rebaseWith =
  ({ splits, mirrors }: Parts): Rebase =>
  (base, mine, theirs) => {
    let doc = runSteps(base, theirs)
    const points = insertionPoints(theirs)
    const theirMaps = theirs.map((step) => step.getMap())
    const myMaps: StepMap[] = []
    const origin: number[] = []
    const steps: Step[] = []
    let dropped = 0
    for (const step of mine) {
      const count = myMaps.length
      const maps = [...myMaps.map((map) => map.invert()).reverse(), ...theirMaps, ...steps.map((done) => done.getMap())]
      const pairs = origin.flatMap((at, i) => (at < 0 || !mirrors ? [] : [count - 1 - i, count + theirMaps.length + at]))
      const mapping = new Mapping(maps, pairs)
      const marks = step instanceof AddMarkStep || step instanceof RemoveMarkStep
      const forth = new Mapping(myMaps)
      const cuts = splits && marks ? points.map((point) => forth.map(point, 1)) : []
      const pieces = marks ? cut(step, cuts) : [step]
      for (const piece of pieces) {
        const mapped = piece.map(mapping)
        const next = mapped ? apply(mapped, doc) : null
        if (!mapped || !next) {
          if (!marks) dropped++
          continue
        }
        doc = next
        steps.push(mapped)
      }
      origin.push(marks ? -1 : steps.length - 1)
      myMaps.push(step.getMap())
    }
    return { steps, doc, dropped }
  }

function cut(step: AddMarkStep | RemoveMarkStep, cuts: readonly number[]): Step[] {
  const stops = [step.from, ...new Set(cuts.filter((at) => at > step.from && at < step.to)), step.to]
  return stops.slice(1).map((to, i) => {
    const from = stops[i] ?? step.from
    return step instanceof AddMarkStep ? new AddMarkStep(from, to, step.mark) : new RemoveMarkStep(from, to, step.mark)
  })
}

function apply(step: Step, doc: PmNode): PmNode | null {
  try {
    return step.apply(doc).doc
  } catch {
    return null
  }
}

/** The core's rebase, its result run through a fault. */
const rebaseThen =
  (alter: (steps: Step[], head: PmNode) => Step[]): Rebase =>
  (base, mine, theirs) => {
    const head = runSteps(base, theirs)
    const steps = alter(core.rebase(base, mine, theirs).steps, head)
    return { steps, doc: runSteps(head, steps), dropped: 0 }
  }

const withEntries = (step: Step, change: (entry: Entry) => Entry, atFront = false): Step =>
  step instanceof TrkStep
    ? new TrkStep(
        step.pos,
        step.add.map(({ entry }) => (atFront ? { entry: change(entry), at: 0 } : { entry: change(entry) })),
        step.remove,
      )
    : step

const isText = (step: Step | undefined): step is ReplaceStep =>
  step instanceof ReplaceStep && step.slice.size > 0 && (step.slice.content.firstChild?.isInline ?? false)

/** Content as it goes in, altered node by node. */
const inserting = (step: Step, alter: (node: PmNode) => PmNode): Step => {
  if (!(step instanceof ReplaceStep)) return step
  const walk = (node: PmNode): PmNode => alter(node.isText ? node : node.copy(Fragment.fromArray(node.children.map(walk))))
  const { content, openStart, openEnd } = step.slice
  return new ReplaceStep(step.from, step.to, new Slice(Fragment.fromArray(content.content.map(walk)), openStart, openEnd))
}

const withoutOver = (entry: Entry): Entry => {
  if (entry.k !== 'brkDel') return entry
  const { id, author, at, step } = entry
  return { id, author, at, step, k: 'brkDel' }
}

/** A verification that believes everything, to see what the self-check finds by itself. */
export const blindly = (deps: MergeDeps): MergeDeps => ({
  ...deps,
  verify: ({ base, steps }) => ({ ok: true, doc: runSteps(base, steps), changeIds: [] }),
})

export const control: MergeDeps = { ...core, rebase: rebaseWith({ splits: true, mirrors: true }) }

/** Bugs a rebase or a derivation could have; each must ring an alarm. */
export const plantedBugs: readonly {
  name: string
  /** where it has most to break */
  levels?: readonly Level[]
  patch: (deps: MergeDeps) => MergeDeps
}[] = [
  {
    name: 'marks are not split around unseen text',
    levels: ['L1', 'L2'],
    patch: (deps) => ({ ...deps, rebase: rebaseWith({ splits: false, mirrors: true }) }),
  },
  {
    name: 'mirrors of the mapping are forgotten',
    patch: (deps) => ({ ...deps, rebase: rebaseWith({ splits: true, mirrors: false }) }),
  },
  {
    name: 'an insertion is dropped',
    patch: (deps) => ({
      ...deps,
      rebase: (base, mine, theirs) => core.rebase(base, theirs.length && isText(mine.at(-1)) ? mine.slice(0, -1) : mine, theirs),
    }),
  },
  {
    name: 'an insertion goes in twice',
    patch: (deps) => ({
      ...deps,
      rebase: rebaseThen((steps) => {
        const last = steps.at(-1)
        return isText(last) ? [...steps, last] : steps
      }),
    }),
  },
  {
    name: 'an insertion goes in without its mark',
    patch: (deps) => ({
      ...deps,
      rebase: rebaseThen((steps) =>
        steps.map((step) =>
          inserting(step, (node) => (node.isText ? node.mark(node.marks.filter((mark) => mark.type.name !== 'ins')) : node)),
        ),
      ),
    }),
  },
  {
    name: 'the order of a register is reversed',
    patch: (deps) => ({ ...deps, rebase: rebaseThen((steps) => steps.map((step) => withEntries(step, (entry) => entry, true))) }),
  },
  {
    name: 'the value of a register is not carried over',
    patch: (deps) => ({
      ...deps,
      rebase: rebaseThen((steps) => steps.filter((step) => (step.toJSON() as { stepType: string }).stepType !== 'attr')),
    }),
  },
  {
    name: 'the inserted block a struck boundary leans on is forgotten',
    levels: ['L6'],
    patch: (deps) => ({ ...deps, rebase: rebaseThen((steps) => steps.map((step) => withEntries(step, withoutOver))) }),
  },
  {
    name: 'signatures lose their time on the way',
    patch: (deps) => ({
      ...deps,
      rebase: rebaseThen((steps) => steps.map((step) => withEntries(step, (e) => ({ ...e, at: 1 })))),
    }),
  },
  {
    name: 'a letter of the others is swallowed',
    patch: (deps) => ({
      ...deps,
      rebase: rebaseThen((steps, head) => {
        const doc = runSteps(head, steps)
        let at = -1
        doc.descendants((node, pos) => {
          if (at < 0 && node.isText && !node.marks.some((mark) => mark.type.name === 'ins')) at = pos
          return at < 0
        })
        return at < 0 ? steps : [...steps, new ReplaceStep(at, at + 1, Slice.empty)]
      }),
    }),
  },
  {
    name: 'a split goes in without its record',
    patch: (deps) => ({
      ...deps,
      rebase: rebaseThen((steps) =>
        steps.map((step) =>
          inserting(step, (node) =>
            entriesOf(node).some((entry) => entry.k === 'brkIns')
              ? node.type.create({ ...node.attrs, trk: null }, node.content)
              : node,
          ),
        ),
      ),
    }),
  },
  {
    name: 'derive forgets the record of a split',
    patch: (deps) => ({
      ...deps,
      derive: (base, working, isNew) =>
        core
          .derive(base, working, isNew)
          .map((step) =>
            inserting(step, (node) =>
              entriesOf(node).some((entry) => entry.k === 'brkIns')
                ? node.type.create({ ...node.attrs, trk: null }, node.content)
                : node,
            ),
          ),
    }),
  },
  {
    name: 'derive forgets a format',
    patch: (deps) => ({
      ...deps,
      derive: (base, working, isNew) =>
        core.derive(base, working, isNew).filter((step) => !(step instanceof AddMarkStep && step.mark.type.name === 'fmt')),
    }),
  },
]
