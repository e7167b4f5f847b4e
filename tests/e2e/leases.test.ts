import type { Page } from 'playwright-core'
import { expect, it, onTestFailed } from 'vitest'
import { goTo, newDraft, openDocument, samplePassword, sent, signIn } from '../../scripts/lib/desk-steps.mjs'
import { serverView } from '../../scripts/lib/server-view.mjs'
import { schema } from '../../src-shared/document/schema.ts'
import { listChanges } from '../../src-shared/revision/changes.ts'
import { acceptAll } from '../../src-shared/revision/resolve.ts'
import { openDeskApp, type DeskApp } from '../support/desk-app.ts'
import { ownCounty } from '../support/own-county.ts'
import { caretAfter, pageText } from '../support/page-text.ts'

/*
 * SC-4 in two real windows: 王芳 writes a draft without a line, 赵敏 breaks her lease with a reason and writes on; when the
 * line is back both texts stand in one document as tracked changes of whoever wrote them.
 */
const title = '关于冬季清塘和渠道管护工作的通知'
const county = ownCounty('leases', () => [wang, zhao])
let wang: DeskApp | undefined
let zhao: DeskApp | undefined
const poll = { timeout: 30_000 }

const open = async (url: string, login: string): Promise<DeskApp> => {
  const desk = await openDeskApp(url)
  desk.page.setDefaultTimeout(30_000)
  await signIn(desk.page, login)
  await sent(desk.page)
  return desk
}
const bar = (page: Page) => page.locator('.holder')
const editable = (page: Page) => page.locator('.page-desk .gw[contenteditable="true"]').count()

it('SC-4 a draft written without a line, its lease broken meanwhile: both texts stand, each as its author’s', async () => {
  onTestFailed(async () => {
    for (const [name, desk] of Object.entries({ wang, zhao })) await desk?.shot(`leases-failed-${name}`).catch(() => undefined)
  })
  wang = await open(county.line.url, 'wangfang')
  await newDraft(wang.page, {
    docType: '通知',
    title,
    mainTo: '各村民委员会',
    body: ['清塘工作由各村负责。', '渠道管护由水利站负责。'],
  })
  await sent(wang.page)
  await wang.page.getByRole('button', { name: '更多' }).click()
  await wang.page.getByText('合拟人…').click()
  await wang.page.getByLabel('添加合拟人').click()
  await wang.page.keyboard.type('赵敏')
  await wang.page.keyboard.press('Enter')
  await wang.page.locator('.codrafters li', { hasText: '赵敏' }).waitFor()
  await wang.page.getByRole('button', { name: /完\s*成/ }).click()
  await sent(wang.page)

  // taken home for a day, the line is gone, and she goes on writing
  await wang.page.getByRole('button', { name: '更多' }).click()
  await wang.page.getByText('带走离线写…').click()
  await wang.page.getByRole('dialog').getByText('1 天', { exact: true }).click()
  await wang.page
    .getByRole('dialog')
    .getByRole('button', { name: /^占\s*用$/ })
    .click()
  await wang.page.getByRole('dialog').waitFor({ state: 'detached' })
  await sent(wang.page)
  const mine = await serverView(county.server.url, 'wangfang', samplePassword)
  const taken = (await mine.documents()).find((one) => one.header.title === title)?.lease
  expect(Math.round(((taken?.until ?? 0) - (taken?.takenAt ?? 0)) / 3_600_000)).toBe(24)
  county.line.cut()
  await wang.page.keyboard.press('F9')
  await wang.page.locator('footer.status').getByText('离线').waitFor()
  await caretAfter(wang.page, '清塘工作由各村负责')
  await wang.page.keyboard.insertText('，十二月底前完成')

  zhao = await open(county.server.url, 'zhaomin')
  await goTo(zhao.page, '草稿')
  await openDocument(zhao.page, title)
  await expect.poll(() => bar(zhao?.page as Page).textContent(), poll).toContain('王芳占用这份草稿')
  expect(await editable(zhao.page)).toBe(0)
  await zhao.page.getByRole('button', { name: '解除占用…' }).click()
  await zhao.page.getByText('急件，需马上改').click()
  await zhao.page.getByRole('button', { name: /^解除占用$/ }).click()
  await expect.poll(() => editable(zhao?.page as Page), poll).toBe(1)
  await caretAfter(zhao.page, '渠道管护由水利站')
  await zhao.page.keyboard.insertText('和各村')
  // in the very paragraph the other one writes in, too
  await caretAfter(zhao.page, '清塘工作')
  await zhao.page.keyboard.insertText('和清淤')
  await sent(zhao.page)
  await zhao.shot('leases-01-broken')

  // the line is back: what she wrote is her tracked change beside the other one
  await county.line.mend()
  await wang.page.keyboard.press('F9')
  await expect.poll(() => bar(wang?.page as Page).textContent(), poll).toContain('赵敏')
  expect(await bar(wang.page).textContent()).toContain('急件，需马上改')
  await expect.poll(() => pageText(wang?.page as Page), poll).toContain('和各村')
  expect(await pageText(wang.page)).toContain('，十二月底前完成')
  await sent(wang.page)
  await wang.shot('leases-02-together')
  await expect.poll(() => pageText(zhao?.page as Page), poll).toContain('，十二月底前完成')

  const view = await serverView(county.server.url, 'wangfang', samplePassword)
  const doc = (await view.documents()).find((one) => one.header.title === title)
  const head = schema.nodeFromJSON((await view.body(doc?.id ?? ''))?.body)
  expect(acceptAll(head).textContent).toContain('清塘工作和清淤由各村负责，十二月底前完成。渠道管护由水利站和各村负责。')
  const signed = listChanges(head).map((change) => [change.author, change.step, change.newText])
  expect(signed).toEqual([
    ['u-zhaomin', 'draft', '和清淤'],
    ['u-wangfang', 'draft', '，十二月底前完成'],
    ['u-zhaomin', 'draft', '和各村'],
  ])
  // nobody has to copy anything by hand
  expect(
    await wang.page
      .locator('nav')
      .getByText(/需处理\s*[1-9]/)
      .count(),
  ).toBe(0)
})
