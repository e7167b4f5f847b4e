import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it, onTestFailed } from 'vitest'
import { goTo, openDocument, saved, sent, signIn } from '../../scripts/lib/desk-steps.mjs'
import { startCountyServer, type CountyServer } from '../../scripts/lib/server.mjs'
import { ofdOf } from '../../src-main/paper/ofd-file.ts'
import { sentence } from '../../src-renderer/ui/messages.ts'
import type { PlacedDocument } from '../../src-shared/paper/placed.ts'
import { closeScreen, openDeskApp, type DeskApp } from '../support/desk-app.ts'
import { councilFiles } from '../support/fixtures.ts'
import { realFaces } from '../support/ofd/faces.ts'
import { councilTexts, setLines } from '../support/ofd/set-lines.ts'
import { differenceOf, greyOfPdf, type Grey } from '../support/image-difference.ts'
import { pdfOf } from '../support/pdf-bytes.ts'

/* Reading what others send, in the real window: a State Council text as PDF, hostile files, and what the viewer can reach. */
const data = fs.mkdtempSync(path.join(os.tmpdir(), 'liuhen-file-view-'))
fs.chmodSync(data, 0o755)
let server: CountyServer
let desk: DeskApp

/** A PDF as Chromium prints a page of HTML, with its fonts in it. */
function pdfOfHtml(source: string): Buffer {
  const html = path.join(data, 'text.html')
  const pdf = path.join(data, 'text.pdf')
  fs.writeFileSync(html, source)
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--allow-file-access-from-files', '--no-pdf-header-footer']
  execFileSync(process.env['LIUHEN_CHROMIUM'] ?? '/usr/bin/chromium', [...flags, `--print-to-pdf=${pdf}`, html], {
    stdio: 'ignore',
    timeout: 60_000,
  })
  return fs.readFileSync(pdf)
}
/** A text as one prints it. */
function printed(text: string): Buffer {
  const paragraphs = text.split('\n').map((one) => `<p>${escaped(one)}</p>`)
  return pdfOfHtml(
    `<meta charset="utf-8"><style>@page{size:A4;margin:37mm 26mm 35mm 28mm}body{font:16pt/29pt serif}</style>${paragraphs.join('')}<p><a href="https://example.invalid/zhengce">政策原文</a></p>`,
  )
}
/** Placed pages as Chromium and Poppler show them: every character where it is placed, in the face the OFD has in it. */
function placedAsPdf({ pages }: PlacedDocument): Buffer {
  const face = path.resolve('src-renderer/paper/fonts/kaiti.woff2')
  const drawn = pages.map(({ items }) => {
    const texts = items.flatMap((item) => {
      if (item.kind !== 'text') return []
      const xs = item.advances.reduce<number[]>((all, step) => [...all, (all.at(-1) ?? 0) + step], [item.x])
      const size = (item.sizePt * 25.4) / 72
      return [`<text x="${xs.join(' ')}" y="${item.y}" font-size="${size}" fill="${item.colour}">${escaped(item.text)}</text>`]
    })
    return `<svg viewBox="0 0 210 297" xml:space="preserve">${texts.join('')}</svg>`
  })
  return pdfOfHtml(
    `<meta charset="utf-8"><style>@font-face{font-family:W;src:url("file://${face}")}@page{size:A4;margin:0}body{margin:0;font-family:W;font-kerning:none}svg{display:block;width:210mm;height:1123px;white-space:pre}</style>${drawn.join('')}`,
  )
}
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
/** A page as the viewer has drawn it, at 96 dots an inch. */
async function greyOfSheet(window: Page, page: number): Promise<Grey> {
  await window.locator('.page-number').fill(String(page))
  await window.locator('.page-number').press('Enter')
  await window.locator(`.sheet[data-page="${page}"][data-state="drawn"]`).waitFor()
  const { width, height, grey } = await window.evaluate((number) => {
    const canvas = document.querySelector<HTMLCanvasElement>(`.sheet[data-page="${number}"] canvas`)
    const image = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height)
    if (!image) throw new Error('nothing drawn')
    // as one string: a list of three million numbers takes minutes to cross
    let bytes = ''
    for (let i = 0; i < image.data.length; i += 4) {
      const [r = 0, g = 0, b = 0] = [image.data[i], image.data[i + 1], image.data[i + 2]]
      bytes += String.fromCharCode(Math.round(0.299 * r + 0.587 * g + 0.114 * b))
    }
    return { width: image.width, height: image.height, grey: btoa(bytes) }
  }, page)
  return { width, height, values: Buffer.from(grey, 'base64') }
}
const put = (name: string, bytes: Uint8Array | string): string => {
  const file = path.join(data, name)
  fs.writeFileSync(file, bytes, { mode: 0o644 })
  return file
}
/** What the system's dialogs answer from now on; questions asked are kept. */
const answer = (chosen: string, button: number): Promise<void> =>
  desk.app.evaluate(
    ({ dialog, shell }, [filePath, response]) => {
      const asked: string[] = []
      Reflect.set(globalThis, 'asked', asked)
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [String(filePath)] })
      dialog.showMessageBox = ((...args: unknown[]) => {
        const { message, detail } = args.at(-1) as { message: string; detail?: string }
        asked.push(`${message}\n${detail ?? ''}`)
        return Promise.resolve({ response, checkboxChecked: false })
      }) as typeof dialog.showMessageBox
      shell.openPath = (file) => {
        asked.push(`openPath ${file.split('/').at(-1) ?? ''}`)
        return Promise.resolve('')
      }
      shell.openExternal = (url) => {
        asked.push(`openExternal ${url}`)
        return Promise.resolve()
      }
    },
    [chosen, button] as const,
  )
