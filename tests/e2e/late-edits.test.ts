import type { Page } from 'playwright-core'
import { expect, it, onTestFailed } from 'vitest'
import { newDraft, openDocument, primary, samplePassword, sent, signIn } from '../../scripts/lib/desk-steps.mjs'
import { serverView } from '../../scripts/lib/server-view.mjs'
import { schema } from '../../src-shared/document/schema.ts'
import { listChanges } from '../../src-shared/revision/changes.ts'
import { acceptAll, rejectAll } from '../../src-shared/revision/resolve.ts'
import { openDeskApp, type DeskApp } from '../support/desk-app.ts'
import { ownCounty } from '../support/own-county.ts'
import { caretAfter, pageText } from '../support/page-text.ts'

/*
 * C-01 in three real windows: 李建国 revises at home without a line and hands the document on from his office; what he wrote
 * at home comes too late, stands at 赵敏's desk as 未并入的修改, is compared, and brought in as his own changes.
 */
const title = '关于做好冬春农田水利设施管护工作的通知'
const county = ownCounty('late', () => open.values())
const open = new Map<string, DeskApp>()
const poll = { timeout: 30_000 }

async function deskOf(name: string, login: string, url = county.server.url): Promise<DeskApp> {
  const desk = await openDeskApp(url)
  open.set(name, desk)
  desk.page.setDefaultTimeout(30_000)
  await signIn(desk.page, login)
  await sent(desk.page)
  return desk
}
async function openTodo(page: Page): Promise<void> {
  await page.keyboard.press('F9')
  await page.locator('nav.places').getByText('待办', { exact: true }).click()
  await openDocument(page, title)
}

it('[RV-67] C-01 edits that come after the document was handed on are compared and brought in as their author’s changes', async () => {
  onTestFailed(async () => {
    for (const [name, desk] of open) await desk.shot(`late-failed-${name}`).catch(() => undefined)
  })
  const drafter = await deskOf('drafter', 'wangfang')
  await newDraft(drafter.page, {
    docType: '通知',
    title,
    mainTo: '各村民委员会',
    body: ['各村对渠道、闸门逐一检查。', '问题于月底前报水利站。'],
  })
  await primary(drafter.page, '报送')
  await sent(drafter.page)

  // at home: opened while there is a line, written on without one
  const home = await deskOf('home', 'lijianguo', county.line.url)
  await openTodo(home.page)
  await expect.poll(() => pageText(home.page), poll).toContain('问题于月底前报水利站')
  await sent(home.page)
  county.line.cut()
  await home.page.keyboard.press('F9')
  await home.page.locator('footer.status').getByText('离线').waitFor()
  await caretAfter(home.page, '逐一检查')
  await home.page.keyboard.insertText('并登记造册')
  await home.page.locator('footer.status', { hasText: '待上报' }).waitFor()

  // in the office, on another machine, he hands it on
  const office = await deskOf('office', 'lijianguo')
  await openTodo(office.page)
  await primary(office.page, '同意')
  await sent(office.page)

  // the line is back: told at home, and in the document
  await county.line.mend()
  await home.page.keyboard.press('F9')
  await home.page
    .locator('nav')
    .getByText(/需处理\s*1/)
    .waitFor()
  await home.shot('late-01-home')

  const checker = await deskOf('checker', 'zhaomin')
  await openTodo(checker.page)
  await checker.page.getByRole('tab', { name: /修订/ }).click()
  const card = checker.page.locator('.branch-card')
  await card.waitFor()
  expect(await card.textContent()).toContain('李建国')
  await checker.shot('late-02-card')
  await card.getByRole('button', { name: '查看' }).click()
  await expect
    .poll(() => checker.page.locator('.page-desk .gw:not([hidden]) ins').allTextContents(), poll)
    .toEqual(['并登记造册'])
  await checker.shot('late-03-compared')
  await card.getByRole('button', { name: '并入为修订' }).click()
  await checker.page.locator('.branch-settled', { hasText: '并入为第' }).waitFor()
  await checker.page.keyboard.press('Alt+2')
  await expect.poll(() => pageText(checker.page), poll).toContain('并登记造册')
  await checker.shot('late-04-brought-in')

  // nothing is left to do where they were written
  await home.page.keyboard.press('F9')
  await expect
    .poll(
      () =>
        home.page
          .locator('nav')
          .getByText(/需处理\s*[1-9]/)
          .count(),
      poll,
    )
    .toBe(0)

  const view = await serverView(county.server.url, 'zhaomin', samplePassword)
  const doc = (await view.documents()).find((one) => one.header.title === title)
  const body = schema.nodeFromJSON((await view.body(doc?.id ?? ''))?.body)
  expect(acceptAll(body).textContent).toContain('各村对渠道、闸门逐一检查并登记造册。')
  expect(rejectAll(body).textContent).not.toContain('登记')
  expect(listChanges(body).map((change) => [change.author, change.step, change.newText])).toEqual([
    ['u-lijianguo', 'review', '并登记造册'],
  ])
})
