import type { Page } from 'playwright-core'
import { expect, it, onTestFailed } from 'vitest'
import { goTo, openDocument, primary, sent, signIn } from '../../scripts/lib/desk-steps.mjs'
import { dateOf } from '../../src-shared/calendar/working-days.ts'
import { openTurn } from '../../src-shared/workflow/document-state.ts'
import { countyCourse } from '../support/county-course.ts'
import { openDeskApp, type DeskApp } from '../support/desk-app.ts'
import { ownCounty } from '../support/own-county.ts'
import { must } from '../support/server/must.ts'

/*
 * SC-6 (domain.md §5) in two windows: 高文 delegates to 马骏 without 签发; 高文 agrees without a line, 马骏 returns the same turn
 * meanwhile; the late opinion is a 补充意见 and the office is told of the contradiction; revoked, 马骏's list is without it.
 */
const checked = '对真抓实干成效明显地方'
const signing = '推进政务新媒体'
const county = ownCounty('sc6', () => open.values())
const open = new Map<string, DeskApp>()

async function deskOf(login: string, url: string): Promise<DeskApp> {
  const desk = await openDeskApp(url)
  open.set(login, desk)
  desk.page.setDefaultTimeout(20_000)
  await signIn(desk.page, login)
  await sent(desk.page)
  return desk
}
const row = (page: Page, words: string) => page.getByRole('option').filter({ hasText: words })
const bar = (page: Page, words: string) => page.locator('.routing-bar', { hasText: words })

