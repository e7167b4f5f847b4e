import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { faceRoles, faces } from '../../src-shared/paper/faces.ts'
import { councilFiles } from '../support/fixtures.ts'

const root = path.resolve(import.meta.dirname, '../..')
const text = councilFiles()[0]?.text ?? ''
const squeezed = (s: string): string => s.replaceAll(/\s+/g, '')

let folder = ''
let file = ''
beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'liuhen-faces-'))
  file = path.join(folder, 'page.pdf')
  const tokens = pathToFileURL(path.join(root, 'src-renderer/ui/tokens.css')).href
  const part = (role: string): string => `<p style="font: 16pt/29pt var(--${role})">${text}<b>加粗</b><i>斜体</i>喆“引”——2026</p>`
  const page = `<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="${tokens}">
    <style>html, body { height: auto !important; overflow: visible !important }</style>${faceRoles.map(part).join('')}`
  fs.writeFileSync(path.join(folder, 'page.html'), page)
  const browser = await chromium.launch({
    executablePath: process.env['LIUHEN_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  })
  try {
    const tab = await browser.newPage()
    await tab.goto(pathToFileURL(path.join(folder, 'page.html')).href)
    await tab.evaluate('document.fonts.ready')
    const session = await tab.context().newCDPSession(tab)
    const { data } = await session.send('Page.printToPDF', { generateTaggedPDF: true, preferCSSPageSize: true })
    fs.writeFileSync(file, Buffer.from(data, 'base64'))
  } finally {
    await browser.close()
  }
})
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

describe('PP-28 faces in a PDF of Chromium', () => {
  it('each is embedded once, cut down, as a named CID TrueType font with a map to text; no Type 3', () => {
    const rows = execFileSync('pdffonts', [file], { encoding: 'utf8' }).trim().split('\n').slice(2)
    expect(rows.filter((row) => row.includes('Type 3'))).toEqual([])
    const bolds = ['LiuhenFangSong-Bold', 'LiuhenKaiTi-Bold'] // those of 宋体 are 小标宋's
    const names = [...faceRoles.map((role) => `${faces[role].family.replaceAll(' ', '')}-Regular`), ...bolds]
    for (const name of names) {
      const mine = rows.filter((row) => row.includes(name))
      expect(mine, name).toHaveLength(1)
      expect(mine[0]).toMatch(/^[A-Z]{6}\+\S+\s+CID TrueType\s+Identity-H\s+yes yes yes/)
    }
    expect(rows).toHaveLength(names.length)
  })

  it('its text is the text, hanzi by hanzi', () => {
    const read = squeezed(execFileSync('pdftotext', ['-enc', 'UTF-8', file, '-'], { encoding: 'utf8' }))
    const wanted = squeezed(`${text}加粗斜体喆“引”——2026`)
    expect(read).toBe(wanted.repeat(faceRoles.length))
  })
})
