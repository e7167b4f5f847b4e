import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, expect, it, onTestFailed } from 'vitest'
import { openDocument, sent, signIn } from '../../scripts/lib/desk-steps.mjs'
import { tpr } from '../../src-renderer/ui/text-print.ts'
import { openDeskApp, type DeskApp } from '../support/desk-app.ts'
import { ownCounty } from '../support/own-county.ts'

/* 圈阅 and handwriting leave the desk on paper: in the preview of the 花脸稿, in its PDF and in its OFD (PP-110 to PP-112). */
let zhao: DeskApp | undefined
const county = ownCounty('paper-ink', () => [zhao])
const out = fs.mkdtempSync(path.join(os.tmpdir(), 'liuhen-paper-ink-'))

beforeAll(() => fs.chmodSync(out, 0o777))
afterAll(() => fs.rmSync(out, { recursive: true, force: true }))

it('PP-110 [PP-112] drawn at the desk, on the pages of the 花脸稿, in PDF with words for it, in OFD by name; the clean copy has it where asked', async () => {
  onTestFailed(() => zhao?.shot('paper-ink-failed').catch(() => undefined))
  zhao = await openDeskApp(county.server.url)
  const { app, page, shot } = zhao
  page.setDefaultTimeout(30_000)
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1366, 768))
  await signIn(page, 'zhaomin')
  await sent(page)
  await openDocument(page, '节假日')
  await page.keyboard.press('Alt+o')
  await page.keyboard.press('Enter')
  const drawn = page.locator('.doc .ink-layer svg[data-ink]:not([data-ink=""])')
  await drawn.first().waitFor()
  await page.keyboard.press('Alt+i')
  const words = await page.locator('.gw p', { hasText: '共3天' }).first().boundingBox()
  if (!words) throw new Error('no words')
  const [x, y] = [words.x + words.width / 2, words.y + words.height / 2]
  await page.mouse.move(x + 60, y)
  await page.mouse.down()
  for (let i = 1; i <= 40; i++) await page.mouse.move(x + 60 * Math.cos(i / 6.2), y + 14 * Math.sin(i / 6.2))
  await page.mouse.up()
  await page.locator('.ink-bar', { hasText: '1 笔' }).waitFor()
  await page.keyboard.press('Enter')
  await drawn.nth(1).waitFor()
  await sent(page)
  await shot('paper-ink-01-desk')

  await page.keyboard.press('Control+p')
  const preview = page.getByRole('dialog', { name: tpr.preview })
  const inks = preview.locator('.print-room[aria-busy="false"] .pp-ink svg')
  const ready = () => preview.locator('.print-room[aria-busy="false"] .paper-page').first().waitFor()
  await ready()
  // the clean copy has none unless asked for
  expect(await inks.count()).toBe(0)
  const choice = preview.getByLabel(tpr.inks)
  expect(await choice.isChecked()).toBe(false)
  await choice.check()
  await inks.nth(1).waitFor()
  await choice.uncheck()
  await inks.first().waitFor({ state: 'detached' })
  await preview.getByText(tpr.marked, { exact: true }).click()
  await choice.check()
  await inks.nth(1).waitFor()
  await inks.nth(1).scrollIntoViewIfNeeded()
  await shot('paper-ink-02-preview')

  const exported = async (button: string, name: string): Promise<string> => {
    const file = path.join(out, name)
    await app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = (() => Promise.resolve({ canceled: false, filePath })) as typeof dialog.showSaveDialog
    }, file)
    await preview.getByRole('button', { name: button }).click()
    await preview.getByText(`已导出“${name}”`).waitFor()
    return file
  }
  const pdf = await exported(tpr.exportPdf, '圈阅.pdf')
  const looked = path.resolve(import.meta.dirname, '../../artifacts/paper')
  fs.mkdirSync(looked, { recursive: true })
  fs.copyFileSync(pdf, path.join(looked, 'e2e-ink.pdf'))
  const text = execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' })
  expect(text).toContain('圈阅和手写')
  // UTF-16 of 赵敏, as alternative texts of the tags have it
  expect(
    fs
      .readFileSync(pdf)
      .toString('latin1')
      .match(/\/Alt <FEFF8D75654F/g),
  ).toHaveLength(2)
  const parts = unzipSync(fs.readFileSync(await exported(tpr.exportOfd, '圈阅.ofd')))
  const pages = Object.entries(parts).filter(([name]) => name.endsWith('/Content.xml'))
  const names = pages.flatMap(([, bytes]) => [
    ...new TextDecoder().decode(bytes).matchAll(/<ofd:PathObject [^>]*Name="(赵敏[^"]*)"/g),
  ])
  expect(names.map(([, name]) => name)).toEqual([expect.stringContaining('圈阅'), expect.stringContaining('手写')])
})