/** 委托代办 in the menu of a document that waits for 高文. */
async function delegations(page: Page) {
  await page.locator('.doc-acts').getByRole('button', { name: '更多' }).click()
  await page.getByRole('menuitem', { name: '委托代办…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.waitFor()
  return dialog
}

/** Delegates the turns in one organ to 马骏 until a day, without 签发. */
async function delegate(page: Page, organ: string, until: string): Promise<void> {
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('combobox', { name: '以我的岗位' }).click()
  await page.locator(`.ant-select-item-option[title="${organ}　副县长"]:visible`).click()
  await dialog.getByRole('combobox', { name: '委托给' }).click()
  await page.keyboard.type('mj')
  await page.locator('.ant-select-item-option:visible', { hasText: '马骏' }).click()
  await dialog.getByLabel('至', { exact: true }).fill(until)
  await dialog.getByRole('button', { name: /委\s?托$/ }).click()
  await dialog.locator('li', { hasText: `${organ}　高文 → 马骏` }).waitFor()
}

it('SC-6 [WF-94] 委托代办, the race of two opinions, 补充意见, the office told, 签发 refused, and the list empty once it is revoked', async () => {
  onTestFailed(async () => {
    for (const [login, desk] of open) await desk.shot(`sc6-failed-${login}`).catch(() => undefined)
  })
  const [gao, ma] = await Promise.all([deskOf('gaowen', county.line.url), deskOf('majun', county.server.url)])
  await row(ma.page, '赋予科研机构').waitFor()
  expect(await row(ma.page, checked).count()).toBe(0)
  expect(await row(ma.page, signing).count()).toBe(0)

  // 高文 delegates what waits for him in both organs, for twelve days
  await openDocument(gao.page, checked)
  const dialog = await delegations(gao.page)
  await gao.shot('sc6-01-delegate')
  const until = dateOf(Date.now() + 11 * 86_400_000)
  await delegate(gao.page, '县政府办', until)
  await delegate(gao.page, '县政府', until)
  await gao.shot('sc6-02-delegated')
  await dialog
    .getByRole('button', { name: /关\s?闭$/ })
    .last()
    .click()

  await row(ma.page, checked).waitFor()
  await row(ma.page, signing).waitFor()
  await openDocument(ma.page, signing)
  await bar(ma.page, '您代高文办理，不含签发').waitFor()
  const sign = ma.page.locator('.doc-acts').getByRole('button', { name: '签发', exact: true })
  expect(await sign.isDisabled()).toBe(true)
  await sign.hover({ force: true })
  await ma.page.getByRole('tooltip', { name: '委托里不包括签发，请由高文本人签发' }).waitFor()
  await ma.shot('sc6-03-not-signing')
  const course = countyCourse(county.server.url)
  const waiting = await course.find('majun', signing)
  const { taskId, text, signedOn } = { taskId: must(openTurn(waiting)).id, text: '同意印发', signedOn: dateOf(Date.now()) }
  const signature = { taskId, text, signedOn, bodySm3: waiting.bodySm3, openChanges: [] }
  await expect(course.send('majun', 'Sign', waiting.id, signature)).rejects.toThrow('WF-DELEGATE')

  // 高文 agrees without a line, 马骏 returns it with one
  county.line.cut()
  await gao.page.keyboard.press('F9')
  await gao.page.locator('footer.status').getByText('离线').waitFor()
  await primary(gao.page, '同意')
  await gao.page.locator('footer.status', { hasText: '待上报' }).waitFor()
  await openDocument(ma.page, checked)
  await bar(ma.page, '您代高文办理，不含签发').waitFor()
  await ma.page.locator('.doc-acts').getByRole('button', { name: '退回' }).click()
  await ma.page.getByRole('menuitem', { name: /拟稿/ }).click()
  await ma.page.getByRole('dialog').locator('textarea').fill('数据需核实')
  await ma.shot('sc6-04-return')
  await ma.page.getByRole('dialog').getByRole('button', { name: '退回', exact: true }).click()
  await ma.page.getByRole('dialog').waitFor({ state: 'detached' })
  await sent(ma.page)

  // the line is back: his opinion is put on record beside the route, and the office is told of the contradiction
  await county.line.mend()
  await gao.page.keyboard.press('F9')
  await gao.page
    .locator('footer.status')
    .getByText(/需处理 1/)
    .waitFor()
  await goTo(gao.page, '需处理')
  await gao.page.locator('.att-row', { hasText: checked }).click()
  await gao.page.locator('.att-detail').getByText('WF-TASK-CLOSED').waitFor()
  await gao.shot('sc6-05-attention')
  await gao.page.locator('.att-detail').getByRole('button', { name: '记为补充意见' }).click()
  await gao.page
    .getByRole('dialog')
    .getByRole('button', { name: /记\s?入/ })
    .click()
  await gao.page.getByRole('dialog').waitFor({ state: 'detached' })
  await sent(gao.page)
  await row(ma.page, checked).filter({ hasText: '传阅' }).waitFor()
  await openDocument(ma.page, checked)
  await bar(ma.page, '高文的补充意见与已办的不一致（马骏：数据需核实），请核实').waitFor()
  await ma.page.getByRole('tab', { name: /意见/ }).click()
  await ma.page.locator('.opinions', { hasText: '补充意见 · 未参与流转' }).waitFor()
  await ma.page.locator('.opinions li', { hasText: '数据需核实' }).getByText('代高文').waitFor()
  await ma.shot('sc6-06-contradiction')
  const told = await course.find('majun', checked)
  expect([told.state, told.step]).toEqual(['F0', 'draft'])
  expect(told.opinions.slice(-2)).toMatchObject([
    { by: { name: '马骏' }, onBehalfOf: { name: '高文' }, stance: 'return', text: '数据需核实' },
    { by: { name: '高文' }, stance: 'agree', late: expect.any(String) },
  ])
  expect(told.tasks.at(-1)).toMatchObject({ kind: 'read', assignee: { name: '马骏' }, given: { how: 'contradiction' } })

  // revoked at once: what 马骏 saw for him is gone from the list
  await goTo(gao.page, '待办')
  await openDocument(gao.page, signing)
  const given = await delegations(gao.page)
  const line = given.locator('li', { hasText: '县政府办　高文 → 马骏' })
  await gao.shot('sc6-07-revoke')
  const from = performance.now()
  await line.getByRole('button', { name: /撤\s?销/ }).click()
  await row(ma.page, signing).waitFor({ state: 'detached' })
  console.log(`revoked and gone from 马骏's list in ${Math.round(performance.now() - from)} ms`)
  await line.waitFor({ state: 'detached' })
  await ma.shot('sc6-08-revoked')
})
