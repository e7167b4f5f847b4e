import type { Node as PmNode } from 'prosemirror-model'

/** A thread keeps this much of the words it was opened on. */
export const quoteAtMost = 200

/** The words between two places, as a thread quotes them. */
export const quoteOf = (doc: PmNode, from: number, to: number): string =>
  [...doc.textBetween(from, to, ' ', '').trim()].slice(0, quoteAtMost).join('')

/**
 * Where quoted words stand in a text, by the words alone: for threads of readers, who may not set an anchor. The first
 * block that has them counts; undefined where none does.
 */
export function findQuote(doc: PmNode, quote: string): { from: number; to: number } | undefined {
  let found: { from: number; to: number } | undefined
  if (quote === '') return undefined
  doc.descendants((node, pos) => {
    if (found) return false
    if (!node.isTextblock) return true
    // every inline leaf counts one place, as it does in the document
    const at = node.textBetween(0, node.content.size, '', '\ufffc').indexOf(quote)
    if (at >= 0) found = { from: pos + 1 + at, to: pos + 1 + at + quote.length }
    return false
  })
  return found
}
