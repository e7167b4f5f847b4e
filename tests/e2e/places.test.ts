import fs from 'node:fs'
import path from 'node:path'
import type { CDPSession, Page } from 'playwright-core'
import { sm3 } from 'sm-crypto-v2'
import { expect, it, onTestFailed } from 'vitest'
import { goTo, newDraft, openDocument, primary, samplePassword, saved, sent, signIn } from '../../scripts/lib/desk-steps.mjs'
import { serverView } from '../../scripts/lib/server-view.mjs'
import { openDeskApp, type DeskApp } from '../support/desk-app.ts'
import { ownCounty } from '../support/own-county.ts'
import { caretAfter, pageText, selectWords } from '../support/page-text.ts'

/*
 * A tour of every place at 1366 × 768 in the sample county: 赵敏 核稿 at two desks, one of them with a line that is cut,
 * and 王芳 at hers. Every step leaves a picture.
 */
const county = ownCounty('places', () => desks().map(([, desk]) => desk))
/** 赵敏's first desk, on the line that is cut; her second; 王芳's. */
let zhao: DeskApp
let other: DeskApp
let wang: DeskApp
const desks = (): [string, DeskApp | undefined][] => [
  ['zhao', zhao],
  ['other', other],
  ['wang', wang],
]

const open = async (url: string): Promise<DeskApp> => {
  const desk = await openDeskApp(url)
  desk.page.setDefaultTimeout(20_000)
  return desk
}
const tab = (page: Page, name: RegExp): Promise<void> => page.getByRole('tab', { name }).click()
const view = (page: Page, name: string): Promise<void> => page.locator('.view-switch').getByText(name, { exact: true }).click()
const status = (page: Page) => page.locator('footer.status')

const pictureOfFailure = (): void => {
  onTestFailed(async () => {
    for (const [name, desk] of desks()) await desk?.shot(`places-failed-${name}`).catch(() => undefined)
  })
}

it('sign-in, 待办 and a document with tracked changes read three ways', async () => {
  pictureOfFailure()
  zhao = await open(county.line.url)
  const { page, shot } = zhao
  await page.getByText('演示县的账户').waitFor()
  await shot('places-01-sign-in')
  await page.getByRole('button', { name: /赵敏/ }).click()
  expect(await page.getByLabel('登录名', { exact: true }).inputValue()).toBe('zhaomin')
  await page.keyboard.press('Enter')
  await page.locator('nav.places').waitFor()
  await sent(page)

  await openDocument(page, '节假日')
  await page.locator('.rev-list').getByText('李建国').first().waitFor()
  await shot('places-02-todo')
  expect(await pageText(page)).toContain('防汛巡查')
  await page.locator('.rev-tools .ant-select').click()
  await page.locator('.ant-select-item-option', { hasText: '按人' }).click()
  await page.locator('.rev-heading', { hasText: '李建国' }).waitFor()
  await shot('places-03-by-person')
  await view(page, '原稿')
  await page.locator('.view-note').waitFor()
  expect(await page.locator('.page-desk').innerText()).not.toContain('防汛巡查')
  await shot('places-04-original')
  await view(page, '最终稿')
  expect(await page.locator('.page-desk').innerText()).toContain('值班值守、防汛巡查')
  await shot('places-05-final')
  await view(page, '所有标记')
})

