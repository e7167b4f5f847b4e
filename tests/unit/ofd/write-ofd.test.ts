import { createHash } from 'node:crypto'
import { unzipSync } from 'fflate'
import { beforeAll, describe, expect, it } from 'vitest'
import { ofdOf } from '../../../src-main/paper/ofd-file.ts'
import type { OfdMeta } from '../../../src-shared/ofd/package.ts'
import { stepsOf } from '../../../src-shared/ofd/steps.ts'
import { validateOfd } from '../../../src-shared/ofd/validate.ts'
import { writeOfd, type OfdPictureBytes } from '../../../src-shared/ofd/write-document.ts'
import type { PlacedDocument } from '../../../src-shared/paper/placed.ts'
import { escaped, textElement } from '../../../src-shared/ofd/xml-text.ts'
import { parseXml } from '../../../src-renderer/file-view/ofd/read-xml.ts'
import { childrenOf, everyElement } from '../../../src-shared/ofd/xml-tree.ts'
import { realFaces } from '../../support/ofd/faces.ts'
import { partsOf, readParts } from '../../support/ofd/read-parts.ts'
import { schemaFaults } from '../../support/ofd/schemas.ts'
import { councilTexts, run, setLines, textOf } from '../../support/ofd/set-lines.ts'
import { pngOf } from '../../support/picture-bytes.ts'

const meta: OfdMeta = {
  title: '关于“双随机、一公开”的意见 <&> "一" ',
  sm3: '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0',
  version: 3,
  createdAt: Date.UTC(2026, 10, 22, 17, 30),
  docId: '01HZX',
}
const png = new Uint8Array(pngOf(64, 48))
const images = new Map<string, OfdPictureBytes>([['pic', { mime: 'image/png', bytes: png }]])
const sum = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** A page with everything: a table across a landscape page, a picture that hangs over the edge, letters that are hard. */
const everything: PlacedDocument = {
  fonts: [{ id: 7, family: '仿宋', weight: 700, file: 'a' }],
  pages: [
    { width: 210, height: 297, items: [] },
    {
      width: 297,
      height: 210,
      items: [
        run('  二〇二六年 𠮷𡈽 野 <甲&乙> "丙"  ', 20, 30, { font: 7 }),
        run('末字𠮷', 20, 40, { font: 7 }),
        run('单', 20, 50, { font: 7, colour: '#E60012' }),
        run('出界', 294, 60, { font: 7 }),
        { kind: 'line', x1: 20, y1: 70, x2: 277, y2: 70, width: 0.35, colour: '#000000' },
        { kind: 'line', x1: 20, y1: 70, x2: 20, y2: 190, width: 0.25, colour: '#000000' },
        { kind: 'line', x1: 0, y1: 0, x2: 0, y2: 210, width: 0.5, colour: '#e60012' },
        { kind: 'image', box: { x: 250, y: 150, width: 60, height: 45 }, file: 'pic', mime: 'image/png' },
        { kind: 'image', box: { x: 30, y: 80, width: 42, height: 42 }, file: 'pic', mime: 'image/png' },
        { kind: 'image', box: { x: 30, y: 80, width: 42, height: 42 }, file: 'missing', mime: 'image/png' },
      ],
    },
  ],
}

