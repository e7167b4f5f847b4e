import type { Page } from 'playwright-core'
import { expect, it, onTestFailed } from 'vitest'
import { goTo, openDocument, primary, readChanges, samplePassword, sent, signIn } from '../../scripts/lib/desk-steps.mjs'
import { serverView } from '../../scripts/lib/server-view.mjs'
import { openDeskApp, type DeskApp } from '../support/desk-app.ts'
import { ownCounty } from '../support/own-county.ts'
import { caretAfter } from '../support/page-text.ts'

/*
 * 需处理 in real windows: 陈立新 signs without a line what 周强 takes back and alters meanwhile (domain.md C-02, SC-5).
 */
const county = ownCounty('attention', () => [chen, zhou])
let chen: DeskApp | undefined
let zhou: DeskApp | undefined

/** 国务院第二次全国污染源普查领导小组: it waits at 审签 */
const title = '污染源普查'

const open = async (url: string, login: string): Promise<DeskApp> => {
  const desk = await openDeskApp(url)
  desk.page.setDefaultTimeout(20_000)
  await signIn(desk.page, login)
  await sent(desk.page)
  return desk
}
const status = (page: Page) => page.locator('footer.status')
const pictures = (): void => {
  onTestFailed(async () => {
    for (const [name, desk] of Object.entries({ chen, zhou })) await desk?.shot(`attention-failed-${name}`).catch(() => undefined)
  })
}
const offline = async ({ page }: DeskApp): Promise<void> => {
  county.line.cut()
  await page.keyboard.press('F9')
  await status(page).getByText('离线').waitFor()
}
const online = async ({ page }: DeskApp): Promise<void> => {
  await county.line.mend()
  await page.keyboard.press('F9')
  await status(page)
    .getByText(/需处理 \d/)
    .waitFor()
  await goTo(page, '需处理')
}

it('C-02 a signature on an older text is not in force: both texts side by side, and it is given anew on what stands there', async () => {
  pictures()
  const there = await open(county.server.url, 'zhouqiang')
  zhou = there
  await openDocument(there.page, title)
  await primary(there.page, '同意')
  await sent(there.page)

  // it comes to 陈立新, who signs it without a line
  const here = await open(county.line.url, 'chenlixin')
  chen = here
  await here.page.getByRole('option').filter({ hasText: title }).first().waitFor()
  await offline(here)
  await openDocument(here.page, title)
  await primary(here.page, '签发', async (dialog) => {
    await dialog.locator('textarea').fill('同意印发，请抓紧落实。')
    await readChanges(dialog)
  })
  await status(here.page)
    .getByText(/待上报 \d/)
    .waitFor()

  // meanwhile 周强 takes it back, adds a sentence and hands it on again
  const { page } = there
  await goTo(page, '在办')
  await openDocument(page, title)
  await page.locator('.doc-acts').getByRole('button', { name: '撤回' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '撤回', exact: true }).click()
  await sent(page)
  await goTo(page, '待办')
  await openDocument(page, title)
  const words = (await page.locator('.page-desk .ProseMirror [data-block="body"] p').first().innerText()).trim().slice(-6)
  await caretAfter(page, words)
  await page.keyboard.insertText('〔补一句〕')
  await primary(page, '同意')
  await sent(page)

  // the line is back: not signed, both sides, signed anew
  await online(here)
  const detail = here.page.locator('.att-detail')
  await detail.getByText('未生效签批').waitFor()
  await detail.getByText('同意印发，请抓紧落实。').waitFor()
  await detail.locator('.att-sides .own', { hasText: '补一句' }).waitFor()
  await here.shot('attention-01-not-in-force')
  await detail.getByRole('button', { name: '看过现在这一稿，重新签发' }).click()
  await here.page.locator('.doc-head h1', { hasText: title }).waitFor()
  await primary(here.page, '签发', async (dialog) => {
    expect(await dialog.locator('textarea').inputValue()).toBe('同意印发，请抓紧落实。')
    await here.shot('attention-02-signed-anew')
    await readChanges(dialog)
  })
  await sent(here.page)
  await status(here.page).getByText('需处理').waitFor({ state: 'detached' })
  const me = await serverView(county.server.url, 'chenlixin', samplePassword)
  const doc = (await me.documents()).find((one) => one.header.title.includes(title))
  expect(doc).toMatchObject({ state: 'F6', signed: { by: { name: '陈立新' }, bodySm3: doc?.bodySm3 } })
  expect(JSON.stringify((await me.body(doc?.id ?? ''))?.body)).toContain('补一句')
  await here.close()
  chen = undefined
})
