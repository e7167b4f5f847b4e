import fs from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import type { CDPSession, Page } from 'playwright-core'
import type { DeskApp } from '../desk-app.ts'
import { faultsIn } from './scan.ts'
import type { Step } from './steps.ts'

/** The two windows an office has (look.md). */
export const sizes = { '1366x768': [1366, 768], '1920x1080': [1920, 1080] } as const
const folder = path.resolve(import.meta.dirname, '../../../artifacts/e2e/gallery')

/** One picture: what it is called, how one gets there, and what the thing on top is. */
export type Scene = {
  name: string
  open: Step
  /** `place`: the window itself; `page`: a page before the desk; the others lie over it, and Esc closes them */
  kind?: 'place' | 'page' | 'dialog' | 'drawer' | 'menu'
  /** how it is left where Esc does not close it, on purpose */
  stays?: (page: Page) => Promise<void>
}

const layers = { place: null, page: null, menu: null, dialog: '.ant-modal', drawer: '.ant-drawer-section' } as const
const over =
  '.ant-modal, .palette, .ant-drawer-section, .ant-dropdown:not(.ant-dropdown-hidden), .ant-popover:not(.ant-popover-hidden)'

/** Makes the window so large, and waits until the page is. */
async function resize({ app, page }: DeskApp, [width, height]: readonly [number, number]): Promise<void> {
  await app.evaluate(({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows()[0]?.setContentSize(w, h), [
    width,
    height,
  ] as const)
  await page.waitForFunction(([w, h]) => innerWidth === w && innerHeight === h, [width, height])
  // two frames: what measures itself has drawn
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
}

/** Walks scenes one after the other: both windows, a picture of each, what is wrong in each; gives it all in words. */
export async function walk(desk: DeskApp, scenes: readonly Scene[]): Promise<string[]> {
  const { page } = desk
  const faults: string[] = []
  const order = Object.entries(sizes)
  for (const { name, open, kind = 'dialog', stays } of scenes) {
    const told = (words: string): void => void faults.push(`${name}：${words}`)
    try {
      // opened in the window the one before was left in: in either, by turns
      await open(page, desk)
      const layer = layers[kind]
      if (layer !== null) await page.locator(layer).last().waitFor()
      for (const [size, bounds] of order) {
        await resize(desk, bounds)
        for (const fault of await faultsIn(page, layer, kind === 'page')) told(`${size} ${fault}`)
        await picture(page, size, name)
      }
      order.reverse()
      if (kind !== 'place' && kind !== 'page') await leave(page, stays, told)
    } catch (error) {
      told(String(error).split('\n').slice(0, 3).join(' '))
      await picture(page, 'failed', name)
      if (kind !== 'page') await anew(page)
    }
  }
  return faults
}

/** Esc closes what lies on top, one layer at a time. */
async function leave(page: Page, stays: Scene['stays'], told: (words: string) => void): Promise<void> {
  if (stays !== undefined) return stays(page)
  for (let left = await page.locator(over).count(); left > 0; left = await page.locator(over).count()) {
    await page.keyboard.press('Escape')
    try {
      await expect.poll(() => page.locator(over).count(), { timeout: 2000 }).toBeLessThan(left)
    } catch {
      told('Esc 关不掉')
      return anew(page)
    }
  }
}

/** The desk as it begins, whatever lay over it. */
async function anew(page: Page): Promise<void> {
  await page.reload()
  await page.locator('nav.places').waitFor()
}

async function picture(page: Page, size: string, name: string): Promise<void> {
  const file = path.join(folder, size, `${name}.png`)
  fs.mkdirSync(path.dirname(file), { recursive: true })
  const session = sessions.get(page) ?? (await page.context().newCDPSession(page))
  sessions.set(page, session)
  const { data } = await session.send('Page.captureScreenshot', { format: 'png', optimizeForSpeed: true })
  fs.writeFileSync(file, data, 'base64')
}
// asked for once: pictures are most of the time this takes
const sessions = new WeakMap<Page, CDPSession>()
