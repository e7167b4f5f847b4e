import type { Node as PmNode } from 'prosemirror-model'
import { Step } from 'prosemirror-transform'
import { schema } from '../document/schema.ts'
import './track-step.ts'
import { RevisionError } from './types.ts'

/** Reads steps as they came over the wire; anything malformed is RV-STEP-INVALID. */
export function stepsFromJson(steps: readonly unknown[]): Step[] {
  return steps.map((json, i) => {
    try {
      return Step.fromJSON(schema, json)
    } catch (error) {
      throw new RevisionError('RV-STEP-INVALID', `step ${i}: ${String(error)}`)
    }
  })
}

/** Steps as plain data for the wire and the journal. */
export const stepsToJson = (steps: readonly Step[]): unknown[] =>
  steps.map((step) => JSON.parse(JSON.stringify(step.toJSON())) as unknown)

/** Applies one step after the other; a step that does not fit is RV-STEP-INVALID. */
export function runSteps(doc: PmNode, steps: readonly Step[]): PmNode {
  let result = doc
  steps.forEach((step, i) => {
    let applied
    try {
      applied = step.apply(result)
    } catch (error) {
      throw new RevisionError('RV-STEP-INVALID', `step ${i}: ${String(error)}`)
    }
    if (!applied.doc) throw new RevisionError('RV-STEP-INVALID', `step ${i}: ${applied.failed ?? 'failed'}`)
    result = applied.doc
  })
  return result
}

/** The document after steps given as JSON: how a version is replayed from the one before (RV-16). */
export const applySteps = (doc: PmNode, stepsJson: readonly unknown[]): PmNode => runSteps(doc, stepsFromJson(stepsJson))
