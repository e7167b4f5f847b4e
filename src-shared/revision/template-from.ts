import { Fragment, type Node as PmNode } from 'prosemirror-model'
import { copyAsDraft } from './copy-as-draft.ts'
import type { VerdictOf } from './views.ts'

/** Pictures are files of their one document, and a template has none. */
const withoutPictures = (node: PmNode): PmNode =>
  node.isText
    ? node
    : node.copy(Fragment.fromArray(node.children.filter((child) => child.type.name !== 'image').map(withoutPictures)))

/**
 * A document's text as a 范本 of its organ (UI-99): what another draft may begin with (`copyAsDraft`), without pictures and in
 * nobody's name. A source that bears a 密级 is refused before: the copy does not say it any more.
 */
export const templateFrom = (doc: PmNode, verdictOf: VerdictOf, newId: () => string): PmNode =>
  withoutPictures(copyAsDraft(doc, verdictOf, newId, ''))
