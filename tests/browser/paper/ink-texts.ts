import type { Node as PmNode } from 'prosemirror-model'
import { commands } from 'vitest/browser'
import { parseOfficialText } from '../../../src-shared/document/import-text.ts'
import { makeDocument } from '../../../src-shared/document/make.ts'
import { schema } from '../../../src-shared/document/schema.ts'

const texts = await commands.paperTexts('state-council')

/** A real text as a document; with `mark` a long paragraph of it has words of two people put in and struck. */
export function councilDoc({ mark, nth = 5 }: { mark: boolean; nth?: number }): {
  doc: PmNode
  ids: { body: string[]; marked: string }
} {
  let n = 0
  const read = parseOfficialText(texts[nth]?.text ?? '')
  const doc = makeDocument({ ...read, paragraphs: [...read.paragraphs, ...read.annex] }, () => `b${n++}`)
  const body = doc.child(1)
  const ids: string[] = []
  body.forEach((one) => ids.push(String(one.attrs['id'])))
  let marked = ''
  body.forEach((one) => {
    if (marked === '' && one.textContent.length > 90 && ids.indexOf(String(one.attrs['id'])) > 2) marked = String(one.attrs['id'])
  })
  if (!mark) return { doc, ids: { body: ids, marked } }
  const by = (type: 'ins' | 'del', author: string, step: string) =>
    schema.mark(type, { id: `${type}-${author}`, author, at: 1, step })
  const changed = body.content.content.map((one) => {
    if (String(one.attrs['id']) !== marked) return one
    const words = one.textContent
    const piece = (from: number, to: number, ...marks: ReturnType<typeof by>[]) => schema.text(words.slice(from, to), marks)
    return one.type.create(one.attrs, [
      piece(0, 5),
      piece(5, 8, by('del', 'u1', 'draft')),
      piece(8, 14),
      piece(14, 22, by('ins', 'u2', 's2')),
      piece(22, 24, by('del', 'u1', 's2')),
      piece(24, words.length),
    ])
  })
  return { doc: doc.type.create(doc.attrs, [doc.child(0), body.type.create(body.attrs, changed)]), ids: { body: ids, marked } }
}
