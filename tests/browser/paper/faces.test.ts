import { afterEach, describe, expect, test } from 'vitest'
import {
  faceNote,
  facesInUse,
  facesReady,
  hasGlyph,
  isInstalled,
  missingGlyphs,
  missingNotes,
} from '../../../src-renderer/paper/faces.ts'
import { bodyPt, grid, mmPerPt, pitch, typeArea } from '../../../src-shared/paper/measures.ts'
import { faceRoles, faces } from '../../../src-shared/paper/faces.ts'
import '../../../src-renderer/ui/tokens.css'

const pxPerMm = 96 / 25.4
const bundled = faceRoles.map((role) => ({ role, own: null }))

function line(text: string, family: string): HTMLElement {
  const span = document.createElement('span')
  span.textContent = text
  span.style.cssText = `position: absolute; white-space: pre; font: 16pt ${family}; font-kerning: none; text-spacing-trim: space-all;
    text-autospace: no-autospace; letter-spacing: calc((${typeArea.width}mm - ${grid.chars} * ${bodyPt}pt) / ${grid.chars})`
  document.body.append(span)
  return span
}
const widthOf = (text: string, family: string): number => line(text, family).getBoundingClientRect().width / pxPerMm

afterEach(() => document.body.replaceChildren())

describe('PP-20 the faces of the page', () => {
  test('all five load, each under its own name', async () => {
    expect(await facesReady(bundled)).toEqual([])
    for (const role of faceRoles) expect(document.fonts.check(`16px '${faces[role].family}'`, '国')).toBe(true)
  })

  test('PP-22 a line of 28 characters, quotes and dashes among them, is 156 mm in every face', async () => {
    await facesReady(bundled)
    const text = '“十四五”规划——《纲要》（试行）……〔２０２６〕第３号‘附’件，。'
    expect([...text].slice(0, grid.chars)).toHaveLength(28)
    for (const role of faceRoles)
      expect(widthOf([...text].slice(0, grid.chars).join(''), `var(--${role})`)).toBeCloseTo(typeArea.width, 1)
  })

  test('PP-22 digits and letters are half as wide as hanzi before the letter spacing', async () => {
    await facesReady(bundled)
    const closer = pitch - bodyPt * mmPerPt
    for (const role of faceRoles)
      expect(widthOf('2026年A4', `var(--${role})`)).toBeCloseTo(((bodyPt * mmPerPt) / 2) * 6 + bodyPt * mmPerPt + closer * 7, 1)
  })

  test('PP-22 a character of another bundled face keeps the line and its height', async () => {
    await facesReady(bundled)
    const plain = line('国国国国', `'Liuhen FangSong', 'Liuhen KaiTi'`).getBoundingClientRect()
    const rare = line('国喆国龘', `'Liuhen FangSong', 'Liuhen KaiTi'`).getBoundingClientRect()
    expect([rare.width, rare.height]).toEqual([plain.width, plain.height])
  })
})

describe('PP-25 which face a page is set in', () => {
  test('a family the system has is found, one it lacks is not', () => {
    expect(isInstalled('Noto Serif CJK SC')).toBe(true)
    expect(isInstalled('DejaVu Sans Mono')).toBe(true)
    expect(isInstalled('仿宋_GB2312')).toBe(false)
    expect(isInstalled('No Such Face')).toBe(false)
  })

  test('PP-26 one note names all that is replaced, and none where nothing is', () => {
    expect(faceNote(facesInUse(() => false))).toBe(
      '本机未装仿宋_GB2312、方正小标宋、黑体、楷体_GB2312、宋体，依次以Fandol 仿宋、Noto 宋体（粗）、Noto 黑体、霞鹜文楷、Noto 宋体代替；字宽相同，行和页不变。',
    )
    expect(faceNote(facesInUse((family) => family !== '方正小标宋简体' && !/小标宋|XiaoBiaoSong/.test(family)))).toBe(
      '本机未装方正小标宋，以Noto 宋体（粗）代替；字宽相同，行和页不变。',
    )
    expect(faceNote(facesInUse(() => true))).toBeNull()
  })
})

describe('PP-27 生僻字', () => {
  test('what 仿宋 lacks is named with the face that shows it', () => {
    expect(missingGlyphs('县人民政府“通知”——2026年\n')).toEqual([])
    const missing = missingGlyphs('李喆、张㙦、王\u{30EDE}、陶喆')
    expect(missing[0]).toEqual({ char: '喆', by: 'kaiti' })
    expect(missing.map(({ char }) => char)).toEqual(['喆', '㙦', '\u{30EDE}'])
    expect(missingNotes([{ char: '喆', by: 'kaiti' }])).toEqual(['生僻字“喆”以霞鹜文楷排印。'])
    expect(missingNotes([{ char: '\u{30000}', by: null }])[0]).toContain('系统字体')
    expect(missingNotes([])).toEqual([])
  })

  test('the table of characters says what the face itself shows', async () => {
    await facesReady(bundled)
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = 64
    const pen = canvas.getContext('2d', { willReadFrequently: true })
    if (!pen) throw new Error('no canvas')
    const ink = (char: string, family: string): string => {
      pen.clearRect(0, 0, 64, 64)
      pen.font = `48px ${family}`
      pen.fillText(char, 4, 52)
      return pen.getImageData(0, 0, 64, 64).data.join()
    }
    for (const char of ['国', '喆', '龘', '㙦', '①', '㎡', 'あ'])
      for (const role of faceRoles) {
        const own = ink(char, `'${faces[role].family}', 'Noto Sans CJK JP'`) !== ink(char, `'Noto Sans CJK JP'`)
        // 黑体 is drawn like Noto Sans CJK: it is told apart by a serif
        const other = ink(char, `'${faces[role].family}', 'Noto Serif CJK JP'`) !== ink(char, `'Noto Serif CJK JP'`)
        expect(own && other, `${char} ${role}`).toBe(hasGlyph(role, char.codePointAt(0) ?? 0))
      }
  })
})
