import { expect, it, onTestFailed } from 'vitest'
import { goTo, openDocument, sent, signIn } from '../../scripts/lib/desk-steps.mjs'
import { openDeskApp, type DeskApp } from '../support/desk-app.ts'
import { ownCounty } from '../support/own-county.ts'
import { pageText } from '../support/page-text.ts'

/* 本机关范本: the office keeps one, a drafter of the organ begins from it without a line, another organ learns nothing of it. */
const desks: DeskApp[] = []
const county = ownCounty('templates', () => desks)
const name = '节假日值班安排'

async function deskOf(login: string): Promise<DeskApp> {
  const desk = await openDeskApp(county.line.url)
  desks.push(desk)
  desk.page.setDefaultTimeout(20_000)
  await signIn(desk.page, login)
  await sent(desk.page)
  return desk
}

it('UI-99 AD-73 AD-74 kept by the office, begun from without a line by whoever works there, unknown next door', async () => {
  onTestFailed(async () => {
    for (const [i, desk] of desks.entries()) await desk.shot(`templates-failed-${i}`).catch(() => undefined)
  })
  const office = await deskOf('zhaomin')
  await goTo(office.page, '待办')
  await openDocument(office.page, '节假日')
  await office.page.locator('.doc-acts').getByRole('button', { name: '更多' }).click()
  await office.page.getByRole('menuitem', { name: '存为本机关范本…' }).click()
  const dialog = office.page.getByRole('dialog')
  await dialog.getByLabel('名称').fill(name)
  await office.shot('templates-01-keep')
  await dialog.getByRole('button', { name: /^保\s*存$/ }).click()
  await office.page.getByText(`已存为范本“${name}”`).waitFor()
  await office.close()
  desks.pop()

  const drafter = await deskOf('wangfang')
  const offered = () => drafter.page.getByRole('dialog').getByRole('button', { name })
  await drafter.page.keyboard.press('Control+n')
  await offered().waitFor()
  await drafter.page.keyboard.press('Escape')
  await drafter.page.getByRole('dialog').waitFor({ state: 'detached' })
  county.line.cut()
  await drafter.page.keyboard.press('F9')
  await drafter.page.locator('footer.status', { hasText: '离线' }).waitFor()
  await drafter.page.keyboard.press('Control+n')
  await drafter.shot('templates-02-offered')
  await offered().click()
  await expect.poll(() => pageText(drafter.page), { timeout: 20_000 }).toContain('部分节假日安排的通知')
  expect(await drafter.page.locator('.elements').getByLabel('署名').inputValue()).toBe('柳河镇人民政府')
  await drafter.shot('templates-03-draft')
  await county.line.mend()
  await drafter.page.keyboard.press('F9')
  await sent(drafter.page)
  await drafter.close()
  desks.pop()

  const next = await deskOf('liuyang')
  await next.page.keyboard.press('Control+n')
  await next.page.getByRole('dialog').getByRole('button', { name: '通知', exact: true }).waitFor()
  // what it was asked for has been answered by then
  await sent(next.page)
  expect(await next.page.getByRole('dialog').getByText(name).count()).toBe(0)
  await next.close()
  desks.pop()
}, 300_000)
