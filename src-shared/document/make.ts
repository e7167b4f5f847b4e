import type { Node as PmNode } from 'prosemirror-model'
import { elementNames, schema, type ElementName, type HeaderCode, type ParagraphStyle } from './schema.ts'

/** What a new document is made from: coded and written 要素, and the paragraphs of the body. */
export type DocumentContent = {
  codes?: Partial<Record<HeaderCode, string>> | undefined
  elements?: Partial<Record<ElementName, string>> | undefined
  paragraphs?: readonly (string | { text: string; style?: ParagraphStyle })[] | undefined
}

/**
 * A body document from plain content. `newId` gives each block its stable id (UUIDv7 in production).
 * An empty body holds one empty paragraph, so there is always a place for the caret.
 */
export function makeDocument(content: DocumentContent, newId: () => string): PmNode {
  const inline = (text: string) => (text ? schema.text(text) : undefined)
  const header = schema.node(
    'header',
    { id: newId(), ...content.codes },
    elementNames.map((name) => schema.node(name, { id: newId() }, inline(content.elements?.[name] ?? ''))),
  )
  const lines = content.paragraphs?.length ? content.paragraphs : ['']
  const body = schema.node(
    'body',
    null,
    lines.map((line) => {
      const { text, style = 'body' } = typeof line === 'string' ? { text: line } : line
      return schema.node('paragraph', { id: newId(), style }, inline(text))
    }),
  )
  return schema.node('doc', null, [header, body])
}
