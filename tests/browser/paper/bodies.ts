import { bodyJson } from '../../../src-shared/document/body-json.ts'
import { schema } from '../../../src-shared/document/schema.ts'

/* Bodies for tests of paper, written down block by block. */

export type Json = Record<string, unknown>
export const text = (words: string, marks?: Json[]): Json => ({ type: 'text', text: words, ...(marks ? { marks } : {}) })
export const p = (...content: (Json | string)[]): Json => ({
  type: 'paragraph',
  content: content.map((one) => (typeof one === 'string' ? text(one) : one)),
})
export const cell = (words: string, attrs: Json = {}): Json => ({
  type: 'tableCell',
  attrs,
  content: [words === '' ? { type: 'paragraph' } : p(words)],
})
export const row = (...cells: Json[]): Json => ({ type: 'tableRow', content: cells })
export const table = (...rows: Json[]): Json => ({ type: 'table', content: rows })

export type Elements = Partial<
  Record<'title' | 'mainTo' | 'attachmentNote' | 'issuer' | 'issuedOn' | 'remark' | 'copyTo', (Json | string)[]>
>

export function bodyOf(elements: Elements, body: readonly Json[]): unknown {
  const element = (name: keyof Elements): Json => ({ ...p(...(elements[name] ?? [])), type: name })
  const doc = schema.nodeFromJSON({
    type: 'doc',
    content: [
      {
        type: 'header',
        content: (['title', 'mainTo', 'attachmentNote', 'issuer', 'issuedOn', 'remark', 'copyTo'] as const).map(element),
      },
      { type: 'body', content: body },
    ],
  })
  doc.check()
  return bodyJson(doc)
}

export const usual: Elements = {
  title: ['青禾县人民政府关于做好汛期工作的通知'],
  mainTo: ['各乡镇人民政府，县政府各部门：'],
  issuer: ['青禾县人民政府'],
  issuedOn: ['2026年7月14日'],
  copyTo: ['县委办公室，县人大常委会办公室，县政协办公室。'],
}
export const words = '各乡镇要落实防汛责任，加强值班值守，发现险情立即报告并组织群众转移。'
