import { v7 } from 'uuid'
import { EditorState, type Transaction } from 'prosemirror-state'
import type { Node as PmNode } from 'prosemirror-model'
import type { Step } from 'prosemirror-transform'
import { schema } from '../../../src-shared/document/schema.ts'
import { changeSignatures } from '../../../src-shared/revision/changes.ts'
import { deriveSteps } from '../../../src-shared/revision/derive.ts'
import { trackTransaction } from '../../../src-shared/revision/track.ts'

export type Edited = { steps: readonly Step[]; doc: PmNode; changeIds: string[] }

/** What a desk does with an edit once the document is tracked: record it, then derive the net steps. */
export function tracked(base: PmNode, author: string, step: string, now: number, edit: (tr: Transaction) => Transaction): Edited {
  const state = EditorState.create({ schema, doc: base })
  const known = changeSignatures(base)
  const context = { author, step, now, newId: v7, isUnsent: (id: string) => !known.has(id) }
  const doc = trackTransaction(edit(state.tr), state, context).doc
  const isNew = (id: string) => !known.has(id)
  return { steps: deriveSteps(base, doc, isNew), doc, changeIds: [...changeSignatures(doc).keys()].filter(isNew) }
}

/** An edit of a draft nobody else has seen: as it is. */
export function plain(base: PmNode, edit: (tr: Transaction) => Transaction): Edited {
  const tr = edit(EditorState.create({ schema, doc: base }).tr)
  return { steps: tr.steps, doc: tr.doc, changeIds: [] }
}

/** Where a text first stands in a document. */
export function placeOf(doc: PmNode, text: string): { from: number; to: number } {
  let found: { from: number; to: number } | undefined
  doc.descendants((node, pos) => {
    const at = found || !node.isText ? -1 : (node.text ?? '').indexOf(text)
    if (at >= 0) found = { from: pos + at, to: pos + at + text.length }
  })
  if (!found) throw new Error(`no ${text}`)
  return found
}

export const replaceText = (from: string, to: string) => (tr: Transaction) => {
  const place = placeOf(tr.doc, from)
  return to ? tr.insertText(to, place.from, place.to) : tr.delete(place.from, place.to)
}
export const appendTo = (text: string, more: string) => (tr: Transaction) => tr.insertText(more, placeOf(tr.doc, text).to)
