import { Fragment, type Node as PmNode } from 'prosemirror-model'
import { saidCodes } from '../document/schema.ts'
import { cleanCopy } from './clean-copy.ts'
import type { VerdictOf } from './views.ts'

/** What belongs to the one document alone: the copy is dated, sealed and sent anew, and its files are not carried over. */
const ownOnly: ReadonlySet<string> = new Set(['issuedOn', 'attachmentNote'])
/** Nor does its writer say of this matter what was said of that one. */
const ownCodes = Object.fromEntries(['urgency', 'secrecy', ...saidCodes].map((code) => [code, '']))

/**
 * A document's text as the beginning of another one: as it reads with everything decided, without tracking and comments,
 * under ids of its own, in the name of `issuer`; 紧急程度, 密级, 依据与会签, dates and 附件说明 are left behind.
 */
export function copyAsDraft(doc: PmNode, verdictOf: VerdictOf, newId: () => string, issuer: string): PmNode {
  const anew = (node: PmNode): PmNode => {
    if (node.isText) return node
    const name = node.type.name
    const attrs = {
      ...node.attrs,
      ...('id' in node.attrs ? { id: newId() } : {}),
      ...(name === 'header' ? ownCodes : {}),
    }
    if (ownOnly.has(name)) return node.type.create(attrs)
    if (name === 'issuer') return node.type.create(attrs, issuer === '' ? null : node.type.schema.text(issuer))
    return node.type.create(attrs, Fragment.fromArray(node.children.map(anew)), node.marks)
  }
  return anew(cleanCopy(doc, verdictOf))
}
