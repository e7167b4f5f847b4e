import type { Page } from 'playwright-core'
import { expect, it, onTestFailed } from 'vitest'
import { openDocument, sent, signIn } from '../../scripts/lib/desk-steps.mjs'
import { numberText } from '../../src-shared/workflow/issue/part.ts'
import { countyCourse } from '../support/county-course.ts'
import { act } from '../support/county-turns.ts'
import { openDeskApp, type DeskApp } from '../support/desk-app.ts'
import { ownCounty } from '../support/own-county.ts'
import { must } from '../support/server/must.ts'

/*
 * SC-7 (domain.md §5) as the clerk sees it; the load is tests/server/issue-numbers.test.ts. No number without a line; the same
 * document before three windows is numbered once; a number is voided with a reason, the book says so, and the next is taken.
 */
const words = '推进政务新媒体'
const desks: DeskApp[] = []
const county = ownCounty('sc7', () => desks)

async function clerk(): Promise<DeskApp> {
  const desk = await openDeskApp(county.line.url)
  desks.push(desk)
  desk.page.setDefaultTimeout(20_000)
  await signIn(desk.page, 'wuqian')
  await sent(desk.page)
  await openDocument(desk.page, words)
  return desk
}
/** 主送 in the dialog of 编号. */
async function toTown(page: Page): Promise<void> {
  await page.getByRole('dialog').getByRole('combobox', { name: '主送' }).fill('柳河镇人民政府')
  await page.locator('.ant-select-item-option:visible', { hasText: '柳河镇人民政府' }).first().click()
  await page.keyboard.press('Tab')
}
const reason = '成文日期有误，重新编号。'

it('SC-7 [UI-89] no number without a line; one document in three windows takes one number; a void number stays in the book', async () => {
  onTestFailed(async () => {
    for (const [i, desk] of desks.entries()) await desk.shot(`sc7-failed-${i}`).catch(() => undefined)
  })
  const course = countyCourse(county.server.url)
  const { id } = await course.find('majun', words)
  await course.toNumber('majun', id)
  const numberOf = async () => (await course.state('wuqian', id)).issue?.number

  const first = await clerk()
  county.line.cut()
  await first.page.keyboard.press('F9')
  await first.page.locator('footer.status', { hasText: '离线' }).waitFor()
  const number = first.page.locator('.doc-acts').getByRole('button', { name: '编号', exact: true })
  expect(await number.isDisabled()).toBe(true)
  await number.hover({ force: true })
  await first.page.getByRole('tooltip', { name: '编号须联网' }).waitFor()
  await first.shot('sc7-01-offline')
  await county.line.mend()
  await first.page.keyboard.press('F9')
  await first.page.locator('footer.status', { hasText: '离线' }).waitFor({ state: 'detached' })

  // three windows with the same document and the same dialog; all three press
  await clerk()
  await clerk()
  for (const { page } of desks) {
    await page.locator('.doc-acts').getByRole('button', { name: '编号', exact: true }).click()
    await toTown(page)
    await page
      .getByRole('dialog')
      .getByText(/下一个号：青政办〔\d{4}〕\d+号/)
      .waitFor()
  }
  await first.shot('sc7-02-dialog')
  const press = desks.map(({ page }) => page.getByRole('dialog').getByRole('button', { name: '编号', exact: true }).click())
  await Promise.allSettled(press)
  for (const { page } of desks) {
    await page.locator('.issue-bar', { hasText: '发文字号 青政办' }).waitFor()
    await sent(page)
  }
  for (const [i, desk] of desks.entries()) await desk.shot(`sc7-03-pressed-${i + 1}`)
  const given = must(await numberOf())
  for (const { page } of desks) await page.locator('.issue-bar', { hasText: numberText(given) }).waitFor()
  for (const desk of desks.splice(1)) await desk.close()

  // void with a reason; the next document takes the next number, and this one is in the book
  const { page } = first
  await page.locator('.doc-acts').getByRole('button', { name: '更多' }).click()
  await page.getByRole('menuitem', { name: '作废文号…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText(`作废${numberText(given)}`).waitFor()
  await dialog.getByRole('button', { name: '作废', exact: true }).click()
  await dialog.getByText('请写明理由').waitFor()
  await dialog.locator('textarea').fill(reason)
  await first.shot('sc7-04-void')
  await dialog.getByRole('button', { name: '作废', exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
  await sent(page)
  expect(await numberOf()).toBeNull()
  await openDocument(page, words)
  await act(first, '编号', '编号', toTown)
  await page.locator('.issue-bar', { hasText: numberText({ ...given, seq: given.seq + 1 }) }).waitFor()
  await page.keyboard.press('Control+k')
  await page.keyboard.insertText('发文号簿')
  await page.getByText('发文号簿', { exact: false }).last().waitFor()
  await page.keyboard.press('Enter')
  const book = page.locator('.number-book')
  await book.getByRole('combobox').first().click()
  await page.locator('.ant-select-item-option:visible', { hasText: /^青政办$/ }).click()
  const line = book.locator('tbody tr', { hasText: numberText(given) })
  await line.getByText('作废', { exact: true }).waitFor()
  await line.getByText(reason).waitFor()
  await book
    .locator('tbody tr', { hasText: numberText({ ...given, seq: given.seq + 1 }) })
    .getByText(words)
    .waitFor()
  await book.getByText(numberText({ ...given, seq: given.seq + 2 })).waitFor()
  await first.shot('sc7-05-book')
  await first.close()
  desks.splice(0)
}, 300_000)
