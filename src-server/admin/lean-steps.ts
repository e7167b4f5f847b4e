import { schema } from '../../src-shared/document/schema.ts'

type Attrs = Readonly<Record<string, { default?: unknown }>> | null | undefined

/** The attributes that differ from the schema's default, as bodies are stored (docs/decisions/0009). */
const told = (attrs: object, spec: Attrs): Record<string, unknown> =>
  Object.fromEntries(Object.entries(attrs).filter(([name, value]) => value !== spec?.[name]?.default))

/**
 * Steps without attributes at their default, so that there is one way to write them: in a bundle nothing can be left out
 * that means the same (RV-57). What they lead to stays the same.
 */
export function leanSteps(steps: readonly unknown[]): unknown[] {
  return steps.map((step) => lean(step, ''))
}

/** `at`: the member the value stands in, which tells marks from nodes. */
function lean(value: unknown, at: string): unknown {
  if (Array.isArray(value)) return value.map((one) => lean(one, at))
  if (typeof value !== 'object' || value === null) return value
  const part = value as Record<string, unknown>
  const copy = Object.fromEntries(
    Object.entries(part).map(([name, member]) => [name, name === 'attrs' ? member : lean(member, name)]),
  )
  const { type, attrs } = part
  if (typeof type !== 'string' || typeof attrs !== 'object' || attrs === null) return copy
  const isMark = at === 'mark' || at === 'marks'
  return { ...copy, attrs: told(attrs, isMark ? schema.marks[type]?.spec.attrs : schema.nodes[type]?.spec.attrs) }
}
