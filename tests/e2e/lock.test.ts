import type { Page } from 'playwright-core'
import { expect, it, onTestFailed } from 'vitest'
import { newDraft, samplePassword, saved, sent, signIn } from '../../scripts/lib/desk-steps.mjs'
import { openDeskApp, type DeskApp } from '../support/desk-app.ts'
import { ownCounty } from '../support/own-county.ts'
import { pageText } from '../support/page-text.ts'

/*
 * The lock in the real window (SE-64 … SE-66), without a line too: what was typed a moment before is there, nothing of it
 * is left in the page meanwhile, and the caret comes back to its line.
 */
const county = ownCounty('lock', () => [desk])
let desk: DeskApp | undefined

const lockCard = (page: Page) => page.locator('.lock-card')
const unlock = async (page: Page, password: string): Promise<void> => {
  await lockCard(page).getByLabel('密码').fill(password)
  await lockCard(page).getByRole('button', { name: '解锁' }).click()
}

it('SE-64 SE-65 SE-66 Ctrl+L in the middle of a line, a wrong password, the right one, and on at the same line, offline', async () => {
  onTestFailed(async () => {
    await desk?.shot('lock-failed').catch(() => undefined)
  })
  desk = await openDeskApp(county.line.url)
  const { page, shot } = desk
  page.setDefaultTimeout(25_000)
  await signIn(page, 'wangfang')
  await sent(page)
  county.line.cut()
  await newDraft(page, {
    docType: '通知',
    title: '关于锁屏演练的通知',
    mainTo: '各村民委员会',
    body: ['第一段。', '第二段。', '第三段。'],
  })
  await saved(page)
  await page.locator('.page-desk .ProseMirror p', { hasText: '第二段' }).click()
  await page.keyboard.press('End')
  await page.keyboard.insertText('锁前一刻')
  await page.keyboard.press('Control+l')
  await lockCard(page).waitFor()
  await shot('lock-01-locked')
  expect(await page.locator('.page-desk').count()).toBe(0)
  expect(await page.locator('body').innerText()).not.toMatch(/锁屏演练|锁前一刻|第二段/)
  // nothing but the lock answers
  const refused = await page.evaluate(() =>
    (window as unknown as { desk: { invoke: (name: string) => Promise<{ code?: string }> } }).desk.invoke('session.keys'),
  )
  expect(refused.code).toBe('SE-DESK-LOCKED')
  await unlock(page, 'not it')
  await lockCard(page).getByRole('alert').getByText('密码不对').waitFor()
  await shot('lock-02-wrong')
  await unlock(page, samplePassword)
  await page.locator('.page-desk .ProseMirror').first().waitFor()
  await page.waitForFunction(() => document.activeElement?.classList.contains('ProseMirror'))
  await page.keyboard.insertText('，锁后接着')
  expect(await pageText(page)).toContain('第二段。锁前一刻，锁后接着')
  await saved(page)
  await county.line.mend()
  await page.keyboard.press('F9')
  await sent(page)
  await desk.close()
  desk = undefined
})
