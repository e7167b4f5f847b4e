import { unzipSync } from 'fflate'
import { expect, it } from 'vitest'
import { ofdOf } from '../../../src-main/paper/ofd-file.ts'
import { parseXml } from '../../../src-renderer/file-view/ofd/read-xml.ts'
import { ofdLimits } from '../../../src-renderer/file-view/ofd/ofd-document.ts'
import { readOfd } from '../../../src-renderer/file-view/ofd/read-ofd.ts'
import type { OfdMeta } from '../../../src-shared/ofd/package.ts'
import { validateOfd } from '../../../src-shared/ofd/validate.ts'
import { everyElement, type XmlElement } from '../../../src-shared/ofd/xml-tree.ts'
import type { PlacedDocument } from '../../../src-shared/paper/placed.ts'
import { realFaces } from '../../support/ofd/faces.ts'
import { partsOf, readParts } from '../../support/ofd/read-parts.ts'
import { schemaFaults } from '../../support/ofd/schemas.ts'
import { run } from '../../support/ofd/set-lines.ts'

/* What is drawn and not written: drawings, dashed lines, the watermark behind every page. */

const meta: OfdMeta = { title: '通知', sm3: 'a'.repeat(64), version: 1, createdAt: 0, docId: 'd' }
const name = '赵敏 核稿 2026年7月14日 09:10 <圈阅> & "手写"'
const drawn: PlacedDocument = {
  fonts: [{ id: 1, family: '仿宋', weight: 400, file: 'a' }],
  pages: [1, 2].map((n) => ({
    width: 210,
    height: 297,
    items: [
      run(`第${n}页的正文`, 28, 50, { font: 1 }),
      { kind: 'line', x1: 28, x2: 80, y1: 60, y2: 60, width: 0.265, colour: '#000000', dash: [0.794, 0.529] },
      { kind: 'path', d: 'M30 70 L60 70.5 L45 90.25 Z M5 -5 L12 3 L2 4 Z', colour: '#000000', alpha: 1, name },
      { kind: 'path', d: 'M40 100 L60 100 L60 110 Z', colour: '#ffffff', alpha: 0.8, name: '' },
      { kind: 'path', d: 'M400 400 L500 400 L500 500 Z', colour: '#000000', alpha: 1, name: '' },
    ],
  })),
  watermark: [
    { x: 55, y: 70, turn: -30, from: -20, to: 20, font: 1, sizePt: 14, colour: '#d0d0d0', text: '王芳', advances: [5] },
  ],
}

it('PP-110 [PP-114] [PP-115] drawings, dashes and a watermark are lawful, and come back where they were', async () => {
  const bytes = await ofdOf(drawn, meta, new Map(), realFaces)
  const parts = partsOf(unzipSync(bytes))
  expect(parts.flatMap((part) => ('text' in part ? schemaFaults(part.path, part.text) : []))).toEqual([])
  expect(validateOfd(readParts(parts))).toEqual([])
  const content = (at: string): XmlElement[] => {
    const part = parts.find(({ path }) => path.includes(at))
    const root = part && 'text' in part ? parseXml(new TextEncoder().encode(part.text)) : undefined
    return root ? [...everyElement(root)] : []
  }
  const [dashed, shape, ground, ...none] = content('Page_1/').filter((one) => one.name === 'PathObject')
  expect(none).toEqual([])
  expect(dashed?.attributes.get('DashPattern')).toBe('0.794 0.529')
  // what it is, for whoever cannot see it; what lies beside the page is cut by the boundary, not lost
  expect(shape?.attributes.get('Name')).toBe(name)
  expect(shape?.attributes.get('Boundary')).toBe('2 0 58 90.25')
  expect(ground?.attributes.get('Alpha')).toBe('204')
  // the watermark is in no page, and in the template once
  expect(content('Page_0/').filter((one) => one.name === 'TextObject')).toHaveLength(1)
  expect(content('Tpl_0/').filter((one) => one.name === 'TextObject')).toHaveLength(1)
  const read = readOfd(
    bytes,
    ofdLimits(() => false),
  )
  expect(read.troubles).toEqual([])
  for (const page of read.pages) expect(page.objects.map(({ kind }) => kind)).toEqual(['text', 'text', 'path', 'path', 'path'])
})

it('PP-33 a page that uses a template that is not there is found', async () => {
  const parts = partsOf(unzipSync(await ofdOf(drawn, meta, new Map(), realFaces))).map((part) =>
    'text' in part && part.path.endsWith('Page_1/Content.xml')
      ? { ...part, text: part.text.replace(/TemplateID="\d+"/, 'TemplateID="999"') }
      : part,
  )
  expect(validateOfd(readParts(parts)).map(({ code, what }) => `${code} ${what}`)).toEqual(['ref-broken TemplateID 999'])
})
