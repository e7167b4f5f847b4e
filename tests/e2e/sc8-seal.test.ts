import fs from 'node:fs'
import type { Page } from 'playwright-core'
import { expect, it, onTestFailed } from 'vitest'
import { openDocument, samplePassword } from '../../scripts/lib/desk-steps.mjs'
import { serverView } from '../../scripts/lib/server-view.mjs'
import { sm3 } from '../../src-server/sm3.ts'
import { act, countyTurns, toNumbered } from '../support/county-turns.ts'
import type { DeskApp } from '../support/desk-app.ts'
import { ownCounty } from '../support/own-county.ts'

/*
 * SC-8 (domain.md §5): a 请示 gets its number, the seal keeper looks at the page with the seal on it and presses the electronic
 * one; the county gets the very files, sees that the seal holds, opens the OFD in the desk's viewer and signs for it.
 */
const words = '堤防应急加固'
const county = ownCounty('sc8-seal', () => [turns.desk()])
const turns = countyTurns(() => county)

/** Opens one of the files of the layout in the desk's viewer. */
async function opened({ app, page }: DeskApp, kind: string): Promise<Page> {
  const press = page.locator('.layout-links').getByRole('button', { name: kind, exact: true }).click()
  const [window] = await Promise.all([app.waitForEvent('window', { timeout: 30_000 }), press])
  window.setDefaultTimeout(30_000)
  return window
}

/** How many points of a page of the viewer are as red as a seal. */
async function redOn(viewer: Page, page: number): Promise<number> {
  await viewer.locator('.page-number').fill(String(page))
  await viewer.locator('.page-number').press('Enter')
  await viewer.locator(`.sheet[data-page="${page}"][data-state="drawn"]`).waitFor()
  return viewer.evaluate((number) => {
    const canvas = document.querySelector<HTMLCanvasElement>(`.sheet[data-page="${number}"] canvas`)
    const image = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height)
    if (!image) throw new Error('nothing drawn')
    let red = 0
    for (let i = 0; i < image.data.length; i += 4) {
      const [r = 0, g = 0, b = 0] = [image.data[i], image.data[i + 1], image.data[i + 2]]
      if (r > 160 && g < 90 && b < 90) red += 1
    }
    return red
  }, page)
}

const shot = async (window: Page, name: string): Promise<void> => {
  fs.mkdirSync('artifacts/e2e', { recursive: true })
  await window.screenshot({ path: `artifacts/e2e/${name}.png` })
}

it('SC-8 [UI-72] [UI-73] the page is seen with its seal, the seal pressed, the copy signed for; its OFD shows seal and 成文日期', async () => {
  onTestFailed(async () => {
    await turns.desk()?.shot('sc8-seal-failed')
  })
  await toNumbered(turns, words)
  let pages = 0
  await turns.at('sunyue', async (own) => {
    await openDocument(own.page, words)
    const look = async (page: Page): Promise<void> => {
      const preview = page.locator('.seal-preview')
      await preview.locator('.pp-seal').waitFor()
      // 成文日期 is that of 签发; the drafter left it free
      expect(await preview.locator('.pp-signature').innerText()).toMatch(/柳河镇人民政府\s*\d{4}年\d{1,2}月\d{1,2}日/)
      pages = await preview.locator('.paper-page').count()
      await preview.getByText(`第 ${pages} 页，共 ${pages} 页`).waitFor()
      // the page opens where the seal is, whole and in sight
      const [room, seal] = [await preview.locator('.print-room').boundingBox(), await preview.locator('.pp-seal').boundingBox()]
      if (!room || !seal) throw new Error('no room or no seal')
      expect(seal.y).toBeGreaterThan(room.y)
      expect(seal.y + seal.height).toBeLessThan(room.y + room.height)
      expect(room.y + room.height).toBeLessThan(768)
    }
    await act(own, '用印', '加盖电子印章', look, 'sc8-01-preview')
    const links = own.page.locator('.layout-links')
    await links.getByText('签章有效').waitFor()
    await own.shot('sc8-02-sealed')
    await links.getByRole('button', { name: /电子印章/ }).click()
    await own.page.getByRole('dialog').getByText('孙悦').waitFor()
    await own.shot('sc8-03-record')
  })
  await turns.at('qianjin', async (own) => {
    await openDocument(own.page, words)
    await act(own, '分发', /分发给/)
  })
  await turns.at('sunli', async (own) => {
    await openDocument(own.page, words)
    await own.page.locator('.layout-links').getByText('签章有效').waitFor()
    await act(own, '签收', '签收', undefined, 'sc8-04-receive')
    const ofd = await opened(own, 'OFD')
    expect(await redOn(ofd, pages)).toBeGreaterThan(500)
    await shot(ofd, 'sc8-05-ofd')
    await ofd.close()
    const pdf = await opened(own, 'PDF')
    expect(await redOn(pdf, pages)).toBeGreaterThan(500)
    await shot(pdf, 'sc8-06-pdf')
    await pdf.close()
  })

  const town = await serverView(county.line.url, 'qianjin', samplePassword)
  const out = (await town.documents()).find((one) => one.header.title.includes(words))
  expect(out?.issue).toMatchObject({ sealed: { how: 'electronic' }, layout: { pages }, receipts: [{ status: 'signed' }] })
  const office = await serverView(county.line.url, 'sunli', samplePassword)
  for (const kind of ['pdf', 'ofd'] as const) {
    const bytes = await office.attachment(out?.issue?.layout?.[kind].sm3 ?? '')
    expect(sm3(bytes ?? new Uint8Array())).toBe(out?.issue?.layout?.[kind].sm3)
  }
})
