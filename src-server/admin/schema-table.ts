import { schema } from '../../src-shared/document/schema.ts'

type Defaults = Record<string, unknown>
const defaultsOf = (attrs: Readonly<Record<string, { default?: unknown }>> | null | undefined): Defaults =>
  Object.fromEntries(Object.entries(attrs ?? {}).map(([name, spec]) => [name, spec.default]))

/**
 * What somebody without our code must know of the schema to replay steps and hash the result: which attributes there are
 * and their defaults (docs/decisions/0009), what stands within a line, and the order of marks.
 */
export const schemaTable = () => ({
  nodes: Object.fromEntries(
    Object.values(schema.nodes).map((type) => [
      type.name,
      { attrs: defaultsOf(type.spec.attrs), inline: type.isInline, leaf: type.isLeaf },
    ]),
  ),
  marks: Object.values(schema.marks).map((type) => ({
    name: type.name,
    attrs: defaultsOf(type.spec.attrs),
    excludesItself: type.excludes(type),
  })),
})
