import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { PDFDocument } from 'pdf-lib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fileNameOf } from '../../src-main/paper/file-name.ts'
import { paperError } from '../../src-main/paper/paper-error.ts'
import { readPdf } from '../../src-main/paper/pdf-objects.ts'
import { sameBytes, type PdfFacts } from '../../src-main/paper/same-bytes.ts'
import { sm3 } from '../../src-server/sm3.ts'

/* PDFs of Debian's Chromium, the engine the desk prints with. */
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'liuhen-paper-pdf-'))
const facts: PdfFacts = {
  title: '青禾县人民政府关于防汛（2026）的通知 & <𠮷>',
  sm3: 'ab'.repeat(32),
  version: 7,
  docId: '0190a1b2-0000-7000-8000-0000000000d1',
  copy: 'clean',
  at: Date.UTC(2026, 2, 5, 8, 0, 0),
}
const hash = (bytes: Uint8Array): Promise<string> => Promise.resolve(sm3(bytes))
let printings: Buffer[]

function printed(name: string, before: string): Buffer {
  const html = path.join(folder, `${name}.html`)
  const pdf = path.join(folder, `${name}.pdf`)
  // headed cells get names of tags from a counter of the process; what stands before moves the counter
  const table = '<table><thead><tr><th>甲</th><th>乙</th></tr></thead><tr><td>一</td><td>二</td></tr></table>'
  const body = `<template>${before}</template><h1>通知</h1><p>正文。</p>${table}<p style="break-before:page">第二页</p>${table}`
  fs.writeFileSync(html, `<!doctype html><html lang="zh"><title>${name}</title><meta charset="utf-8">${body}`)
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--no-pdf-header-footer', `--print-to-pdf=${pdf}`, html]
  execFileSync(process.env['LIUHEN_CHROMIUM'] ?? '/usr/bin/chromium', flags, { stdio: 'ignore', timeout: 60_000 })
  return fs.readFileSync(pdf)
}
const poppler = (tool: string, ...args: string[]): string => execFileSync(tool, args, { encoding: 'utf8', timeout: 30_000 })

beforeAll(() => {
  printings = [printed('一', ''), printed('二', '<p>x</p>'.repeat(40))]
})
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

test('PP-46 two printings in two processes differ as Chromium gives them, and are the same bytes afterwards', async () => {
  const [a, b] = printings as [Buffer, Buffer]
  expect(a.equals(b)).toBe(false)
  const [one, two] = [await sameBytes(a, facts, hash), await sameBytes(b, facts, hash)]
  expect(sm3(one)).toBe(sm3(two))
  // another version is another file
  expect((await sameBytes(a, { ...facts, version: 8 }, hash)).equals(one)).toBe(false)
})

test('PP-46 [PP-47] the offsets hold, the tags stay, and the file says its version', async () => {
  const file = path.join(folder, 'same.pdf')
  const bytes = await sameBytes(printings[0] as Buffer, facts, hash)
  fs.writeFileSync(file, bytes)
  expect(readPdf(bytes).objects.length).toBe(readPdf(printings[0] as Buffer).objects.length + 1)
  const read = await PDFDocument.load(bytes, { updateMetadata: false, throwOnInvalidObject: true })
  expect(read.getPageCount()).toBe(2)
  expect(read.getTitle()).toBe(facts.title)
  expect(read.getCreationDate()?.getTime()).toBe(facts.at)
  expect(read.getModificationDate()?.getTime()).toBe(facts.at)
  const info = poppler('pdfinfo', '-custom', file)
  expect(info).toContain(facts.sm3)
  expect(info).toMatch(/LiuhenVersion:\s+7/)
  expect(poppler('pdfinfo', file)).toMatch(/Tagged:\s+yes/)
  expect(poppler('pdfinfo', '-meta', file)).toContain('（2026）的通知 &amp; &lt;𠮷&gt;')
  expect(poppler('pdfinfo', '-struct', file)).toContain('TH')
  expect(poppler('pdftotext', file, '-')).toContain('第二页')
})

test('PP-46 what is no PDF of one table is refused, never guessed at', async () => {
  const whole = printings[0] as Buffer
  const broken = Buffer.from(whole)
  broken.write('9999999999', whole.lastIndexOf('0000000015'))
  for (const bytes of [Buffer.alloc(0), Buffer.from('%PDF-1.4\n'), whole.subarray(0, whole.length - 200), broken])
    await expect(sameBytes(bytes, facts, hash)).rejects.toMatchObject({ code: 'PP-PDF' })
})

test('PP-49 a file is named by its title, without what a file system refuses', () => {
  expect(fileNameOf('关于防汛的通知', 'pdf', '未命名')).toBe('关于防汛的通知.pdf')
  expect(fileNameOf('a/b\\c:d*e?', 'pdf', '未命名')).toBe('a_b_c_d_e_.pdf')
  for (const none of ['', '   ', '...', 'CON', '\u202e'.repeat(3)])
    expect(fileNameOf(none, 'ofd', '未命名')).toMatch(/^(未命名|附件)\.ofd$/)
  expect(Buffer.byteLength(fileNameOf('长'.repeat(200), 'pdf', '未命名'))).toBeLessThanOrEqual(184)
})

test('PP-49 every refusal of the system has a code of its own', () => {
  const of = (code: string): string => paperError(Object.assign(new Error('x'), { code })).code
  expect(['ENOSPC', 'EACCES', 'EBUSY', 'ENOENT', 'EWEIRD'].map(of)).toEqual([
    'PP-FULL',
    'PP-DENIED',
    'PP-DENIED',
    'PP-GONE',
    'PP-IO',
  ])
})
