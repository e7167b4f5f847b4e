import type { MarkType, NodeType } from 'prosemirror-model'
import { schema } from '../../../src-shared/document/schema.ts'

/** A node type the schema is known to have. */
export function nodeType(name: string): NodeType {
  const type = schema.nodes[name]
  if (!type) throw new Error(`no node type ${name}`)
  return type
}

/** A mark type the schema is known to have. */
export function markType(name: string): MarkType {
  const type = schema.marks[name]
  if (!type) throw new Error(`no mark type ${name}`)
  return type
}
