import { Fragment, Slice, type Node as PmNode, type Schema } from 'prosemirror-model'
import { Step, StepMap, StepResult, type Mappable } from 'prosemirror-transform'
import { z } from 'zod'
import { entriesOf, type Entry } from '../document/schema.ts'
import { entryKey } from './who.ts'

/** An entry to add; `at` is its index in the list when it goes back to where it was taken from. */
export type EntryToAdd = { entry: Entry; at?: number | undefined }

const who = { id: z.string().min(1), author: z.string(), at: z.number(), step: z.string(), moveId: z.string().optional() }
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
// `colwidth` of a table cell is the one attribute that is a list of numbers
const value = z.union([scalar, z.array(z.number())])

/** The shape of a block entry on the wire. */
export const entrySchema = z.discriminatedUnion('k', [
  z.strictObject({ ...who, k: z.literal('brkIns') }),
  z.strictObject({ ...who, k: z.literal('brkDel'), over: z.string().optional() }),
  z.strictObject({ ...who, k: z.literal('blkIns') }),
  z.strictObject({ ...who, k: z.literal('blkDel') }),
  z.strictObject({ ...who, k: z.literal('attr'), name: z.string(), old: value, new: value }),
])

const stepSchema = z.object({
  pos: z.number().int().nonnegative(),
  add: z.array(z.object({ entry: entrySchema, at: z.number().int().nonnegative().optional() })),
  remove: z.array(z.string()),
})

/**
 * Adds and removes entries of one block's change list by key, never the list as a whole, so that the changes of two
 * authors on one paragraph commute when one is rebased over the other (RV-22). The value of an attribute travels in
 * an AttrStep beside it.
 */
export class TrkStep extends Step {
  readonly pos: number
  readonly add: readonly EntryToAdd[]
  readonly remove: readonly string[]

  constructor(pos: number, add: readonly EntryToAdd[], remove: readonly string[] = []) {
    super()
    this.pos = pos
    this.add = add
    this.remove = remove
  }

  override apply(doc: PmNode): StepResult {
    const node = doc.nodeAt(this.pos)
    if (!node || node.isInline || node.type.spec.attrs?.['trk'] === undefined) return StepResult.fail('no block to mark')
    const list = entriesOf(node).filter((entry) => !this.remove.includes(entryKey(entry)))
    for (const { entry, at } of this.add) {
      if (list.some((other) => entryKey(other) === entryKey(entry))) return StepResult.fail('entry is there already')
      if (at !== undefined && at < list.length) list.splice(at, 0, entry)
      else list.push(entry)
    }
    const updated = node.type.create({ ...node.attrs, trk: list.length ? list : null }, Fragment.empty, node.marks)
    return StepResult.fromReplace(doc, this.pos, this.pos + 1, new Slice(Fragment.from(updated), 0, node.isLeaf ? 0 : 1))
  }

  override getMap(): StepMap {
    return StepMap.empty
  }

  override invert(doc: PmNode): TrkStep {
    const node = doc.nodeAt(this.pos)
    const list = node ? entriesOf(node) : []
    const gone = list.map((entry) => this.remove.includes(entryKey(entry)))
    // entries at the end of the list go back by appending, so the inverse commutes like any other addition
    const tail = gone.lastIndexOf(false) + 1
    const back = list.flatMap((entry, at) => (gone[at] ? [at < tail ? { entry, at } : { entry }] : []))
    return new TrkStep(
      this.pos,
      back,
      this.add.map(({ entry }) => entryKey(entry)),
    )
  }

  override map(mapping: Mappable): TrkStep | null {
    const result = mapping.mapResult(this.pos, 1)
    return result.deletedAfter ? null : new TrkStep(result.pos, this.add, this.remove)
  }

  override toJSON(): unknown {
    return { stepType: 'trk', pos: this.pos, add: this.add, remove: this.remove }
  }

  static override fromJSON(_schema: Schema, json: unknown): TrkStep {
    const { pos, add, remove } = stepSchema.parse(json)
    return new TrkStep(pos, add as EntryToAdd[], remove)
  }
}

Step.jsonID('trk', TrkStep)
