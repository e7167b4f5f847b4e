import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { v7 } from 'uuid'
import { goTo, openDocument, primary, readChanges, sent } from '../../scripts/lib/desk-steps.mjs'
import { bodyJson } from '../../src-shared/document/body-json.ts'
import { makeDocument } from '../../src-shared/document/make.ts'
import { schema } from '../../src-shared/document/schema.ts'
import { listChanges } from '../../src-shared/revision/changes.ts'
import { openTurn, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { DeskApp } from '../support/desk-app.ts'
import { at, movedCounty, sampleAt } from '../support/moved-county.ts'
import { caretAfter, selectWords } from '../support/page-text.ts'
import { createDraft, submitDraft } from '../support/server/desk.ts'
import { must } from '../support/server/must.ts'

/*
 * SC-3 (domain.md §5): 县政府办 asks 财政局, 水利局 and 应急局 about the 应急预案 on 2026-09-22, with 7 工作日, over 中秋 and 国庆.
 * The clock of the server and of every desk is moved from scene to scene; drafting and what other scenarios drive by hand goes
 * as commands.
 */
const title = '青禾县人民政府办公室关于印发《青禾县防汛抗旱应急预案（征求意见稿）》的通知'
const words = '防汛抗旱应急预案'
const bureaus = ['青禾县财政局', '青禾县水利局', '青禾县应急管理局']
const reason = '队伍调度与本局职责不符，依据应急预案管理办法第八条。'

const seed = sampleAt(at('2026-09-21T09:00:00'))
const drafter = must(seed.posts.find((one) => one.unitId === 'xzfb-1' && one.role === 'drafter')).userId.slice(2)
const county = movedCounty('sc3', seed, at('2026-09-22T08:40:00'))
let docId = ''

const stateOf = async (): Promise<DocumentState> => must(await (await county.signedIn('majun')).state(docId))

/** Agrees at the open turn as a command; gives the server's word. */
async function agree(login: string) {
  const own = await county.signedIn(login)
  const doc = must(await own.state(docId))
  const signedOn = county.today()
  const args = { docId, taskId: openTurn(doc)?.id, text: '同意', signedOn, basisSm3: doc.bodySm3, nextTaskId: v7() }
  return own.send('Approve', args)
}

/** One person's turn with the document before them. */
const scene = (when: string, login: string, turn: (desk: DeskApp) => Promise<void>): Promise<void> =>
  county.scene(when, login, async (desk) => {
    await openDocument(desk.page, words)
    await turn(desk)
  })

const more = async (page: Page, entry: string): Promise<void> => {
  await page.locator('.doc-acts').getByRole('button', { name: '更多' }).click()
  await page.getByRole('menuitem', { name: entry }).click()
}
const bar = (page: Page) => page.locator('.consult-bar')
const row = (page: Page, unit: string) => page.locator('.consult-table tbody tr', { hasText: unit })
/** Opens the menu of a unit's newest line in the 意见汇总表. */
async function lineMenu(page: Page, unit: string): Promise<void> {
  await row(page, unit).last().getByRole('button', { name: unit }).click()
}
const closed = (page: Page) =>
  page
    .getByRole('dialog')
    .filter({ has: page.locator('.ant-modal-footer') })
    .waitFor({ state: 'detached' })

it('SC-3 WF-95 three bureaus over two holidays: fan-out, opinions, suggestions, R-12, 逾期视为无不同意见', async () => {
  const draft = await county.signedIn(drafter)
  const elements = { title, mainTo: '县财政局、县水利局、县应急局', issuer: '青禾县人民政府办公室' }
  const paragraphs = [
    '现将有关事项通知如下。',
    '一、县水利局负责水情监测，县应急局负责队伍调度。',
    '二、所需资金由县财政局统筹安排。',
  ]
  docId = await createDraft(draft, 'xzfb-1', bodyJson(makeDocument({ codes: { docType: '通知' }, elements, paragraphs }, v7)))
  const assignees = { review: 'u-hewei', check: 'u-majun', cosign: 'u-gaowen', sign: 'u-linguodong' }
  await submitDraft(draft, docId, { assignees, signedOn: '2026-09-22' })
  expect(await agree('hewei')).toMatchObject({ status: 'applied' })

  await scene('2026-09-22T10:00:00', 'majun', async ({ page, shot }) => {
    await more(page, '征求意见（会签）…')
    const dialog = page.getByRole('dialog')
    for (const unit of bureaus) {
      await dialog.getByRole('combobox', { name: '单位' }).fill(unit)
      await page.locator('.ant-select-item-option', { hasText: unit }).first().click()
    }
    await page.keyboard.press('Escape')
    await dialog.getByText('到10月9日下班为止').waitFor()
    await shot('sc3-01-asking')
    await dialog.getByRole('button', { name: '发出' }).click()
    await closed(page)
    await bar(page).getByText('会签 0/3 已答复').waitFor()
    expect(await bar(page).innerText()).toContain('10月9日到期，剩 8 个工作日')
    expect(await bar(page).locator('.consult-calm').count()).toBe(1)
    expect(await page.locator('.doc-acts').getByRole('button', { name: '同意', exact: true }).isDisabled()).toBe(true)
    await shot('sc3-02-asked')
  })
  const asked = await stateOf()
  expect(asked.state).toBe('F2')
  const asks = must(asked.consult?.rounds[0]).asks
  expect(asks.map((one) => one.unitName)).toEqual(bureaus)
  expect(must(asked.consult?.rounds[0]).dueAt).toBe(at('2026-10-09T17:30:00'))

  // 水利局 agrees, with two changes in the text
  await scene('2026-09-24T15:00:00', 'xubo', async ({ page, shot }) => {
    expect(await bar(page).innerText()).toContain('征求意见')
    await selectWords(page, '水情监测')
    await page.keyboard.insertText('水情监测预报')
    await caretAfter(page, '有关事项')
    await page.keyboard.insertText('和责任分工')
    await shot('sc3-03-suggesting')
    await page.locator('.doc-acts').getByRole('button', { name: '回复意见', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('您在正文里改了 2 处').waitFor()
    await dialog.locator('textarea').fill('同意，修改建议见正文。')
    await shot('sc3-04-answering')
    await dialog.getByRole('button', { name: '报出意见' }).click()
    await closed(page)
  })
  const given = await stateOf()
  const kept = must(given.branches.find((one) => one.code === 'WF-SUGGESTION'))
  expect(kept.by.name).toBe('许波')
  expect(given.bodySm3).toBe(asked.bodySm3)
  await scene('2026-09-24T16:00:00', 'majun', async ({ page, shot }) => {
    await bar(page).getByText('会签 1/3 已答复').waitFor()
    await page.getByRole('tab', { name: /修订/ }).click()
    await page.locator('.branch-card', { hasText: '青禾县水利局' }).waitFor()
    await shot('sc3-05-suggested')
    await page.locator('.branch-card').getByRole('button', { name: '并入为修订' }).click()
    await page.locator('.page-desk ins', { hasText: '预报' }).waitFor()
    await shot('sc3-06-brought-in')
  })
  const office = await county.signedIn('majun')
  const theirs = listChanges(schema.nodeFromJSON(must(await office.body(docId)).body)).filter((one) => one.author === 'u-xubo')
  expect(theirs.map((one) => one.step)).toEqual(['consult', 'consult'])
  expect(theirs.map((one) => one.newText).toSorted()).toEqual(['和责任分工', '预报'])

  // yellow from 09-30 on, and the unit is reminded by the clock; nothing on a holiday
  await scene('2026-09-29T09:00:00', 'liuyang', async ({ page }) => {
    expect(await bar(page).innerText()).toContain('剩 4 个工作日')
    expect(await bar(page).innerText()).not.toContain('提醒')
    expect(await bar(page).locator('.consult-calm').count()).toBe(1)
  })
  await scene('2026-09-30T09:00:00', 'liuyang', async ({ page, shot }) => {
    await bar(page).locator('.consult-yellow', { hasText: '剩 3 个工作日' }).waitFor()
    expect(await bar(page).innerText()).toContain('按时限提醒 08:30')
    await shot('sc3-07-yellow')
  })
  await scene('2026-10-05T10:00:00', 'liuyang', async ({ page, shot }) => {
    await bar(page).locator('.consult-yellow', { hasText: '剩 2 个工作日' }).waitFor()
    expect(await bar(page).innerText()).toContain('按时限提醒 9月30日 08:30')
    await shot('sc3-08-holiday')
  })

  // 应急局 disagrees: not without a reason
  await scene('2026-10-08T11:00:00', 'dingning', async ({ page, shot }) => {
    await page.locator('.doc-acts').getByRole('button', { name: '回复意见', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('不同意', { exact: true }).click()
    await dialog.getByRole('button', { name: '报出意见' }).click()
    await dialog.getByText('不同意要写明理由').waitFor()
    await shot('sc3-09-why')
    await dialog.locator('textarea').fill(reason)
    await dialog.getByRole('button', { name: '报出意见' }).click()
    await closed(page)
  })
  await scene('2026-10-08T14:40:00', 'majun', async ({ page, shot }) => {
    await bar(page).getByText('应急管理局不同意').waitFor()
    await bar(page).getByRole('button', { name: '意见汇总表' }).click()
    await lineMenu(page, bureaus[0] as string)
    // silence is not yet a yes
    expect(await page.getByRole('menuitem', { name: '逾期办结…' }).getAttribute('aria-disabled')).toBe('true')
    await shot('sc3-10-not-yet')
    await page.getByRole('menuitem', { name: '催办', exact: true }).click()
    await page.getByText('已催办').waitFor()
    await row(page, bureaus[2] as string)
      .getByText(reason)
      .waitFor()
  })
  await scene('2026-10-09T17:00:00', 'majun', async ({ page }) => {
    await bar(page).getByText('剩 1 个工作日').waitFor()
    await bar(page).getByRole('button', { name: '意见汇总表' }).click()
    await lineMenu(page, bureaus[0] as string)
    expect(await page.getByRole('menuitem', { name: '逾期办结…' }).getAttribute('aria-disabled')).toBe('true')
  })

  // a Saturday that is worked: day 1 of being late
  await scene('2026-10-10T09:00:00', 'majun', async ({ page, shot }) => {
    await bar(page).locator('.consult-red', { hasText: '青禾县财政局' }).waitFor()
    await bar(page).locator('.consult-red', { hasText: '逾期第 1 个工作日' }).waitFor()
    await shot('sc3-11-late')
    await bar(page).getByRole('button', { name: '意见汇总表' }).click()
    await lineMenu(page, bureaus[0] as string)
    await page.getByRole('menuitem', { name: '逾期办结…' }).click()
    await shot('sc3-12-close')
    await page.getByRole('button', { name: '逾期办结', exact: true }).click()
    await row(page, bureaus[0] as string)
      .getByText('逾期视为无不同意见')
      .waitFor()
    // a no is no silence
    await lineMenu(page, bureaus[2] as string)
    const silence = page.getByRole('menuitem', { name: '逾期办结…' })
    if ((await silence.count()) > 0) expect(await silence.getAttribute('aria-disabled')).toBe('true')
    await page.keyboard.press('Escape')
    await lineMenu(page, bureaus[1] as string)
    await page.getByRole('menuitem', { name: '采纳情况…' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '记入' }).click()
    await row(page, bureaus[1] as string)
      .getByText('采纳', { exact: true })
      .waitFor()
    await shot('sc3-13-table')
    await page.keyboard.press('Escape')
    await bar(page).getByText('会签 2/3 已答复，1 个逾期办结').waitFor()
    // nobody goes on over 应急局
    const on = page.locator('.doc-acts').getByRole('button', { name: '同意', exact: true })
    await on.hover({ force: true })
    await page.getByText('协商一致前不得签发').last().waitFor()
    expect(await on.isDisabled()).toBe(true)
    await shot('sc3-14-blocked')
    // and the server would not let him
    expect(await agree('majun')).toMatchObject({ status: 'rejected', code: 'WF-DISAGREE', article: '第十六条' })
    await bar(page).getByRole('button', { name: '意见汇总表' }).click()
    await lineMenu(page, bureaus[2] as string)
    await page.getByRole('menuitem', { name: '再协商一轮…' }).click()
    const dialog = page.locator('.consult-open')
    await dialog.getByLabel('答复期限').fill('2')
    await dialog.getByText('到10月13日下班为止').waitFor()
    await shot('sc3-15-second-round')
    await dialog.getByRole('button', { name: '发出' }).click()
    await dialog.waitFor({ state: 'detached' })
  })
  await scene('2026-10-12T10:00:00', 'dingning', async ({ page }) => {
    await page.locator('.doc-acts').getByRole('button', { name: '回复意见', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.locator('textarea').fill('调度分工已改，同意。')
    await dialog.getByRole('button', { name: '报出意见' }).click()
    await closed(page)
  })
  await scene('2026-10-12T11:00:00', 'majun', async ({ page, shot }) => {
    await more(page, '意见汇总表')
    await row(page, bureaus[2] as string)
      .last()
      .getByText('同意', { exact: true })
      .waitFor()
    expect(await page.locator('.consult-table tbody tr').count()).toBe(4)
    await shot('sc3-16-all-in')
    await page.keyboard.press('Escape')
    await primary(page, '同意')
  })
  expect(await agree('gaowen')).toMatchObject({ status: 'applied' })
  await scene('2026-10-12T15:00:00', 'linguodong', async ({ page, shot }) => {
    await primary(page, '签发', readChanges)
    await sent(page)
    await goTo(page, '已办')
    await openDocument(page, words)
    await page.keyboard.press('Control+p')
    await page.locator('.print-room[aria-busy="false"] .paper-page').first().waitFor()
    await page.keyboard.press('Alt+2')
    await page.locator('.print-room[aria-busy="false"]').getByText('青禾县财政局逾期未复，视为无不同意见').waitFor()
    await shot('sc3-17-sheet')
    await page.keyboard.press('Escape')
  })
  const signed = await stateOf()
  expect(signed.signed?.by.name).toBe('林国栋')
  expect(signed.signed?.signedOn).toBe('2026-10-12')
}, 900_000)
