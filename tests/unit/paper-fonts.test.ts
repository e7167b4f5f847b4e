import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { builtFaces, openFontFiles } from '../../src-main/paper/font-files.ts'
import { faceRoles, faces, rareFace, type FaceRole } from '../../src-shared/paper/faces.ts'
import { councilFiles } from '../support/fixtures.ts'
import { readTrueType } from '../support/true-type.ts'

const root = path.resolve(import.meta.dirname, '../..')
const files = openFontFiles(path.join(root, 'src-renderer/paper/fonts'))
const point = (c: string): number => c.codePointAt(0) ?? 0
const read = async (family: string, weight = 400) => readTrueType(await files.faceBytes(family, weight))
const weights = faceRoles.flatMap((role) => [400, 700].map((weight) => ({ role, weight })))

/** The 6763 hanzi of GB/T 2312, rows 16 to 87. */
const hanzi = ((): string[] => {
  const decoder = new TextDecoder('gbk')
  const found: string[] = []
  for (let row = 16; row < 88; row++)
    for (let cell = 1; cell < 95; cell++) {
      const c = decoder.decode(new Uint8Array([row + 0xa0, cell + 0xa0]))
      if (/^\p{Script=Han}$/u.test(c)) found.push(c)
    }
  return found
})()
const officialTexts = councilFiles().map((one) => one.text)

