import type { Node as PmNode } from 'prosemirror-model'
import { headerNode, headerOf, type DocumentHeader } from '../document/header.ts'
import { schema } from '../document/schema.ts'
import { finalOf, type VerdictOf } from './views.ts'

/** A document of a header alone: what is decided about it needs no look at the body. */
const alone = (doc: PmNode): PmNode =>
  schema.node('doc', null, [headerNode(doc), schema.node('body', null, [schema.node('paragraph')])])

/** The 要素 of a body as lists show them: as in its 最终稿, rejected changes left out, all others accepted (RV-17). */
export const headerNow = (doc: PmNode, verdictOf: VerdictOf): DocumentHeader => headerOf(finalOf(alone(doc), verdictOf))
