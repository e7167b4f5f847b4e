import type { Node as PmNode } from 'prosemirror-model'
import { z } from 'zod'
import { entriesOf, type ElementName } from './schema.ts'

/** The 要素 that lists and rules need, derived from the body's header by the server and by the desk alike. */
export const documentHeader = z.object({
  docType: z.string(),
  urgency: z.string(),
  secrecy: z.string(),
  openness: z.string(),
  title: z.string(),
  mainTo: z.string(),
  copyTo: z.string(),
  issuer: z.string(),
})
export type DocumentHeader = z.infer<typeof documentHeader>

/** Text of a textblock as it stands if every open change is accepted: struck text left out. */
export function liveText(node: PmNode): string {
  let text = ''
  node.descendants((child) => {
    if (child.isText && !child.marks.some((m) => m.type.name === 'del')) text += child.text ?? ''
    else if (child.type.name === 'hardBreak') text += '\n'
  })
  return text
}

/** The header node of a document. */
export const headerNode = (doc: PmNode): PmNode => doc.child(0)

/** Text of one written 要素, struck text left out. */
export function elementText(doc: PmNode, name: ElementName): string {
  let found = ''
  headerNode(doc).forEach((child) => {
    if (child.type.name === name) found = liveText(child)
  })
  return found
}

/** The 要素 of a body as lists show them. */
export function headerOf(doc: PmNode): DocumentHeader {
  const code = (name: string): string => String(headerNode(doc).attrs[name] ?? '')
  const text = (name: ElementName): string => elementText(doc, name).replaceAll('\n', '')
  return {
    docType: code('docType'),
    urgency: code('urgency'),
    secrecy: code('secrecy'),
    openness: code('openness'),
    title: text('title'),
    mainTo: text('mainTo'),
    copyTo: text('copyTo'),
    issuer: text('issuer'),
  }
}

/** Whether two documents have the same 要素. */
export const sameHeader = (a: DocumentHeader, b: DocumentHeader): boolean =>
  documentHeader.keyof().options.every((name) => a[name] === b[name])

/** Whether a document holds any tracked change at all. */
export function hasChanges(doc: PmNode): boolean {
  let found = false
  doc.descendants((node) => {
    if (found) return false
    found =
      entriesOf(node).length > 0 ||
      node.marks.some((m) => m.type.name === 'ins' || m.type.name === 'del' || m.type.name === 'fmt')
    return !found
  })
  return found
}
