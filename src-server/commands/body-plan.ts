import type { Node as PmNode } from 'prosemirror-model'
import { bodyJson, type BodyJson } from '../../src-shared/document/body-json.ts'
import { picturesIn } from '../../src-shared/document/picture-size.ts'
import { headerDecided } from '../../src-shared/workflow/header-decided.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { BodyResult } from '../../src-shared/workflow/events.ts'
import { sm3OfJson } from '../sm3.ts'

/** What a body command will add to the chain once the workflow agreed. */
export type BodyPlan = {
  result: BodyResult
  json: BodyJson
  steps: readonly unknown[]
  baseVersion: number
  tracked: boolean
  changeIds: readonly string[]
  /** SM3 of every picture this version brings: whoever brings one answers for it, nobody for what stood there before (SE-09) */
  pictures: readonly string[]
  /** whose work it is, and at which step, where it is not the sender's own: late edits that are brought in */
  as?: { author: string; step: string } | undefined
}
export type Planned = { ok: true; plan: BodyPlan } | { ok: false; code: string; detail: string }

/** A document as JSON with its SM3. */
export type Hashed = { json: BodyJson; sm3: string }
export const hashed = (doc: PmNode): Hashed => {
  const json = bodyJson(doc)
  return { json, sm3: sm3OfJson(json) }
}

/**
 * `state`: the document before it; none for the first version. `onto`: the version it is laid over. `known`: its JSON and
 * SM3 where they were worked out already.
 */
type Next = Omit<BodyPlan, 'result' | 'json' | 'pictures'> & {
  doc: PmNode
  state?: DocumentState | undefined
  onto?: PmNode | undefined
  known?: Hashed | undefined
  version: number
}

/** The plan for a document as the next version, hashed. */
export function planOf({ doc, state, onto, known, version, ...rest }: Next): Planned {
  const { json, sm3 } = known ?? hashed(doc)
  const result = { version, sm3, header: headerDecided(doc, state) }
  const before = onto && picturesIn(onto)
  const pictures = [...picturesIn(doc)].filter((picture) => !before?.has(picture)).toSorted()
  return { ok: true, plan: { ...rest, json, result, pictures } }
}
