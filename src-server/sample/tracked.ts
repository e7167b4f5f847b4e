import type { Node as PmNode } from 'prosemirror-model'
import { EditorState } from 'prosemirror-state'
import { schema } from '../../src-shared/document/schema.ts'
import { trackTransaction } from '../../src-shared/revision/track.ts'
import type { TrackContext } from '../../src-shared/revision/types.ts'

/** An edit of the sample's history: the first `find` becomes `put`. A `find` ending in '|' marks a place to insert at. */
export type Edit = { find: string; put: string }

/** The positions of a text inside one block: the first block whose text, struck text included, holds it. */
function locate(doc: PmNode, find: string): { from: number; to: number } | undefined {
  let hit: { from: number; to: number } | undefined
  doc.descendants((node, pos) => {
    if (hit) return false
    if (!node.isTextblock) return true
    const at = node.textContent.indexOf(find)
    if (at >= 0) hit = { from: pos + 1 + at, to: pos + 1 + at + find.length }
    return false
  })
  return hit
}

/** Makes one edit as a person at the desk would: typed as an ordinary transaction, recorded by 留痕 (RV-01). */
export function trackedEdit(doc: PmNode, edit: Edit, context: TrackContext): PmNode {
  const place = edit.find.endsWith('|')
  const hit = locate(doc, place ? edit.find.slice(0, -1) : edit.find)
  if (!hit) throw new Error(`sample: no block holds 「${edit.find}」`)
  const state = EditorState.create({ doc })
  const from = place ? hit.to : hit.from
  const tr = edit.put ? state.tr.replaceWith(from, hit.to, schema.text(edit.put)) : state.tr.delete(from, hit.to)
  const tracked = trackTransaction(tr, state, context)
  tracked.doc.check()
  return tracked.doc
}
