import type { Page } from 'playwright-core'
import { goTo } from '../../../scripts/lib/desk-steps.mjs'
import { t } from '../../../src-renderer/ui/text.ts'
import type { DeskApp } from '../desk-app.ts'

/** One thing a person does at the desk on the way to a picture. */
export type Step = (page: Page, desk: DeskApp) => Promise<unknown>

export const inTurn =
  (...steps: readonly Step[]): Step =>
  async (page, desk) => {
    for (const step of steps) await step(page, desk)
  }

export const place =
  (name: string): Step =>
  (page) =>
    goTo(page, name)

/** Opens a document by words of its title wherever it lies, from the palette; stays where it is open. */
export const doc =
  (words: string): Step =>
  async (page) => {
    const head = page.locator('.doc-head h1', { hasText: words })
    if ((await head.count()) > 0) return
    await page.keyboard.press('Control+k')
    await page.keyboard.insertText(words)
    await page.locator('.palette').getByRole('option').filter({ hasText: words }).first().click()
    await head.waitFor()
    await page.locator('.page-desk .ProseMirror').first().waitFor()
  }

/** A button of the document's head: its primary action, 退回, 撤回, 生成清稿. */
export const act =
  (label: string): Step =>
  (page) =>
    page.locator('.doc-acts').getByRole('button', { name: label, exact: true }).click()

const item = (page: Page, label: string) => page.getByRole('menuitem', { name: label }).first().click()
export const chosen =
  (label: string): Step =>
  (page) =>
    item(page, label)
export const more = (label: string): Step => inTurn(act(t.more), chosen(label))
export const account = (label: string): Step =>
  inTurn((page) => page.getByRole('button', { name: t.account }).click(), chosen(label))

export const button =
  (label: string | RegExp): Step =>
  (page) =>
    page
      .getByRole('button', { name: label, exact: typeof label === 'string' })
      .last()
      .click()
export const tab =
  (label: string | RegExp): Step =>
  (page) =>
    page.getByRole('tab', { name: label }).click()
export const keys =
  (...names: readonly string[]): Step =>
  async (page) => {
    for (const name of names) await page.keyboard.press(name)
  }
/** A line of the 意见汇总表: its menu, and an entry of it. */
export const line =
  (unitId: string, label: string): Step =>
  async (page) => {
    await page.locator(`tr[data-unit="${unitId}"]`).last().getByRole('button').click()
    await item(page, label)
  }
/** What the system's own dialog for files answers from now on. */
export const chooses =
  (...filePaths: readonly string[]): Step =>
  (_page, { app }) =>
    app.evaluate(
      ({ dialog }, files) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: files })
      },
      [...filePaths],
    )
/** What it answers when asked where to save. */
export const savesTo =
  (filePath: string): Step =>
  (_page, { app }) =>
    app.evaluate(({ dialog }, file) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: file })
    }, filePath)
/** Waits until something is told. */
export const told =
  (words: string | RegExp): Step =>
  (page) =>
    page.getByText(words).last().waitFor()
export const ticked =
  (label: string): Step =>
  (page) =>
    page.getByRole('checkbox', { name: label }).first().check()
