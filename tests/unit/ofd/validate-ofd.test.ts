import { beforeAll, describe, expect, it } from 'vitest'
import type { OfdPart } from '../../../src-shared/ofd/package.ts'
import { validateOfd, type OfdFault } from '../../../src-shared/ofd/validate.ts'
import { writeOfd } from '../../../src-shared/ofd/write-document.ts'
import { realFaces } from '../../support/ofd/faces.ts'
import { readParts } from '../../support/ofd/read-parts.ts'
import { schemaFaults, schemasHere } from '../../support/ofd/schemas.ts'
import { run } from '../../support/ofd/set-lines.ts'
import { pngOf } from '../../support/picture-bytes.ts'

const page = 'Doc_0/Pages/Page_0/Content.xml'
let sound: OfdPart[] = []

/** The package with one part changed; the change must change something. */
function planted(path: string, from: string | RegExp, to: string): OfdFault[] {
  const parts = sound.map((part) => {
    if (part.path !== path || !('text' in part)) return part
    const text = part.text.replace(from, to)
    if (text === part.text) throw new Error(`nothing changed in ${path}`)
    return { path, text }
  })
  return validateOfd(readParts(parts))
}
const codes = (faults: readonly OfdFault[]): string[] => [...new Set(faults.map(({ code }) => code))]

describe('the validator finds what a schema cannot see', () => {
  beforeAll(async () => {
    const font = await realFaces.subset('仿宋', 400, '国务院办公厅')
    sound = writeOfd({
      placed: {
        fonts: [{ id: 1, family: '仿宋', weight: 400, file: 'a' }],
        pages: [
          {
            width: 210,
            height: 297,
            items: [
              run('国务院办公厅', 28, 44),
              { kind: 'line', x1: 28, y1: 50, x2: 184, y2: 50, width: 0.5, colour: '#ff0000' },
              { kind: 'image', box: { x: 100, y: 100, width: 42, height: 42 }, file: 'seal', mime: 'image/png' },
            ],
          },
        ],
      },
      meta: { title: '通知', sm3: 'ab'.repeat(32), version: 1, createdAt: 0, docId: 'd' },
      fonts: new Map([[1, font]]),
      images: new Map([['seal', { mime: 'image/png', bytes: new Uint8Array(pngOf(8, 8)) }]]),
    })
  })

  it('PP-33: nothing in a sound package', () => {
    expect(validateOfd(readParts(sound))).toEqual([])
  })

  it.each<[OfdFault['code'], string, string | RegExp, string]>([
    ['no-root', 'OFD.xml', 'Doc_0/Document.xml', 'Doc_0/Other.xml'],
    ['loc-broken', 'Doc_0/Document.xml', 'Pages/Page_0/Content.xml', 'Pages/Page_9/Content.xml'],
    ['loc-broken', 'Doc_0/PublicRes.xml', 'font_1.ttf', 'font_2.ttf'],
    ['loc-broken', 'Doc_0/DocumentRes.xml', 'image_2.png', 'image_3.png'],
    ['loc-broken', 'Doc_0/DocumentRes.xml', 'BaseLoc="Res"', 'BaseLoc="Nowhere"'],
    ['part-unused', 'Doc_0/Document.xml', '<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>', ''],
    ['id-twice', page, 'PathObject ID="6"', 'PathObject ID="5"'],
    ['id-twice', page, 'PathObject ID="6"', 'PathObject ID="1"'],
    ['id-missing', page, 'PathObject ID="6"', 'PathObject'],
    ['id-over-max', page, 'PathObject ID="6"', 'PathObject ID="60"'],
    ['id-over-max', 'Doc_0/Document.xml', '<ofd:MaxUnitID>7<', '<ofd:MaxUnitID>6<'],
    ['ref-broken', page, 'Font="1"', 'Font="2"'],
    ['ref-broken', page, 'ResourceID="2"', 'ResourceID="1"'],
    ['box-form', page, /Boundary="[^"]+"/, 'Boundary="28 44 10"'],
    ['box-form', page, /Boundary="[^"]+"/, 'Boundary="28 44 0 10"'],
    ['box-form', page, /Boundary="[^"]+"/, 'Boundary="28 44 1e2 10"'],
    ['box-outside', page, /Boundary="[^"]+"/, 'Boundary="28 44 182.1 10"'],
    ['box-outside', page, /Boundary="[^"]+"/, 'Boundary="-1 44 10 10"'],
    ['delta-count', page, /DeltaX="g 5 /, 'DeltaX="g 4 '],
    ['delta-count', page, 'TextCode X', 'TextCode DeltaY="1 1" X'],
    ['delta-count', page, / DeltaX="[^"]+"/, ''],
    ['delta-form', page, /DeltaX="g 5 /, 'DeltaX="g 5.5 '],
    ['font-lacks', page, '国务院', '县政府'],
  ])('PP-33: %s in %s', (code, path, from, to) => {
    expect(codes(planted(path, from, to))).toContain(code)
  })

  it('PP-33: font-damaged, and a page that is no XML', () => {
    const cut = sound.map((part) =>
      'bytes' in part && part.path.endsWith('.ttf') ? { ...part, bytes: part.bytes.slice(0, 300) } : part,
    )
    expect(codes(validateOfd(readParts(cut)))).toContain('font-damaged')
    const broken = sound.map((part) => (part.path === 'Doc_0/Document.xml' ? { path: part.path, text: '<a><b></a>' } : part))
    expect(codes(validateOfd(readParts(broken)))).toContain('no-root')
  })

  it.skipIf(!schemasHere)('PP-30: the schemas refuse another order, a missing attribute and an unknown element', () => {
    const text = sound.flatMap((part) => (part.path === page && 'text' in part ? [part.text] : []))[0] ?? ''
    expect(schemaFaults(page, text)).toEqual([])
    const fill = /<ofd:FillColor[^>]*\/>/.exec(text)?.[0] ?? ''
    expect(schemaFaults(page, text.replace(fill, '').replace('</ofd:TextCode>', `</ofd:TextCode>${fill}`))).not.toEqual([])
    expect(schemaFaults(page, text.replace(' Font="1"', ''))).not.toEqual([])
    expect(schemaFaults(page, text.replaceAll('ofd:Layer', 'ofd:Sheet'))).not.toEqual([])
  })
})