const asked = (): Promise<string[]> => desk.app.evaluate(() => Reflect.get(globalThis, 'asked') as string[])
async function attach(file: string): Promise<void> {
  await answer(file, 1)
  await desk.page.getByRole('tabpanel').getByRole('button', { name: '添加附件' }).click()
  await attachment(path.basename(file)).waitFor()
}
const attachment = (name: string) => desk.page.locator('.attachments').getByRole('button', { name, exact: true })
async function opened(name: string): Promise<Page> {
  const [window] = await Promise.all([desk.app.waitForEvent('window', { timeout: 30_000 }), attachment(name).click()])
  window.setDefaultTimeout(30_000)
  return window
}
const windows = (): Promise<number> => desk.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)
const told = (code: string): Promise<void> =>
  desk.page
    .locator('.ant-message', { hasText: sentence(code) })
    .first()
    .waitFor()
const shot = async (window: Page, name: string): Promise<void> => {
  fs.mkdirSync('artifacts/e2e', { recursive: true })
  await window.screenshot({ path: `artifacts/e2e/${name}.png` })
}

beforeAll(async () => {
  server = await startCountyServer(data, { port: 0 })
  desk = await openDeskApp(server.url)
  desk.page.setDefaultTimeout(30_000)
  await signIn(desk.page, 'wangfang')
  await sent(desk.page)
  await goTo(desk.page, '草稿')
  await openDocument(desk.page, '排涝泵车')
  await desk.page.getByRole('tab', { name: /附件/ }).click()
})
afterAll(async () => {
  await desk.kill().catch(() => undefined)
  await server.stop()
  await closeScreen()
  fs.rmSync(data, { recursive: true, force: true })
})
const pictureOfFailure = (): void => onTestFailed(() => desk.shot('file-view-failed').catch(() => undefined))

