import { unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { ofdOf } from '../../../src-main/paper/ofd-file.ts'
import { ofdLimits, type OfdDocument, type OfdObject, type OfdText } from '../../../src-renderer/file-view/ofd/ofd-document.ts'
import { readOfd } from '../../../src-renderer/file-view/ofd/read-ofd.ts'
import type { PlacedDocument } from '../../../src-shared/paper/placed.ts'
import { foreignOfd, page, withObjects } from '../../support/ofd/foreign.ts'
import { councilTexts, run, setLines, textOf } from '../../support/ofd/set-lines.ts'
import { pngOf } from '../../support/picture-bytes.ts'

const read = (bytes: Uint8Array): OfdDocument =>
  readOfd(
    bytes,
    ofdLimits(() => false),
  )
const texts = (objects: readonly OfdObject[]): OfdText[] => objects.flatMap((object) => (object.kind === 'text' ? [object] : []))
const wordsOf = (text: OfdText): string => text.runs.map(({ chars }) => chars.join('')).join('')
const wordsIn = (document: OfdDocument): string =>
  document.pages.map(({ objects }) => texts(objects).map(wordsOf).join('\n')).join('\n\f\n')
const codes = (document: OfdDocument): string[] => document.troubles.map(({ code }) => code)
const objectsOf = (objects: string, more: Record<string, string | Uint8Array | null> = {}): readonly OfdObject[] =>
  read(withObjects(objects, more)).pages[0]?.objects ?? []

const meta = { title: '通知', sm3: 'ab'.repeat(32), version: 1, createdAt: 0, docId: 'd' }
/** As where all faces are the system's own. */
const noFaces = { subset: () => Promise.reject(new Error('not asked')) }
const systemFaces = (placed: PlacedDocument): PlacedDocument => ({
  ...placed,
  fonts: placed.fonts.map((font) => ({ ...font, file: null })),
})

describe('our own files', () => {
  it('PP-35: every letter comes back where it was placed, with lines, pictures and a landscape page', async () => {
    const placed: PlacedDocument = {
      fonts: [{ id: 9, family: '仿宋', weight: 400, file: null }],
      pages: [
        {
          width: 297,
          height: 210,
          items: [
            run('国务院𠮷办公厅', 28, 44, { font: 9, colour: '#e60012' }),
            { kind: 'line', x1: 28, y1: 50, x2: 184, y2: 50, width: 0.5, colour: '#e60012' },
            { kind: 'image', box: { x: 100, y: 100, width: 42, height: 40 }, file: 'seal', mime: 'image/png' },
          ],
        },
      ],
    }
    const seal = { mime: 'image/png', bytes: new Uint8Array(pngOf(8, 8)) }
    const document = read(await ofdOf(placed, meta, new Map([['seal', seal]]), noFaces))
    expect(document.troubles).toEqual([])
    expect(document.title).toBe('通知')
    expect(document.pages.map(({ width, height }) => [width, height])).toEqual([[297, 210]])
    const [text, line, image] = document.pages[0]?.objects ?? []
    if (text?.kind !== 'text' || line?.kind !== 'path' || image?.kind !== 'image') throw new Error('other objects')
    expect(wordsOf(text)).toBe('国务院𠮷办公厅')
    expect(document.fonts.get(text.font ?? -1)?.name).toBe('仿宋')
    expect(text.fill).toEqual({ colour: '#e60012', alpha: 1 })
    const places = text.runs.flatMap(({ xs }) => xs.map((x) => x + text.matrix[4]))
    places.forEach((x, i) => expect(Math.abs(x - (28 + (i * 156) / 28))).toBeLessThan(0.015))
    expect((text.runs[0]?.ys[0] ?? 0) + text.matrix[5]).toBeCloseTo(44, 2)
    expect(line.lineWidth).toBe(0.5)
    const [start] = line.segments
    if (start?.[0] !== 'M') throw new Error('no start')
    expect([start[1] + line.matrix[4], start[2] + line.matrix[5]]).toEqual([28, 50])
    expect(image.matrix).toEqual([42, 0, 0, 40, 100, 100])
    expect(document.images.get(image.image)?.bytes).toEqual(seal.bytes)
  })

  it('PP-35: three State Council texts read as they were placed', async () => {
    for (const text of councilTexts().slice(0, 3)) {
      const placed = systemFaces(setLines(text))
      const document = read(await ofdOf(placed, meta, new Map(), noFaces))
      expect(document.troubles).toEqual([])
      expect(wordsIn(document)).toBe(textOf(placed))
    }
  })
})

describe("others' files", () => {
  it('PP-35: old namespace, no MaxUnitID, backslashes, other case, absolute paths', () => {
    const document = read(foreignOfd())
    expect(document.troubles).toEqual([])
    expect([document.title, wordsIn(document)]).toEqual(['通知', '你好'])
  })

  it('PP-35: steps: too few go on, none are guessed, a count cannot run away, code units are understood', () => {
    const xs = (attributes: string, text: string): readonly number[] =>
      texts(
        objectsOf(
          `<TextObject Boundary="0 0 9 9" Font="2" Size="4"><TextCode X="1" Y="4" ${attributes}>${text}</TextCode></TextObject>`,
        ),
      )[0]?.runs[0]?.xs ?? []
    expect(xs('DeltaX="2"', '一二三四')).toEqual([1, 3, 5, 7])
    expect(xs('', '一a二')).toEqual([1, 5, 7])
    expect(xs('DeltaX="g 999999999 2"', '一二三')).toEqual([1, 3, 5])
    expect(xs('DeltaX="4 0 4"', '一𠮷三')).toEqual([1, 5, 9])
    expect(xs('DeltaX="rubbish 1e999"', '一二三')).toEqual([1, 1, 1])
  })

  it('PP-35: layers, templates behind and in front, composites, blocks, page resources, annotations and drawing parameters', () => {
    const word = (text: string): string =>
      `<TextObject Boundary="0 0 9 9" Font="2" Size="4"><TextCode X="0" Y="4">${text}</TextCode></TextObject>`
    const document = read(
      foreignOfd({
        'Doc_0/Document.xml':
          '<Document><CommonData><PublicRes>PublicRes.xml</PublicRes><TemplatePage ID="8" ZOrder="Foreground" BaseLoc="T/front.xml"/><TemplatePage ID="9" BaseLoc="T/back.xml"/></CommonData><Pages><Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></Pages><Annotations>A/Annotations.xml</Annotations></Document>',
        'Doc_0/T/front.xml': page(word('前')),
        'Doc_0/T/back.xml': page(word('后')),
        'Doc_0/A/Annotations.xml': '<Annotations><Page PageID="1"><FileLoc>one.xml</FileLoc></Page></Annotations>',
        'Doc_0/A/one.xml': `<PageAnnot><Annot ID="1"><Appearance Boundary="5 6 1 1">${word('注')}</Appearance></Annot><Annot ID="2" Visible="false"><Appearance>${word('隐')}</Appearance></Annot></PageAnnot>`,
        'Doc_0/Pages/Page_0/Res.xml':
          '<Res BaseLoc="."><DrawParams><DrawParam ID="20" LineWidth="2" Relative="21"/><DrawParam ID="21" Cap="Round" LineWidth="9"><StrokeColor Value="#e6 0 #12"/></DrawParam></DrawParams><CompositeGraphicUnits><CompositeGraphicUnit ID="30" Width="1" Height="1"><Content>' +
          word('合') +
          '</Content></CompositeGraphicUnit></CompositeGraphicUnits></Res>',
        'Doc_0/Pages/Page_0/Content.xml': `<Page><Template TemplateID="8"/><Template TemplateID="9"/><PageRes>Res.xml</PageRes><Area><PhysicalBox>10 20 100 200</PhysicalBox></Area><Content><Layer Type="Foreground">${word('上')}</Layer><Layer DrawParam="20">${word('正')}<PageBlock>${word('块')}</PageBlock><CompositeObject Boundary="12 23 9 9" CTM="2 0 0 2 0 0" ResourceID="30"/><PathObject Boundary="10 20 5 0"><AbbreviatedData>M 0 0 L 5 0</AbbreviatedData></PathObject></Layer></Content></Page>`,
      }),
    )
    expect(document.troubles).toEqual([])
    expect(wordsIn(document).split('\n')).toEqual(['后', '正', '块', '合', '上', '前', '注'])
    const [sheet] = document.pages
    expect([sheet?.width, sheet?.height]).toEqual([100, 200])
    const [composite] = texts(sheet?.objects ?? []).filter((text) => wordsOf(text) === '合')
    expect(composite?.matrix).toEqual([2, 0, 0, 2, 2, 3])
    const path = sheet?.objects.find((object) => object.kind === 'path')
    expect(path).toMatchObject({
      lineWidth: 2,
      cap: 'round',
      stroke: { colour: '#e60012', alpha: 1 },
      matrix: [1, 0, 0, 1, 0, 0],
      clips: [],
    })
  })

  it('PP-35: paths with moves, curves, arcs and closes; a half circle has its ends and its bulge', () => {
    const [path] = objectsOf(
      '<PathObject Boundary="0 0 30 30"><AbbreviatedData>S 0 0 M 0 10 A 10 10 0 0 1 20 10 Q 1 2 3 4 B 1 2 3 4 5 6 l 7 8 C</AbbreviatedData></PathObject>',
    )
    if (path?.kind !== 'path') throw new Error('no path')
    expect(path.segments.map(([kind]) => kind).join('')).toBe('MMBBQBLC')
    const [, , first, second] = path.segments
    if (first?.[0] !== 'B' || second?.[0] !== 'B') throw new Error('no arc')
    expect(first[5]).toBeCloseTo(10, 6)
    expect(first[6]).toBeCloseTo(0, 6)
    expect([second[5], second[6]]).toEqual([20, 10])
  })

  it('PP-35: colours in RGB, grey, CMYK and palettes; transparency of object and colour together', () => {
    const res =
      '<Res BaseLoc="Res"><Fonts><Font ID="2" FontName="宋体"/></Fonts><ColorSpaces><ColorSpace ID="40" Type="CMYK"/><ColorSpace ID="41" Type="GRAY"/><ColorSpace ID="42" Type="RGB"><Palette><CV>1 2 3</CV><CV>255 0 0</CV></Palette></ColorSpace></ColorSpaces></Res>'
    const fill = (colour: string): unknown => {
      const [path] = objectsOf(
        `<PathObject Boundary="0 0 9 9" Fill="true" Stroke="false" Alpha="128">${colour}<AbbreviatedData>M 0 0 L 9 0 L 9 9 C</AbbreviatedData></PathObject>`,
        { 'Doc_0/PublicRes.xml': res },
      )
      return path?.kind === 'path' ? path.fill : undefined
    }
    expect(fill('<FillColor Value="230 0 18"/>')).toEqual({ colour: '#e60012', alpha: 128 / 255 })
    expect(fill('<FillColor Value="0 255 255 0" ColorSpace="40"/>')).toMatchObject({ colour: '#ff0000' })
    expect(fill('<FillColor Value="128" ColorSpace="41" Alpha="0"/>')).toEqual({ colour: '#808080', alpha: 0 })
    expect(fill('<FillColor Index="1" ColorSpace="42"/>')).toMatchObject({ colour: '#ff0000' })
    expect(fill('<FillColor Value="9999 -5 nonsense"/>')).toMatchObject({ colour: '#ff0000' })
  })

  it('PP-35: clips come as paths on the page', () => {
    const [path] = objectsOf(
      '<PathObject Boundary="10 10 50 50" CTM="2 0 0 2 0 0"><Clips><Clip><Area><Path Boundary="1 1 5 5"><AbbreviatedData>M 0 0 L 5 0 L 5 5 C</AbbreviatedData></Path></Area></Clip></Clips><AbbreviatedData>M 0 0 L 9 9</AbbreviatedData></PathObject>',
    )
    expect(path?.clips[0]?.segments).toEqual([['M', 12, 12], ['L', 22, 12], ['L', 22, 22], ['C']])
  })

  it('PP-37: an electronic seal is shown where it stands, and said not to be verified', () => {
    const png = new Uint8Array(pngOf(8, 8))
    const der = (tag: number, ...parts: Uint8Array[]): Uint8Array => {
      const body = parts.flatMap((part) => [...part])
      const size = body.length < 128 ? [body.length] : [0x82, body.length >> 8, body.length & 255]
      return Uint8Array.from([tag, ...size, ...body])
    }
    const ascii = new TextEncoder()
    const info = der(
      0x30,
      der(0x16, ascii.encode('png')),
      der(0x04, png),
      der(0x02, Uint8Array.of(42)),
      der(0x02, Uint8Array.of(42)),
    )
    const sealed = der(
      0x30,
      der(0x30, der(0x02, Uint8Array.of(4)), der(0xa0, der(0x30, der(0x0c, ascii.encode('公章')), info))),
      der(0x03, Uint8Array.of(0)),
    )
    const document = read(
      foreignOfd({
        'OFD.xml':
          '<OFD><DocBody><DocRoot>Doc_0/Document.xml</DocRoot><Signatures>Doc_0/Signs/Signatures.xml</Signatures></DocBody></OFD>',
        'Doc_0/Signs/Signatures.xml': '<Signatures><Signature ID="1" BaseLoc="Sign_0/Signature.xml"/></Signatures>',
        'Doc_0/Signs/Sign_0/Signature.xml':
          '<Signature><SignedInfo><StampAnnot ID="1" PageRef="1" Boundary="100 200 42 42" Clip="0 0 21 42"/></SignedInfo><SignedValue>SignedValue.dat</SignedValue></Signature>',
        'Doc_0/Signs/Sign_0/SignedValue.dat': sealed,
      }),
    )
    expect(codes(document)).toEqual(['OFD-SEAL'])
    const seal = document.pages[0]?.objects.at(-1)
    if (seal?.kind !== 'image') throw new Error('no seal')
    expect(seal.matrix).toEqual([42, 0, 0, 42, 100, 200])
    expect(document.images.get(seal.image)?.bytes).toEqual(png)
    expect(seal.clips[0]?.segments[1]).toEqual(['L', 121, 200])
  })
})

describe('hostile and damaged files', () => {
  const refused = (bytes: Uint8Array, limits = {}): string[] => {
    const document = readOfd(bytes, { ...ofdLimits(() => false), ...limits })
    expect(document.troubles.every(({ sentence }) => /[\u4e00-\u9fff]/.test(sentence))).toBe(true)
    return document.troubles.map(({ code, fatal }) => (fatal ? `${code}!` : code))
  }
  const big = new Uint8Array(32 * 1024 * 1024)

  it('PP-36: nothing, letters, a cut-off file, one without a document', () => {
    expect(refused(new Uint8Array())).toEqual(['OFD-ZIP!'])
    expect(refused(new TextEncoder().encode('%PDF-1.7'))).toEqual(['OFD-ZIP!'])
    const whole = foreignOfd()
    for (let cut = 0; cut < whole.length; cut += 7) expect(refused(whole.slice(0, cut))).toEqual(['OFD-ZIP!'])
    expect(refused(foreignOfd({ 'OFD.xml': null }))).toEqual(['OFD-ROOT!'])
    expect(refused(foreignOfd({ 'Doc_0/Document.xml': '<Document/>' }))).toEqual(['OFD-ROOT!'])
    expect(refused(foreignOfd({ 'Doc_0/Document.xml': '<Document>' }))).toEqual(['OFD-ROOT!'])
  })

  it('PP-36: a bomb is refused by its directory, and one that lies about its size by what it says', () => {
    const bomb = foreignOfd({ 'Doc_0/Res/a.bin': big })
    expect(refused(bomb)).toEqual(['OFD-BOMB!'])
    expect(refused(foreignOfd(), { unpacked: 500 })).toEqual(['OFD-BOMB!'])
    // the directory says 10 bytes: no more than that is ever unpacked
    const liar = new Uint8Array(bomb)
    const view = new DataView(liar.buffer)
    for (let at = 0; at + 46 < liar.length; at++)
      if (view.getUint32(at, true) === 0x02014b50 && view.getUint32(at + 24, true) === big.length)
        view.setUint32(at + 24, 10, true)
    expect(refused(liar)).toEqual([])
  })

  it('PP-36: more entries, pages, objects or letters than allowed', () => {
    const many = '<PathObject Boundary="0 0 9 9"><AbbreviatedData>M 0 0 L 9 9</AbbreviatedData></PathObject>'.repeat(200)
    expect(refused(foreignOfd(), { entries: 3 })).toEqual(['OFD-COUNT!'])
    expect(refused(withObjects(many), { objects: 100 })).toEqual(['OFD-COUNT!'])
    const pages = Array.from({ length: 30 }, (_, i) => `<Page ID="${i}" BaseLoc="Pages/Page_0/Content.xml"/>`).join('')
    const long = foreignOfd({
      'Doc_0/Document.xml': `<Document><CommonData><PublicRes>PublicRes.xml</PublicRes></CommonData><Pages>${pages}</Pages></Document>`,
    })
    const document = readOfd(long, { ...ofdLimits(() => false), pages: 20 })
    expect([document.pages.length, codes(document)]).toEqual([20, ['OFD-COUNT']])
    const some = readOfd(long, { ...ofdLimits(() => false), objects: 12 })
    expect([some.pages.length, codes(some)]).toEqual([12, ['OFD-COUNT']])
  })

  it('PP-36: a DTD and its entities are refused, and nothing of them is read', () => {
    const evil = `<!DOCTYPE Page [<!ENTITY a "ha"><!ENTITY b SYSTEM "file:///etc/passwd">]>${page('<TextObject Boundary="0 0 9 9" Font="2" Size="4"><TextCode X="0" Y="4">&a;&b;</TextCode></TextObject>')}`
    const document = read(foreignOfd({ 'Doc_0/Pages/Page_0/Content.xml': evil }))
    expect([codes(document), document.pages[0]?.objects, document.pages[0]?.width]).toEqual([['OFD-XML'], [], 210])
  })

  it('PP-36: circles of composites, drawing parameters and blocks end', () => {
    const res = `<Res BaseLoc="Res"><Fonts><Font ID="2" FontName="宋体"/></Fonts><DrawParams><DrawParam ID="20" Relative="21"/><DrawParam ID="21" Relative="20"/></DrawParams><CompositeGraphicUnits><CompositeGraphicUnit ID="30"><Content>${'<CompositeObject Boundary="0 0 9 9" ResourceID="31"/>'.repeat(50)}</Content></CompositeGraphicUnit><CompositeGraphicUnit ID="31"><Content>${'<CompositeObject Boundary="0 0 9 9" ResourceID="30"/>'.repeat(50)}</Content></CompositeGraphicUnit></CompositeGraphicUnits></Res>`
    const drawn = '<PathObject DrawParam="20" Boundary="0 0 9 9"><AbbreviatedData>M 0 0 L 9 9</AbbreviatedData></PathObject>'
    expect(
      refused(withObjects(`${drawn}<CompositeObject Boundary="0 0 9 9" ResourceID="30"/>`, { 'Doc_0/PublicRes.xml': res })),
    ).toEqual(['OFD-CYCLE'])
    expect(refused(withObjects('<PageBlock>'.repeat(50) + drawn + '</PageBlock>'.repeat(50)))).toContain('OFD-CYCLE')
    expect(refused(withObjects('<PageBlock>'.repeat(5000) + '</PageBlock>'.repeat(5000)))).toEqual(['OFD-XML'])
  })

  it('PP-36: a missing page, template, font or picture is told and the rest shown', () => {
    const gone = read(foreignOfd({ 'Doc_0/Pages/Page_0/Content.xml': null }))
    expect([codes(gone), gone.pages.length, gone.troubles[0]?.page]).toEqual([['OFD-PAGE'], 1, 1])
    expect(refused(withObjects('<ImageObject Boundary="0 0 9 9" ResourceID="77"/>'))).toEqual(['OFD-RESOURCE'])
    expect(refused(foreignOfd({ 'Doc_0/PublicRes.xml': null }))).toContain('OFD-RESOURCE')
    const tiff =
      '<Res BaseLoc="Res"><Fonts><Font ID="2" FontName="宋体"/></Fonts><MultiMedias><MultiMedia ID="50" Type="Image"><MediaFile>a.tif</MediaFile></MultiMedia></MultiMedias></Res>'
    expect(
      refused(
        withObjects('<ImageObject Boundary="0 0 9 9" ResourceID="50"/>', {
          'Doc_0/PublicRes.xml': tiff,
          'Doc_0/Res/a.tif': 'II*',
        }),
      ),
    ).toEqual(['OFD-PICTURE'])
  })

  it('PP-36: it ends when the time is up, with the pages read so far', () => {
    let asked = 0
    const document = readOfd(
      foreignOfd(),
      ofdLimits(() => ++asked > 3),
    )
    expect(codes(document)).toEqual(['OFD-TIME'])
    expect(refused(foreignOfd(), { overdue: () => true })).toEqual(['OFD-TIME!'])
  })

  it('PP-36: 240 files damaged by chance never throw and never make a number that is none', async () => {
    const sound = [
      foreignOfd(),
      await ofdOf(
        systemFaces(setLines({ id: 0, title: '通知', number: '', paragraphs: councilTexts()[0]?.paragraphs.slice(0, 40) ?? [] })),
        meta,
        new Map(),
        noFaces,
      ),
    ]
    let seed = 20261122
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
      return seed % below
    }
    const words = ['<', '"', '&#x0;', '1e308', '-1e308', 'NaN', '<Layer>', ']]>', 'g 4000000000 1', '\u0000']
    for (let i = 0; i < 240; i++) {
      const bytes = new Uint8Array(sound[i % 2] ?? [])
      let file: Uint8Array = bytes
      if (i % 4 < 2) for (let k = 0; k < 1 + random(20); k++) bytes[random(bytes.length)] = random(256)
      else {
        // damage within a part, so that the ZIP is whole
        const parts = Object.entries(unzipSync(bytes))
        const [path, part] = parts[random(parts.length)] ?? ['', new Uint8Array()]
        const text = new TextDecoder().decode(part)
        const at = random(text.length)
        file = foreignOfd({
          ...Object.fromEntries(parts),
          [path]: text.slice(0, at) + (words[random(words.length)] ?? '') + text.slice(at + random(12)),
        })
      }
      const document = readOfd(
        file,
        ofdLimits(() => false),
      )
      // one word for all, for there are many: expect is slow
      const sane = document.pages.every(
        ({ width, height, objects }) =>
          width > 0 &&
          height > 0 &&
          width <= 5000 &&
          height <= 5000 &&
          objects.every(({ matrix }) => matrix.every(Number.isFinite)),
      )
      if (!sane) expect.fail(`file ${i}`)
      if (document.pages.length === 0) expect(document.troubles.some(({ fatal }) => fatal)).toBe(true)
    }
  })
})
