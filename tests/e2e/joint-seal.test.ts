import { v7 } from 'uuid'
import type { Page } from 'playwright-core'
import { expect, it, onTestFailed } from 'vitest'
import { openDocument, samplePassword } from '../../scripts/lib/desk-steps.mjs'
import { bodyJson } from '../../src-shared/document/body-json.ts'
import { makeDocument } from '../../src-shared/document/make.ts'
import { sm3OfJson } from '../../src-server/sm3.ts'
import { cleanCopy } from '../../src-shared/revision/clean-copy.ts'
import { paths } from '../../src-shared/sync/protocol.ts'
import { holdersOf, type Directory, type RoleCode } from '../../src-shared/workflow/directory.ts'
import { recheckQuestions } from '../../src-shared/workflow/issue/commands.ts'
import { jointTaskOf } from '../../src-shared/workflow/issue/joint.ts'
import { dateOf } from '../../src-shared/calendar/working-days.ts'
import { act, countyTurns } from '../support/county-turns.ts'
import { does, nextTask } from '../support/issue/issue-story.ts'
import { ownCounty } from '../support/own-county.ts'
import { agreeing, call, newDraft, openDesk, type Desk } from '../support/server/desk.ts'
import { must } from '../support/server/must.ts'
import { nodeOf } from '../support/server/story.ts'

/*
 * 联合用印: a 通知 of two towns, signed by both, has its number. The 用印员 of the other town finds it among the to-dos and gives its
 * seal; then the lead's sees both seals on the page, presses them, and the record holds for both.
 */
const words = '联合开展汛前河道巡查'
const county = ownCounty('joint-seal', () => [turns.desk()])
const turns = countyTurns(() => county)

/** Brings the 联合行文 to its number over the server's own commands; gives who signs and who seals for 石桥乡. */
async function numbered(): Promise<string> {
  const server = { url: county.server.url, clock: { now: Date.now } }
  const at = (login: string): Promise<Desk> => openDesk(server, login, v7(), samplePassword)
  const lead = await at('wangfang')
  const { body: directory } = await call<Directory>(server, 'GET', paths.directory, { token: lead.token })
  const who = (unitId: string, role: RoleCode): string => must(holdersOf(directory, unitId, [role])[0]).userId
  const today = dateOf(Date.now())
  const elements = {
    title: `柳河镇人民政府石桥乡人民政府关于${words}的通知`,
    mainTo: '各村民委员会',
    issuer: '柳河镇人民政府 石桥乡人民政府',
  }
  const body = bodyJson(makeDocument({ elements, paragraphs: ['汛期将至，现就两地共管河段巡查通知如下。'] }, v7))
  const own = must(directory.posts.find(({ userId }) => userId === 'u-wangfang'))
  const draft = newDraft(own.unitId, body)
  const { docId } = draft
  await does(lead, 'CreateDraft', docId, draft)
  const chosen = { review: 'lijianguo', check: 'zhaomin', cosign: 'zhouqiang', sign: 'chenlixin' }
  const assignees = Object.fromEntries(Object.entries(chosen).map(([step, login]) => [step, `u-${login}`]))
  const { sm3 } = must(await lead.body(docId))
  let taskId: string = v7()
  await does(lead, 'SubmitDraft', docId, { assignees, text: '', signedOn: today, basisSm3: sm3, nextTaskId: taskId })
  for (const step of ['review', 'check', 'cosign'] as const) {
    const args = { ...agreeing(docId, taskId, sm3), signedOn: today }
    await does(await at(chosen[step]), 'Approve', docId, args)
    taskId = args.nextTaskId
  }
  const signing = { text: '同意', signedOn: today, bodySm3: sm3 }
  await does(await at('chenlixin'), 'Sign', docId, { ...signing, taskId, openChanges: [] })
  const partner = await at(who('shiqiao', 'leader').slice('u-'.length))
  const asked = must(jointTaskOf(must(await partner.state(docId)), partner.session.user.id))
  await does(partner, 'SignJoint', docId, { ...signing, taskId: asked.id, stance: 'agree' })
  const office = await at('zhaomin')
  const clean = cleanCopy(nodeOf(must(await office.body(docId))), () => undefined)
  await does(office, 'MakeCleanCopy', docId, { bodySm3: sm3, sm3: sm3OfJson(bodyJson(clean)) })
  await does(office, 'Recheck', docId, { ticked: [...recheckQuestions], ...nextTask() })
  const numbering = { prefix: '柳政', mainTo: ['shiqiao'], copyTo: [], copies: 2 }
  await does(await at('qianjin'), 'AllocateNumber', docId, { ...numbering, ...nextTask() })
  return who('shiqiao', 'sealKeeper').slice('u-'.length)
}

it('[WF-140] [WF-141] [UI-100] the other town’s 用印员 gives its seal at its own desk; the lead presses both, and both hold', async () => {
  onTestFailed(async () => {
    await turns.desk()?.shot('joint-seal-failed')
  })
  const keeper = await numbered()
  await turns.at(keeper, async (own) => {
    await openDocument(own.page, words)
    const look = async (page: Page): Promise<void> => {
      await page.locator('.seal-preview .pp-seal').waitFor()
      expect(await page.locator('.seal-preview .pp-seal').count()).toBe(1)
    }
    await act(own, '联合用印', '同意加盖', look, 'joint-seal-01-given')
    await own.page.locator('.issue-bar', { hasText: /石桥乡人民政府\s*\S+已用印/ }).waitFor()
    await own.shot('joint-seal-02-line')
  })
  await turns.at('sunyue', async (own) => {
    await openDocument(own.page, words)
    const look = async (page: Page): Promise<void> => {
      await page.getByText('石桥乡人民政府已用印').first().waitFor()
      await page.locator('.seal-preview .pp-seal').nth(1).waitFor()
    }
    await act(own, '用印', '加盖电子印章', look, 'joint-seal-03-both')
    const links = own.page.locator('.layout-links')
    await links.getByText('签章有效').waitFor()
    await links.getByRole('button', { name: /电子印章/ }).click()
    await own.page.getByRole('dialog').getByText('柳河镇人民政府、石桥乡人民政府').waitFor()
    await own.shot('joint-seal-04-record')
  })
})
