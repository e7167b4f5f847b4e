import type { Node as PmNode } from 'prosemirror-model'
import type { EditorState, Transaction } from 'prosemirror-state'
import { liveText } from '../../../src-shared/document/header.ts'
import { schema, type ElementName, type HeaderCode } from '../../../src-shared/document/schema.ts'
import { areasOf } from './areas.ts'

/** Position in a textblock (from its start) of the n-th live character: struck text is jumped over. */
function livePosition(block: PmNode, offset: number, side: 'before' | 'after'): number {
  let seen = 0
  let found: number | undefined
  block.forEach((child, at) => {
    if (found !== undefined) return
    if (child.isText) {
      if (child.marks.some((m) => m.type.name === 'del')) return
      const length = child.text?.length ?? 0
      const within = offset - seen
      if (side === 'before' ? within <= length : within < length) found = at + Math.max(within, 0)
      seen += length
    } else if (child.type.name === 'hardBreak') {
      if (seen === offset && side === 'after') found = at
      seen += 1
    }
  })
  return found ?? block.content.size
}

/** The longest common head and tail of two texts, whole characters only. */
function changedRange(before: string, after: string): { from: number; to: number; text: string } {
  let from = 0
  while (from < before.length && from < after.length && before[from] === after[from]) from += 1
  if (from > 0 && isHighSurrogate(before.charCodeAt(from - 1))) from -= 1
  let tail = 0
  while (
    tail < before.length - from &&
    tail < after.length - from &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  )
    tail += 1
  if (tail > 0 && isLowSurrogate(before.charCodeAt(before.length - tail))) tail -= 1
  return { from, to: before.length - tail, text: after.slice(from, after.length - tail) }
}

const isHighSurrogate = (code: number): boolean => code >= 0xd800 && code < 0xdc00
const isLowSurrogate = (code: number): boolean => code >= 0xdc00 && code < 0xe000

/**
 * The smallest replacement that makes the live text of an element read `value` (UI-22): what stays is not touched, so a
 * one-character correction in the form is a one-character change in the marks. undefined: nothing to do.
 */
export function setElementText(state: EditorState, name: ElementName, value: string): Transaction | undefined {
  const area = areasOf(state.doc).get(name)
  if (!area) return undefined
  const block = state.doc.resolve(area.from).parent
  const before = liveText(block)
  const clean = value.replaceAll(/[\r\n]+/g, '')
  if (before === clean) return undefined
  const change = changedRange(before, clean)
  const from = area.from + livePosition(block, change.from, change.to > change.from ? 'after' : 'before')
  const to = change.to > change.from ? area.from + livePosition(block, change.to, 'before') : from
  return change.text ? state.tr.replaceWith(from, to, schema.text(change.text)) : state.tr.delete(from, to)
}

/** Sets a coded 要素, such as the 文种. */
export function setHeaderCode(state: EditorState, name: HeaderCode, value: string): Transaction | undefined {
  return state.doc.child(0).attrs[name] === value ? undefined : state.tr.setNodeAttribute(0, name, value)
}
