import type { Node as PmNode } from 'prosemirror-model'
import { rejectAll, resolveDoc } from './resolve.ts'
import type { Verdict } from './types.ts'

/** 原稿: the text before any tracked change (RV-17). */
export const originalOf = (doc: PmNode): PmNode => rejectAll(doc)

/** 最终稿: rejected changes dropped, everything else accepted (RV-17). */
export const finalOf = (doc: PmNode, verdictOf: (changeId: string) => Verdict | undefined): PmNode =>
  resolveDoc(doc, (who) => (verdictOf(who.id) === 'reject' ? 'reject' : 'accept'))

/** 花脸稿: decided changes applied, open ones marked; without decisions the document itself (RV-17). */
export const markedOf = (doc: PmNode, verdictOf: (changeId: string) => Verdict | undefined = () => undefined): PmNode =>
  resolveDoc(doc, (who) => verdictOf(who.id) ?? 'keep')
