import fs from 'node:fs'
import path from 'node:path'
import type { Page } from 'playwright-core'
import writeXlsxFile from 'write-excel-file/universal'
import { expect, it, onTestFailed } from 'vitest'
import {
  goTo,
  newDraft,
  openDocument,
  primary,
  readChanges,
  samplePassword,
  saved,
  sent,
  signIn,
  typeBody,
} from '../../scripts/lib/desk-steps.mjs'
import { serverView } from '../../scripts/lib/server-view.mjs'
import { sm3 } from '../../src-server/sm3.ts'
import { dateOf } from '../../src-shared/calendar/working-days.ts'
import { bodySm3 } from '../../src-shared/document/body-json.ts'
import { schema } from '../../src-shared/document/schema.ts'
import { numberPaths, type BookResponse } from '../../src-shared/numbers/messages.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import { numberText } from '../../src-shared/workflow/issue/part.ts'
import { countyCourse } from '../support/county-course.ts'
import { act, countyTurns, signedToNumbered, tickAll } from '../support/county-turns.ts'
import { openDeskApp, type DeskApp } from '../support/desk-app.ts'
import { ownCounty } from '../support/own-county.ts'
import { caretAfter, pageText, selectWords } from '../support/page-text.ts'
import { call, openDesk } from '../support/server/desk.ts'
import { must } from '../support/server/must.ts'

/*
 * SC-1 (domain.md §5), one 请示 from its first word to its answer: 柳河镇's line is down, 王芳 drafts with planted faults, mends them,
 * is killed while typing, and submits; with the line back the route takes it to 签发, number, seal and 分发; the county signs for it,
 * registers, checks, proposes and instructs; its office handles it with 财政局 and 水利局 and drafts the 批复 from it; the 批复 is
 * numbered 青政函, sent, and signed for in the township, and each document shows the other. One desk after the other, each with a
 * folder of its own. Only the 批复's own way to 签发, its seal and its 分发 are sent as commands.
 */
const title = '柳河镇人民政府关于解决柳河堤防主汛期应急加固工程资金的请示'
const answer = '青禾县人民政府关于解决柳河堤防主汛期应急加固工程资金的批复'
/** as lists have it, without the organ */
const listed = answer.slice('青禾县人民政府'.length)
const words = '主汛期应急加固'
const county = ownCounty('sc1', () => [desk, turns.desk()])
const turns = countyTurns(() => county)
/** 王芳's */
let desk: DeskApp | undefined
const minutes = 60_000

/** Chooses what `text` finds in a list of choices. */
async function choose(page: Page, label: string, text: string): Promise<void> {
  await page.getByRole('combobox', { name: label }).click()
  await page.keyboard.type(text)
  await page.locator('.ant-select-item-option', { hasText: text }).first().click()
  await page.keyboard.press('Tab')
}

/** An entry of the menu 更多. */
async function fromMenu(page: Page, name: string): Promise<void> {
  await page.locator('.doc-acts').getByRole('button', { name: '更多' }).click()
  await page.getByRole('menuitem', { name }).click()
}
/** What a document is linked with, as the line under its route tells it. */
const linkOn = (page: Page, label: string) => page.locator('.incoming-link', { hasText: label })

const numberOf = ({ issue }: DocumentState): string => numberText(must(issue?.number))

