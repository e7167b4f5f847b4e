import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { v7 } from 'uuid'
import { openDocument, sent } from '../../scripts/lib/desk-steps.mjs'
import type { CommandName } from '../../src-shared/workflow/commands.ts'
import { openTasksOf, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import { asked, inOrder } from '../support/incoming-acts.ts'
import { at, movedCounty, sampleAt } from '../support/moved-county.ts'
import { must } from '../support/server/must.ts'
import { paper } from '../support/server/incoming-county.ts'

/*
 * The clock of SC-10 (domain.md §5) on a 收文 of 县政府 that 教育局 handles: 2026-09-18 + 3 工作日, a day of standing still, 2 工作日
 * more, done on the last one. What brings it to 承办 goes as commands, what moves the clock by hand. 督办 itself, its 立项 and
 * its 考核, have no chapter yet.
 */
const words = '开展秋季学期校园安全检查'
const title = `柳河镇人民政府关于${words}的请示`
const seed = { ...sampleAt(at('2026-09-17T09:00:00')), documents: [] }
const head = must(seed.posts.find((one) => one.unitId === 'jyj' && one.role === 'leader')).userId.slice(2)
const county = movedCounty('sc10', seed, at('2026-09-18T09:00:00'))
let docId = ''

const stateOf = async (): Promise<DocumentState> => must(await (await county.signedIn('sunli')).state(docId))
const dueAt = async (): Promise<number> => must(must((await stateOf()).incoming).clock).dueAt
async function give(login: string, name: CommandName, more: Record<string, unknown>): Promise<void> {
  const doc = await stateOf()
  const taskId = must(openTasksOf(doc, `u-${login}`)[0]).id
  const said = { text: '拟请教育局办理', signedOn: county.today(), basisSm3: doc.bodySm3, nextTaskId: v7() }
  const desk = await county.signedIn(login)
  expect(await desk.send(name, { docId, taskId, ...said, ...more })).toMatchObject({ status: 'applied' })
}
const bar = (page: Page) => page.locator('.incoming-bar')
/** The limit says this, above the page and in the list; above the page in its colour (yellow from three 工作日 on). */
async function limit(page: Page, words: string, colour: 'calm' | 'yellow' | 'red'): Promise<void> {
  await bar(page)
    .locator(`.incoming-${colour}`, { hasText: `办理时限：${words}` })
    .waitFor()
  await page.getByRole('option').getByText(words).waitFor()
}
const more = async (page: Page, entry: string): Promise<void> => {
  await page.locator('.doc-acts').getByRole('button', { name: '更多' }).click()
  await page.getByRole('menuitem', { name: entry }).click()
}
const confirm = async (page: Page, ok: string): Promise<void> => {
  await page.getByRole('dialog').getByRole('button', { name: ok, exact: true }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}
/** Who may act on it without having the turn has it in no list, and finds it. */
async function find(page: Page): Promise<void> {
  await page.keyboard.press('Control+Shift+f')
  await page.keyboard.insertText(words)
  await page.locator('#hits').getByText(words).first().waitFor()
  await page.keyboard.press('Enter')
  await page.locator('.doc-head h1', { hasText: words }).waitFor()
}

it('SC-10 WF-95 the clock of a 办件 on the window: due 09-22, 09-23 after a day of 中止, 09-28 after 延时, done in time', async () => {
  const registered = paper({ unitId: 'xzf', arrivedOn: '2026-09-18', datedOn: '2026-09-17' }, title)
  docId = registered.docId
  expect(await (await county.signedIn('sunli')).send('RegisterPaper', registered)).toMatchObject({ status: 'applied' })
  await give('sunli', 'Precheck', { answers: inOrder })
  const plan = { kind: 'handle', lead: asked('jyj'), assists: [], readers: [], leader: 'u-linguodong', days: 3 }
  await give('hewei', 'Propose', plan)
  await give('linguodong', 'Instruct', { round: true, next: { to: 'on' } })
  expect(await dueAt()).toBe(at('2026-09-22T17:30:00'))

  await county.scene('2026-09-18T10:00:00', head, async ({ page, shot }) => {
    await openDocument(page, words)
    await page.locator('.doc-acts').getByRole('button', { name: '承办签收', exact: true }).click()
    await page.locator('.doc-acts').getByRole('button', { name: '办结', exact: true }).waitFor()
    // today is counted, and Sunday the 20th is worked
    await limit(page, '剩 4 个工作日', 'calm')
    await shot('sc10-01-handling')
  })
  await county.scene('2026-09-21T10:00:00', 'gaowen', async ({ page, shot }) => {
    await find(page)
    await bar(page).getByText('办理时限：剩 2 个工作日').waitFor()
    await more(page, '中止计时…')
    await page.getByRole('dialog').locator('textarea').fill('等待省厅批复')
    await shot('sc10-02-stopping')
    await confirm(page, '中止计时')
    await bar(page).getByText('计时已中止：等待省厅批复').waitFor()
    await shot('sc10-03-stopped')
  })
  await county.scene('2026-09-22T09:00:00', head, async ({ page, shot }) => {
    await openDocument(page, words)
    await bar(page).getByText('计时已中止：等待省厅批复').waitFor()
    // it is due today, and does not count down
    expect(await page.getByRole('option').filter({ hasText: words }).innerText()).not.toMatch(/剩|超期/)
    await shot('sc10-04-stands-still')
    await more(page, '恢复计时')
    await limit(page, '剩 2 个工作日', 'yellow')
    await sent(page)
    expect(await dueAt()).toBe(at('2026-09-23T17:30:00'))
    await more(page, '申请延时…')
    await page.getByRole('dialog').getByRole('spinbutton').fill('2')
    await page.getByRole('dialog').locator('textarea').fill('省厅批复还没有到')
    await confirm(page, '申请')
  })
  await county.scene('2026-09-22T15:00:00', 'gaowen', async ({ page, shot }) => {
    await openDocument(page, words)
    await page.locator('.doc-acts').getByRole('button', { name: '答复延时申请', exact: true }).click()
    await page.getByRole('dialog').getByText('青禾县教育局申请延长 2 个工作日：省厅批复还没有到').waitFor()
    await shot('sc10-05-asked')
    await confirm(page, '同意延时')
  })
  expect(await dueAt()).toBe(at('2026-09-28T17:30:00'))

  // progress is written down without a line and reaches 县政府 with it
  await county.scene('2026-09-24T09:00:00', head, async ({ page, shot }) => {
    await openDocument(page, words)
    await limit(page, '剩 2 个工作日', 'yellow')
    county.line.cut()
    await more(page, '报告进展…')
    await page.getByRole('dialog').locator('textarea').fill('已检查 12 所学校。')
    await confirm(page, '报告')
    await page.locator('footer.status', { hasText: '待上报' }).waitFor()
    await shot('sc10-06-extended')
    await county.line.mend()
    await page.keyboard.press('F9')
  })
  expect((await stateOf()).incoming?.progress).toMatchObject([{ text: '已检查 12 所学校。' }])
  await county.scene('2026-09-28T16:00:00', head, async ({ page, shot }) => {
    await openDocument(page, words)
    await limit(page, '剩 1.5 小时', 'yellow')
    await page.locator('.doc-acts').getByRole('button', { name: '办结', exact: true }).click()
    await page.getByRole('dialog').locator('textarea').fill('检查完毕，隐患全部整改。')
    await shot('sc10-07-done')
    await confirm(page, '办结')
    await page.locator('.incoming-bar', { hasText: '办理时限' }).waitFor({ state: 'detached' })
  })
  const done = await stateOf()
  expect(done.state).toBe('S7')
  const { clock } = must(done.incoming)
  expect(must(clock).dueAt).toBeGreaterThan(must(done.tasks.find((task) => task.step === 'handle')?.doneAt))
}, 600_000)
