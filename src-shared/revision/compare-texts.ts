import type { Node as PmNode } from 'prosemirror-model'
import { EditorState } from 'prosemirror-state'
import { entriesOf, type Who } from '../document/schema.ts'
import { compareClosely } from './compare-closely.ts'
import { withoutComments } from './derive.ts'
import { newWho, type Pen } from './pen.ts'
import { recordDifference } from './record-blocks.ts'
import { acceptAll, rejectAll } from './resolve.ts'
import type { TrackContext } from './types.ts'
import { isTrackingMark, sameValue } from './who.ts'

function saysSame(a: PmNode, b: PmNode): boolean {
  if (a === b) return true
  if (a.isInline || b.isInline) return a.eq(b)
  if (a.type !== b.type || a.childCount !== b.childCount) return false
  const attrs = Object.keys(a.attrs).every((name) => name === 'id' || sameValue(a.attrs[name], b.attrs[name]))
  return attrs && a.children.every((child, i) => saysSame(child, b.child(i)))
}

/** True when two texts read the same, with the same looks and attributes; ids and comment anchors do not count. */
export const sameText = (a: PmNode, b: PmNode): boolean => saysSame(withoutComments(a), withoutComments(b))

/** True when anything in the document is tracked. */
function hasChanges(doc: PmNode): boolean {
  let found = false
  doc.descendants((node) => {
    found ||= node.isInline ? node.marks.some(isTrackingMark) : entriesOf(node).length > 0
    return !found
  })
  return found
}

/** The difference block by block: coarse, but for all shapes, and for a base that has tracked changes already. */
function compareCoarsely(base: PmNode, other: PmNode, ctx: TrackContext): PmNode {
  const pen: Pen = { tr: EditorState.create({ doc: base }).tr, ctx, fresh: new Set() }
  let who: Who | undefined
  recordDifference(pen, other, () => (who ??= newWho(pen)))
  return pen.tr.doc
}

/** How often two texts could only be compared block by block; tests watch that it stays 0. */
export const compared = { coarsely: 0 }

/** `other` as tracked changes over `base`: accepting all gives `other` (ids apart), rejecting all `base` (RV-32). */
export function compare(base: PmNode, other: PmNode, ctx: TrackContext): PmNode {
  if (!hasChanges(base) && !hasChanges(other)) {
    const close = compareClosely(base, other, ctx)
    const same = (a: PmNode, b: PmNode) => withoutComments(a).eq(withoutComments(b))
    if (close && same(rejectAll(close), base) && sameText(acceptAll(close), other)) return close
    compared.coarsely++
  }
  return compareCoarsely(base, other, ctx)
}
