import fs from 'node:fs'
import type { Page } from 'playwright-core'
import { expect, it, onTestFailed } from 'vitest'
import { v7 } from 'uuid'
import { goTo, openDocument, primary, sent, signIn } from '../../scripts/lib/desk-steps.mjs'
import { sampleCounty } from '../../src-server/sample/county.ts'
import { sampleSeed } from '../../src-server/sample/load-sample.ts'
import { wholePath } from '../../src-server/store/blob-files.ts'
import { dateOf } from '../../src-shared/calendar/working-days.ts'
import type { RoleCode } from '../../src-shared/workflow/directory.ts'
import { openTurn } from '../../src-shared/workflow/document-state.ts'
import { numberText } from '../../src-shared/workflow/issue/part.ts'
import { countyCourse } from '../support/county-course.ts'
import { act, countyTurns } from '../support/county-turns.ts'
import { openDeskApp, type DeskApp } from '../support/desk-app.ts'
import { ownCounty } from '../support/own-county.ts'
import { must } from '../support/server/must.ts'

/*
 * SC-8 (domain.md §5), what sc8-seal.test.ts leaves: a 通知 of 县政府办 to every other unit of the county and what becomes of
 * its copies; 传阅 in 民政局 with two readers without a line; a layout with one byte changed; 涉密 paper. 签发 goes as commands.
 */
const words = '加强政务新媒体管理'
const county = ownCounty('sc8', () => [turns.desk(), ...open.values()])
const turns = countyTurns(() => county)
const open = new Map<string, DeskApp>()
/** the people of the sample county, as its server made them */
const { posts } = sampleCounty({ seed: sampleSeed, now: Date.now(), passwordHash: '' })
const loginOf = (unitId: string, role: RoleCode): string =>
  must(posts.find((one) => (one.unitId === unitId || one.unitId.startsWith(`${unitId}-`)) && one.role === role)).userId.slice(2)

async function deskOf(login: string): Promise<DeskApp> {
  const desk = await openDeskApp(county.line.url)
  open.set(login, desk)
  desk.page.setDefaultTimeout(20_000)
  await signIn(desk.page, login)
  await sent(desk.page)
  return desk
}
const fromMenu = async (page: Page, name: string): Promise<void> => {
  await page.locator('.doc-acts').getByRole('button', { name: '更多' }).click()
  await page.getByRole('menuitem', { name }).click()
}
const ledgerRow = (page: Page, unit: string) => page.locator('.issue-ledger tbody tr', { hasText: unit })

