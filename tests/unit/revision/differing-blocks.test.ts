import { expect, it } from 'vitest'
import { makeDocument } from '../../../src-shared/document/make.ts'
import { differingBlocks } from '../../../src-shared/revision/differing-blocks.ts'
import { schema } from '../../../src-shared/document/schema.ts'
import type { Node as PmNode } from 'prosemirror-model'

let count = 0
const text = (paragraphs: string[], title = '关于资金的请示') =>
  makeDocument({ elements: { title }, paragraphs }, () => `id${++count}`)

/** The same document with other words in some paragraphs, by index; null leaves one out. */
function having(doc: PmNode, words: Record<number, string | null>, more: string[] = []): PmNode {
  const body = doc.child(1)
  const kept = body.children.flatMap((block, i) => {
    const now = words[i]
    if (now === null) return []
    return [now === undefined ? block : block.type.create(block.attrs, now ? schema.text(now) : null)]
  })
  const fresh = more.map((line) => schema.node('paragraph', { id: `new${++count}` }, schema.text(line)))
  return doc.copy(doc.content.replaceChild(1, body.copy(schema.node('body', null, [...kept, ...fresh]).content)))
}
const words = (pieces: readonly { text: string; own: boolean }[]) =>
  pieces.map((piece) => (piece.own ? `[${piece.text}]` : piece.text)).join('')
const read = (mine: PmNode, theirs: PmNode) =>
  differingBlocks(mine, theirs).map((one) => `${words(one.mine)} | ${words(one.theirs)}`)

it('UI-11 two sides show the words that differ, paragraph beside paragraph', () => {
  const base = text(['总投资362万元。', '妥否，请批示。'])
  expect(read(base, base)).toEqual([])
  expect(read(having(base, { 0: '总投资302万元。' }), having(base, { 0: '总投资66.5万元。' }))).toEqual([
    '总投资[302]万元。 | 总投资[66.5]万元。',
  ])
})

it('UI-11 what only one side has stands beside nothing, in reading order', () => {
  const base = text(['甲段。', '乙段。', '丙段。'])
  const mine = having(base, { 1: null }, ['我的新段。'])
  const theirs = having(base, { 2: null }, ['现在的新段。'])
  expect(read(mine, theirs)).toEqual([' | [乙段。]', ' | [现在的新段。]', '[丙段。] | ', '[我的新段。] | '])
})

it('UI-11 要素 are told by their names', () => {
  const base = text(['甲段。'])
  const other = makeDocument({ elements: { title: '关于经费的请示' }, paragraphs: ['甲段。'] }, () => `x${++count}`)
  const [title] = differingBlocks(base, having(other, {}))
  expect(title).toMatchObject({ element: 'title' })
  expect(words(title?.mine ?? [])).toBe('关于[资金]的请示')
})
