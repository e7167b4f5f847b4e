import { beforeAll, describe, expect, it } from 'vitest'
import { ofdLimits } from '../../../src-renderer/file-view/ofd/ofd-document.ts'
import { mendedFont } from '../../../src-renderer/file-view/ofd/read-font.ts'
import { readOfd } from '../../../src-renderer/file-view/ofd/read-ofd.ts'
import { glyphsOf } from '../../../src-shared/ofd/true-type.ts'
import { realFaces } from '../../support/ofd/faces.ts'
import { withObjects } from '../../support/ofd/foreign.ts'

let whole = new Uint8Array()
/** The font without some of its tables, as writers of OFD leave them out; `small` writes OS/2 in small letters. */
function without(tags: readonly string[], small = false): Uint8Array {
  const bytes = new Uint8Array(whole)
  const view = new DataView(bytes.buffer)
  for (let i = 0; i < view.getUint16(4); i++) {
    const at = 12 + i * 16
    const tag = new TextDecoder().decode(bytes.subarray(at, at + 4))
    if (tags.includes(tag)) bytes.set(new TextEncoder().encode('XXXX'), at)
    if (small && tag === 'OS/2') bytes.set(new TextEncoder().encode('os/2'), at)
  }
  return bytes
}
const glyph = (bytes: Uint8Array | null, character: string): number | undefined =>
  glyphsOf(bytes ?? new Uint8Array())?.get(character.codePointAt(0) ?? 0)

describe("others' fonts", () => {
  beforeAll(async () => {
    whole = new Uint8Array(await realFaces.subset('仿宋', 400, '国务院办公厅'))
  })

  it('PP-38: a sound font stays as it is, byte for byte', () => {
    expect(mendedFont(whole, new Map())).toBe(whole)
  })

  it('PP-38: cmap, OS/2, name and post are made anew from the glyph numbers the file gives', () => {
    const pairs = new Map([
      ['国'.codePointAt(0) ?? 0, 3],
      ['𠮷'.codePointAt(0) ?? 0, 4],
      ['外'.codePointAt(0) ?? 0, 60_000],
    ])
    for (const bare of [without(['cmap', 'OS/2', 'name', 'post']), without(['cmap', 'name', 'post'], true)]) {
      const mended = mendedFont(bare, pairs)
      expect([glyph(mended, '国'), glyph(mended, '𠮷'), glyph(mended, '外'), glyph(mended, '务')]).toEqual([
        3,
        4,
        undefined,
        undefined,
      ])
    }
    // what the font knows itself stays, what the file says goes before
    const mended = mendedFont(whole, new Map([['国'.codePointAt(0) ?? 0, 5]]))
    expect([glyph(mended, '国'), glyph(mended, '务')]).toEqual([5, glyph(whole, '务')])
  })

  it('PP-38: what is no font, has no outlines or no characters is left to the system', () => {
    expect(mendedFont(new Uint8Array(4), new Map())).toBeNull()
    expect(mendedFont(without(['glyf']), new Map())).toBeNull()
    expect(mendedFont(without(['cmap']), new Map())).toBeNull()
  })

  it('PP-36: a cmap that maps everything a thousand times is given up at once', () => {
    const size = 16 + 1000 * 12
    const font = new Uint8Array(12 + 16 + 12 + size)
    const view = new DataView(font.buffer)
    view.setUint32(0, 0x00010000)
    view.setUint16(4, 1)
    font.set(new TextEncoder().encode('cmap'), 12)
    view.setUint32(20, 28)
    view.setUint32(24, 12 + size)
    view.setUint16(30, 1)
    view.setUint32(36, 12)
    view.setUint16(40, 12)
    view.setUint32(52, 1000)
    for (let i = 0; i < 1000; i++) view.setUint32(40 + 16 + i * 12 + 4, 0x10ffff)
    expect(glyphsOf(font)).toBeUndefined()
  })

  it('PP-38: glyph numbers of a TextObject reach its font', () => {
    const object =
      '<TextObject Boundary="0 0 9 9" Font="2" Size="4"><CGTransform CodePosition="0" CodeCount="2" GlyphCount="2"><Glyphs>3 4</Glyphs></CGTransform><TextCode X="0" Y="4" DeltaX="4">甲乙</TextCode></TextObject>'
    const res = '<Res BaseLoc="Res"><Fonts><Font ID="2" FontName="x"><FontFile>x.ttf</FontFile></Font></Fonts></Res>'
    const file = withObjects(object, { 'Doc_0/PublicRes.xml': res, 'Doc_0/Res/x.ttf': without(['cmap', 'OS/2', 'name', 'post']) })
    const document = readOfd(
      file,
      ofdLimits(() => false),
    )
    expect(document.troubles).toEqual([])
    const bytes = document.fonts.get(2)?.bytes ?? null
    expect([glyph(bytes, '甲'), glyph(bytes, '乙')]).toEqual([3, 4])
  })
})
