import type { Page } from 'playwright-core'
import { readChanges, openDocument, primary, sent, signIn } from '../../scripts/lib/desk-steps.mjs'
import { openDeskApp, type DeskApp } from './desk-app.ts'
import type { OwnCounty } from './own-county.ts'

/** The people of a county one after the other, each at a desk of their own, in front of one document. */
export type CountyTurns = {
  /** the desk that is open now, for pictures of failures */
  desk: () => DeskApp | undefined
  /** Runs one person's turn; what they did is at the server when it resolves. */
  at: (login: string, turn: (desk: DeskApp) => Promise<void>) => Promise<void>
}

/** `county` is asked for once the first turn begins. */
export function countyTurns(county: () => Pick<OwnCounty, 'line'>): CountyTurns {
  let desk: DeskApp | undefined
  return {
    desk: () => desk,
    at: async (login, turn) => {
      desk = await openDeskApp(county().line.url)
      desk.page.setDefaultTimeout(20_000)
      await signIn(desk.page, login)
      await sent(desk.page)
      await turn(desk)
      await sent(desk.page)
      await desk.close()
      desk = undefined
    },
  }
}

/** Opens the dialog of the primary action, lets `prepare` fill it, takes a picture and presses `ok`. */
export async function act(
  at: DeskApp,
  name: string,
  ok: string | RegExp,
  prepare?: (page: Page) => Promise<void>,
  shot?: string,
): Promise<void> {
  const { page } = at
  await page.locator('.doc-acts').getByRole('button', { name, exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.waitFor()
  await prepare?.(page)
  if (shot !== undefined) await at.shot(shot)
  await dialog.getByRole('button', { name: ok, exact: typeof ok === 'string' }).click()
  await dialog.waitFor({ state: 'detached' }).catch(async (error: unknown) => {
    const said = await page.locator('.ant-message-notice, footer.status').allInnerTexts()
    throw new Error(`${name}：对话框没有关闭\n${await dialog.innerText()}\n${said.join('\n')}`, { cause: error })
  })
}

/** Ticks every box of the dialog. */
export async function tickAll(page: Page): Promise<void> {
  for (const box of await page.getByRole('dialog').getByRole('checkbox').all()) await box.check()
}

/** 签发 of the sample's 请示 by 陈立新, and on to its number. */
export async function toNumbered(turns: CountyTurns, words: string): Promise<void> {
  await turns.at('chenlixin', async ({ page }) => {
    await openDocument(page, words)
    await primary(page, '签发', readChanges)
  })
  await signedToNumbered(turns, words)
}

/** 清稿 and 复核 of what is signed by 赵敏, 编号 by 钱进: the document waits for 用印. */
export async function signedToNumbered({ at }: CountyTurns, words: string, shots?: string): Promise<void> {
  const shot = (name: string): string | undefined => (shots === undefined ? undefined : `${shots}-${name}`)
  await at('zhaomin', async (own) => {
    const { page } = own
    await openDocument(page, words)
    if (shots !== undefined) await own.shot(`${shots}-01-recheck`)
    await page.getByRole('button', { name: '生成清稿' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '生成清稿' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.locator('.doc-head', { hasText: '清稿' }).waitFor()
    await act(own, '复核', '复核无误', tickAll, shot('02-ticks'))
  })
  await at('qianjin', async (own) => {
    await openDocument(own.page, words)
    await act(own, '编号', '编号', undefined, shot('03-number'))
    await own.page.getByText(/已编号：柳政〔\d{4}〕\d+号/).waitFor()
  })
}