it('SC-1 from the offline draft to 签发, with kill -9 in the middle of typing', { timeout: 10 * minutes }, async () => {
  onTestFailed(async () => {
    await (desk ?? turns.desk())?.shot('sc1-failed').catch(() => undefined)
  })
  // a first sign-in with a line, then the line goes down
  desk = await openDeskApp(county.line.url)
  const profile = desk.profile
  await signIn(desk.page, 'wangfang')
  await sent(desk.page)
  await desk.shot('sc1-01-todo')
  county.line.cut()
  await desk.page.keyboard.press('F9')

  // the draft with its planted faults
  await newDraft(desk.page, {
    docType: '请示',
    title: `${title}。`,
    mainTo: '青禾县人民政府、青禾县财政局',
    issuer: '柳河镇人民政府',
    body: [
      '一、险情基本情况',
      '入汛以来，柳河堤防出现管涌险情3处。',
      '二、资金需求',
      '工程总投资86.5万元，镇自筹20万元，申请补助66.5万元。',
      '特此报告。',
    ],
  })
  await desk.page.getByRole('tab', { name: /检查/ }).click()
  const findings = desk.page.locator('.findings')
  // 石桥乡 is no lower organ, 清水村 is
  await desk.page.locator('.elements').getByRole('textbox', { name: /^抄送/ }).fill('石桥乡人民政府，清水村村民委员会')
  for (const rule of ['R-02', 'R-03', 'R-05', 'R-40']) await findings.getByText(rule).first().waitFor()
  await desk.shot('sc1-02-findings')

  // mended
  const form = desk.page.locator('.elements')
  await form.getByLabel('标题').fill(title)
  await form.getByLabel('主送').fill('青禾县人民政府')
  await form.getByRole('textbox', { name: /^抄送/ }).fill('石桥乡人民政府')
  for (const rule of ['R-02', 'R-03', 'R-40']) await findings.getByText(rule).waitFor({ state: 'detached' })
  await selectWords(desk.page, '特此报告。')
  await desk.page.keyboard.insertText('妥否，请批示。')
  await desk.page.locator('.find-head').waitFor({ state: 'detached' })
  await saved(desk.page)
  await desk.page.locator('footer.status', { hasText: '离线' }).waitFor()
  await desk.shot('sc1-03-offline-draft')

  // 附件1, taken in without a line
  const file = path.join(desk.profile, '..', '工程预算表.xlsx')
  const sheet = [
    ['项目', '万元'],
    ['护砌和灌浆', '60'],
    ['抛石固基', '26.5'],
  ].map((row) => row.map((value) => ({ value })))
  const budget = Buffer.from(await (await writeXlsxFile(sheet).toBlob()).arrayBuffer())
  fs.writeFileSync(file, budget)
  fs.chmodSync(file, 0o644)
  await desk.app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
  }, file)
  await desk.page.getByRole('tab', { name: /附件/ }).click()
  await desk.page.getByRole('tabpanel').getByRole('button', { name: '添加附件' }).click()
  await desk.page.locator('.attachments').getByText('工程预算表').waitFor()

  // kill -9 in the middle of typing
  await caretAfter(desk.page, '险情3处。')
  const typed: { char: string; at: number }[] = []
  const line = '经水利站现场查勘，堤身单薄，汛期渗漏加剧，危及堤后两个村三百余户群众安全，必须在主汛期前完成加固。'
  for (const char of line) {
    await desk.page.keyboard.insertText(char)
    typed.push({ char, at: Date.now() })
    await desk.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 60)))
  }
  const killedAt = Date.now()
  await desk.kill()

  // the same desk again, still without a line
  desk = await openDeskApp(county.line.url, profile)
  await signIn(desk.page, 'wangfang')
  await goTo(desk.page, '草稿')
  await openDocument(desk.page, words)
  const after = await pageText(desk.page)
  const sure = typed
    .filter(({ at }) => at < killedAt - 1000)
    .map(({ char }) => char)
    .join('')
  expect(sure.length).toBeGreaterThan(5)
  expect(after).toContain(`险情3处。${sure}`)
  expect(after).toContain('妥否，请批示。')
  await desk.shot('sc1-04-after-kill')
  // whatever the last second lost is typed again
  const kept = line.split('').findLastIndex((_, i) => after.includes(line.slice(0, i + 1))) + 1
  await caretAfter(desk.page, `险情3处。${line.slice(0, kept)}`)
  if (kept < line.length) await desk.page.keyboard.insertText(line.slice(kept))
  await saved(desk.page)

  // 报送 without a line: an intent that waits
  await primary(desk.page, '报送')
  await desk.page.locator('footer.status', { hasText: '待上报' }).waitFor()
  await goTo(desk.page, '待上报')
  await desk.shot('sc1-05-outbox')

  // the line is back: everything is sent once, in order
  await county.line.mend()
  await desk.page.keyboard.press('F9')
  await sent(desk.page)
  const reviewer = await serverView(county.server.url, 'lijianguo', samplePassword)
  const arrived = (await reviewer.documents()).filter((one) => one.header.title === title)
  expect(arrived).toHaveLength(1)
  const [doc] = arrived
  expect(doc).toMatchObject({ state: 'F1', tracked: true, header: { mainTo: '青禾县人民政府' } })
  expect(doc?.opinions).toHaveLength(1)
  const body = must(await reviewer.body(doc?.id ?? '')).body
  expect(JSON.stringify(body)).toContain(line)
  expect(bodySm3(sm3, schema.nodeFromJSON(body))).toBe(doc?.bodySm3)
  expect(doc?.attachments).toMatchObject([{ name: '工程预算表.xlsx', sm3: sm3(budget) }])
  await expect.poll(async () => (await reviewer.attachment(sm3(budget)))?.equals(budget) ?? false, { timeout: 20_000 }).toBe(true)
  await desk.close()
  desk = undefined

  // 李建国 reviews with tracked edits
  await turns.at('lijianguo', async ({ page, shot }) => {
    await openDocument(page, words)
    await selectWords(page, '86.5万元')
    await page.keyboard.insertText('88万元')
    await caretAfter(page, '二、资金需求')
    await page.keyboard.insertText('及来源')
    await page.getByRole('tab', { name: /修订/ }).click()
    await page.locator('.rev-list').getByText('李建国').first().waitFor()
    await shot('sc1-06-review')
    await primary(page, '同意')
    await sent(page)
  })
  // 赵敏 decides: accepts one, rejects one
  await turns.at('zhaomin', async ({ page, shot }) => {
    await openDocument(page, words)
    await page.getByRole('tab', { name: /修订/ }).click()
    const rows = page.locator('.rev-list .rev-row', { hasText: '李建国' })
    await rows.filter({ hasText: '及来源' }).getByRole('button', { name: '接受' }).click()
    await rows.filter({ hasText: '替换' }).getByRole('button', { name: '拒绝' }).click()
    await rows.filter({ hasText: '已拒绝' }).waitFor()
    await shot('sc1-07-decisions')
    await primary(page, '同意')
    await sent(page)
  })
  await turns.at('zhouqiang', async ({ page }) => {
    await openDocument(page, words)
    await primary(page, '同意')
    await sent(page)
  })
  // 陈立新 signs what he was shown
  await turns.at('chenlixin', async ({ page, shot }) => {
    await openDocument(page, words)
    await page.getByText('最终稿', { exact: true }).click()
    await shot('sc1-08-final-view')
    expect(await pageText(page)).toContain('二、资金需求及来源')
    expect(await pageText(page)).toContain('总投资86.5万元')
    await page.getByText('所有标记', { exact: true }).click()
    await primary(page, '签发', async (dialog) => {
      await readChanges(dialog)
      await shot('sc1-09-sign')
    })
    await sent(page)
    await shot('sc1-10-signed')
  })
  const leader = await serverView(county.server.url, 'chenlixin', samplePassword)
  const signed = (await leader.documents()).find((one) => one.header.title === title)
  expect(signed?.state).toBe('F6')
  expect(signed?.signed?.bodySm3).toBe(signed?.bodySm3)
  expect(signed?.opinions.map((o) => [o.by.name, o.step])).toEqual([
    ['王芳', 'draft'],
    ['李建国', 'review'],
    ['赵敏', 'check'],
    ['周强', 'cosign'],
    ['陈立新', 'sign'],
  ])
  expect(signed?.decisions.flatMap((d) => d.changeIds.map(() => d.verdict)).toSorted()).toEqual(['accept', 'reject'])
})

