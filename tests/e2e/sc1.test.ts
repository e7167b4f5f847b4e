import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import writeXlsxFile from 'write-excel-file/universal'
import { afterAll, beforeAll, expect, it, onTestFailed } from 'vitest'
import {
  goTo,
  newDraft,
  openDocument,
  primary,
  readChanges,
  samplePassword,
  saved,
  sent,
  signIn,
} from '../../scripts/lib/desk-steps.mjs'
import { sm3 } from '../../src-server/sm3.ts'
import { bodySm3 } from '../../src-shared/document/body-json.ts'
import { schema } from '../../src-shared/document/schema.ts'
import { startCountyServer, type CountyServer } from '../../scripts/lib/server.mjs'
import { serverView } from '../../scripts/lib/server-view.mjs'
import { closeScreen, openDeskApp, type DeskApp } from '../support/desk-app.ts'
import { must } from '../support/server/must.ts'
import { caretAfter, pageText, selectWords } from '../support/page-text.ts'

/*
 * SC-1 (domain.md §5): 柳河镇's line is down. 王芳 drafts a 请示 with planted faults, mends them, is killed while typing,
 * submits; when the line is back the route takes it to 签发. One desk after the other, each with a folder of its own.
 */
const title = '柳河镇人民政府关于解决柳河堤防主汛期应急加固工程资金的请示'
const data = fs.mkdtempSync(path.join(os.tmpdir(), 'liuhen-sc1-'))
fs.chmodSync(data, 0o755)
let server: CountyServer
let port: number
let desk: DeskApp | undefined

const startServer = async (): Promise<void> => {
  server = await startCountyServer(data, { port: port ?? 0 })
  port = Number(new URL(server.url).port)
}

/** Runs one person's turn at a desk of their own. */
async function at(login: string, turn: (desk: DeskApp) => Promise<void>): Promise<void> {
  desk = await openDeskApp(server.url)
  await signIn(desk.page, login)
  await turn(desk)
  await desk.close()
  desk = undefined
}

beforeAll(startServer)
afterAll(async () => {
  await desk?.kill()
  await server.stop()
  await closeScreen()
  fs.rmSync(data, { recursive: true, force: true })
})

