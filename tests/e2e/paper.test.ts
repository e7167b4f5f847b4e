import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it, onTestFailed } from 'vitest'
import { goTo, newDraft, openDocument, saved, sent, signIn } from '../../scripts/lib/desk-steps.mjs'
import { startCountyServer, type CountyServer } from '../../scripts/lib/server.mjs'
import { sentence } from '../../src-renderer/ui/messages.ts'
import { tpr } from '../../src-renderer/ui/text-print.ts'
import { sm3 } from '../../src-server/sm3.ts'
import { councilFiles } from '../support/fixtures.ts'
import { closeScreen, openDeskApp, type DeskApp } from '../support/desk-app.ts'

/* A State Council text written at the desk leaves it as paper: preview, PDF, OFD, and a machine without a printer. */
const data = fs.mkdtempSync(path.join(os.tmpdir(), 'liuhen-paper-'))
fs.chmodSync(data, 0o755)
const out = path.join(data, '导出')
const words = (councilFiles()[0]?.text ?? '')
  .split('\n')
  .map((one) => one.trim())
  .filter((one) => one !== '')
const title = '柳河镇人民政府关于印发工作方案的通知'
let server: CountyServer
let desk: DeskApp

const mm = (pt: number): number => (pt * 25.4) / 72
const run = (tool: string, ...args: string[]): string => execFileSync(tool, args, { encoding: 'utf8', timeout: 60_000 })
const preview = () => desk.page.getByRole('dialog', { name: tpr.preview })
const drawn = () => preview().locator('.print-room[aria-busy="false"] .paper-page').first().waitFor()
/** What the system's dialog answers from now on, and the name it was asked with. */
const saveTo = (file: string): Promise<void> =>
  desk.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = ((...args: unknown[]) => {
      Reflect.set(globalThis, 'proposed', (args.at(-1) as { defaultPath?: string }).defaultPath)
      return Promise.resolve({ canceled: false, filePath })
    }) as typeof dialog.showSaveDialog
  }, file)
async function exportTo(file: string, button: string): Promise<Buffer> {
  await saveTo(file)
  await preview().getByRole('button', { name: button }).click()
  await preview()
    .getByText(`已导出“${path.basename(file)}”`)
    .waitFor()
  return fs.readFileSync(file)
}
const failed = (): void => onTestFailed(() => desk.shot('paper-failed').catch(() => undefined))

beforeAll(async () => {
  fs.mkdirSync(out)
  fs.chmodSync(out, 0o777)
  server = await startCountyServer(data, { port: 0 })
  desk = await openDeskApp(server.url)
  desk.page.setDefaultTimeout(30_000)
  await desk.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1366, 768))
  await signIn(desk.page, 'wangfang')
  await sent(desk.page)
  await newDraft(desk.page, {
    docType: '通知',
    title,
    mainTo: '各村民委员会，镇直各单位：',
    issuer: '柳河镇人民政府',
    // without the register's lines before it and the address, which the 要素 have
    body: words.slice(words.findIndex((one) => one.startsWith('各省、')) + 1),
  })
  await saved(desk.page)
  await sent(desk.page)
})
afterAll(async () => {
  await desk.kill().catch(() => undefined)
  await server.stop()
  await closeScreen()
  fs.rmSync(data, { recursive: true, force: true })
})

it('PP-48 [PP-51] Ctrl+P opens the preview with the true pages of the stored version, and says that there is no printer', async () => {
  failed()
  await desk.page.keyboard.press('Control+p')
  await drawn()
  await desk.shot('paper-01-preview')
  expect(await preview().locator('.paper-page').count()).toBeGreaterThan(1)
  await preview().getByText(tpr.noPrinter).waitFor()
  expect(await preview().getByRole('button', { name: tpr.print, exact: true }).isDisabled()).toBe(true)
  await preview()
    .getByText(/^第 \d+ 稿$/)
    .waitFor()
  // pages by the keys, the count says where one is
  await preview().locator('.print-room').focus()
  await desk.page.keyboard.press('PageDown')
  await preview()
    .getByText(/^第 2 页，共 \d+ 页$/)
    .waitFor()
  await desk.shot('paper-02-page-2')
  await desk.page.keyboard.press('Home')
  // 套打: no red head; watermark: user, unit and minute
  await preview().getByLabel(tpr.watermark).check()
  await preview().getByLabel(tpr.preprinted).check()
  await drawn()
  await preview().locator('.paper-page .pp-mark').first().waitFor({ state: 'detached' })
  expect(await preview().locator('.paper-watermark text').first().textContent()).toMatch(
    /^王芳 .+ \d{4}-\d{2}-\d{2} \d{2}:\d{2}$/,
  )
  await desk.shot('paper-03-preprinted')
  await preview().getByLabel(tpr.watermark).uncheck()
  await preview().getByLabel(tpr.preprinted).uncheck()
  await preview().locator('.paper-page .pp-mark').first().waitFor()
})