it('PP-60 [PP-64] [PP-67] a PDF is attached, opened in a window of the desk, read, searched and closed', async () => {
  pictureOfFailure()
  const text = councilFiles()[0]?.text ?? ''
  await attach(put('国务院通知.pdf', printed(text)))
  const window = await opened('国务院通知.pdf')
  await window.locator('.sheet[data-page="1"][data-state="drawn"]').waitFor()
  await shot(window, 'file-view-01-pdf')
  const words = /[\u4e00-\u9fff]{6}/.exec(text.split('\n').findLast((line) => line.length > 30) ?? '')?.[0] ?? ''
  await window.keyboard.press('Control+f')
  await window.keyboard.insertText(words)
  await window.locator('.find-bar .told', { hasText: /^第 \d+ 处，共 \d+ 处$/ }).waitFor()
  await window.waitForFunction(() => (CSS.highlights.get('found-now')?.size ?? 0) > 0)
  expect(
    await window.evaluate(() =>
      [...(CSS.highlights.get('found-now') ?? [])].map((range) => (range as Range).toString()).join(''),
    ),
  ).toBe(words)
  await shot(window, 'file-view-02-found')
  await window.keyboard.press('Escape')
  // a second click brings the same window to the front
  await attachment('国务院通知.pdf').click()
  expect(await windows()).toBe(2)

  // [SE-86] an address is followed only after main has asked
  await answer('', 1)
  await window.keyboard.press('End')
  const link = window.locator('.link-layer button').first()
  await link.waitFor()
  await link.click()
  await expect.poll(asked).toEqual([expect.stringContaining('https://example.invalid/zhengce')])
  await answer('', 0)
  await link.click()
  await expect.poll(async () => (await asked()).at(-1)).toBe('openExternal https://example.invalid/zhengce')

  // [UI] at the sizes of the county's screens
  for (const [width, height] of [
    [1366, 768],
    [1920, 1080],
  ] as const) {
    await window.setViewportSize({ width, height })
    await window.keyboard.press('Home')
    await window.locator('.sheet[data-page="1"][data-state="drawn"]').waitFor()
    await shot(window, `file-view-03-${width}`)
  }
  await Promise.all([window.waitForEvent('close'), window.keyboard.press('Control+w').catch(() => undefined)])
  expect(await windows()).toBe(1)
})

it('PP-70 [PP-71] [PP-73] [PP-67] an OFD of the same kind: drawn with the face in it, searched', async () => {
  pictureOfFailure()
  const text = councilTexts()[0]
  if (!text) throw new Error('no State Council text')
  const meta = { title: text.title, sm3: 'a'.repeat(64), version: 1, createdAt: Date.UTC(2026, 10, 22), docId: 'x' }
  const placed = setLines(text)
  await attach(put('国务院通知.ofd', await ofdOf(placed, meta, new Map(), realFaces)))
  const window = await opened('国务院通知.ofd')
  await window.locator('.sheet[data-page="1"][data-state="drawn"]').waitFor()
  await window.setViewportSize({ width: 1366, height: 768 })
  await shot(window, 'file-view-05-ofd')
  // [PP-73] the pages stand as Poppler shows a PDF of the same places
  const pdf = placedAsPdf(placed)
  for (const page of [2, 3, 4]) {
    const difference = differenceOf(greyOfPdf(pdf, page, 96), await greyOfSheet(window, page))
    expect(difference.ink[1]).toBeGreaterThan(0.02)
    expect(difference.shift).toBeLessThanOrEqual(1.5)
    expect(difference.share).toBeLessThan(0.002)
  }
  const words = text.paragraphs.at(-2)?.trim().slice(0, 6) ?? ''
  await window.keyboard.press('Control+f')
  await window.keyboard.insertText(words)
  await window.locator('.find-bar .told', { hasText: /^第 \d+ 处，共 \d+ 处$/ }).waitFor()
  await window.waitForFunction(() => (CSS.highlights.get('found-now')?.size ?? 0) > 0)
  await shot(window, 'file-view-06-ofd-found')
  expect(await window.locator('.troubles').count()).toBe(0)
  await Promise.all([window.waitForEvent('close'), window.keyboard.press('Control+w').catch(() => undefined)])
})

