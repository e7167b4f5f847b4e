import { Fragment, type Node as PmNode } from 'prosemirror-model'
import { entriesOf } from '../document/schema.ts'
import { resolveBlocks } from './resolve-blocks.ts'
import { resolveInline, settleAttributes } from './resolve-inline.ts'
import { asDecided, asShown, exactly, type Rules } from './resolve-items.ts'
import type { Decide } from './types.ts'

function resolveHeader(header: PmNode, decide: Decide): PmNode {
  const children = header.children.map((element) => {
    const content = resolveInline(element.content, decide)
    return content === element.content ? element : element.copy(content)
  })
  const list = entriesOf(header)
  const { attrs, entries } = settleAttributes(header, list, decide)
  const same = children.every((child, i) => child === header.maybeChild(i))
  if (same && attrs === header.attrs) return header
  return header.type.create({ ...attrs, trk: entries.length ? entries : null }, Fragment.fromArray(children))
}

function project(doc: PmNode, rules: Rules): PmNode {
  const children = doc.children.map((child) => {
    if (child.type.name === 'header') return resolveHeader(child, rules.decide)
    const content = resolveBlocks(child, rules)
    return content === child.content ? child : child.copy(content)
  })
  return children.every((child, i) => child === doc.maybeChild(i)) ? doc : doc.copy(Fragment.fromArray(children))
}

/**
 * The document with changes decided: any subset, in any order, gives the same result in the end (RV-10). A boundary
 * or block whose fate hangs on an open change stays marked and is settled when that change is decided.
 */
export const resolveDoc = (doc: PmNode, decide: Decide): PmNode => project(doc, { ...asDecided, decide })

/** All changes accepted: what a plain editor would show (RV-10). */
export const acceptAll = (doc: PmNode): PmNode => resolveDoc(doc, () => 'accept')

/** All changes rejected: the text before the first tracked change (RV-10). */
export const rejectAll = (doc: PmNode): PmNode => resolveDoc(doc, () => 'reject')

/**
 * The document with changes decided as if nothing hung on the others: what is left open never holds a decided change
 * back, so none but the open ones stays marked. For views (RV-30, RV-31); decisions that are kept go through `resolveDoc`.
 */
export const projectDoc = (doc: PmNode, decide: Decide): PmNode => project(doc, { ...asShown, decide })

/**
 * The document without the newest changes, all others untouched: the proof that a submission altered nothing of its
 * base is that this gives the base (RV-16).
 */
export const stripChanges = (doc: PmNode, isMine: (changeId: string) => boolean): PmNode =>
  project(doc, { ...exactly, decide: (who) => (isMine(who.id) ? 'reject' : 'keep') })

/** The blocks of a container with everything accepted; used for pasted content. */
export const acceptBlocks = (container: PmNode): Fragment => resolveBlocks(container, { ...asDecided, decide: () => 'accept' })
