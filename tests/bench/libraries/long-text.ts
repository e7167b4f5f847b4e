import type { Mark, Node as PmNode, Schema } from 'prosemirror-model'
import texts from '../../../src-server/sample/texts.json'
import { makeDocument } from '../../../src-shared/document/make.ts'
import { schema as ourSchema } from '../../../src-shared/document/schema.ts'

/** Real paragraphs until there are enough characters. */
export function realParagraphs(characters: number): string[] {
  const all = JSON.stringify(texts).match(/[\u4e00-\u9fff，。、；：“”（）《》]{40,}/g) ?? []
  const taken: string[] = []
  let length = 0
  for (let i = 0; length < characters; i++) {
    const text = all[i % all.length] ?? ''
    taken.push(text)
    length += text.length
  }
  return taken
}

/** Makes the mark of the n-th change: turn and turn about inserted and struck. */
export type MarkOf = (n: number, struck: boolean) => Mark | null

/** Short runs all over the paragraphs marked as changes, `changes` of them. */
export function markedParagraphs(schema: Schema, words: readonly string[], changes: number, markOf: MarkOf): PmNode[][] {
  const length = words.reduce((sum, text) => sum + text.length, 0)
  const every = Math.floor(length / changes)
  let count = 0
  return words.map((text) => {
    const parts: PmNode[] = []
    for (let at = 0; at < text.length; at += every) {
      const run = text.slice(at, at + every)
      parts.push(schema.text(run.slice(0, -3) || run))
      const mark = markOf(count, count % 2 === 1)
      if (run.length > 3) parts.push(schema.text(run.slice(-3), mark ? [mark] : []))
      count++
    }
    return parts
  })
}

let ids = 0
/** Ids in the form of the real ones. */
export const newId = (): string => `0190a000-0000-7000-8000-${(++ids).toString(16).padStart(12, '0')}`

/** Our document of these paragraphs with changes by four people. */
export function ourMarkedDocument(words: readonly string[], changes: number): PmNode {
  const doc = makeDocument({ elements: { title: '关于工作的通知' }, paragraphs: words }, newId)
  const marked = markedParagraphs(ourSchema, words, changes, (n, struck) =>
    ourSchema.mark(struck ? 'del' : 'ins', {
      id: newId(),
      author: `u${n % 4}`,
      at: 1_750_000_000_000 + n * 1000,
      step: 'review',
    }),
  )
  const body = doc.child(1)
  const blocks = body.children.map((block, i) => block.type.create(block.attrs, marked[i]))
  return doc.copy(doc.content.replaceChild(1, body.type.create(body.attrs, blocks)))
}

/** The document of these paragraphs in a schema of the plain shape, with that library's marks. */
export const markedDocument = (schema: Schema, words: readonly string[], changes: number, markOf: MarkOf): PmNode =>
  schema.node(
    'doc',
    null,
    markedParagraphs(schema, words, changes, markOf).map((parts) => schema.node('paragraph', null, parts)),
  )
