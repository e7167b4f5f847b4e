import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it, onTestFailed, vi } from 'vitest'
import { goTo, newDraft, openDocument, primary, samplePassword, saved, sent, signIn } from '../../scripts/lib/desk-steps.mjs'
import { startCountyServer, type CountyServer } from '../../scripts/lib/server.mjs'
import { serverView } from '../../scripts/lib/server-view.mjs'
import { sm3 } from '../../src-server/sm3.ts'
import { cutLine, type CutLine } from '../support/cut-line.ts'
import { closeScreen, openDeskApp, type DeskApp } from '../support/desk-app.ts'
import { caretAfter } from '../support/page-text.ts'
import { pngOf } from '../support/picture-bytes.ts'

/*
 * A picture's way: put in without a line, kept through kill -9, sent with the text, shown at the next desk, resized there
 * with its stroke kept, there again without a line; and a desk that has the text but not yet the picture.
 */
const title = '柳河镇人民政府关于解决柳河堤防加固工程资金的请示'
const data = fs.mkdtempSync(path.join(os.tmpdir(), 'liuhen-pictures-'))
fs.chmodSync(data, 0o755)
const bytes = pngOf(1200, 700)
const hash = sm3(bytes)
const file = path.join(data, '险工段位置图.png')
const fake = path.join(data, '假的.png')
let server: CountyServer
const desks: DeskApp[] = []
const lines: CutLine[] = []

beforeAll(async () => {
  server = await startCountyServer(data, { port: 0 })
  fs.writeFileSync(file, bytes, { mode: 0o644 })
  fs.writeFileSync(fake, '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', { mode: 0o644 })
})
afterAll(async () => {
  for (const desk of desks) await desk.kill().catch(() => undefined)
  for (const line of lines) line.close()
  await server.stop()
  await closeScreen()
  fs.rmSync(data, { recursive: true, force: true })
})

const ownLine = async (): Promise<CutLine> => {
  const line = await cutLine(server.url)
  lines.push(line)
  return line
}
async function sit(line: CutLine, login: string, profile?: string): Promise<DeskApp> {
  const desk = await openDeskApp(line.url, profile)
  desks.push(desk)
  desk.page.setDefaultTimeout(30_000)
  await signIn(desk.page, login)
  return desk
}
/** What the system's dialog answers from now on. */
const choose = (desk: DeskApp, ...paths: string[]): Promise<void> =>
  desk.app.evaluate(({ dialog }, filePaths) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths })
  }, paths)
const picture = (page: Page, state: string) => page.locator(`.page-desk .gw:not([hidden]) img.picture[data-state="${state}"]`)
/** Looks at the picture, which is fetched once one does, and waits until it is there. */
async function here(page: Page): Promise<void> {
  await page.locator('.page-desk .gw:not([hidden]) img.picture').first().scrollIntoViewIfNeeded()
  await picture(page, 'here').waitFor()
}
const offline = (page: Page): Promise<void> => page.locator('footer.status', { hasText: '离线' }).waitFor()

/** Texts a desk knows of and has not fetched yet. */
const textsMissing = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error as Error)
      })
    const name = (await indexedDB.databases()).find((one) => one.name?.startsWith('liuhen') && !one.name.endsWith('-find'))?.name
    if (name === undefined) return -1
    const db = await done(indexedDB.open(name))
    const missing = await done(db.transaction('wanted').objectStore('wanted').count())
    db.close()
    return missing
  })