it('SC-1 from the offline draft to 签发, with kill -9 in the middle of typing', async () => {
  onTestFailed(async () => {
    await desk?.shot('sc1-failed')
  })
  // a first sign-in with a line, then the line goes down
  desk = await openDeskApp(server.url)
  const profile = desk.profile
  await signIn(desk.page, 'wangfang')
  await sent(desk.page)
  await desk.shot('sc1-01-todo')
  await server.kill()

  // the draft with its planted faults
  await newDraft(desk.page, {
    docType: '请示',
    title: `${title}。`,
    mainTo: '青禾县人民政府、青禾县财政局',
    issuer: '柳河镇人民政府',
    body: [
      '一、险情基本情况',
      '入汛以来，柳河堤防出现管涌险情3处。',
      '二、资金需求',
      '工程总投资86.5万元，镇自筹20万元，申请补助66.5万元。',
      '特此报告。',
    ],
  })
  await desk.page.getByRole('tab', { name: /检查/ }).click()
  const findings = desk.page.locator('.findings')
  // 石桥乡 is no lower organ, 清水村 is
  await desk.page.locator('.elements').getByRole('textbox', { name: /^抄送/ }).fill('石桥乡人民政府，清水村村民委员会')
  for (const rule of ['R-02', 'R-03', 'R-05', 'R-40']) await findings.getByText(rule).first().waitFor()
  await desk.shot('sc1-02-findings')

  // mended
  const form = desk.page.locator('.elements')
  await form.getByLabel('标题').fill(title)
  await form.getByLabel('主送').fill('青禾县人民政府')
  await form.getByRole('textbox', { name: /^抄送/ }).fill('石桥乡人民政府')
  for (const rule of ['R-02', 'R-03', 'R-40']) await findings.getByText(rule).waitFor({ state: 'detached' })
  await selectWords(desk.page, '特此报告。')
  await desk.page.keyboard.insertText('妥否，请批示。')
  await desk.page.locator('.find-head').waitFor({ state: 'detached' })
  await saved(desk.page)
  await desk.page.locator('footer.status', { hasText: '离线' }).waitFor()
  await desk.shot('sc1-03-offline-draft')

  // 附件1, taken in without a line
  const file = path.join(desk.profile, '..', '工程预算表.xlsx')
  const sheet = [
    ['项目', '万元'],
    ['护砌和灌浆', '60'],
    ['抛石固基', '26.5'],
  ].map((row) => row.map((value) => ({ value })))
  const budget = Buffer.from(await (await writeXlsxFile(sheet).toBlob()).arrayBuffer())
  fs.writeFileSync(file, budget)
  fs.chmodSync(file, 0o644)
  await desk.app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
  }, file)
  await desk.page.getByRole('tab', { name: /附件/ }).click()
  await desk.page.getByRole('tabpanel').getByRole('button', { name: '添加附件' }).click()
  await desk.page.locator('.attachments').getByText('工程预算表').waitFor()

  // kill -9 in the middle of typing
  await caretAfter(desk.page, '险情3处。')
  const typed: { char: string; at: number }[] = []
  const line = '经水利站现场查勘，堤身单薄，汛期渗漏加剧，危及堤后两个村三百余户群众安全，必须在主汛期前完成加固。'
  for (const char of line) {
    await desk.page.keyboard.insertText(char)
    typed.push({ char, at: Date.now() })
    await desk.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 60)))
  }
  const killedAt = Date.now()
  await desk.kill()

  // the same desk again, still without a line
  desk = await openDeskApp(server.url, profile)
  await signIn(desk.page, 'wangfang')
  await goTo(desk.page, '草稿')
  await openDocument(desk.page, '主汛期应急加固')
  const after = await pageText(desk.page)
  const sure = typed
    .filter(({ at }) => at < killedAt - 1000)
    .map(({ char }) => char)
    .join('')
  expect(sure.length).toBeGreaterThan(5)
  expect(after).toContain(`险情3处。${sure}`)
  expect(after).toContain('妥否，请批示。')
  await desk.shot('sc1-04-after-kill')
  // whatever the last second lost is typed again
  const kept = line.split('').findLastIndex((_, i) => after.includes(line.slice(0, i + 1))) + 1
  await caretAfter(desk.page, `险情3处。${line.slice(0, kept)}`)
  if (kept < line.length) await desk.page.keyboard.insertText(line.slice(kept))
  await saved(desk.page)

  // 报送 without a line: an intent that waits
  await primary(desk.page, '报送')
  await desk.page.locator('footer.status', { hasText: '待上报' }).waitFor()
  await goTo(desk.page, '待上报')
  await desk.shot('sc1-05-outbox')

  // the line is back: everything is sent once, in order
  await startServer()
  await desk.page.keyboard.press('F9')
  await sent(desk.page)
  const reviewer = await serverView(server.url, 'lijianguo', samplePassword)
  const arrived = (await reviewer.documents()).filter((one) => one.header.title === title)
  expect(arrived).toHaveLength(1)
  const [doc] = arrived
  expect(doc).toMatchObject({ state: 'F1', tracked: true, header: { mainTo: '青禾县人民政府' } })
  expect(doc?.opinions).toHaveLength(1)
  const body = must(await reviewer.body(doc?.id ?? '')).body
  expect(JSON.stringify(body)).toContain(line)
  expect(bodySm3(sm3, schema.nodeFromJSON(body))).toBe(doc?.bodySm3)
  expect(doc?.attachments).toMatchObject([{ name: '工程预算表.xlsx', sm3: sm3(budget) }])
  await expect.poll(async () => (await reviewer.attachment(sm3(budget)))?.equals(budget) ?? false, { timeout: 20_000 }).toBe(true)
  await desk.close()
  desk = undefined

  // 李建国 reviews with tracked edits
  await at('lijianguo', async ({ page, shot }) => {
    await openDocument(page, '主汛期应急加固')
    await selectWords(page, '86.5万元')
    await page.keyboard.insertText('88万元')
    await caretAfter(page, '二、资金需求')
    await page.keyboard.insertText('及来源')
    await page.getByRole('tab', { name: /修订/ }).click()
    await page.locator('.rev-list').getByText('李建国').first().waitFor()
    await shot('sc1-06-review')
    await primary(page, '同意')
    await sent(page)
  })
  // 赵敏 decides: accepts one, rejects one
  await at('zhaomin', async ({ page, shot }) => {
    await openDocument(page, '主汛期应急加固')
    await page.getByRole('tab', { name: /修订/ }).click()
    const rows = page.locator('.rev-list .rev-row', { hasText: '李建国' })
    await rows.filter({ hasText: '及来源' }).getByRole('button', { name: '接受' }).click()
    await rows.filter({ hasText: '替换' }).getByRole('button', { name: '拒绝' }).click()
    await rows.filter({ hasText: '已拒绝' }).waitFor()
    await shot('sc1-07-decisions')
    await primary(page, '同意')
    await sent(page)
  })
  await at('zhouqiang', async ({ page }) => {
    await openDocument(page, '主汛期应急加固')
    await primary(page, '同意')
    await sent(page)
  })
  // 陈立新 signs what he was shown
  await at('chenlixin', async ({ page, shot }) => {
    await openDocument(page, '主汛期应急加固')
    await page.getByText('最终稿', { exact: true }).click()
    await shot('sc1-08-final-view')
    expect(await pageText(page)).toContain('二、资金需求及来源')
    expect(await pageText(page)).toContain('总投资86.5万元')
    await page.getByText('所有标记', { exact: true }).click()
    await primary(page, '签发', async (dialog) => {
      await readChanges(dialog)
      await shot('sc1-09-sign')
    })
    await sent(page)
    await shot('sc1-10-signed')
  })
  const leader = await serverView(server.url, 'chenlixin', samplePassword)
  const signed = (await leader.documents()).find((one) => one.header.title === title)
  expect(signed?.state).toBe('F6')
  expect(signed?.signed?.bodySm3).toBe(signed?.bodySm3)
  expect(signed?.opinions.map((o) => [o.by.name, o.step])).toEqual([
    ['王芳', 'draft'],
    ['李建国', 'review'],
    ['赵敏', 'check'],
    ['周强', 'cosign'],
    ['陈立新', 'sign'],
  ])
  expect(signed?.decisions.flatMap((d) => d.changeIds.map(() => d.verdict)).toSorted()).toEqual(['accept', 'reject'])
}, 600_000)