it("SE-80 [SE-81] [SE-82] [SE-83] the viewer's window has no bridge, no Node, no line, no data of the desk, and a session of its own", async () => {
  pictureOfFailure()
  const window = await opened('国务院通知.pdf')
  await window.locator('.sheet[data-page="1"][data-state="drawn"]').waitFor()
  const found = await window.evaluate(async () => {
    const reach = (url: string): Promise<string> =>
      fetch(url).then(
        (answer) => `${answer.status}`,
        () => 'refused',
      )
    const run = (task: () => unknown): string => {
      try {
        task()
        return 'ran'
      } catch {
        return 'refused'
      }
    }
    return {
      names: ['desk', 'process', 'require', 'Buffer', 'ipcRenderer', 'electron'].filter((name) => Reflect.has(globalThis, name)),
      reached: await Promise.all(
        [
          'https://example.invalid/',
          'http://127.0.0.1:9/',
          'file:///etc/passwd',
          'app://liuhen/',
          `app://liuhen/picture/${'a'.repeat(64)}`,
          'app://file-view/index.html',
          `app://file-view/picture/${'a'.repeat(64)}`,
          'app://file-view/assets/..%2f..%2fmain%2findex.js',
        ].map(reach),
      ),
      eval: run(() => Reflect.construct(Function, ['return 1'])()),
      wasm: run(() => new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0))),
      databases: (await indexedDB.databases()).length,
      opened: globalThis.open('https://example.invalid/') === null,
      origin: globalThis.origin,
      socket: await new Promise((resolve) => {
        try {
          const socket = new WebSocket('ws://127.0.0.1:9/')
          socket.addEventListener('error', () => resolve('refused'))
          socket.addEventListener('open', () => resolve('open'))
        } catch {
          resolve('refused')
        }
      }),
    }
  })
  expect(found).toEqual({
    names: [],
    reached: ['refused', 'refused', 'refused', 'refused', 'refused', '404', '404', '404'],
    eval: 'refused',
    wasm: 'refused',
    databases: 0,
    opened: true,
    origin: 'app://file-view',
    socket: 'refused',
  })
  const own = await desk.app.evaluate(({ BrowserWindow, session }) => {
    const all = BrowserWindow.getAllWindows().map((one) => one.webContents)
    const viewer = all.find((one) => one.getURL().includes('file-view'))
    const other = all.find((one) => one !== viewer)
    return {
      session: viewer?.session !== session.defaultSession && viewer?.session !== other?.session,
      inMemory: viewer?.session.isPersistent() === false,
      process: viewer?.getOSProcessId() !== other?.getOSProcessId(),
      pid: viewer?.getOSProcessId() ?? 0,
    }
  })
  expect(own).toMatchObject({ session: true, inMemory: true, process: true })
  expect(fs.readFileSync(`/proc/${own.pid}/status`, 'utf8')).toMatch(/^Seccomp:\s+2$/m)

  // [PP-63] its process dies: the desk says so and goes on
  await desk.app.evaluate(({ BrowserWindow }) => {
    const viewer = BrowserWindow.getAllWindows().find((one) => one.webContents.getURL().includes('file-view'))
    viewer?.webContents.forcefullyCrashRenderer()
  })
  await told('FV-CRASHED')
  await expect.poll(windows).toBe(1)
})

it('PP-63 [PP-62] [SE-88] hostile and foreign files end in a sentence, and the desk goes on', async () => {
  pictureOfFailure()
  const whole = pdfOf([{ lines: ['通知'] }])
  const cases: [string, Uint8Array | string, string][] = [
    ['断了的.pdf', whole.slice(0, 120), 'FV-DAMAGED'],
    ['两千零一页.pdf', pdfOf(Array.from({ length: 2001 }, () => ({}))), 'FV-PAGES'],
    ['其实是文本.pdf', '这不是 PDF', 'AT-OTHER-KIND'],
    ['其实是程序.pdf', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(600)]), 'AT-PROGRAM'],
    ['快捷方式.lnk', 'L', 'AT-PROGRAM'],
    ['带宏的.docm', 'PK', 'AT-MACRO'],
  ]
  for (const [name, bytes, code] of cases) {
    await attach(put(name, bytes))
    await attachment(name).click()
    await told(code)
    await expect.poll(windows).toBe(1)
  }
  expect((await asked()).filter((one) => one.startsWith('openPath'))).toEqual([])
  await desk.shot('file-view-04-told')

  // another type: asked by main, with who sent it, and opened only on yes
  await attach(put('名单.txt', '王芳'))
  await attachment('名单.txt').click()
  await expect.poll(asked).toEqual([expect.stringMatching(/名单\.txt[\s\S]*王芳/)])
  await answer('', 0)
  await attachment('名单.txt').click()
  await expect.poll(async () => (await asked()).at(-1)).toBe('openPath 名单.txt')
  // the desk lives: what is typed is kept
  await desk.page.locator('.page-desk .ProseMirror p').last().click()
  await desk.page.keyboard.insertText('请核对。')
  await saved(desk.page)
})

it('SE-85 locking the desk ends the windows of opened files', async () => {
  pictureOfFailure()
  const window = await opened('国务院通知.pdf')
  await window.locator('.sheet[data-page="1"][data-state="drawn"]').waitFor()
  expect(await windows()).toBe(2)
  await desk.page.evaluate(() => (Reflect.get(window, 'desk') as { invoke: (name: string) => unknown }).invoke('session.lock'))
  await expect.poll(windows).toBe(1)
})