it('[RV-72] [SE-09] from a desk without a line to the next one, and seen there without a line', async () => {
  onTestFailed(async () => {
    for (const [i, desk] of desks.entries()) await desk.shot(`pictures-failed-${i}`).catch(() => undefined)
  })
  // put in without a line
  const lineA = await ownLine()
  let drafter = await sit(lineA, 'wangfang')
  await sent(drafter.page)
  lineA.cut()
  await newDraft(drafter.page, {
    docType: '请示',
    title,
    mainTo: '青禾县人民政府',
    issuer: '柳河镇人民政府',
    body: ['入汛以来，柳河堤防出现管涌险情3处，险工段位置如下图：', '', '妥否，请批示。'],
  })
  await caretAfter(drafter.page, '险工段位置如下图：')
  await drafter.page.keyboard.press('ArrowDown')
  await choose(drafter, file, fake)
  await drafter.page.getByRole('button', { name: '插入图片' }).click()
  await here(drafter.page)
  await drafter.page.getByText('有 1 张没有插入').waitFor()
  await saved(drafter.page)
  await offline(drafter.page)
  await drafter.shot('pictures-01-offline')

  // a power cut: text and picture are on the disk
  await drafter.kill()
  drafter = await sit(lineA, 'wangfang', drafter.profile)
  await goTo(drafter.page, '草稿')
  await openDocument(drafter.page, '堤防加固')
  await here(drafter.page)

  // the line is back: the text goes up and the picture's bytes with it
  await lineA.mend()
  await drafter.page.keyboard.press('F9')
  await primary(drafter.page, '报送')
  await sent(drafter.page)
  const reviewer = await serverView(server.url, 'lijianguo', samplePassword)
  await vi.waitFor(async () => expect((await reviewer.attachment(hash))?.equals(bytes)).toBe(true), 30_000)
  const doc = (await reviewer.documents()).find((one) => one.header.title === title)
  const body = JSON.stringify((await reviewer.body(doc?.id ?? ''))?.body)
  expect(body).toContain(hash)
  expect(body).not.toContain('base64')
  // who does not take part has no right to it, whatever they know of it
  const stranger = await serverView(server.url, 'xubo', samplePassword)
  expect(await stranger.attachment(hash)).toBeUndefined()

  // the next desk shows it and makes it smaller, tracked
  const lineB = await ownLine()
  let next = await sit(lineB, 'lijianguo')
  await openDocument(next.page, '堤防加固')
  const shown = picture(next.page, 'here')
  await shown.waitFor()
  expect(await shown.evaluate((image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight])).toEqual([1200, 700])
  await shown.click()
  await next.page.locator('.picture-panel').waitFor()
  await next.shot('pictures-02-selected')
  for (let i = 0; i < 8; i++) await next.page.keyboard.press('Alt+Shift+ArrowLeft')
  await picture(next.page, 'here').nth(1).waitFor()
  await next.page.getByRole('tab', { name: /修订/ }).click()
  await next.page.locator('.rev-list').getByText('〔图片 156×91 毫米〕').waitFor()
  await next.page.locator('.rev-list').getByText('〔图片 116×67.7 毫米〕').waitFor()
  await picture(next.page, 'here').nth(1).click()
  await next.page.keyboard.press('F2')
  await next.page.locator('.picture-panel input:focus').waitFor()
  await next.page.keyboard.insertText('险工段位置图')
  await next.page.keyboard.press('Enter')
  await next.page.locator('.rev-list').getByText('〔图片 险工段位置图 116×67.7 毫米〕').waitFor()
  await saved(next.page)
  await picture(next.page, 'here').nth(1).scrollIntoViewIfNeeded()
  await next.shot('pictures-03-resized')
  await next.page.keyboard.press('Alt+3')
  await picture(next.page, 'here').first().waitFor()
  await next.shot('pictures-04-final')
  await sent(next.page)

  // there again without a line
  const profile = next.profile
  await next.close()
  lineB.cut()
  next = await sit(lineB, 'lijianguo', profile)
  await openDocument(next.page, '堤防加固')
  await picture(next.page, 'here').nth(1).waitFor()
  await next.close()

  // a desk that has the text but never saw the picture
  const lineC = await ownLine()
  const fresh = await sit(lineC, 'lijianguo')
  await sent(fresh.page)
  await expect.poll(() => textsMissing(fresh.page), { timeout: 30_000 }).toBe(0)
  lineC.cut()
  await fresh.page.keyboard.press('F9')
  await offline(fresh.page)
  await openDocument(fresh.page, '堤防加固')
  await picture(fresh.page, 'offline').first().waitFor()
  await picture(fresh.page, 'offline').first().scrollIntoViewIfNeeded()
  await fresh.shot('pictures-05-not-here')
  await lineC.mend()
  await fresh.page.keyboard.press('F9')
  await picture(fresh.page, 'here').nth(1).waitFor()

  // pasted: the bytes go to main and come back under their name
  await caretAfter(fresh.page, '妥否，请批示。')
  await fresh.page.evaluate(async () => {
    const canvas = document.createElement('canvas')
    Object.assign(canvas, { width: 300, height: 120 })
    const pen = canvas.getContext('2d')
    if (pen) Object.assign(pen, { fillStyle: '#2f6f4f' }).fillRect(0, 0, 300, 120)
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/webp', 0.9))
    const clipboardData = new DataTransfer()
    clipboardData.items.add(new File([blob ?? ''], 'p', { type: 'image/webp' }))
    const page = document.querySelector('.page-desk .gw:not([hidden])')
    page?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  })
  await picture(fresh.page, 'here').nth(2).waitFor()
  await fresh.shot('pictures-06-pasted')
  await sent(fresh.page)

  // [SE-40] the page asks for pictures by their SM3 and gets nothing else
  const answers = await fresh.page.evaluate(async (name) => {
    const ask = (path: string, method = 'GET') =>
      fetch(`/picture/${path}`, { method }).then(
        (answer) => `${answer.status} ${answer.headers.get('content-type') ?? ''}`.trim(),
        () => 'refused',
      )
    return Promise.all([
      ask(name),
      ask(name, 'POST'),
      ask(`${name}?x`),
      ask(name.toUpperCase()),
      ask(`../picture/${name}`),
      ask('..%2f..%2f..%2fetc%2fpasswd'),
      ask('a'.repeat(64)),
    ])
  }, hash)
  // `..` is gone before the request is made: it is the same address
  expect(answers).toEqual(['200 image/png', '405', '404', '404', '200 image/png', '404', '404'])
})
