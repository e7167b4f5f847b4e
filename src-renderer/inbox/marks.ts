import type { DocumentId } from '../../src-shared/ids.ts'

/** The documents of a list that are marked for something to be done with all of them, and where a range begins. */
export type Marks = { ids: ReadonlySet<DocumentId>; from: DocumentId | null }
export const noMarks: Marks = { ids: new Set(), from: null }

/** Marks one, or takes its mark away; the next range begins here. Pure. */
export function toggled({ ids }: Marks, id: DocumentId): Marks {
  const next = new Set(ids)
  if (!next.delete(id)) next.add(id)
  return { ids: next, from: id }
}

/** Marks everything from where the range begins (else from `start`) to `id`, beside what is marked already. Pure. */
export function ranged(marks: Marks, order: readonly DocumentId[], start: DocumentId | null, id: DocumentId): Marks {
  const from = marks.from ?? start ?? id
  const [a, b] = [order.indexOf(from), order.indexOf(id)].toSorted((x, y) => x - y) as [number, number]
  const part = a < 0 ? [id] : order.slice(a, b + 1)
  return { ids: new Set([...marks.ids, ...part]), from: a < 0 ? id : from }
}

/** Marks the whole list. Pure. */
export const allMarked = (order: readonly DocumentId[]): Marks => ({ ids: new Set(order), from: null })

/** What of the marks is still in the list, in its order. Pure. */
export const markedOf = <R extends { id: DocumentId }>({ ids }: Marks, rows: readonly R[]): readonly R[] =>
  rows.filter(({ id }) => ids.has(id))
