import type { Node as PmNode } from 'prosemirror-model'
import { elementNames } from '../../src-shared/document/schema.ts'
import type { Change, ChangeKind, Verdict } from '../../src-shared/revision/types.ts'

/** Kinds of change as a reader sorts them. */
export const kindGroups = ['text', 'move', 'format', 'paragraph', 'block'] as const
export type KindGroup = (typeof kindGroups)[number]
/** Where a change stands. */
export const placeGroups = ['element', 'body', 'table'] as const
export type PlaceGroup = (typeof placeGroups)[number]

/** Which changes the rail lists and Alt+↑↓ walks. An empty list means: any. */
export type Filter = {
  people: readonly string[]
  steps: readonly string[]
  kinds: readonly KindGroup[]
  places: readonly PlaceGroup[]
  state: 'all' | 'open' | 'decided'
  /** epoch ms; changes stamped before are left out */
  since: number | null
  /** words in the old or the new text */
  words: string
}

export const noFilter: Filter = { people: [], steps: [], kinds: [], places: [], state: 'all', since: null, words: '' }

/** How many parts of the filter leave something out. */
export const filterSize = (f: Filter): number =>
  [f.people.length, f.steps.length, f.kinds.length, f.places.length, f.state !== 'all', f.since !== null, f.words.trim()].filter(
    Boolean,
  ).length

const groupOf: Record<ChangeKind, KindGroup> = {
  insert: 'text',
  delete: 'text',
  replace: 'text',
  move: 'move',
  format: 'format',
  attribute: 'format',
  split: 'paragraph',
  join: 'paragraph',
  insertBlock: 'block',
  deleteBlock: 'block',
}

/** Stretches of the document that are tables, in order. */
export type Tables = readonly { from: number; to: number }[]

/** The tables of a body, to tell text in a cell from text in a paragraph. */
export function tablesOf(doc: PmNode): Tables {
  const tables: { from: number; to: number }[] = []
  const bodyAt = doc.child(0).nodeSize + 1
  doc.child(1).forEach((block, offset) => {
    if (block.type.name === 'table') tables.push({ from: bodyAt + offset, to: bodyAt + offset + block.nodeSize })
  })
  return tables
}

/** Where a change stands: in a 要素 (also a coded one), in a table, or in the body. */
export function placeOf(change: Change, tables: Tables): PlaceGroup {
  if (change.place === 'header' || (elementNames as readonly string[]).includes(change.place)) return 'element'
  return tables.some((table) => change.from >= table.from && change.from < table.to) ? 'table' : 'body'
}

/** Which people, steps, kinds and places the changes of a document have. */
export type Occurring = {
  people: ReadonlySet<string>
  steps: ReadonlySet<string>
  kinds: ReadonlySet<KindGroup>
  places: ReadonlySet<PlaceGroup>
}

/** What there is to filter by. Pure. */
export const occurringIn = (changes: readonly Change[], tables: Tables): Occurring => ({
  people: new Set(changes.map((change) => change.author)),
  steps: new Set(changes.map((change) => change.step)),
  kinds: new Set(changes.map((change) => groupOf[change.kind])),
  places: new Set(changes.map((change) => placeOf(change, tables))),
})

/** The changes a filter leaves, in their order (UI-43). Pure. */
export function applyFilter(
  changes: readonly Change[],
  filter: Filter,
  verdicts: ReadonlyMap<string, Verdict>,
  tables: Tables,
): readonly Change[] {
  if (filterSize(filter) === 0) return changes
  const words = filter.words.trim().toLowerCase()
  const one = <T>(wanted: readonly T[], value: T): boolean => wanted.length === 0 || wanted.includes(value)
  return changes.filter(
    (change) =>
      one(filter.people, change.author) &&
      one(filter.steps, change.step) &&
      one(filter.kinds, groupOf[change.kind]) &&
      (filter.places.length === 0 || filter.places.includes(placeOf(change, tables))) &&
      (filter.state === 'all' || verdicts.has(change.id) === (filter.state === 'decided')) &&
      (filter.since === null || change.at >= filter.since) &&
      (words === '' || change.oldText.toLowerCase().includes(words) || change.newText.toLowerCase().includes(words)),
  )
}

/** The changes that touch a stretch of the document. */
export const changesWithin = (changes: readonly Change[], from: number, to: number): readonly Change[] =>
  changes.filter((change) => change.from < to && change.to > from)