it('an offline desk and another one act on the same 待办: what is refused lands in 需处理 and can be kept', async () => {
  pictureOfFailure()
  other = await open(county.server.url)
  await signIn(other.page, 'zhaomin')
  await sent(other.page)
  county.line.cut()
  const { page, shot } = zhao
  await page.keyboard.press('F9')
  await status(page).getByText('离线').waitFor()

  // without a line: an opinion on one, an edit and an opinion on the other
  await openDocument(page, '体育竞赛')
  await primary(page, '同意', async (dialog) => {
    await dialog.locator('textarea').fill('赛事安全一节请再补一句，拟同意，请周镇长审签。')
    await shot('places-06-approve-offline')
  })
  await openDocument(page, '节假日')
  await caretAfter(page, '共3天。')
  await page.keyboard.insertText('请各村安排专人值守水库。')
  await primary(page, '同意')
  await status(page)
    .getByText(/待上报 \d/)
    .waitFor()
  await goTo(page, '待上报')
  await page.locator('.outbox li').first().waitFor()
  await shot('places-07-outbox')
  await goTo(page, '待办')
  for (const words of ['体育竞赛', '节假日'])
    await page.getByRole('option').filter({ hasText: words }).waitFor({ state: 'detached' })
  await shot('places-08-todo-done')

  // meanwhile at the other desk, with a line: one is given back, the other passed on
  const there = other.page
  await openDocument(there, '体育竞赛')
  await there.locator('.doc-acts').getByRole('button', { name: '退回' }).click()
  await other.shot('places-09-return-menu')
  await there.getByRole('menuitem', { name: /拟稿/ }).click()
  const giveBack = there.getByRole('dialog')
  await giveBack.getByRole('button', { name: '退回', exact: true }).click()
  await giveBack.getByText('请写明退回理由（条例第二十一条）').waitFor()
  await other.shot('places-10-return')
  await giveBack.locator('textarea').fill('请核对赛事名称后再报。')
  // the dialog closes up where the message stood: the button must have come to rest
  await giveBack.getByText('请写明退回理由').waitFor({ state: 'detached' })
  await giveBack.getByRole('button', { name: '退回', exact: true }).click()
  await giveBack.waitFor({ state: 'detached' })
  await openDocument(there, '节假日')
  await primary(there, '同意')
  await sent(there)

  // the line is back
  await county.line.mend()
  await page.keyboard.press('F9')
  await status(page)
    .getByText(/需处理 \d/)
    .waitFor()
  await status(page).getByText('待上报').waitFor({ state: 'detached' })
  await goTo(page, '需处理')
  const rows = page.locator('.att-row')
  await rows.filter({ hasText: '体育竞赛' }).click()
  const detail = page.locator('.att-detail')
  await detail.getByText('WF-TASK-CLOSED').waitFor()
  await detail.getByText('赛事安全一节请再补一句').waitFor()
  await shot('places-11-attention-opinion')
  const count = await rows.count()
  // put aside, taken back, and put on record as an opinion beside the route (C-03)
  await detail.getByRole('button', { name: '放入搁置' }).click()
  await expect.poll(() => rows.count()).toBe(count - 1)
  await page.getByRole('button', { name: '撤销' }).click()
  await expect.poll(() => rows.count()).toBe(count)
  await rows.filter({ hasText: '体育竞赛' }).click()
  await detail.getByRole('button', { name: '记为补充意见' }).click()
  const supplement = page.getByRole('dialog')
  await supplement.getByRole('button', { name: /记\s?入/ }).click()
  await supplement.waitFor({ state: 'detached' })
  await expect.poll(() => rows.count()).toBe(count - 1)
  const office = await serverView(county.server.url, 'wangfang', samplePassword)
  const recorded = async () => (await office.documents()).find((one) => one.header.title.includes('体育竞赛'))?.opinions.at(-1)
  await expect.poll(recorded).toMatchObject({ text: '赛事安全一节请再补一句，拟同意，请周镇长审签。', late: expect.any(String) })

  await rows.filter({ hasText: '正文修改' }).click()
  await detail.locator('.att-sides .own.mine', { hasText: '请各村安排专人值守水库。' }).waitFor()
  await shot('places-12-attention-text')
  await detail.getByRole('button', { name: '另存为新稿' }).click()
  await page.locator('.page-desk .ProseMirror').first().waitFor()
  await expect.poll(() => pageText(page)).toContain('共3天。请各村安排专人值守水库。')
  await page.getByRole('option', { name: /节假日/ }).waitFor()
  await shot('places-13-kept-as-draft')
})

