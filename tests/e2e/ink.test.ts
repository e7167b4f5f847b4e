import type { Page } from 'playwright-core'
import { expect, it, onTestFailed } from 'vitest'
import { goTo, openDocument, sent, signIn } from '../../scripts/lib/desk-steps.mjs'
import { openDeskApp, type DeskApp } from '../support/desk-app.ts'
import { ownCounty } from '../support/own-county.ts'
import { caretAfter, pageText } from '../support/page-text.ts'

/* 圈阅 and handwriting in the real window: 赵敏 without a line, 王芳 sees it at her desk once the line is back (WF-21, UI-60…62). */
const county = ownCounty('ink', () => [zhao, wang])
let zhao: DeskApp | undefined
let wang: DeskApp | undefined

const open = async (url: string, login: string): Promise<DeskApp> => {
  const desk = await openDeskApp(url)
  desk.page.setDefaultTimeout(20_000)
  await signIn(desk.page, login)
  await sent(desk.page)
  return desk
}
/** The machine may be busy: a step of the desk has as long as a step of the page. */
const poll = { timeout: 20_000 }
const inks = (page: Page) => page.locator('.doc .ink-layer svg[data-ink]:not([data-ink=""])')
const rows = (page: Page) => page.locator('.ink-row')

it('drawn without a line over text that was not sent yet, it is at the county with that text once the line is back', async () => {
  onTestFailed(async () => {
    for (const [name, desk] of Object.entries({ zhao, wang })) await desk?.shot(`ink-failed-${name}`).catch(() => undefined)
  })
  zhao = await open(county.line.url, 'zhaomin')
  const { page, shot } = zhao
  await openDocument(page, '节假日')
  county.line.cut()
  await page.keyboard.press('F9')
  await page.locator('footer.status').getByText('离线').waitFor()
  await caretAfter(page, '共3天。')
  await page.keyboard.insertText('请各村专人值守。')

  await page.keyboard.press('Alt+o')
  await page.keyboard.press('Enter')
  await expect.poll(() => inks(page).count(), poll).toBe(1)
  await page.keyboard.press('Alt+i')
  const words = await page.locator('.gw p', { hasText: '请各村专人值守。' }).first().boundingBox()
  if (!words) throw new Error('no words')
  const [x, y] = [words.x + words.width / 2, words.y + words.height / 2]
  await page.mouse.move(x + 60, y)
  await page.mouse.down()
  for (let i = 1; i <= 40; i++) await page.mouse.move(x + 60 * Math.cos(i / 6.2), y + 18 * Math.sin(i / 6.2))
  await page.mouse.up()
  await page.locator('.ink-bar', { hasText: '1 笔' }).waitFor()
  await shot('ink-01-drawing')
  await page.keyboard.press('Enter')
  await expect.poll(() => inks(page).count(), poll).toBe(2)
  await page
    .locator('footer.status')
    .getByText(/待上报 \d/)
    .waitFor()
  await shot('ink-02-kept-offline')

  await county.line.mend()
  await page.keyboard.press('F9')
  await sent(page)
  expect(await page.locator('footer.status').getByText('需处理').count()).toBe(0)

  wang = await open(county.server.url, 'wangfang')
  const there = wang.page
  await goTo(there, '在办')
  await openDocument(there, '节假日')
  await expect.poll(() => pageText(there), poll).toContain('请各村专人值守。')
  await expect.poll(() => inks(there).count(), poll).toBe(2)
  await there.getByRole('tab', { name: /批注/ }).click()
  await expect
    .poll(() => rows(there).allInnerTexts(), poll)
    .toEqual([expect.stringContaining('手写'), expect.stringContaining('圈阅')])
  for (const text of await rows(there).allInnerTexts()) {
    expect(text).toContain('赵敏')
    expect(text).not.toContain('后来改过')
    // what is another's cannot be struck
    expect(text).not.toContain('划去')
  }
  await wang.shot('ink-03-at-the-drafter')
})
