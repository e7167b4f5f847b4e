import { expect, it, onTestFailed } from 'vitest'
import type { Page } from 'playwright-core'
import { goTo, openDocument, samplePassword } from '../../scripts/lib/desk-steps.mjs'
import { serverView } from '../../scripts/lib/server-view.mjs'
import { dateOf } from '../../src-shared/calendar/working-days.ts'
import { numberPaths, type BookResponse } from '../../src-shared/numbers/messages.ts'
import { act, countyTurns, tickAll, toNumbered } from '../support/county-turns.ts'
import { ownCounty } from '../support/own-county.ts'
import { call, openDesk } from '../support/server/desk.ts'

/*
 * SC-1 (domain.md §5), second half: the 请示 that waits for 陈立新's signature is signed, rechecked, numbered, sealed and sent;
 * the county signs for it, registers, checks, proposes and instructs. One desk after
 * the other, each with a folder of its own, every step a picture.
 */
const words = '堤防应急加固'
const county = ownCounty('sc1-county', () => [turns.desk()])
const turns = countyTurns(() => county)
const { at } = turns

/** Chooses what `text` finds in a list of choices. */
async function choose(page: Page, label: string, text: string): Promise<void> {
  await page.getByRole('combobox', { name: label }).click()
  await page.keyboard.type(text)
  await page.locator('.ant-select-item-option', { hasText: text }).first().click()
  await page.keyboard.press('Tab')
}

it('SC-1 signed in the township, handled in the county: number, seal, 分发, 签收, 登记, 初审, 拟办, 批示', async () => {
  onTestFailed(async () => {
    await turns.desk()?.shot('sc1-county-failed')
  })
  const clock = { now: Date.now }
  const clerk = await openDesk({ url: county.server.url, clock }, 'qianjin', undefined, samplePassword)
  const year = Number(dateOf(Date.now()).slice(0, 4))
  const page = `${numberPaths.book}?${new URLSearchParams({ prefix: '柳政', year: String(year) })}`
  const { next } = (await call<BookResponse>(county.server, 'GET', page, { token: clerk.token })).body
  await toNumbered(turns, words, 'sc1-county')
  await at('sunyue', async (own) => {
    await openDocument(own.page, words)
    await act(own, '用印', '加盖电子印章', undefined, 'sc1-county-04-seal')
    await own.page.locator('.layout-links', { hasText: '柳河镇人民政府电子印章，孙悦用印 签章有效' }).waitFor()
    await own.shot('sc1-county-04-sealed')
  })
  await at('qianjin', async (own) => {
    await openDocument(own.page, words)
    await act(own, '分发', /分发给/, undefined, 'sc1-county-05-send')
    await own.shot('sc1-county-06-sent')
  })
  const town = await serverView(county.line.url, 'qianjin', samplePassword)
  const out = (await town.documents()).find((one) => one.header.title.includes(words))
  expect(out?.state).toBe('F10')
  expect(out?.issue?.number).toMatchObject({ prefix: '柳政', year, seq: next })
  expect(out?.issue?.receipts).toMatchObject([{ unitName: '青禾县人民政府', status: 'sent' }])

  await at('sunli', async (own) => {
    await openDocument(own.page, words)
    await own.page.locator('.layout-links', { hasText: '柳河镇人民政府电子印章 签章有效' }).waitFor()
    await own.shot('sc1-county-07-arrived')
    await act(own, '签收', '签收', undefined, 'sc1-county-08-receive')
    await act(own, '登记', '登记', undefined, 'sc1-county-09-register')
    await act(own, '初审', '初审通过', tickAll, 'sc1-county-11-precheck')
    await goTo(own.page, '收文登记簿')
    await own.page.getByText(words).first().waitFor()
    await own.shot('sc1-county-10-register')
  })
  const signedFor = (await town.documents()).find((one) => one.id === out?.id)
  expect(signedFor?.issue?.receipts[0]?.status).toBe('signed')

  await at('hewei', async (own) => {
    await openDocument(own.page, words)
    await act(
      own,
      '拟办',
      '送批示',
      async (page) => {
        await choose(page, '主办', '财政局')
        await choose(page, '协办', '水利局')
        // urgent: it needs a limit
        await page.getByLabel('办理时限').fill('3')
      },
      'sc1-county-12-propose',
    )
  })
  await at('linguodong', async (own) => {
    await openDocument(own.page, words)
    await act(own, '批示', '批示', undefined, 'sc1-county-13-instruct')
    await own.page.getByRole('tab', { name: /意见/ }).click()
    await own.shot('sc1-county-14-instructed')
  })
  const office = await serverView(county.line.url, 'hewei', samplePassword)
  const incoming = (await office.documents()).find((one) => one.kind === 'incoming' && one.header.title.includes(words))
  expect(incoming).toMatchObject({ state: 'S6', links: [{ as: 'original', docId: out?.id }] })
  expect(incoming?.incoming?.handlers).toMatchObject([
    { as: 'lead', unitId: 'czj' },
    { as: 'assist', unitId: 'slj' },
  ])
})
