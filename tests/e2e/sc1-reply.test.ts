import { expect, it, onTestFailed } from 'vitest'
import type { Page } from 'playwright-core'
import { v7 } from 'uuid'
import { goTo, openDocument, primary, typeBody } from '../../scripts/lib/desk-steps.mjs'
import { dateOf } from '../../src-shared/calendar/working-days.ts'
import { numberText } from '../../src-shared/workflow/issue/part.ts'
import { openTurn, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import { countyCourse, type CountyCourse } from '../support/county-course.ts'
import { act, countyTurns } from '../support/county-turns.ts'
import { ownCounty } from '../support/own-county.ts'
import { must } from '../support/server/must.ts'

/*
 * SC-1 (domain.md §5), its end: the 请示 was instructed on; the county's office handles it with 财政局 and 水利局, drafts the 批复
 * from it, and answers; the 批复 is signed, numbered 青政函, sent to the township and signed for there. Each document shows the
 * other. What sc1-county.test.ts and sc8-seal.test.ts drive through windows already is sent as commands here.
 */
const words = '堤防应急加固'
const request = '柳河镇人民政府关于解决柳河堤防应急加固工程资金的请示'
const answer = '青禾县人民政府关于解决柳河堤防应急加固工程资金的批复'
/** as lists have it, without the organ */
const listed = answer.slice('青禾县人民政府'.length)
const county = ownCounty('sc1-reply', () => [turns.desk()])
const turns = countyTurns(() => county)
const { at } = turns

/** An entry of the menu 更多. */
async function fromMenu(page: Page, name: string): Promise<void> {
  await page.locator('.doc-acts').getByRole('button', { name: '更多' }).click()
  await page.getByRole('menuitem', { name }).click()
}
/** What a document is linked with, as the line under its route tells it. */
const linkOn = (page: Page, label: string) => page.locator('.incoming-link', { hasText: label })

const numberOf = ({ issue }: DocumentState): string => numberText(must(issue?.number))

/** From 签发 in the township to 批示 in the county. */
async function toInstructed({ find, state, send, toNumber, toUnit, toPropose }: CountyCourse): Promise<DocumentState> {
  const { id } = await find('chenlixin', words)
  await toNumber('zhaomin', id)
  const numbering = { prefix: '柳政', mainTo: ['xzf'], copyTo: [], copies: 5, nextTaskId: v7() }
  await send('qianjin', 'AllocateNumber', id, numbering)
  await toUnit('qianjin', id, 'xzf')
  const arrived = await find('sunli', words, 'incoming')
  await toPropose('sunli', arrived.id)
  const said = async (login: string) => {
    const doc = await state(login, arrived.id)
    return { taskId: must(openTurn(doc)).id, signedOn: dateOf(Date.now()), basisSm3: doc.bodySm3, nextTaskId: v7() }
  }
  const asked = (unitId: string) => ({ unitId, taskId: v7() })
  const handlers = { lead: asked('xzfb'), assists: [asked('czj'), asked('slj')] }
  const proposed = {
    kind: 'handle',
    text: '拟请县政府办公室会同财政局、水利局办理。',
    readers: [],
    leader: 'u-linguodong',
    days: 3,
  }
  await send('hewei', 'Propose', arrived.id, { ...(await said('hewei')), ...handlers, ...proposed })
  const on = { text: '同意。请抓紧办理，及时批复。', round: false, next: { to: 'on' } }
  await send('linguodong', 'Instruct', arrived.id, { ...(await said('linguodong')), ...on })
  return state('hewei', arrived.id)
}

it('SC-1 [WF-93] 承办, a 批复 drafted from the 请示, numbered, sent and signed for: each document shows the other', async () => {
  onTestFailed(async () => {
    await turns.desk()?.shot('sc1-reply-failed')
  })
  const course = countyCourse(county.server.url)
  const incoming = await toInstructed(course)
  const out = await course.find('qianjin', words)
  expect(incoming).toMatchObject({ state: 'S6', incoming: { register: { year: expect.any(Number) } } })

  await at('liuyang', async (own) => {
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

  await at('majun', async (own) => {
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
    await linkOn(page, '答复的公文').getByRole('button', { name: request }).waitFor()
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

  await at('wuqian', async (own) => {
    await openDocument(own.page, listed)
    await act(own, '编号', '编号', undefined, 'sc1-reply-06-number')
    await own.page.getByText(/已编号：青政函〔\d{4}〕\d+号/).waitFor()
  })
  await course.toUnit('wuqian', drafted.id, 'liuhe')
  const number = numberOf(await course.state('majun', drafted.id))

  await at('majun', async (own) => {
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

  await at('qianjin', async (own) => {
    const { page } = own
    await openDocument(page, listed)
    await own.shot('sc1-reply-10-arrived')
    await act(own, '签收', '签收')
    await linkOn(page, '答复的公文')
      .getByRole('button', { name: numberOf(out) })
      .waitFor()
    await own.shot('sc1-reply-11-signed-for')
    await linkOn(page, '答复的公文').getByRole('button').click()
    await page.locator('.doc-head h1', { hasText: request }).waitFor()
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
  expect(answered.links).toContainEqual({ docId: out.id, as: 'answers', title: request, number: numberOf(out) })
})
