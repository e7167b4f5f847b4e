import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
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
import { startCountyServer, type CountyServer } from '../../scripts/lib/server.mjs'
import { serverView } from '../../scripts/lib/server-view.mjs'
import texts from '../../src-server/sample/texts.json'
import { sm3 } from '../../src-server/sm3.ts'
import { bodySm3 } from '../../src-shared/document/body-json.ts'
import { parseOfficialText } from '../../src-shared/document/import-text.ts'
import { schema } from '../../src-shared/document/schema.ts'
import { listChanges } from '../../src-shared/revision/changes.ts'
import { acceptAll, rejectAll } from '../../src-shared/revision/resolve.ts'
import { closeScreen, openDeskApp, type DeskApp } from '../support/desk-app.ts'
import { caretAfter, pageText, selectWords } from '../support/page-text.ts'

/*
 * SC-2 (domain.md §5): four people revise the State Council's notice 006 with every stroke kept; 李建国 and 周强 work with
 * the server stopped. 赵敏 accepts three changes and rejects one, 陈立新 signs, and 赵敏 makes the 清稿.
 */
const data = fs.mkdtempSync(path.join(os.tmpdir(), 'liuhen-sc2-'))
fs.chmodSync(data, 0o755)
const words = '关于开展城镇小区配套幼儿园专项治理工作的通知'
const title = `柳河镇人民政府${words}`
let server: CountyServer
let port: number
const open = new Map<string, DeskApp>()

const startServer = async (): Promise<void> => {
  server = await startCountyServer(data, { port: port ?? 0 })
  port = Number(new URL(server.url).port)
}
/** A person's desk, kept open for their next turn. */
async function deskOf(login: string): Promise<DeskApp> {
  const here = open.get(login) ?? (await openDeskApp(server.url))
  if (!open.has(login)) {
    open.set(login, here)
    await signIn(here.page, login)
    await sent(here.page)
  }
  return here
}
const turnTo = async (login: string): Promise<DeskApp> => {
  const desk = await deskOf(login)
  await desk.page.keyboard.press('F9')
  await desk.page.locator('nav.places').getByText('待办', { exact: true }).click()
  await openDocument(desk.page, '幼儿园专项治理')
  await desk.page.getByRole('tab', { name: /修订/ }).click()
  return desk
}

beforeAll(startServer)
afterAll(async () => {
  for (const desk of open.values()) await desk.kill()
  await server.stop()
  await closeScreen()
  fs.rmSync(data, { recursive: true, force: true })
})