it('PP-45 [PP-46] [PP-47] [PP-49] a PDF of 22 lines from 28 mm on, tagged, faces embedded, named by its version, the same bytes again', async () => {
  failed()
  const pages = await preview().locator('.paper-page').count()
  const first = path.join(out, '一.pdf')
  const bytes = await exportTo(first, tpr.exportPdf)
  const proposed = await desk.app.evaluate(() => String(Reflect.get(globalThis, 'proposed')))
  expect(path.basename(proposed)).toBe(`${title}.pdf`)
  const info = run('pdfinfo', '-custom', first)
  expect(run('pdfinfo', first)).toMatch(new RegExp(`Title:\\s+${title}[\\s\\S]*Tagged:\\s+yes[\\s\\S]*Pages:\\s+${pages}\\b`))
  expect(run('pdfinfo', first)).toMatch(/Page size:\s+59[45]\.\d+ x 84[12]\.\d* /)
  expect(info).toMatch(/LiuhenSM3:\s+[0-9a-f]{64}/)
  const fonts = run('pdffonts', first).trim().split('\n').slice(2)
  expect(fonts.length).toBeGreaterThan(1)
  for (const font of fonts) expect(font).toMatch(/Liuhen.*TrueType.*\byes\s+yes\s+yes\b/)

  const html = run('pdftotext', '-bbox-layout', '-f', '2', '-l', '2', first, '-')
  const lines = [...html.matchAll(/<line xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)"/g)].map(
    ([, ...at]) => at.map(Number) as [number, number, number, number],
  )
  const text = lines.filter(([, top]) => mm(top) > 36 && mm(top) < 261)
  expect(new Set(text.map(([, top]) => Math.round(mm(top) / (225 / 22)))).size).toBe(22)
  const left = Math.min(...text.map(([x]) => x))
  expect(Math.abs(mm(left) - 28)).toBeLessThan(1)
  expect(Math.abs(mm(Math.max(...text.map(([, , x]) => x))) - 184)).toBeLessThan(1)

  const again = await exportTo(path.join(out, '二.pdf'), tpr.exportPdf)
  expect(sm3(again)).toBe(sm3(bytes))
  // in a new process of the hidden page as well
  await desk.app.evaluate(({ BrowserWindow }) => {
    const hidden = BrowserWindow.getAllWindows().find((one) => one.webContents.getURL().startsWith('app://paper/'))
    hidden?.webContents.forcefullyCrashRenderer()
  })
  expect(sm3(await exportTo(path.join(out, '三.pdf'), tpr.exportPdf))).toBe(sm3(bytes))
  await desk.shot('paper-04-exported')
})

it('PP-43 the hidden page has no bridge, no Node and nothing of the desk but its own files', async () => {
  failed()
  const found = await desk.app.evaluate(async ({ BrowserWindow, session }) => {
    const hidden = BrowserWindow.getAllWindows().find((one) => one.webContents.getURL().startsWith('app://paper/'))
    if (!hidden) return undefined
    const page = (await hidden.webContents.executeJavaScript(`(async () => ({
      names: ['desk', 'process', 'require', 'Buffer'].filter((name) => name in window),
      reached: await Promise.all(['https://example.invalid/', 'app://liuhen/', '/index.html', '/picture/' + 'a'.repeat(64)].map((url) =>
        fetch(url).then((one) => String(one.status), () => 'refused'))),
    }))()`)) as { names: string[]; reached: string[] }
    return {
      ...page,
      visible: hidden.isVisible(),
      apart: hidden.webContents.session !== session.defaultSession && !hidden.webContents.session.isPersistent(),
    }
  })
  expect(found).toEqual({
    names: [],
    reached: ['refused', 'refused', 'refused', 'refused'],
    visible: false,
    apart: true,
  })
})

