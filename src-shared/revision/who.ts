import type { Mark, MarkType, Node as PmNode } from 'prosemirror-model'
import { entriesOf, schema, trackingMarks, type Entry, type Who } from '../document/schema.ts'

/** The mark type of that name. The schema is fixed, so a miss is a bug. */
export function markType(name: string): MarkType {
  const type = schema.marks[name]
  if (!type) throw new Error(`schema has no mark ${name}`)
  return type
}

export const insType = markType('ins')
export const delType = markType('del')
export const fmtType = markType('fmt')
export const commentType = markType('comment')

const tracking: ReadonlySet<string> = new Set(trackingMarks)

/** True for ins, del and fmt: marks that carry tracking, not looks. */
export const isTrackingMark = (mark: Mark): boolean => tracking.has(mark.type.name)

/** Author, time and step of a tracking mark or block entry, without anything else. */
export function whoOf(of: Mark | Entry): Who {
  const from: Readonly<Record<string, unknown>> = 'attrs' in of ? of.attrs : of
  return { id: String(from['id']), author: String(from['author']), at: Number(from['at']), step: String(from['step']) }
}

/** Identity of an entry inside one block: one change may hold several entries there, of different kinds. */
export const entryKey = (entry: Entry): string =>
  entry.k === 'attr' ? `${entry.id}/attr/${entry.name}` : `${entry.id}/${entry.k}`

/** Equality of attribute values; `colwidth` is an array, all others are scalars. */
export const sameValue = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)

export const hasEntry = (node: PmNode, kind: Entry['k']): boolean => entriesOf(node).some((entry) => entry.k === kind)

export const isParagraph = (node: PmNode | null | undefined): boolean => node?.type.name === 'paragraph'

/** True for a written 要素 of the header: such a textblock is never split, joined or removed (RV-13). */
export const isElement = (node: PmNode | null | undefined): boolean => node?.type.isInGroup('element') ?? false

/** True when the inline node is struck by anybody. */
export const isStruck = (node: PmNode): boolean => node.marks.some((mark) => mark.type === delType)

export const idOf = (node: PmNode): string | null => (node.attrs['id'] as string | null | undefined) ?? null

/** True for block types that carry `id` and `trk`: all but doc and body. */
export const isTrackedBlock = (node: PmNode): boolean => !node.isInline && node.type.spec.attrs?.['trk'] !== undefined
