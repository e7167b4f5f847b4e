import { strToU8, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { kindOfFile, type FileKind } from '../../../src-main/file-view/file-kind.ts'
import { hasMacros, isProgram } from '../../../src-main/files/file-names.ts'
import { foreignOfd } from '../../support/ofd/foreign.ts'
import { pdfOf } from '../../support/pdf-bytes.ts'

const kind = (bytes: Uint8Array): Promise<FileKind | undefined> =>
  kindOfFile(async (from, to) => bytes.subarray(from, to), bytes.length)
const zip = (...names: string[]): Uint8Array => zipSync(Object.fromEntries(names.map((name) => [name, strToU8('x')])))
const ole = (inside: string): Uint8Array => {
  const bytes = new Uint8Array(3_000_000)
  bytes.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])
  // over the border of two readings
  bytes.set(Buffer.from(inside, 'utf16le'), 1024 * 1024 - 4)
  return bytes
}

describe('what an attachment is, by its bytes', () => {
  it.each<[string, Uint8Array, FileKind]>([
    ['a PDF', pdfOf([{ lines: ['通知'] }]), 'pdf'],
    ['a PDF with something before it', Buffer.concat([Buffer.alloc(500, 32), pdfOf([{}])]), 'pdf'],
    ['an OFD', foreignOfd(), 'ofd'],
    ['an OFD with a comment behind it', Buffer.concat([foreignOfd(), Buffer.alloc(300)]), 'ofd'],
    ['a Word file', zip('[Content_Types].xml', 'word/document.xml'), 'other'],
    ['a Word file with macros under another name', zip('word/document.xml', 'word/vbaProject.bin'), 'macro'],
    ['an old Word file', ole('WordDocument'), 'other'],
    ['an old Word file with macros', ole('_VBA_PROJECT'), 'macro'],
    ['a program', Buffer.from('MZ\u0090'), 'program'],
    ['a program of Linux', Buffer.from('\x7fELF'), 'program'],
    ['a script', Buffer.from('#!/bin/sh\n'), 'program'],
    ['a shortcut', Buffer.from([0x4c, 0, 0, 0, 1, 0x14, 2, 0]), 'program'],
    ['a packed Java program', zip('META-INF/MANIFEST.MF', 'A.class'), 'program'],
    ['text', Buffer.from('名单'), 'other'],
    ['nothing', new Uint8Array(0), 'other'],
    ['a torn ZIP', zip('a', 'b').slice(0, 40), 'other'],
  ])('PP-62 [SE-88] %s', async (_what, bytes, expected) => {
    expect(await kind(bytes)).toBe(expected)
  })

  it('PP-62 no bytes make it fail: 3,000 files of rubbish with heads of known kinds', async () => {
    const heads = [[0x50, 0x4b, 3, 4], [...strToU8('%PDF-')], [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]]
    let seed = 7
    const random = (): number => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648
    for (let i = 0; i < 3000; i++) {
      const bytes = Uint8Array.from({ length: Math.floor(random() * 400) }, () => Math.floor(random() * 256))
      bytes.set((heads[i % heads.length] ?? []).slice(0, bytes.length))
      if (i % 2 && bytes.length > 60) bytes.set([0x50, 0x4b, 5, 6], bytes.length - 22)
      expect(await kind(bytes)).toMatch(/^(pdf|ofd|other|program|macro)$/)
    }
  })

  it('PP-62 what does not open is not judged', async () => {
    expect(await kindOfFile(async () => undefined, 10)).toBeUndefined()
  })

  it('SE-30 [SE-88] by name: programs, scripts, web pages, disk images, Office files with macros', () => {
    for (const name of ['a.exe', 'a.BAT', 'a.lnk', 'a.js', 'a.desktop', 'a.html', 'a.svg', 'a.iso', 'a.url'])
      expect(isProgram(name)).toBe(true)
    for (const name of ['a.docm', 'a.XLSM', 'a.xll', 'a.pptm']) expect(hasMacros(name)).toBe(true)
    for (const name of ['a.docx', 'a.pdf', 'a.ofd', 'a.wps', 'a.txt', 'a.png', 'a.zip'])
      expect(isProgram(name) || hasMacros(name)).toBe(false)
  })
})
