import { afterAll, beforeAll, expect, it, onTestFailed } from 'vitest'
import { v7 } from 'uuid'
import { goTo, openDocument, primary, sent, signIn } from '../../scripts/lib/desk-steps.mjs'
import { dateOf } from '../../src-shared/calendar/working-days.ts'
import { bodyJson } from '../../src-shared/document/body-json.ts'
import { makeDocument } from '../../src-shared/document/make.ts'
import { closeScreen, openDeskApp, type DeskApp } from '../support/desk-app.ts'
import { sampleAt } from '../support/moved-county.ts'
import { PASSWORD } from '../support/server/county.ts'
import { createDraft, openDesk, submitDraft, type Desk } from '../support/server/desk.ts'
import { must } from '../support/server/must.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'

/*
 * SC-11 (domain.md §5), its first sentence: 李建国 leaves 柳河镇. 赵敏 of the office hands his 14 open turns, 部门审核 and 传阅, to
 * another head of section in one action, from the list she is shown.
 */
const now = Date.now()
// with no documents but those below, the count of open turns is theirs
const seed = { ...sampleAt(now), documents: [] }
const heads = seed.posts.filter((one) => one.unitId.startsWith('liuhe-') && one.role === 'sectionHead')
const [successor, third] = heads.filter((one) => one.userId !== 'u-lijianguo')
const takes = must(successor)
const other = must(third)
let server: TestServer
const desks: DeskApp[] = []

beforeAll(async () => {
  server = await startTestServer({ seed, now })
})
afterAll(async () => {
  for (const desk of desks) await desk.kill().catch(() => undefined)
  await server.close()
  await closeScreen()
})

const titleOf = (n: number): string => `柳河镇人民政府关于第${n}号堤段巡查工作的通知`

/** A 通知 of 柳河镇 that waits for a head of section. */
async function atReview(draft: Desk, n: number, review: string): Promise<string> {
  const elements = { title: titleOf(n), mainTo: '各村民委员会', issuer: '柳河镇人民政府' }
  const body = bodyJson(makeDocument({ codes: { docType: '通知' }, elements, paragraphs: ['现将有关事项通知如下。'] }, v7))
  const docId = await createDraft(draft, 'liuhe-1', body)
  const assignees = { review, check: 'u-zhaomin', cosign: 'u-zhouqiang', sign: 'u-chenlixin' }
  await submitDraft(draft, docId, { assignees, signedOn: dateOf(now) })
  return docId
}

async function deskOf(login: string): Promise<DeskApp> {
  const desk = await openDeskApp(server.url)
  desks.push(desk)
  desk.page.setDefaultTimeout(20_000)
  await signIn(desk.page, login, PASSWORD)
  await sent(desk.page)
  return desk
}
const listed = ({ page }: DeskApp) => page.locator('.list-head, .inbox-head, header').getByText(/共 \d+ 件/)

it('SC-11 WF-96 14 open turns go to the successor in one action: the leaver has none left, the successor has them all', async () => {
  onTestFailed(async () => {
    for (const [i, desk] of desks.entries()) await desk.shot(`sc11-failed-${i}`).catch(() => undefined)
  })
  const draft = await openDesk(server, 'wangfang', v7(), PASSWORD)
  for (let n = 1; n <= 12; n++) await atReview(draft, n, 'u-lijianguo')
  for (let n = 13; n <= 14; n++) {
    const docId = await atReview(draft, n, other.userId)
    const readers = [{ userId: 'u-lijianguo', taskId: v7() }]
    expect(await draft.send('Circulate', { docId, readers, text: '请阅。' })).toMatchObject({ status: 'applied' })
  }
  const leaver = await deskOf('lijianguo')
  await listed(leaver).getByText('共 14 件').waitFor()
  await leaver.shot('sc11-01-leaver-before')

  const office = await deskOf('zhaomin')
  const { page } = office
  await page.locator('.top-me').click()
  await page.getByRole('menuitem', { name: '交接待办…' }).click()
  const dialog = page.getByRole('dialog')
  for (const [label, name] of [
    ['谁的待办', '李建国'],
    ['交给', takes.name],
  ] as const) {
    await dialog.getByRole('combobox', { name: label }).fill(name)
    await page.locator('.ant-select-item-option:visible', { hasText: name }).first().click()
  }
  await dialog.getByText('未办 14 件').waitFor()
  await office.shot('sc11-02-shown')
  expect(await dialog.locator('tbody tr.ant-table-row').count()).toBe(14)
  // not without a reason
  await dialog.getByRole('button', { name: '交接 14 件' }).click()
  await dialog.getByText('请写理由').waitFor()
  await dialog.locator('textarea').fill('李建国调县水利局工作。')
  await office.shot('sc11-03-reason')
  await dialog.getByRole('button', { name: '交接 14 件' }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByText('已交接 14 件').waitFor()
  await sent(page)
  await office.shot('sc11-04-handed-over')

  // his window was open all the while: nothing is his any more, and what he was reading is no longer his to handle
  await leaver.page.getByText('没有待办的公文').waitFor()
  expect(await leaver.page.getByRole('option').count()).toBe(0)
  expect(await leaver.page.locator('.doc-acts').getByRole('button', { name: '同意' }).count()).toBe(0)
  await leaver.shot('sc11-05-leaver-after')

  const next = await deskOf(takes.userId.slice(2))
  await listed(next).getByText('共 14 件').waitFor()
  await openDocument(next.page, '第2号堤段')
  await next.page.getByText('赵敏交接给您：李建国调县水利局工作。').waitFor()
  await next.shot('sc11-06-successor')
  await openDocument(next.page, '第14号堤段')
  await primary(next.page, '阅知')
  await sent(next.page)
  await goTo(next.page, '在办')
  await openDocument(next.page, '第14号堤段')
  await next.page.getByText('传阅 1/1 已阅').waitFor()
  await next.shot('sc11-07-successor-read')

  const view = await openDesk(server, takes.userId.slice(2), v7(), PASSWORD)
  const { docs } = await view.pull()
  const turns = docs.flatMap((row) => row.data?.tasks.filter((task) => task.doneAt === null) ?? [])
  // one of them she has read by now
  expect(turns.filter((task) => task.assignee.userId === takes.userId).length).toBe(13)
  expect(turns.filter((task) => task.assignee.userId === 'u-lijianguo')).toEqual([])
  expect(turns.filter((task) => task.assignee.userId === takes.userId).every((task) => task.given?.how === 'handedOver')).toBe(
    true,
  )
}, 400_000)
