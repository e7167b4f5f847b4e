import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { v7 } from 'uuid'
import { goTo, openDocument, primary, readChanges, sent, signIn } from '../../scripts/lib/desk-steps.mjs'
import { bodyJson } from '../../src-shared/document/body-json.ts'
import { makeDocument } from '../../src-shared/document/make.ts'
import { openTurn, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { DeskApp } from '../support/desk-app.ts'
import { at, movedCounty, sampleAt } from '../support/moved-county.ts'
import { PASSWORD } from '../support/server/county.ts'
import { createDraft, submitDraft } from '../support/server/desk.ts'
import { must } from '../support/server/must.ts'
import { appendTo, plain, replaceText, tracked } from '../support/server/tracked.ts'

/*
 * SC-5 (domain.md §5): 高文, on a field trip without a line since 08:00, signs at 10:20 two documents of 县政府办; one of them
 * 马骏 corrected at 09:50. Synced at 14:30, the one is not in force, the other is. At a laptop whose clock was set back two
 * days a third waits for a day that is confirmed. What comes before 签发 goes as commands.
 */
const sample = sampleAt(at('2026-09-21T09:00:00'))
// 审签 is 马骏's, too: what goes to 高文 from him he can take back
const majun = must(sample.posts.find((one) => one.unitId === 'xzfb' && one.userId === 'u-majun'))
const seed = {
  ...sample,
  posts: [...sample.posts, { ...majun, id: 'majun-cosigns', role: 'deputyLeader' as const }],
  documents: [],
}
const drafter = must(seed.posts.find((one) => one.unitId === 'xzfb-1' && one.role === 'drafter')).userId.slice(2)
const county = movedCounty('sc5', seed, at('2026-09-22T07:40:00'))

const corrected = '下达堤防养护补助'
const unchanged = '调整汛期值班安排'
const later = '开展秋季防火巡查'
const titleOf = (words: string): string => `青禾县人民政府办公室关于${words}的通知`

const stateOf = async (docId: string): Promise<DocumentState> => must(await (await county.signedIn('majun')).state(docId))

/** Agrees at the open turn as a command. */
async function agree(login: string, docId: string): Promise<void> {
  const own = await county.signedIn(login)
  const doc = must(await own.state(docId))
  const args = {
    docId,
    taskId: openTurn(doc)?.id,
    text: '同意',
    signedOn: county.today(),
    basisSm3: doc.bodySm3,
    nextTaskId: v7(),
  }
  expect(await own.send('Approve', args)).toMatchObject({ status: 'applied' })
}

/** A 通知 of 县政府办 in its sixth version, before 高文 for 签发. */
async function toSign(words: string): Promise<string> {
  const own = await county.signedIn(drafter)
  const elements = { title: titleOf(words), mainTo: '各乡镇人民政府', issuer: '青禾县人民政府办公室' }
  const paragraphs = ['现将有关事项通知如下。', '补助资金65万元，于月底前下达。']
  const docId = await createDraft(own, 'xzfb-1', bodyJson(makeDocument({ codes: { docType: '通知' }, elements, paragraphs }, v7)))
  for (const more of ['请', '各', '乡', '镇', '办'])
    await own.save(docId, must(await own.body(docId)), (text) => plain(text, appendTo('如下', more)))
  const assignees = { review: 'u-hewei', check: 'u-majun', cosign: 'u-majun', sign: 'u-gaowen' }
  await submitDraft(own, docId, { assignees, signedOn: county.today() })
  await agree('hewei', docId)
  await agree('majun', docId)
  await agree('majun', docId)
  expect(await stateOf(docId)).toMatchObject({ step: 'sign', bodyVersion: 6 })
  return docId
}

/** 马骏 takes it back, corrects the number with marks and hands it on again. */
async function correct(docId: string): Promise<void> {
  const own = await county.signedIn('majun')
  const taken = { docId, text: '金额有误', signedOn: county.today(), nextTaskId: v7() }
  expect(await own.send('Withdraw', taken)).toMatchObject({ status: 'applied' })
  const edit = replaceText('65万元', '66.5万元')
  const base = must(await own.body(docId))
  const saved = await own.save(
    docId,
    base,
    (text) => tracked(text, 'u-majun', 'cosign', county.server.clock.now(), edit),
    'cosign',
  )
  expect(saved).toMatchObject({ status: 'applied' })
  await agree('majun', docId)
}

const status = (page: Page, words: string | RegExp) => page.locator('footer.status', { hasText: words })
/** 高文 at his laptop, its clock at `when`. */
async function laptop(when: string, profile?: string): Promise<DeskApp> {
  const desk = await county.desk(when, profile)
  await signIn(desk.page, 'gaowen', PASSWORD)
  return desk
}
/** Signs with these words in the dialog of 签发. */
async function signs({ page }: DeskApp, words: string, look?: () => Promise<void>): Promise<void> {
  await goTo(page, '待办')
  await openDocument(page, words)
  await primary(page, '签发', async (dialog) => {
    await dialog.locator('textarea').fill('同意印发')
    await readChanges(dialog)
    await look?.()
  })
}

it('SC-5 [UI-85] [UI-86] signed without a line on an older text: not in force, the number shown, signed anew; on the same text in force', async () => {
  const [changed, same] = [await toSign(corrected), await toSign(unchanged)]
  county.forward('2026-09-22T07:50:00')
  const home = await laptop('2026-09-22T07:50:00')
  await sent(home.page)
  for (const words of [corrected, unchanged]) await openDocument(home.page, words)
  await sent(home.page)
  const { profile } = home
  await home.kill()

  // without a line from 08:00 on; 马骏 corrects one of the two
  county.line.cut()
  county.forward('2026-09-22T09:50:00')
  await correct(changed)
  const now = await stateOf(changed)
  expect(now).toMatchObject({ step: 'sign', bodyVersion: 7 })
  expect(now.signed).toBeNull()
  expect(['F4', 'F5']).toContain(now.state)

  const trip = await laptop('2026-09-22T10:20:00', profile)
  await status(trip.page, '离线').waitFor()
  await signs(trip, corrected, () => trip.shot('sc5-01-signing'))
  await signs(trip, unchanged)
  await status(trip.page, /待上报 \d/).waitFor()
  await goTo(trip.page, '待上报')
  await trip.shot('sc5-02-waiting')
  await trip.kill()

  await county.line.mend()
  county.forward('2026-09-22T14:30:00')
  const back = await laptop('2026-09-22T14:30:00', profile)
  const { page } = back
  await status(page, /需处理 1/).waitFor()
  const stood = await stateOf(changed)
  expect(stood).toMatchObject({ state: now.state, step: 'sign', bodySm3: now.bodySm3 })
  expect([stood.signed, stood.issue?.number]).toEqual([null, undefined])
  // no number before it is signed: the clerk does not even have it
  const clerk = await county.signedIn('wuqian')
  const numbering = { docId: changed, prefix: '青政办', mainTo: ['liuhe'], copyTo: [], copies: 5, nextTaskId: v7() }
  expect(await clerk.send('AllocateNumber', numbering)).toMatchObject({ status: 'rejected', code: 'WF-NOT-FOUND' })

  await goTo(page, '需处理')
  const detail = page.locator('.att-detail')
  await detail.getByText('未生效签批').waitFor()
  await detail.getByText('同意印发').first().waitFor()
  await detail.locator('th', { hasText: '第 6 稿' }).waitFor()
  await detail.locator('th', { hasText: '第 7 稿' }).waitFor()
  await back.shot('sc5-03-not-in-force')
  // the one number, and nothing else
  expect(await detail.locator('.att-sides tbody tr').count()).toBe(1)
  expect(await detail.locator('.att-sides .own.mine').allInnerTexts()).toEqual(['65'])
  expect(await detail.locator('.att-sides .own.theirs').allInnerTexts()).toEqual(['66.5'])
  await detail.getByRole('button', { name: '看过现在这一稿，重新签发' }).click()
  await page.locator('.doc-head h1', { hasText: corrected }).waitFor()
  await primary(page, '签发', async (dialog) => {
    expect(await dialog.locator('textarea').inputValue()).toBe('同意印发')
    expect(await dialog.locator('.doubtful-day').count()).toBe(0)
    await readChanges(dialog)
    await back.shot('sc5-04-signed-anew')
  })
  await sent(page)
  await status(page, '需处理').waitFor({ state: 'detached' })
  const anew = await stateOf(changed)
  expect(anew).toMatchObject({ state: 'F6', signed: { by: { name: '高文' }, bodySm3: now.bodySm3, signedOn: '2026-09-22' } })
  expect(anew.issue?.number).toBeUndefined()
  expect(anew.opinions.filter((one) => one.step === 'sign')).toHaveLength(1)

  // the other was signed on what stood there: in force, of that day, and both times are kept and shown
  const taken = await stateOf(same)
  expect(taken).toMatchObject({ state: 'F6', signed: { by: { name: '高文' }, signedOn: '2026-09-22' } })
  const opinion = must(taken.opinions.find((one) => one.step === 'sign'))
  expect(opinion.at).toBe(at('2026-09-22T14:30:00'))
  expect(opinion.authoredAt).toBeGreaterThan(at('2026-09-22T10:20:00'))
  expect(opinion.authoredAt).toBeLessThan(at('2026-09-22T10:40:00'))
  await goTo(page, '已办')
  await openDocument(page, unchanged)
  await page.getByRole('tab', { name: /意见/ }).click()
  await page.locator('.opinions li', { hasText: '签发' }).getByText('2026年9月22日 · 10:2').waitFor()
  await page.locator('.opinions li', { hasText: '签发' }).getByText('14:30 到服务器').waitFor()
  await back.shot('sc5-05-both-times')
  await back.close()
}, 600_000)

it('SC-5 [UI-85] a laptop whose clock was set back two days: the day of the server, confirmed, and no 倒签 (C-15)', async () => {
  county.forward('2026-09-22T14:50:00')
  const docId = await toSign(later)
  const { id: taskId } = must(openTurn(await stateOf(docId)))
  const own = await county.signedIn('gaowen')
  const { sm3: bodySm3 } = must(await own.body(docId))
  const early = { docId, taskId, text: '同意印发', signedOn: '2026-09-20', bodySm3, openChanges: [] }
  expect(await own.send('Sign', early)).toMatchObject({ status: 'rejected', code: 'WF-DATE' })

  county.forward('2026-09-22T15:00:00')
  const desk = await laptop('2026-09-20T15:00:00')
  await sent(desk.page)
  await openDocument(desk.page, later)
  await primary(desk.page, '签发', async (dialog) => {
    const doubt = dialog.locator('.doubtful-day')
    await doubt.getByText('本机时间是2026年9月20日 15:0').waitFor()
    await doubt.getByText('本件2026年9月22日 14:50收到').waitFor()
    expect(await dialog.getByRole('button', { name: '签发', exact: true }).isDisabled()).toBe(true)
    await desk.shot('sc5-06-clock')
    await doubt.getByRole('checkbox', { name: '签发日期确认为2026年9月22日' }).check()
  })
  await sent(desk.page)
  const signed = await stateOf(docId)
  expect(signed).toMatchObject({ state: 'F6', signed: { signedOn: '2026-09-22', at: at('2026-09-22T15:00:00') } })
  const opinion = must(signed.opinions.find((one) => one.step === 'sign'))
  expect(opinion.authoredAt).toBeLessThan(at('2026-09-20T16:00:00'))
  await desk.close()
}, 300_000)