it('在办, 草稿, 已办; an attachment goes with the draft; 报送 and 撤回', async () => {
  pictureOfFailure()
  wang = await open(county.server.url)
  const { page, shot, app } = wang
  await signIn(page, 'wangfang')
  await sent(page)
  await goTo(page, '在办')
  await page
    .locator('.list')
    .getByText(/共 \d+ 件/)
    .waitFor()
  await page.locator('.page-desk .ProseMirror').first().waitFor()
  await shot('places-14-active')
  await goTo(page, '已办')
  await openDocument(page, '农村供水')
  await page.getByText(/陈立新已于.*签发/).waitFor()
  await tab(page, /意见/)
  await page.locator('.opinions').getByText('陈立新').waitFor()
  expect(await page.locator('.doc-acts').getByRole('button', { name: '签发' }).count()).toBe(0)
  await shot('places-15-signed')

  // a file is attached and stands at the server by its SM3
  await goTo(page, '草稿')
  await openDocument(page, '排涝泵车')
  const bytes = Buffer.from('柳林村积水点位与泵车借用计划\n'.repeat(60_000), 'utf8')
  const file = path.join(wang.profile, '..', '积水点位图（柳林村低洼地段、清水河沿线）.pdf')
  fs.writeFileSync(file, bytes)
  fs.chmodSync(file, 0o644)
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
  }, file)
  await tab(page, /附件/)
  await page.getByText('还没有附件').waitFor()
  await page.getByRole('tabpanel').getByRole('button', { name: '添加附件' }).click()
  await page.locator('.attachments').getByText('积水点位图').waitFor()
  await shot('places-16-attachment')
  await sent(page)
  const me = await serverView(county.server.url, 'wangfang', samplePassword)
  await expect.poll(async () => (await me.attachment(sm3(bytes)))?.equals(bytes) ?? false, { timeout: 20_000 }).toBe(true)

  await page.locator('.doc-acts').getByRole('button', { name: '报送', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('部门审核人').waitFor()
  await dialog.locator('textarea').fill('石桥乡已口头同意，请审核。')
  await shot('places-17-submit')
  await dialog.getByRole('button', { name: '报送', exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByText('没有草稿').waitFor()
  await shot('places-18-drafts-empty')
  await sent(page)

  await goTo(page, '在办')
  await openDocument(page, '排涝泵车')
  await page.locator('.doc-acts').getByRole('button', { name: '撤回' }).click()
  await dialog.getByText('还没有打开').waitFor()
  await dialog.locator('textarea').fill('再补一张点位图。')
  await shot('places-19-withdraw')
  await dialog.getByRole('button', { name: '撤回', exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
  await sent(page)
  await goTo(page, '待办')
  await openDocument(page, '排涝泵车')
  await tab(page, /意见/)
  await page.locator('.opinions').getByText('再补一张点位图。').waitFor()
  expect((await me.documents()).find((doc) => doc.header.title.includes('排涝泵车'))).toMatchObject({
    state: 'F0',
    tracked: true,
  })
})

/** Types through an input method; the last text is what is committed. */
async function compose(session: CDPSession, ...texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    await session.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
  }
  await session.send('Input.insertText', { text: texts.at(-1) ?? '' })
}

it('an input method in a tracked document: in text, over a selection, across paragraphs, behind struck text', async () => {
  pictureOfFailure()
  const { page, shot } = wang
  const original = async (): Promise<string> => {
    await view(page, '原稿')
    const text = await page.locator('.page-desk .ProseMirror:visible').innerText()
    await view(page, '所有标记')
    return text
  }
  const before = await original()
  const ime = await page.context().newCDPSession(page)
  await tab(page, /修订/)
  const landed = (words: string): Promise<void> => page.locator('.rev-list').getByText(words).first().waitFor()
  await caretAfter(page, '我镇柳林村')
  await compose(ime, 'd', 'dong', '东片')
  await landed('东片')
  await selectWords(page, '约有420亩')
  await compose(ime, 'c', 'chao', '超过500亩')
  await landed('超过50')
  await selectWords(page, '可否，盼复。')
  await page.keyboard.press('Delete')
  await landed('可否，盼复。')
  await compose(ime, 'w', '妥否，请函复。')
  await landed('妥否，请函复。')
  // across two paragraphs
  await page.evaluate(() => {
    const paragraphs = [
      ...document.querySelectorAll<HTMLElement>('.page-desk .ProseMirror [data-block="body"] p, .page-desk .ProseMirror p'),
    ]
    const from = paragraphs.find((one) => one.textContent?.includes('难以及时排除'))
    const to = paragraphs.find((one) => one.textContent?.includes('得知贵乡配有'))
    const at = (root: HTMLElement | undefined, words: string, end: boolean): [Node, number] => {
      const walker = document.createTreeWalker(root ?? document.body, NodeFilter.SHOW_TEXT)
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const found = node.textContent?.indexOf(words) ?? -1
        if (found >= 0) return [node, found + (end ? words.length : 0)]
      }
      throw new Error(`not there: ${words}`)
    }
    getSelection()?.setBaseAndExtent(...at(from, '难以及时排除', false), ...at(to, '得知贵乡', true))
  })
  await compose(ime, 'k', 'ken', '恳请支援。贵乡')
  await expect.poll(() => page.locator('.rev-list').innerText()).toContain('恳请支援。')
  await shot('places-20-composed')
  await view(page, '最终稿')
  const final = await page.locator('.page-desk .ProseMirror:visible').innerText()
  expect(final).toContain('我镇柳林村东片低洼地段')
  expect(final).toContain('超过500亩农田积水')
  expect(final).toContain('恳请支援。贵乡配有移动排涝泵车')
  expect(final).toContain('妥否，请函复。')
  expect(final).not.toContain('可否，盼复。')
  await shot('places-21-composed-final')
  await view(page, '所有标记')
  expect(await original()).toBe(before)
  await saved(page)
  await sent(page)
})

it('the palette finds by pinyin initials, ? shows every shortcut', async () => {
  pictureOfFailure()
  const { page, shot } = wang
  await page.locator('nav.places').getByText('待办', { exact: true }).focus()
  await page.keyboard.press('Control+k')
  const palette = page.getByRole('dialog', { name: '搜索与命令' })
  await palette.waitFor()
  await shot('places-22-palette')
  await page.keyboard.type('plbc')
  await palette.getByRole('option', { name: /排涝泵车/ }).waitFor()
  await shot('places-23-palette-pinyin')
  await page.keyboard.press('Escape')
  await page.locator('nav.places').getByText('待办', { exact: true }).click()
  await page.keyboard.press('?')
  await page.getByText('快捷键', { exact: true }).first().waitFor()
  await shot('places-24-shortcuts')
  await page.keyboard.press('Escape')
  await newDraft(page, {
    docType: '通知',
    title: '柳河镇人民政府关于清理河道的通知',
    mainTo: '各村民委员会',
    body: ['请抓紧清理。'],
  })
  await shot('places-25-new-draft')
})