it('SC-8 [UI-87] [UI-88] a 通知 to every unit: ledger, 签收, 误投退回, 重份, a changed byte, 传阅 without a line, 涉密 paper', async () => {
  onTestFailed(async () => {
    await turns.desk()?.shot('sc8-failed')
    for (const [login, desk] of open) await desk.shot(`sc8-failed-${login}`).catch(() => undefined)
  })
  const course = countyCourse(county.server.url)
  const content = {
    codes: { docType: '通知' },
    elements: {
      title: `青禾县人民政府办公室关于${words}的通知`,
      mainTo: '各乡镇人民政府，县政府各部门：',
      issuer: '青禾县人民政府办公室',
    },
    paragraphs: ['现就有关事项通知如下。', '各单位开设的政务新媒体由本单位办公室管理，每周更新不少于一次。'],
  }
  const people = { review: 'u-hewei', check: 'u-majun', cosign: 'u-housixuan', sign: 'u-gaowen' }
  const out = { id: await course.drafted(loginOf('xzfb-1', 'drafter'), 'xzfb-1', content, people) }
  await course.toSign('majun', out.id)
  await course.toNumber('majun', out.id)

  // one press names all units
  await turns.at('wuqian', async (own) => {
    await openDocument(own.page, words)
    const everyone = async (page: Page): Promise<void> => {
      await page.getByRole('button', { name: '全部 97 个单位' }).first().click()
      await page.getByRole('button', { name: '清空' }).waitFor()
    }
    await act(own, '编号', '编号', everyone, 'sc8-11-number')
    await own.page.getByText(/已编号：青政办〔\d{4}〕\d+号/).waitFor()
  })
  await turns.at(loginOf('xzfb', 'sealKeeper'), async (own) => {
    await openDocument(own.page, words)
    // the dialog has its size once the pages are there
    await act(own, '用印', '加盖电子印章', (page) => page.locator('.seal-preview .pp-seal').waitFor())
    await own.page.locator('.layout-links').getByText('签章有效').waitFor()
  })
  await turns.at('wuqian', async (own) => {
    await openDocument(own.page, words)
    await act(own, '分发', '分发给 97 个单位', undefined, 'sc8-12-send')
  })
  const issued = must((await course.state('wuqian', out.id)).issue)
  expect(issued.receipts).toHaveLength(97)
  expect(new Set(issued.receipts.map(({ unitId, status }) => `${unitId} ${status}`)).size).toBe(97)
  const number = numberText(must(issued.number))

  await turns.at('qianjin', async (own) => {
    await openDocument(own.page, words)
    await act(own, '签收', '签收')
  })
  await turns.at(loginOf('slj', 'registrar'), async (own) => {
    await openDocument(own.page, words)
    await fromMenu(own.page, '误投退回…')
    const dialog = own.page.getByRole('dialog')
    await dialog.getByRole('button', { name: '退回', exact: true }).click()
    await dialog.getByText('请写明理由').waitFor()
    await dialog.locator('textarea').fill('本局无政务新媒体。')
    await dialog.getByRole('button', { name: '退回', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
  })

  // one byte of the layout is not what was sent: not signed for until the file is whole again
  const { sm3 } = must(issued.layout).ofd
  const file = wholePath(county.data, sm3)
  const whole = fs.readFileSync(file)
  const changed = Buffer.from(whole)
  changed[changed.length >> 1] = must(changed[changed.length >> 1]) ^ 1
  const taught = loginOf('jyj', 'registrar')
  await turns.at(taught, async (own) => {
    await openDocument(own.page, words)
    fs.writeFileSync(file, changed)
    const { page } = own
    await page.locator('.doc-acts').getByRole('button', { name: '签收', exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: '签收', exact: true }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.locator('footer.status', { hasText: '需处理 1' }).waitFor()
    await goTo(page, '需处理')
    await page.locator('.att-detail').getByText('WF-DAMAGED').waitFor()
    await own.shot('sc8-13-changed-byte')
    expect(must((await course.state('wuqian', out.id)).issue).receipts.find((one) => one.unitId === 'jyj')?.status).toBe('sent')
    fs.writeFileSync(file, whole)
    await goTo(page, '待办')
    await openDocument(page, words)
    await act(own, '签收', '签收')
  })

  // 财政局 has it registered, and the paper copy comes, too; and 涉密 paper
  const treasury = loginOf('czj', 'registrar')
  await turns.at(treasury, async (own) => {
    const { page } = own
    await openDocument(page, words)
    await act(own, '签收', '签收')
    await act(own, '登记', '登记')
    await goTo(page, '收文登记簿')
    await page.getByRole('button', { name: '纸质来文登记' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('来文单位').fill('青禾县人民政府办公室')
    await dialog.getByLabel('来文字号').fill(number)
    await dialog.getByLabel('标题').fill('关于加强政务新媒体管理的通知')
    await dialog.getByText('登记簿里已有相同的收文').waitFor()
    expect(await dialog.getByRole('button', { name: /登\s?记$/ }).isDisabled()).toBe(true)
    await own.shot('sc8-14-alike')
    await dialog.getByRole('radio', { name: '是同一件：关联为重份，不占号' }).check()
    await dialog.getByRole('button', { name: /登\s?记$/ }).click()
    await dialog.waitFor({ state: 'detached' })
    await sent(page)
    await page.locator('.register-lines tr', { hasText: '重份' }).waitFor()

    await page.getByRole('button', { name: '纸质来文登记' }).click()
    await dialog.getByLabel('来文单位').fill('青禾县委办公室')
    await dialog.getByLabel('标题').fill('关于某事项的通知（秘密★1年）')
    await dialog.getByText('涉密文件只登记台账').waitFor()
    await own.shot('sc8-15-secret')
    await dialog.getByRole('button', { name: /登\s?记$/ }).click()
    await dialog.waitFor({ state: 'detached' })
    await sent(page)
    await page.locator('.register-lines tr', { hasText: '（秘密）' }).waitFor()
    await own.shot('sc8-16-register')
  })
  const secret = await course.find(treasury, '秘密★1年', 'incoming')
  expect(secret).toMatchObject({ incoming: { secrecy: '秘密' }, attachments: [] })
  expect(secret.tasks.filter((task) => task.doneAt === null)).toEqual([])

  await turns.at('wuqian', async ({ page, shot }) => {
    await goTo(page, '待办')
    await openDocument(page, words)
    await fromMenu(page, '分发与签收…')
    await page.getByText('已签收 3，共发出 97，退回 1').waitFor()
    await ledgerRow(page, '青禾县水利局').getByText('本局无政务新媒体。').waitFor()
    await ledgerRow(page, '柳河镇人民政府').getByText('已签收').waitFor()
    await ledgerRow(page, '柳河镇人民政府').getByText('钱进').waitFor()
    expect(await ledgerRow(page, '柳河镇人民政府').innerText()).toMatch(/\d{2}:\d{2}/)
    await shot('sc8-17-ledger')
  })

  // 传阅 in 民政局 to nine, beside the main route, which is sent back meanwhile
  const registrar = loginOf('mzj', 'registrar')
  const copy = await course.find(registrar, words, 'incoming')
  await course.toPropose(registrar, copy.id)
  const proposer = must(openTurn(await course.state(registrar, copy.id))).assignee.userId
  const head = loginOf('mzj', 'leader')
  const staff = [...new Set(posts.filter((one) => one.unitId.startsWith('mzj')).map((one) => one.userId))]
  const readers = staff.filter((one) => ![proposer, `u-${head}`, `u-${registrar}`].includes(one)).slice(0, 9)
  const asking = { readers: readers.map((userId) => ({ userId, taskId: v7() })), text: '请阅知。' }
  await course.send(proposer.slice(2), 'Circulate', copy.id, asking)
  const [one, other] = readers.map((userId) => userId.slice(2))
  const desks = [await deskOf(must(one)), await deskOf(must(other))]
  for (const { page } of desks) await openDocument(page, words)
  for (const { page } of desks) await sent(page)
  county.line.cut()
  for (const { page } of desks) {
    await page.keyboard.press('F9')
    await page.locator('footer.status', { hasText: '离线' }).waitFor()
    await primary(page, '阅知')
    await page.locator('footer.status', { hasText: '待上报' }).waitFor()
  }
  await must(desks[0]).shot('sc8-18-read-offline')
  const readBefore = Date.now()
  const said = async (login: string, text: string) => {
    const doc = await course.state(login, copy.id)
    return { taskId: must(openTurn(doc)).id, text, signedOn: dateOf(Date.now()), basisSm3: doc.bodySm3, nextTaskId: v7() }
  }
  const plan = { kind: 'handle', lead: { unitId: 'mzj', taskId: v7() }, assists: [], readers: [], leader: `u-${head}`, days: 5 }
  await course.send(proposer.slice(2), 'Propose', copy.id, { ...(await said(proposer.slice(2), '拟由办公室办理。')), ...plan })
  const back = { ...(await said(head, '请重新拟办。')), round: false, next: { to: 'back' } }
  await course.send(head, 'Instruct', copy.id, back)
  for (const { userId, taskId } of asking.readers.slice(2)) {
    const doc = await course.state(registrar, copy.id)
    const read = { taskId, text: '', signedOn: dateOf(Date.now()), basisSm3: doc.bodySm3 }
    await course.send(userId.slice(2), 'NoteRead', copy.id, read)
  }
  const meanwhile = await course.state(registrar, copy.id)
  expect(meanwhile.state).toBe('S4')
  expect(meanwhile.tasks.filter((task) => task.kind === 'read' && task.doneAt === null)).toHaveLength(2)

  await county.line.mend()
  for (const { page } of desks) {
    await page.keyboard.press('F9')
    await sent(page)
  }
  const done = await course.state(registrar, copy.id)
  const reading = done.tasks.filter((task) => task.kind === 'read')
  expect(reading.map((task) => task.assignee.userId).toSorted()).toEqual(readers.toSorted())
  expect(reading.every((task) => task.result === 'read')).toBe(true)
  // they read when they read, and not when the line came back
  for (const task of reading.slice(0, 2)) {
    expect(must(task.readAt)).toBeLessThan(readBefore)
    expect(must(task.doneAt)).toBeGreaterThan(readBefore)
  }
  const { page, shot } = must(desks[0])
  // its main route goes on
  await goTo(page, '在办')
  await openDocument(page, words)
  await page.getByRole('button', { name: '传阅 9/9 已阅' }).click()
  expect(await page.locator('.routing-readers li').count()).toBe(9)
  await shot('sc8-19-all-read')
}, 600_000)