it(
  'SC-1 sent by the township, handled in the county: number, seal, 分发, 签收, 登记, 初审, 拟办, 批示',
  { timeout: 10 * minutes },
  async () => {
    onTestFailed(async () => {
      await (desk ?? turns.desk())?.shot('sc1-county-failed').catch(() => undefined)
    })
    const clock = { now: Date.now }
    const clerk = await openDesk({ url: county.server.url, clock }, 'qianjin', undefined, samplePassword)
    const year = Number(dateOf(Date.now()).slice(0, 4))
    const page = `${numberPaths.book}?${new URLSearchParams({ prefix: '柳政', year: String(year) })}`
    const { next } = (await call<BookResponse>(county.server, 'GET', page, { token: clerk.token })).body
    await signedToNumbered(turns, words, 'sc1-county')
    await turns.at('sunyue', async (own) => {
      await openDocument(own.page, words)
      await act(own, '用印', '加盖电子印章', undefined, 'sc1-county-04-seal')
      await own.page.locator('.layout-links', { hasText: '柳河镇人民政府电子印章，孙悦用印 签章有效' }).waitFor()
      await own.shot('sc1-county-04-sealed')
    })
    await turns.at('qianjin', async (own) => {
      await openDocument(own.page, words)
      await act(own, '分发', /分发给/, undefined, 'sc1-county-05-send')
      await own.shot('sc1-county-06-sent')
    })
    const town = await serverView(county.line.url, 'qianjin', samplePassword)
    const out = (await town.documents()).find((one) => one.header.title.includes(words))
    expect(out?.state).toBe('F10')
    expect(out?.issue?.number).toMatchObject({ prefix: '柳政', year, seq: next })
    expect(out?.issue?.receipts.map(({ unitName, status }) => [unitName, status])).toContainEqual(['青禾县人民政府', 'sent'])

    await turns.at('sunli', async (own) => {
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
    expect(signedFor?.issue?.receipts.find(({ unitName }) => unitName === '青禾县人民政府')?.status).toBe('signed')

    await turns.at('hewei', async (own) => {
      await openDocument(own.page, words)
      await act(
        own,
        '拟办',
        '送批示',
        async (page) => {
          await choose(page, '主办', '政府办公室')
          for (const unit of ['财政局', '水利局']) await choose(page, '协办', unit)
          await page.getByLabel('办理时限').fill('3')
        },
        'sc1-county-12-propose',
      )
    })
    await turns.at('linguodong', async (own) => {
      await openDocument(own.page, words)
      await act(own, '批示', '批示', undefined, 'sc1-county-13-instruct')
      await own.page.getByRole('tab', { name: /意见/ }).click()
      await own.shot('sc1-county-14-instructed')
    })
    const office = await serverView(county.line.url, 'hewei', samplePassword)
    const incoming = (await office.documents()).find((one) => one.kind === 'incoming' && one.header.title.includes(words))
    expect(incoming).toMatchObject({ state: 'S6', links: [{ as: 'original', docId: out?.id }] })
    expect(incoming?.incoming?.handlers).toMatchObject([
      { as: 'lead', unitId: 'xzfb' },
      { as: 'assist', unitId: 'czj' },
      { as: 'assist', unitId: 'slj' },
    ])
  },
)

it(
  'SC-1 [WF-93] 承办, a 批复 drafted from the 请示, numbered, sent and signed for: each document shows the other',
  { timeout: 10 * minutes },
  async () => {
    onTestFailed(async () => {
      await (desk ?? turns.desk())?.shot('sc1-reply-failed').catch(() => undefined)
    })
    const course = countyCourse(county.server.url)
    const incoming = await course.find('hewei', words, 'incoming')
    const out = await course.find('qianjin', words)
    expect(incoming).toMatchObject({ state: 'S6', incoming: { register: { year: expect.any(Number) } } })

    await turns.at('liuyang', async (own) => {
      const { page } = own
      await openDocument(page, words)
      await own.shot('sc1-reply-01-assist')
      await page.locator('.doc-acts').getByRole('button', { name: '承办签收' }).click()
      await act(
        own,
        '办结',
        '办结',
        async () => {
          await page.getByRole('dialog').locator('textarea').fill('县级应急资金可以安排66.5万元。')
        },
        'sc1-reply-02-assisted',
      )
    })

    await turns.at('majun', async (own) => {
      const { page } = own
      await openDocument(page, words)
      await page.locator('.doc-acts').getByRole('button', { name: '承办签收' }).click()
      await page.locator('.doc-acts').getByRole('button', { name: '办结' }).waitFor()
      await page.locator('.route [aria-current]', { hasText: '承办马骏' }).waitFor()
      await own.shot('sc1-reply-03-handling')
      await fromMenu(page, '起草答复件')
      await linkOn(page, '答复件').getByRole('button').waitFor()
      await own.shot('sc1-reply-04-linked')
      await linkOn(page, '答复件').getByRole('button').click()
      await page.locator('.doc-head h1', { hasText: answer }).waitFor()
      await linkOn(page, '答复的公文').getByRole('button', { name: title }).waitFor()
      await typeBody(page, [
        '你镇《关于解决柳河堤防应急加固工程资金的请示》收悉。',
        '同意安排县级应急资金66.5万元，专项用于堤防应急加固。',
        '此复。',
      ])
      await own.shot('sc1-reply-05-draft')
      await primary(page, '报送')
    })
    const drafted = await course.find('majun', answer)
    expect(drafted).toMatchObject({
      unitId: 'xzf',
      header: { docType: '批复', issuer: '青禾县人民政府' },
      links: [{ docId: incoming.id, as: 'answers', number: numberOf(out) }],
    })
    await course.toSign('majun', drafted.id)
    await course.toNumber('majun', drafted.id)

    await turns.at('wuqian', async (own) => {
      await openDocument(own.page, listed)
      await act(own, '编号', '编号', undefined, 'sc1-reply-06-number')
      await own.page.getByText(/已编号：青政函〔\d{4}〕\d+号/).waitFor()
    })
    await course.toUnit('wuqian', drafted.id, 'liuhe')
    const number = numberOf(await course.state('majun', drafted.id))

    await turns.at('majun', async (own) => {
      const { page } = own
      await openDocument(page, words)
      await linkOn(page, '答复件')
        .getByRole('button', { name: `${number}《${answer}》` })
        .waitFor()
      await act(
        own,
        '办结',
        '办结',
        async () => {
          const dialog = page.getByRole('dialog')
          await dialog.locator('textarea').fill(`已报县政府批复，${number}。`)
          await dialog.getByLabel('青禾县水利局还没有交来意见').fill('工程量已由财政局核实')
        },
        'sc1-reply-07-finished',
      )
      const said = async (): Promise<void> => page.getByRole('dialog').locator('textarea').fill(`见${number}。`)
      await act(own, '答复来文单位', '答复', said, 'sc1-reply-08-answered')
      await page.getByRole('button', { name: '答复来文单位' }).waitFor({ state: 'detached' })
      // the list went on to the next one
      await goTo(page, '已办')
      await openDocument(page, words)
      await page.getByRole('tab', { name: /意见/ }).click()
      await page.locator('.opinions li', { hasText: '县级应急资金可以安排66.5万元' }).getByText('承办').waitFor()
      await own.shot('sc1-reply-09-closed')
    })

    await turns.at('qianjin', async (own) => {
      const { page } = own
      await openDocument(page, listed)
      await own.shot('sc1-reply-10-arrived')
      await act(own, '签收', '签收')
      await linkOn(page, '答复的公文')
        .getByRole('button', { name: numberOf(out) })
        .waitFor()
      await own.shot('sc1-reply-11-signed-for')
      await linkOn(page, '答复的公文').getByRole('button').click()
      await page.locator('.doc-head h1', { hasText: title }).waitFor()
      await page.locator('.incoming-bar', { hasText: `青禾县人民政府答复：见${number}。` }).waitFor()
      // 上行文: the layout names its signer
      await page.locator('.page-desk', { hasText: /签发人：\s*陈立新/ }).waitFor()
      await own.shot('sc1-reply-12-request')
      await linkOn(page, '答复件')
        .getByRole('button', { name: `${number}《${answer}》` })
        .click()
      await page.locator('.doc-head h1', { hasText: answer }).waitFor()
      await page.locator('.page-desk', { hasText: '同意安排县级应急资金66.5万元' }).waitFor()
    })

    // what the server has: both chains of links, the receipt, and the 收文 closed
    const copy = await course.find('qianjin', answer, 'incoming')
    const [asked, answered, taken, sentOut] = await Promise.all([
      course.state('qianjin', out.id),
      course.state('qianjin', copy.id),
      course.state('majun', incoming.id),
      course.state('majun', drafted.id),
    ])
    expect(taken).toMatchObject({ state: 'S8', incoming: { reply: { how: 'document', docId: drafted.id } } })
    expect(taken.links).toContainEqual({ docId: drafted.id, as: 'answeredBy', title: answer, number: '' })
    expect(taken.incoming?.handlers.map(({ as, waived }) => [as, waived?.reason])).toEqual([
      ['lead', undefined],
      ['assist', undefined],
      ['assist', '工程量已由财政局核实'],
    ])
    expect(sentOut.issue?.receipts).toMatchObject([{ unitName: '柳河镇人民政府', status: 'signed', by: { name: '钱进' } }])
    expect(asked.links).toEqual([{ docId: copy.id, as: 'answeredBy', title: answer, number }])
    expect(asked.replies).toMatchObject([{ unitName: '青禾县人民政府', how: 'document' }])
    expect(answered.links).toContainEqual({ docId: out.id, as: 'answers', title, number: numberOf(out) })
  },
)
