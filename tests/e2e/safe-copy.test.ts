import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it, onTestFailed } from 'vitest'
import { newDraft, samplePassword, saved, sent, signIn } from '../../scripts/lib/desk-steps.mjs'
import { startCountyServer, type CountyServer } from '../../scripts/lib/server.mjs'
import { cutLine, type CutLine } from '../support/cut-line.ts'
import { closeScreen, openDeskApp, type DeskApp } from '../support/desk-app.ts'

/*
 * A safe copy in the real window (SY-160 … SY-168): written without a line, taken in at a fresh desk of the same person,
 * sent from there, and by the first desk once more when its line is back.
 */
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'liuhen-copy-'))
fs.chmodSync(folder, 0o777)
const data = path.join(folder, 'county')
fs.mkdirSync(data)
fs.chmodSync(data, 0o755)
const stick = path.join(folder, 'stick')
fs.mkdirSync(stick)
fs.chmodSync(stick, 0o777)
/** another build than the one in out/, for looking at it alone */
const application = process.env['LIUHEN_DESK_BUILD']
let server: CountyServer
let line: CutLine
const desks: DeskApp[] = []

beforeAll(async () => {
  server = await startCountyServer(data, { port: 0 })
  line = await cutLine(server.url)
})
afterAll(async () => {
  for (const desk of desks) await desk.kill()
  line.close()
  await server.stop()
  await closeScreen()
  fs.rmSync(folder, { recursive: true, force: true })
})

const open = async (url: string): Promise<DeskApp> => {
  const desk = await openDeskApp(url, undefined, application)
  desk.page.setDefaultTimeout(25_000)
  desks.push(desk)
  return desk
}

/** The system's own dialogs are answered by the test. */
const answerDialogs = (desk: DeskApp, file: string): Promise<void> =>
  desk.app.evaluate(({ dialog }, chosen) => {
    dialog.showSaveDialog = (async () => ({ canceled: false, filePath: chosen })) as never
    dialog.showOpenDialog = (async () => ({ canceled: false, filePaths: [chosen] })) as never
  }, file)

const menu = async (page: Page, name: string): Promise<void> => {
  await page.locator('.top-me').click()
  await page.getByRole('menuitem', { name }).click()
}
const dialog = (page: Page) => page.locator('.ant-modal.safe-copy')
const take = async (page: Page, password = samplePassword): Promise<void> => {
  await menu(page, '导入安全副本…')
  await dialog(page).getByRole('button', { name: '选择副本…' }).click()
  await dialog(page).locator('input[type="password"]').fill(password)
  await dialog(page).getByRole('button', { name: '导入', exact: true }).click()
}

it('SY-160 SY-162 SY-164 written offline, taken in elsewhere, sent once though both desks send it', async () => {
  onTestFailed(async () => {
    for (const [i, desk] of desks.entries()) await desk.shot(`safe-copy-failed-${i}`).catch(() => undefined)
  })
  const first = await open(line.url)
  await signIn(first.page, 'wangfang')
  await sent(first.page)
  line.cut()
  const title = '关于安全副本演练的通知'
  await newDraft(first.page, { docType: '通知', title, mainTo: '各村民委员会', body: ['第一段留在副本里。'] })
  await saved(first.page)
  const file = path.join(stick, 'a.lhcopy')
  await answerDialogs(first, file)
  await menu(first.page, '导出安全副本…')
  await first.shot('safe-copy-1-ask')
  await dialog(first.page).getByRole('button', { name: '选择位置…' }).click()
  await dialog(first.page).getByText('核对无误').waitFor()
  await first.shot('safe-copy-2-written')
  expect(fs.readdirSync(stick)).toEqual(['a.lhcopy'])
  expect(fs.readFileSync(file).includes('安全副本演练')).toBe(false)
  await dialog(first.page).getByRole('button', { name: '完成' }).click()

  const second = await open(server.url)
  await signIn(second.page, 'wangfang')
  await sent(second.page)
  await answerDialogs(second, file)
  await take(second.page, 'wrong')
  await dialog(second.page).getByRole('alert').getByText('密码不对').waitFor()
  await second.shot('safe-copy-3-wrong')
  await dialog(second.page).locator('input[type="password"]').fill(samplePassword)
  await dialog(second.page).getByRole('button', { name: '导入', exact: true }).click()
  await dialog(second.page).getByText('已导入').waitFor()
  await second.shot('safe-copy-4-taken')
  await dialog(second.page).getByRole('button', { name: '完成' }).click()
  await sent(second.page)
  await second.page.locator('.nav, nav').getByText('草稿').first().click()
  await second.page.getByText(title).first().click()
  await second.page.locator('.page-desk .ProseMirror').getByText('第一段留在副本里。').waitFor()

  await line.mend()
  await sent(first.page)
  for (const { page } of [first, second]) {
    await take(page)
    await dialog(page).getByText('没有改动').waitFor()
    await dialog(page).getByRole('button', { name: '完成' }).click()
    expect(await page.locator('.status .red').count()).toBe(0)
    expect(await page.locator('.page-desk .ProseMirror').getByText('第一段留在副本里。').count()).toBe(1)
  }
  await second.shot('safe-copy-5-end')
})