describe('PP-20 bundled faces', () => {
  it('there are 6763 hanzi and real texts to measure with', () => {
    expect(hanzi.length).toBe(6763)
    expect(officialTexts.length).toBeGreaterThan(30)
  })

  it.each(weights)('PP-21 $role $weight has TrueType outlines and every hanzi of GB 2312', async ({ role, weight }) => {
    const font = await read(faces[role].family, weight)
    expect(font.version).toBe(0x00010000)
    expect(font.tables).toEqual(expect.arrayContaining(['glyf', 'loca', 'cmap', 'hmtx']))
    expect(font.tables).not.toContain('CFF ')
    expect(hanzi.filter((c) => !font.glyphOf(point(c)))).toEqual([])
  })

  it.each(weights)('PP-21 $role $weight has every character of the 50 texts, 楷体 what 仿宋 lacks', async ({ role, weight }) => {
    const [font, rare] = [await read(faces[role].family, weight), await read(faces[rareFace].family, weight)]
    const used = [...new Set(officialTexts.join(''))].filter((c) => point(c) >= 0x20)
    expect(used.length).toBeGreaterThan(1500)
    const lacking = used.filter((c) => !font.glyphOf(point(c)))
    expect(lacking).toEqual(role === 'fangsong' ? ['喆'] : [])
    expect(lacking.filter((c) => !rare.glyphOf(point(c)))).toEqual([])
  })

  it.each(weights)('PP-22 $role $weight: quotes, dashes and hanzi one em, ASCII half an em', async ({ role, weight }) => {
    const font = await read(faces[role].family, weight)
    const advances = (text: string) => [...new Set([...text].map((c) => font.advanceOf(point(c)) / font.unitsPerEm))]
    expect(advances('“”‘’—…·、。，；：！？（）《》〔〕【】％＋％①㈠Ⅰ×℃→□〇　')).toEqual([1])
    expect(advances(hanzi.join(''))).toEqual([1])
    expect(advances(' 0123456789ABCMWabcimw.,:;()[]%+-/&@#')).toEqual([0.5])
    expect([font.ascent, font.descent, font.lineGap]).toEqual([880, -120, 0])
  })

  it('PP-23 no face maps a Kangxi radical (U+2E80–2FDF): copied text would hold it', async () => {
    for (const { role, weight } of weights) {
      const font = await read(faces[role].family, weight)
      for (let c = 0x2e80; c <= 0x2fdf; c++) expect(font.glyphOf(c)).toBe(0)
    }
  })

  it('PP-24 the same characters give the same bytes, in whatever order', async () => {
    const once = await files.subsetFace('Liuhen FangSong', 400, '国务院办公厅关于“印发”的通知——2026')
    const again = await openFontFiles(path.join(root, 'src-renderer/paper/fonts')).subsetFace(
      'Liuhen FangSong',
      400,
      '通知的2026国务院办公厅关于关于“印发”——',
    )
    expect(Buffer.from(again).equals(Buffer.from(once))).toBe(true)
  })

  it('PP-24 a subset maps its characters, keeps advances, has outlines, and is small', async () => {
    const text = officialTexts[0] ?? ''
    for (const { role, weight } of weights) {
      const whole = await read(faces[role].family, weight)
      const bytes = await files.subsetFace(faces[role].family, weight, text)
      const part = readTrueType(bytes)
      expect(part.tables).toContain('glyf')
      for (const c of new Set(text)) {
        if (point(c) < 0x20) continue
        expect(part.glyphOf(point(c)) > 0, c).toBe(whole.glyphOf(point(c)) > 0)
        expect(part.advanceOf(point(c)), c).toBe(whole.advanceOf(point(c)))
      }
      expect(part.glyphOf(point('龘'))).toBe(0)
      expect(bytes.length).toBeLessThan(400_000)
    }
  })

  it('PP-24 characters a face lacks are left out, an unknown family and a lost file have codes', async () => {
    const part = readTrueType(await files.subsetFace('Liuhen HeiTi', 400, '国\u{30000}'))
    expect([part.glyphOf(point('国')) > 0, part.glyphOf(0x30000)]).toEqual([true, 0])
    await expect(files.faceBytes('FangSong', 400)).rejects.toMatchObject({ code: 'PP-FACE-UNKNOWN' })
    await expect(openFontFiles('/nowhere').faceBytes('Liuhen HeiTi', 400)).rejects.toMatchObject({ code: 'PP-FACE-MISSING' })
  })

  it('PP-29 bolds are drawn heavier and say so; 小标宋 is heavy by itself', async () => {
    const heavy = async (role: FaceRole, weight: number) => (await read(faces[role].family, weight)).weight
    expect(await Promise.all([heavy('fangsong', 400), heavy('kaiti', 400), heavy('songti', 400)])).toEqual([400, 400, 400])
    expect(await Promise.all([heavy('fangsong', 700), heavy('kaiti', 700), heavy('songti', 700)])).toEqual([700, 700, 700])
    expect(await heavy('xiaobiaosong', 400)).toBe(700)
  })

  it('PP-20 the client finds its faces beside the built main process', () => {
    expect(builtFaces('/opt/liuhen/app.asar/out/main')).toBe('/opt/liuhen/app.asar/out/renderer/faces')
  })

  it('PP-20 each face has its licence beside it, and all together stay below 22 MB', () => {
    const folder = path.join(root, 'src-renderer/paper/fonts')
    const names = fs.readdirSync(folder)
    for (const role of faceRoles)
      expect(names).toEqual(expect.arrayContaining([faces[role].file, faces[role].bold, `${role}.LICENSE.txt`]))
    const size = names.map((name) => fs.statSync(path.join(folder, name)).size).reduce((a, b) => a + b, 0)
    expect(size).toBeLessThan(22_000_000)
  })

  it('PP-25 CSS asks for the same families in the same order as the list of faces', () => {
    const css = fs.readFileSync(path.join(root, 'src-renderer/ui/tokens.css'), 'utf8')
    for (const role of faceRoles) {
      const list = new RegExp(`--${role}:([^;]+);`).exec(css)?.[1]?.replaceAll(/\s+/g, ' ') ?? ''
      const names = [...list.matchAll(/'([^']+)'/g)].map((m) => m[1])
      const own = role === 'kaiti' ? [] : [faces[role].family] // --rare begins with it
      expect(names).toEqual([...faces[role].commercial, ...own])
      expect(list.trim()).toMatch(/var\(--rare\)$/)
    }
    expect(/--rare:([^;]+);/.exec(css)?.[1]).toMatch(/^\s*'Liuhen KaiTi'/)
  })
})
