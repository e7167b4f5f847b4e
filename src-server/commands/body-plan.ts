import type { Node as PmNode } from 'prosemirror-model'
import { bodyJson, type BodyJson } from '../../src-shared/document/body-json.ts'
import { headerOf } from '../../src-shared/document/header.ts'
import { picturesIn } from '../../src-shared/document/picture-size.ts'
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

/** `onto`: the version it is laid over; none for the first. */
type Next = Omit<BodyPlan, 'result' | 'json' | 'pictures'> & { doc: PmNode; onto?: PmNode | undefined; version: number }

/** The plan for a document as the next version, hashed. */
export function planOf({ doc, onto, version, ...rest }: Next): Planned {
  const json = bodyJson(doc)
  const result = { version, sm3: sm3OfJson(json), header: headerOf(doc) }
  const before = onto && picturesIn(onto)
  const pictures = [...picturesIn(doc)].filter((sm3) => !before?.has(sm3)).toSorted()
  return { ok: true, plan: { ...rest, json, result, pictures } }
}