it('SC-2 four people, two of them offline, every stroke kept', async () => {
  onTestFailed(async () => {
    for (const [login, here] of open) await here.shot(`sc2-failed-${login}`)
  })
  const source = parseOfficialText(texts.find((text) => text.no === '006')?.text ?? '')
  const paragraphs = (source.paragraphs ?? []).map((line) => (typeof line === 'string' ? line : line.text))
  const drafter = await deskOf('wangfang')
  await newDraft(drafter.page, {
    docType: '通知',
    title,
    mainTo: '各村民委员会，镇属各单位',
    issuer: '柳河镇人民政府',
    body: paragraphs,
  })
  await primary(drafter.page, '报送')
  await sent(drafter.page)
  const original = (await (await serverView(server.url, 'wangfang', samplePassword)).documents()).find(
    (doc) => doc.header.title === title,
  )
  expect(original?.tracked).toBe(true)

  // 李建国, offline: inserts
  const reviewer = await turnTo('lijianguo')
  for (const login of ['zhaomin', 'zhouqiang', 'chenlixin']) await deskOf(login)
  await server.kill()
  await caretAfter(reviewer.page, '未移交')
  await reviewer.page.keyboard.insertText('（含临时占用）')
  await primary(reviewer.page, '同意')
  await reviewer.page.locator('footer.status', { hasText: '待上报' }).waitFor()
  await reviewer.shot('sc2-01-review-offline')
  await startServer()
  await reviewer.page.keyboard.press('F9')
  await sent(reviewer.page)

  const checker = await turnTo('zhaomin')
  await primary(checker.page, '同意')
  await sent(checker.page)

  // 周强, offline: deletes inside 李建国's pending insertion and moves a date
  const deputy = await turnTo('zhouqiang')
  await server.kill()
  await selectWords(deputy.page, '临时')
  await deputy.page.keyboard.press('Delete')
  await selectWords(deputy.page, '9月底前')
  await deputy.page.keyboard.insertText('10月底前')
  await deputy.shot('sc2-02-nested')
  await primary(deputy.page, '同意')
  await startServer()
  await deputy.page.keyboard.press('F9')
  await sent(deputy.page)

  // 陈立新 changes title and 主送 and gives it back to 核稿
  const leader = await turnTo('chenlixin')
  await selectWords(leader.page, words)
  await leader.page.keyboard.insertText('关于进一步做好城镇小区配套幼儿园专项治理工作的通知')
  await selectWords(leader.page, '镇属各单位')
  await leader.page.keyboard.insertText('镇直各单位')
  await leader.page.locator('.doc-acts').getByRole('button', { name: '退回' }).click()
  await leader.page.getByRole('menuitem', { name: /核稿/ }).click()
  await leader.page.getByRole('dialog').locator('textarea').fill('请核定修订后再送签。')
  await leader.page.getByRole('dialog').getByRole('button', { name: '退回', exact: true }).click()
  await sent(leader.page)

  // 赵敏 accepts three, rejects one
  const checkerAgain = await turnTo('zhaomin')
  const rows = checkerAgain.page
    .locator('.rev-list .rev-row')
    .filter({ has: checkerAgain.page.getByRole('button', { name: '接受' }) })
  await rows.first().waitFor()
  const before = await pageText(checkerAgain.page)
  const listed = await rows.count()
  // by 环节, each with who and when, and on the page each in a colour of their own
  const list = await checkerAgain.page.locator('.rev-list').innerText()
  for (const step of ['部门审核\\s[^]*李建国', '审签\\s[^]*周强', '签发\\s[^]*陈立新'])
    expect(list).toMatch(new RegExp(`${step}\\s+(\\d+月\\d+日 )?\\d{2}:\\d{2}`))
  const colours = await checkerAgain.page
    .locator('.page-desk .mk-ins, .page-desk .mk-del')
    .evaluateAll((all) => [...new Set(all.map((one) => getComputedStyle(one).getPropertyValue('--person')))])
  expect(colours).toHaveLength(3)
  const versionNow = async (): Promise<number | undefined> => {
    const office = await serverView(server.url, 'zhaomin', samplePassword)
    return (await office.documents()).find((one) => one.id === original?.id)?.bodyVersion
  }
  const version = await versionNow()
  // switching and saving in every way of reading changes nothing
  for (const key of [1, 3, 4, 5, 6, 7, 2]) {
    await checkerAgain.page.keyboard.press(`Alt+${key}`)
    await saved(checkerAgain.page)
    await checkerAgain.shot(`sc2-view-${key}`)
  }
  expect(await pageText(checkerAgain.page)).toBe(before)
  expect(await rows.count()).toBe(listed)
  await sent(checkerAgain.page)
  expect(await versionNow()).toBe(version)
  await checkerAgain.shot('sc2-03-all-marks')
  await rows.filter({ hasText: '含临时占用' }).first().getByRole('button', { name: '接受' }).click()
  await rows
    .filter({ hasText: /替换\s*9\s*10/ })
    .getByRole('button', { name: '接受' })
    .click()
  await rows.filter({ hasText: '进一步做好' }).getByRole('button', { name: '接受' }).click()
  await rows
    .filter({ hasText: /主送\s*替换/ })
    .getByRole('button', { name: '拒绝' })
    .click()
  const rejected = checkerAgain.page.locator('.rev-list .rev-row', { hasText: '已拒绝' })
  await rejected.waitFor()
  expect(await rejected.innerText()).toMatch(/主送\s+替换\s+属直/)
  await checkerAgain.shot('sc2-04-decided')
  await primary(checkerAgain.page, '同意')
  await sent(checkerAgain.page)

  const view = await serverView(server.url, 'zhaomin', samplePassword)
  const doc = (await view.documents()).find((one) => one.id === original?.id)
  const body = schema.nodeFromJSON((await view.body(doc?.id ?? ''))?.body)
  const changes = listChanges(body)
  // nobody's stroke is missing, each with author, step and time; 周强's deletion of 李建国's text is a change of its own
  expect(new Set(changes.map((c) => `${c.author}@${c.step}`))).toEqual(
    new Set(['u-lijianguo@review', 'u-zhouqiang@cosign', 'u-chenlixin@sign']),
  )
  expect(changes.find((c) => c.author === 'u-zhouqiang' && c.oldText === '临时')).toBeDefined()
  expect(changes.every((c) => c.at > 0)).toBe(true)
  expect(doc?.decisions.flatMap((d) => d.changeIds.map(() => d.verdict)).toSorted()).toEqual([
    'accept',
    'accept',
    'accept',
    'reject',
  ])
  // T10: every version is the text its name says, and what it brought is what its author did
  const versions = await view.versions(doc?.id ?? '')
  expect(versions.length).toBeGreaterThan(4)
  for (const version of versions) expect(bodySm3(sm3, schema.nodeFromJSON(version.body)), `v${version.version}`).toBe(version.sm3)
  expect(versions.at(-1)?.sm3).toBe(doc?.bodySm3)
  expect(versions.reduce((sum, version) => sum + version.changes, 0)).toBe(changes.length)
  expect(rejectAll(body).textContent).toContain('2019年9月底前')
  expect(acceptAll(body).textContent).toContain('未移交（含占用）')

  // 周强 agrees, 陈立新 signs, 赵敏 makes the 清稿: what was decided, nothing that is marked, and its SM3 is the server's
  const deputyAgain = await turnTo('zhouqiang')
  await primary(deputyAgain.page, '同意')
  await sent(deputyAgain.page)
  const signer = await turnTo('chenlixin')
  await primary(signer.page, '签发', readChanges)
  await sent(signer.page)
  const office = await deskOf('zhaomin')
  await office.page.keyboard.press('F9')
  // 复核 is the office's to do
  await goTo(office.page, '待办')
  await openDocument(office.page, '幼儿园专项治理')
  await primary(office.page, '生成清稿')
  await office.page.keyboard.press('Alt+8')
  await office.page.locator('.clean-same').waitFor()
  await office.shot('sc2-05-clean-copy')
  const clean = office.page.locator('.page-desk .ProseMirror:not([hidden])')
  expect(await clean.locator('ins, del').count()).toBe(0)
  expect(await clean.textContent()).toContain('2019年10月底前')
  expect(await clean.textContent()).not.toContain('镇直各单位')
  const signed = (await view.documents()).find((one) => one.id === original?.id)
  expect(signed?.clean).toMatchObject({ version: signed?.bodyVersion, by: { userId: 'u-zhaomin' } })
  expect(signed?.bodySm3).toBe(doc?.bodySm3)
}, 900_000)
