import { describe, expect, test } from 'vitest'
import { bodyJson, type BodyJson } from '../../src-shared/document/body-json.ts'
import { makeDocument } from '../../src-shared/document/make.ts'
import { readBodyJson } from '../../src-shared/document/read-body.ts'
import { schema } from '../../src-shared/document/schema.ts'
import { listChanges } from '../../src-shared/revision/changes.ts'
import { counter, randomDocument } from '../support/revision/documents.ts'
import { Random } from '../support/revision/random.ts'
import { desk } from '../support/revision/session.ts'
import { workOffline } from '../support/revision/merge.ts'
import { must } from '../support/server/must.ts'

type Part = { type: string; attrs?: Record<string, unknown>; marks?: Part[]; content?: Part[]; text?: string }

/** A small body as plain JSON, with its second paragraph at hand. */
function body(): { json: Part & BodyJson; paragraph: Part; texts: Part } {
  const json = bodyJson(makeDocument({ elements: { title: '标题' }, paragraphs: ['第一段', '第二段'] }, counter('b'))) as Part &
    BodyJson
  const texts = must(json.content?.[1])
  return { json, texts, paragraph: must(texts.content?.[1]) }
}
const linesOf = (json: unknown): string[] => {
  const { doc } = readBodyJson(json)
  const lines: string[] = []
  doc?.descendants((node) => {
    if (node.isTextblock && node.textContent) lines.push(node.textContent)
  })
  return lines
}
const whys = (json: unknown) => readBodyJson(json).faults.map((fault) => `${fault.why} ${fault.name} ${fault.at}`)

describe('RV-52 a stored body of another version is read for reading, and says what it holds that is not known', () => {
  test('a body this version knows is read exactly, without faults', () => {
    for (let seed = 1; seed <= 150; seed++) {
      const random = new Random(seed)
      const base = randomDocument(random, counter('b'), true)
      const { doc } = workOffline(random, base, desk('甲'), 'L7', 4, 1_000_000)
      const read = readBodyJson(JSON.parse(JSON.stringify(bodyJson(doc))))
      expect(read.faults).toEqual([])
      expect(read.doc?.eq(doc)).toBe(true)
    }
  })

  test('an unknown mark is left out, its text stays', () => {
    const { json, paragraph } = body()
    paragraph.content = [
      { type: 'text', text: '第', marks: [{ type: 'highlight', attrs: { colour: 'red' } }, { type: 'strong' }] },
      { type: 'text', text: '二段' },
    ]
    expect(whys(json)).toEqual(['unknown-mark highlight 1.1.0'])
    expect(linesOf(json)).toEqual(['标题', '第一段', '第二段'])
    const strong = must(readBodyJson(json).doc).rangeHasMark(0, 30, must(schema.marks['strong']))
    expect(strong).toBe(true)
  })

  test('an unknown block becomes a paragraph of its text, however deep', () => {
    const { json, texts } = body()
    texts.content?.splice(1, 0, {
      type: 'columns',
      attrs: { id: 'c1' },
      content: [
        {
          type: 'column',
          content: [
            { type: 'text', text: '左栏' },
            { type: 'text', text: '右栏' },
          ],
        },
      ],
    })
    expect(whys(json)).toEqual(['unknown-node columns 1.1'])
    expect(linesOf(json)).toEqual(['标题', '第一段', '左栏右栏', '第二段'])
    expect(must(readBodyJson(json).doc).child(1).child(1).attrs['id']).toBe('c1')
  })

  test('an unknown inline node becomes its text; unknown attributes and kinds of change are left out', () => {
    const { json, paragraph } = body()
    paragraph.content = [{ type: 'footnote', content: [{ type: 'text', text: '注一' }] }]
    const who = { id: 'x', author: 'u', at: 1, step: 's' }
    paragraph.attrs = {
      ...paragraph.attrs,
      dropCap: true,
      trk: [
        { ...who, k: 'rowMove' },
        { ...who, id: 'y', k: 'attr', name: 'dropCap', old: false, new: true },
        { ...who, id: 'z', k: 'brkIns' },
      ],
    }
    expect(whys(json)).toEqual([
      'unknown-attr dropCap 1.1',
      'unknown-change rowMove 1.1',
      'unknown-change attr 1.1',
      'unknown-node footnote 1.1.0',
    ])
    expect(linesOf(json)).toEqual(['标题', '第一段', '注一'])
    expect(listChanges(must(readBodyJson(json).doc)).map((change) => change.id)).toEqual(['z'])
  })

  test('an older schema: missing elements are filled in empty, what has no place stands at the end', () => {
    const { json } = body()
    const header = must(json.content?.[0])
    header.content = [must(header.content?.[0]), { type: 'paragraph', content: [{ type: 'text', text: '旧版抄送' }] }]
    const read = readBodyJson(json)
    expect(read.faults.map((fault) => fault.why)).toEqual(['shape'])
    must(read.doc).check()
    expect(linesOf(json)).toEqual(['标题', '第一段', '第二段', '旧版抄送'])
  })

  test('a body whose marks contradict each other is shown, with a fault', () => {
    const { json, paragraph } = body()
    const ins = { type: 'ins', attrs: { id: 'x', author: 'u', at: 1, step: 's' } }
    paragraph.content = [{ type: 'text', text: '两次插入', marks: [ins, { ...ins, attrs: { ...ins.attrs, id: 'y' } }] }]
    expect(readBodyJson(json).faults.map((fault) => fault.why)).toEqual(['shape'])
    expect(linesOf(json)).toContain('两次插入')
  })

  test('what is no document at all gives no document and does not throw', () => {
    for (const json of [null, 1, 'x', [], {}, { type: 'paragraph' }, { type: 'doc' }, { type: 'doc', content: [{}, null, 7] }]) {
      const read = readBodyJson(json)
      expect(read.faults.length).toBeGreaterThan(0)
      read.doc?.check()
    }
  })

  test('no letter of a body is lost, whatever names in it are not known', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = new Random(seed)
      const json = JSON.parse(JSON.stringify(bodyJson(randomDocument(random, counter('b'), true)))) as Part
      const parts: Part[] = []
      const letters: string[] = []
      const walk = (part: Part): void => {
        parts.push(part)
        if (part.text !== undefined) letters.push(...part.text)
        part.content?.forEach(walk)
      }
      walk(json)
      for (let i = 0; i < 3; i++) {
        const part = random.pick(parts.filter((one) => one.type !== 'doc' && one.text === undefined))
        part.type = random.pick(['columns', 'header', 'tableRow', 'paragraph', 'body'])
      }
      const { doc, faults } = readBodyJson(json)
      must(doc).check()
      const found = [...must(doc).textContent].toSorted().join('')
      expect(found, `seed ${seed} ${JSON.stringify(faults)}`).toBe(letters.toSorted().join(''))
    }
  })
})
