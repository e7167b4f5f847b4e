import { execFile } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it, onTestFailed } from 'vitest'
import { newDraft, openDocument, primary, samplePassword, saved, sent, signIn, typeBody } from '../../scripts/lib/desk-steps.mjs'
import { startCountyServer, type CountyServer } from '../../scripts/lib/server.mjs'
import { serverView } from '../../scripts/lib/server-view.mjs'
import { closeScreen, openDeskApp, type DeskApp } from '../support/desk-app.ts'
import { caretAfter } from '../support/page-text.ts'

/*
 * C-16 in real windows: the county's server breaks and is put back to yesterday's backup, under three desks with today's
 * work. They stay open; nobody does anything (main signs in again by itself); the server has today's work.
 */
const before = '关于开展秋季森林防火检查的通知'
const today = '关于做好今冬供暖保障工作的通知'
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'liuhen-restored-'))
fs.chmodSync(folder, 0o755)
const place = (name: string): string => path.join(folder, name)
let server: CountyServer
const open = new Map<string, DeskApp>()
const poll = { timeout: 60_000 }

beforeAll(async () => void (server = await startCountyServer(place('first'), { port: 0 })))
afterAll(async () => {
  for (const desk of open.values()) await desk.kill()
  await server.stop()
  await closeScreen()
  fs.rmSync(folder, { recursive: true, force: true })
})

/** A command of `liuhen-server` on a data folder. */
async function admin(data: string, ...args: string[]): Promise<void> {
  const env = { ...process.env, LIUHEN_DATA: data, DATABASE_URL: '' }
  await promisify(execFile)(process.execPath, ['out/server/main.js', ...args], { env })
}

async function deskOf(login: string): Promise<Page> {
  const desk = await openDeskApp(server.url)
  open.set(login, desk)
  desk.page.setDefaultTimeout(30_000)
  await signIn(desk.page, login)
  await sent(desk.page)
  return desk.page
}
async function openTodo(page: Page, title: string): Promise<void> {
  await page.keyboard.press('F9')
  await page.locator('nav.places').getByText('待办', { exact: true }).click()
  await openDocument(page, title)
}

/** What the server knows of the two documents, as 赵敏 sees them. */
async function known(): Promise<Record<string, unknown>> {
  const view = await serverView(server.url, 'zhaomin', samplePassword)
  const docs = (await view.documents()).filter((doc) => [before, today].includes(doc.header.title))
  const all = await Promise.all(
    docs.map(async (doc) => {
      const { state, step, opinions } = doc
      const body = JSON.stringify((await view.body(doc.id))?.body)
      return [doc.header.title, { state, step, opinions: opinions.map((one) => [one.by.name, one.text]), body }]
    }),
  )
  return Object.fromEntries(all) as Record<string, unknown>
}

it('[SY-100] C-16 a server put back to yesterday has today’s work again without a person doing anything', async () => {
  onTestFailed(async () => {
    for (const [name, desk] of open) await desk.shot(`restored-failed-${name}`).catch(() => undefined)
  })
  const wang = await deskOf('wangfang')
  await newDraft(wang, { docType: '通知', title: before, mainTo: '各村民委员会', body: ['各村组织护林员逐片检查。'] })
  await primary(wang, '报送')
  await sent(wang)
  await admin(place('first'), 'backup', place('backups'))

  // today: two more people sign in, write in it, hand it on; a new document goes the same way
  const li = await deskOf('lijianguo')
  await openTodo(li, before)
  await caretAfter(li, '逐片检查')
  await li.keyboard.insertText('并填写台账')
  await saved(li)
  await primary(li, '同意')
  await sent(li)
  await newDraft(wang, { docType: '通知', title: today, mainTo: '各村民委员会', body: ['供暖设备于十月底前检修完毕。'] })
  await primary(wang, '报送')
  await sent(wang)
  await openTodo(li, today)
  await primary(li, '同意')
  await sent(li)
  const zhao = await deskOf('zhaomin')
  await openTodo(zhao, before)
  await typeBody(zhao, ['检查情况于月底前报送。'])
  await saved(zhao)
  await sent(zhao)
  const whole = await known()
  expect(Object.keys(whole).toSorted()).toEqual([before, today].toSorted())

  // the server is gone, and comes back on another disk as it was yesterday
  const { port } = new URL(server.url)
  await server.kill()
  for (const page of [wang, li, zhao]) await page.locator('footer.status').getByText('离线').waitFor()
  await admin(place('second'), 'restore', place('backups'))
  server = await startCountyServer(place('second'), { port: Number(port) })

  await expect.poll(known, { timeout: 180_000, interval: 1000 }).toEqual(whole)
  for (const page of [wang, li, zhao]) {
    await sent(page)
    await page.locator('.banner', { hasText: '服务器从备份恢复过' }).waitFor()
    expect(
      await page
        .locator('nav.places')
        .getByText(/需处理\s*[1-9]/)
        .count(),
    ).toBe(0)
  }
  await open.get('zhaomin')?.shot('restored-01-zhao')
  await open.get('wangfang')?.shot('restored-02-wang')
  // and it goes on: what is written now arrives as ever
  await typeBody(zhao, ['特此通知。'])
  await saved(zhao)
  await sent(zhao)
  await expect.poll(async () => JSON.stringify((await known())[before]), poll).toContain('特此通知。')
})
