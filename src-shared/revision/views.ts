import type { Node as PmNode } from 'prosemirror-model'
import type { Who } from '../document/schema.ts'
import { projectDoc, rejectAll, resolveDoc } from './resolve.ts'
import type { Verdict } from './types.ts'

/** What has been decided about a change; undefined while it is open. */
export type VerdictOf = (changeId: string) => Verdict | undefined

/** 原稿: the text before any tracked change (RV-17). */
export const originalOf = (doc: PmNode): PmNode => rejectAll(doc)

/** 最终稿: rejected changes dropped, everything else accepted (RV-17). */
export const finalOf = (doc: PmNode, verdictOf: VerdictOf): PmNode =>
  resolveDoc(doc, (who) => (verdictOf(who.id) === 'reject' ? 'reject' : 'accept'))

/** 花脸稿: decided changes applied, open ones marked; without decisions the document itself (RV-17). */
export const markedOf = (doc: PmNode, verdictOf: VerdictOf = () => undefined): PmNode =>
  resolveDoc(doc, (who) => verdictOf(who.id) ?? 'keep')

/**
 * 按人, 按环节: the changes `shown` picks stay marked, decided or not, all others are as in the final text (RV-30). Only
 * shown changes are marked in it; with nothing shown it is the final text, with everything shown the document.
 */
export const viewOf = (doc: PmNode, verdictOf: VerdictOf, shown: (who: Who) => boolean): PmNode =>
  projectDoc(doc, (who) => (shown(who) ? 'keep' : verdictOf(who.id) === 'reject' ? 'reject' : 'accept'))
