import { EditorState } from 'prosemirror-state'
import type { Library, Open } from './library.ts'
import { blocksFor, listAsNodes, perform, type Editing } from './perform.ts'
import { brief, plainDocument, plainSchema, type Start } from './plain.ts'
import { Dice, levels, nextOperation, startOf, type Kind, type Operation } from './plan.ts'

/** What became of one sequence: which property broke, to the letter and without zero-width spaces. */
type Outcome = {
  reject: boolean
  accept: boolean
  rejectLenient: boolean
  acceptLenient: boolean
  threw: string | null
  edits: number
}

/** One cell of the table. */
export type Cell = {
  level: string
  sequences: number
  /** sequences in which both properties held after every edit */
  held: number
  /** the same when zero-width spaces in the text are overlooked */
  heldLenient: number
  rejectBroke: number
  acceptBroke: number
  threw: number
  edits: number
  /** seed and edits of the first sequence that failed, and how */
  first: string | null
  /** why the level was not run */
  notOffered?: string
}

const schema = plainSchema()

/** A plain editor: what the same edits give without tracking. */
function plainEditing(start: Start): Editing {
  let state = EditorState.create({ doc: plainDocument(schema, start) })
  return {
    state: () => state,
    dispatch: (tr) => (state = state.apply(tr)),
    isStruck: () => false,
    list: listAsNodes,
  }
}

const isOnBlock = (operation: Operation): operation is Operation & { letter: string } => 'letter' in operation

/** Makes the edit; one on a block in the textblock that gives what is wanted, or else in the one with the letter. */
function performTracked(open: Open, operation: Operation, wanted: string): void {
  if (!isOnBlock(operation)) return perform(open, operation, 0)
  const [own = 0, ...others] = blocksFor(open, operation.letter)
  const restore = open.save()
  for (const block of [own, ...others]) {
    try {
      perform(open, operation, block)
      if (brief(open.accepted(), true) === wanted) return
    } catch {
      // the next one, or the own block once more at the end
    }
    restore()
  }
  perform(open, operation, own)
}

function runSequence(
  library: Library,
  kinds: readonly Kind[],
  seed: number,
  length: number,
  withBold: boolean,
): Outcome & { told: string[] } {
  const dice = new Dice(seed)
  const start = startOf(dice, withBold)
  const plain = plainEditing(start)
  const original = { strict: brief(plain.state().doc), lenient: brief(plain.state().doc, true) }
  const open = library.open(start)
  const outcome: Outcome = { reject: true, accept: true, rejectLenient: true, acceptLenient: true, threw: null, edits: 0 }
  const told = [original.strict.replaceAll('\n', ' ¶ ')]
  try {
    while (outcome.edits < length && outcome.rejectLenient && outcome.acceptLenient) {
      const operation = nextOperation(dice, kinds, plain.state().doc, withBold)
      if (!operation) break
      told.push(JSON.stringify(operation))
      outcome.edits++
      perform(plain, operation, isOnBlock(operation) ? (blocksFor(plain, operation.letter)[0] ?? 0) : 0)
      const wanted = plain.state().doc
      performTracked(open, operation, brief(wanted, true))
      const [accepted, rejected] = [open.accepted(), open.rejected()]
      outcome.accept &&= brief(accepted) === brief(wanted)
      outcome.acceptLenient &&= brief(accepted, true) === brief(wanted, true)
      outcome.reject &&= brief(rejected) === original.strict
      outcome.rejectLenient &&= brief(rejected, true) === original.lenient
      if (!outcome.accept) told.push(`accepted ${JSON.stringify(brief(accepted))} instead of ${JSON.stringify(brief(wanted))}`)
      if (!outcome.reject) told.push(`rejected ${JSON.stringify(brief(rejected))}`)
    }
  } catch (error) {
    outcome.threw = String(error)
    told.push(outcome.threw)
  }
  try {
    open.close()
  } catch {
    // the sequence is told already
  }
  return { ...outcome, told }
}

/** Runs one level: the same seeds, so the same starts and edits, for every library. */
export function runLevel(library: Library, level: number, options: { seed: number; sequences: number; length: number }): Cell {
  const here = levels[level]
  if (!here) throw new RangeError(`no level ${level}`)
  const cell: Cell = {
    level: here.name,
    sequences: 0,
    held: 0,
    heldLenient: 0,
    rejectBroke: 0,
    acceptBroke: 0,
    threw: 0,
    edits: 0,
    first: null,
  }
  const missing = here.kinds.find((kind: Kind) => library.cannot[kind] !== undefined)
  if (missing) return { ...cell, notOffered: library.cannot[missing] ?? '' }
  const kinds = levels.slice(0, level + 1).flatMap((one): readonly Kind[] => one.kinds)
  const offered = kinds.filter((kind) => library.cannot[kind] === undefined)
  for (let i = 0; i < options.sequences; i++) {
    const seed = options.seed + level * 100_000 + i
    const one = runSequence(library, offered, seed, options.length, level >= 3)
    cell.sequences++
    cell.edits += one.edits
    if (one.threw) cell.threw++
    if (!one.reject) cell.rejectBroke++
    if (!one.accept) cell.acceptBroke++
    if (!one.threw && one.reject && one.accept) cell.held++
    else cell.first ??= `seed ${seed}: ${one.told.join(' | ')}`
    if (!one.threw && one.rejectLenient && one.acceptLenient) cell.heldLenient++
  }
  return cell
}