describe('OFD from placed pages', () => {
  let bytes: Uint8Array
  beforeAll(async () => {
    bytes = await ofdOf(everything, meta, images, realFaces)
  })

  it('PP-30: every kind of part is valid against the schemas of GB/T 33190, and our validator finds nothing', () => {
    const parts = partsOf(unzipSync(bytes))
    expect(parts.map(({ path }) => path)).toEqual([
      'OFD.xml',
      'Doc_0/Document.xml',
      'Doc_0/PublicRes.xml',
      'Doc_0/DocumentRes.xml',
      'Doc_0/Pages/Page_0/Content.xml',
      'Doc_0/Pages/Page_1/Content.xml',
      'Doc_0/Res/font_1.ttf',
      'Doc_0/Res/image_2.png',
    ])
    expect(parts.flatMap((part) => ('text' in part ? schemaFaults(part.path, part.text) : []))).toEqual([])
    expect(validateOfd(readParts(parts)).filter(({ code }) => code !== 'font-lacks')).toEqual([])
  })

  it('PP-31: text comes back letter for letter, each character where it was laid out to 0.015 mm', () => {
    const page = readParts(partsOf(unzipSync(bytes))).find(({ path }) => path.includes('Page_1/'))
    if (!page || !('root' in page)) throw new Error('no page')
    const texts = [...everyElement(page.root)].filter(({ name }) => name === 'TextObject')
    const placed = everything.pages[1]?.items.flatMap((item) => (item.kind === 'text' ? [item] : [])) ?? []
    expect(
      texts.map((text) =>
        childrenOf(text, 'TextCode')
          .map((code) => code.text)
          .join(''),
      ),
    ).toEqual(placed.map(({ text }) => text))
    texts.forEach((text, i) => {
      const [left = 0, top = 0] = (text.attributes.get('Boundary') ?? '').split(' ').map(Number)
      const places = childrenOf(text, 'TextCode').flatMap((code) => {
        const { steps } = stepsOf(code.attributes.get('DeltaX') ?? '', 1000)
        const start = left + Number(code.attributes.get('X'))
        expect(top + Number(code.attributes.get('Y'))).toBeCloseTo(placed[i]?.y ?? 0, 2)
        return steps.reduce<number[]>((all, step) => [...all, (all.at(-1) ?? 0) + step], [start])
      })
      const laidOut = (placed[i]?.advances ?? []).reduce<number[]>(
        (all, step) => [...all, (all.at(-1) ?? 0) + step],
        [placed[i]?.x ?? 0],
      )
      expect(places).toHaveLength(laidOut.length)
      places.forEach((place, k) => expect(Math.abs(place - (laidOut[k] ?? 0))).toBeLessThan(0.015))
    })
  })

  it('PP-32: the same version gives the same bytes, in any time zone; another version other ones', async () => {
    const zone = process.env['TZ']
    process.env['TZ'] = 'America/New_York'
    const again = await ofdOf(everything, meta, images, realFaces)
    if (zone === undefined) delete process.env['TZ']
    else process.env['TZ'] = zone
    expect(sum(again)).toBe(sum(bytes))
    expect(sum(await ofdOf(everything, { ...meta, version: 4 }, images, realFaces))).not.toBe(sum(bytes))
    const info = new TextDecoder().decode(unzipSync(bytes)['OFD.xml'])
    expect(info).toContain(`<ofd:DocID>${meta.sm3.slice(0, 32)}</ofd:DocID>`)
    expect(info).toContain(`<ofd:CustomData Name="VersionSM3">${meta.sm3}</ofd:CustomData>`)
    // 22 November 17:30 UTC is the 23rd in Beijing
    expect(info).toContain('<ofd:CreationDate>2026-11-23</ofd:CreationDate><ofd:ModDate>2026-11-23</ofd:ModDate>')
  })

  it('PP-31: all characters of the BMP come back from XML as they were; what XML cannot hold is one U+FFFD each', () => {
    const characters = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code))
    // one by one with a blank between, so that no two halves make a pair
    const text = characters.map((character) => ` ${character}`).join('')
    const root = parseXml(new TextEncoder().encode(textElement('TextCode', text, { Name: text })))
    const lawful = (code: number): boolean =>
      code === 9 || code === 10 || code === 13 || (code >= 32 && code < 0xd800) || (code >= 0xe000 && code < 0xfffe)
    // told by number: a whole alphabet in a message helps nobody
    const wrong = (back: string): number[] =>
      characters.flatMap((character, code) =>
        back.slice(code * 2, code * 2 + 2) === ` ${lawful(code) ? character : '\ufffd'}` ? [] : [code],
      )
    expect(wrong(root?.text ?? '')).toEqual([])
    expect(wrong(root?.attributes.get('Name') ?? '')).toEqual([])
    expect(escaped('𠮷\ud842x')).toBe('𠮷\ufffdx')
  })

  it('PP-34: it stops when told to and tells how far it is', async () => {
    const seen: number[] = []
    const stop = new AbortController()
    const made = ofdOf(everything, meta, images, realFaces, {
      signal: stop.signal,
      onProgress: (done, all) => {
        seen.push(done / all)
        if (done === 2) stop.abort(new Error('stopped'))
      },
    })
    await expect(made).rejects.toThrow('stopped')
    expect(seen).toEqual([1 / 3, 2 / 3])
  })

  it('PP-30: 50 State Council texts are valid, sound, and read back as they were placed', () => {
    for (const text of councilTexts()) {
      const placed = setLines(text)
      const parts = writeOfd({ placed, meta: { ...meta, title: text.title }, fonts: new Map(), images: new Map() })
      expect(parts.flatMap((part) => ('text' in part ? schemaFaults(part.path, part.text) : []))).toEqual([])
      const read = readParts(parts)
      expect(validateOfd(read)).toEqual([])
      const back = read.flatMap((part) =>
        'root' in part && part.path.endsWith('Content.xml')
          ? [
              [...everyElement(part.root)]
                .filter(({ name }) => name === 'TextCode')
                .map((code) => code.text)
                .join('\n'),
            ]
          : [],
      )
      expect(back.join('\n\f\n')).toBe(textOf(placed))
    }
  })
})
