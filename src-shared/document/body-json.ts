import type { Node as PmNode } from 'prosemirror-model'
import { canonicalJson, type Sm3 } from './canonical.ts'
import { schema } from './schema.ts'

/** A body as it is stored, sent and hashed. */
export type BodyJson = Record<string, unknown>

type Part = { type: string; attrs?: Record<string, unknown>; marks?: Part[]; content?: Part[] }
type Attrs = Record<string, { default?: unknown }> | null | undefined

/** The attributes that differ from the schema's default; undefined where none does. */
function told(attrs: Record<string, unknown> | undefined, spec: Attrs): Record<string, unknown> | undefined {
  const kept = Object.entries(attrs ?? {}).filter(([name, value]) => value !== spec?.[name]?.default)
  return kept.length > 0 ? Object.fromEntries(kept) : undefined
}

function lean(part: Part, spec: Attrs): Part {
  const { attrs, marks, content, ...rest } = part
  const kept = told(attrs, spec)
  return {
    ...rest,
    ...(kept ? { attrs: kept } : {}),
    ...(content ? { content: content.map((child) => lean(child, schema.nodes[child.type]?.spec.attrs)) } : {}),
    ...(marks ? { marks: marks.map((mark) => lean(mark, schema.marks[mark.type]?.spec.attrs)) } : {}),
  }
}

/**
 * A body as JSON. Attributes at their schema's default are left out, so a later version of the schema may add some and
 * every stored version keeps its hash (RV-20; docs/decisions/0009).
 */
export const bodyJson = (doc: PmNode): BodyJson => lean(doc.toJSON() as Part, doc.type.spec.attrs)

/** SM3 of a body's canonical JSON: how a version is named (RV-20). */
export const bodySm3 = (sm3: Sm3, doc: PmNode): string => sm3(canonicalJson(bodyJson(doc)))
