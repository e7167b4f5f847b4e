import type { Command } from 'prosemirror-state'
import type { Node as PmNode } from 'prosemirror-model'
import { makeDocument } from '../../../src-shared/document/make.ts'
import { schema } from '../../../src-shared/document/schema.ts'
import { acceptAll, rejectAll } from '../../../src-shared/revision/resolve.ts'
import { trackTransaction, untrackedMeta } from '../../../src-shared/revision/track.ts'
import { hasMark, openInView, type Library } from './library.ts'
import { paragraphsOf } from './plain.ts'

/** A projection as a command, as the other libraries have it. */
const replaceBy =
  (project: (doc: PmNode) => PmNode): Command =>
  (state, dispatch) => {
    dispatch?.(state.tr.replaceWith(0, state.doc.content.size, project(state.doc).content).setMeta(untrackedMeta, true))
    return true
  }

/** Ours: `trackTransaction` in dispatchTransaction, `acceptAll` and `rejectAll`; one author, nothing submitted yet. */
export function ours(version: string): Library {
  return {
    name: '留痕 (Liuhen)',
    version,
    license: 'UNLICENSED',
    how: '`trackTransaction` in `dispatchTransaction`; `acceptAll`, `rejectAll`; a list is an attribute, not a node',
    cannot: {},
    open: (start) => {
      let ids = 0
      const newId = (): string => `id${ids++}`
      const blank = makeDocument({ paragraphs: start.map(() => '') }, newId)
      const body = blank.child(1)
      const filled = paragraphsOf(schema, start).map((block, i) => {
        const { id } = body.child(i).attrs
        return block.type.create({ ...block.attrs, id }, block.content)
      })
      const context = { author: 'wang', step: 'draft', now: 1_780_000_000_000, newId, isUnsent: () => true }
      return {
        ...openInView({
          doc: blank.copy(blank.content.replaceChild(1, body.copy(schema.node('body', null, filled).content))),
          dispatch(tr) {
            this.updateState(this.state.apply(trackTransaction(tr, this.state, context)))
          },
          accept: [() => replaceBy(acceptAll)],
          reject: [() => replaceBy(rejectAll)],
          isStruck: hasMark('del'),
        }),
        list: (state, pos, on) => state.tr.setNodeAttribute(pos, 'list', on ? 'bullet' : null),
      }
    },
  }
}