it('PP-52 an OFD of the same version, the same bytes again', async () => {
  failed()
  const first = path.join(out, '一.ofd')
  const bytes = await exportTo(first, tpr.exportOfd)
  expect(bytes.subarray(0, 2).toString()).toBe('PK')
  expect(bytes.includes('OFD.xml')).toBe(true)
  expect(sm3(await exportTo(path.join(out, '二.ofd'), tpr.exportOfd))).toBe(sm3(bytes))
})

it('PP-51 a printer: chosen, copies and sides as asked, true size; one that is gone is told', async () => {
  failed()
  await desk.page.keyboard.press('Escape')
  await preview().waitFor({ state: 'detached' })
  await desk.app.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows().find((one) => one.webContents.getURL().startsWith('app://liuhen/'))
    const found = ['一楼', '二楼'].map((name) => ({ name, displayName: `${name}打印机`, description: '', options: {} }))
    if (window) window.webContents.getPrintersAsync = () => Promise.resolve(found)
  })
  await desk.page.keyboard.press('Control+p')
  await drawn()
  await preview().getByText('一楼打印机').waitFor()
  // the system knows no such printer
  await preview().getByRole('button', { name: tpr.print, exact: true }).click()
  await preview()
    .getByRole('alert')
    .filter({ hasText: /没有打印|没有接下/ })
    .waitFor()
  await desk.shot('paper-06-printer')
  await desk.app.evaluate(({ BrowserWindow }) => {
    const hidden = BrowserWindow.getAllWindows().find((one) => one.webContents.getURL().startsWith('app://paper/'))
    if (!hidden) throw new Error('no hidden window')
    hidden.webContents.print = (options, done) => {
      Reflect.set(globalThis, 'printed', options)
      done?.(true, '')
    }
  })
  await preview().getByLabel(tpr.copies).fill('3')
  await desk.page.keyboard.press('Control+Enter')
  await preview()
    .getByText(tpr.printed(await preview().locator('.paper-page').count(), 3))
    .waitFor()
  expect(await desk.app.evaluate(() => Reflect.get(globalThis, 'printed') as unknown)).toMatchObject({
    silent: true,
    deviceName: '一楼',
    copies: 3,
    duplexMode: 'longEdge',
    scaleFactor: 100,
    margins: { marginType: 'none' },
    pageSize: 'A4',
  })
})

it('PP-48 花脸稿 of a document on its way, in its own pages', async () => {
  failed()
  await desk.page.keyboard.press('Escape')
  await preview().waitFor({ state: 'detached' })
  await goTo(desk.page, '在办')
  await openDocument(desk.page, '')
  await desk.page.keyboard.press('Control+p')
  await drawn()
  await preview().getByText(tpr.marked, { exact: true }).click()
  await drawn()
  await desk.shot('paper-07-marked')
})

it('PP-49 [PP-41] what cannot be written is told and leaves nothing half; a text that is not the one its SM3 names is refused', async () => {
  failed()
  await saveTo(path.join(data, '不在的文件夹', '一.pdf'))
  await preview().getByRole('button', { name: tpr.exportPdf }).click()
  await preview().getByRole('alert').filter({ hasText: '文件夹不在了' }).waitFor()
  expect(sentence('PP-GONE')).toContain('文件夹不在了')
  expect(fs.readdirSync(out).filter((name) => name.endsWith('.new'))).toEqual([])
  await desk.shot('paper-05-told')
  const refused = await desk.page.evaluate(() => {
    const invoke = (Reflect.get(window, 'desk') as { invoke: (name: string, input: unknown) => Promise<{ code?: string }> })
      .invoke
    return invoke('paper.pdf', {
      jobId: crypto.randomUUID(),
      request: {
        docId: '0190a1b2-0000-7000-8000-0000000000d1',
        version: 1,
        sm3: 'a'.repeat(64),
        at: 0,
        body: { type: 'doc', content: [] },
        rejected: [],
        facts: {
          form: 'file',
          serial: null,
          secrecy: '',
          urgency: '',
          organs: ['某机关'],
          number: null,
          signers: [],
          upward: false,
          sealing: 'none',
          datedOn: null,
          printedBy: null,
          printedOn: null,
        },
        copy: 'clean',
        watermark: null,
        preprinted: false,
        persons: [],
        steps: {},
      },
    })
  })
  expect(refused).toMatchObject({ ok: false, code: 'PP-BODY-CHANGED' })
  await desk.page.keyboard.press('Escape')
  await preview().waitFor({ state: 'detached' })
})
