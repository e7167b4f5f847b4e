import fs from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { primary, samplePassword, sent, signIn } from '../../scripts/lib/desk-steps.mjs'
import { serverView } from '../../scripts/lib/server-view.mjs'
import { t } from '../../src-renderer/ui/text.ts'
import { ta } from '../../src-renderer/ui/text-attention.ts'
import { tk } from '../../src-renderer/ui/text-lock.ts'
import { dateOf } from '../../src-shared/calendar/working-days.ts'
import { openTasksOf, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import { openDeskApp, startScreen, type DeskApp } from '../support/desk-app.ts'
import { clerksOf, type Clerks } from '../support/gallery/clerks.ts'
import { prepareCounty } from '../support/gallery/county.ts'
import { folder, writeFiles } from '../support/gallery/files.ts'
import { at, dialog, people } from '../support/gallery/scenes.ts'
import { account, act, button, doc, inTurn, keys, place, type Step } from '../support/gallery/steps.ts'
import { walk, type Scene } from '../support/gallery/walk.ts'
import { ownCounty } from '../support/own-county.ts'
import { must } from '../support/server/must.ts'

/*
 * Every place and dialog at 1366 × 768 and 1920 × 1080, one desk at which one person after the other sits down. The pictures lie
 * in artifacts/e2e/gallery; what a machine can tell of them is asked here, the rest is for eyes.
 */
const county = ownCounty('gallery', () => [desk])
let desk: DeskApp
let clerks: Clerks

beforeAll(async () => {
  clerks = clerksOf(county.server.url)
  // a window never grows to the whole of its screen
  await startScreen('2048x1152x24')
  const opened = openDeskApp(county.line.url)
  await Promise.all([prepareCounty(clerks), writeFiles(county.server.url)])
  desk = await opened
  desk.page.setDefaultTimeout(8_000)
})
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

const signedIn = async (login: string): Promise<void> => {
  await signIn(desk.page, login)
  await sent(desk.page)
}
const signedOut = async (): Promise<void> => {
  // what one person left unsent waits for that person, and the next one would wait for it
  await sent(desk.page)
  await account(t.signOut)(desk.page, desk)
  await desk.page.getByLabel(t.login, { exact: true }).waitFor()
}

it.each(Object.entries(people))('[UI-75] [UI-76] [UI-77] [UI-78] what %s sees', async (login, scenes) => {
  await signedIn(login)
  const faults = await walk(desk, scenes)
  await signedOut()
  expect(faults).toEqual([])
})

it('[UI-75] [UI-76] [UI-77] [UI-78] without a line, and what did not come to be in force', async () => {
  const words = '体育竞赛'
  await signedIn('zhaomin')
  const { documents } = await serverView(county.server.url, 'zhaomin', samplePassword)
  const state = must(((await documents()) as DocumentState[]).find((one) => one.header.title.includes(words)))
  county.line.cut()
  await desk.page.keyboard.press('F9')
  await desk.page.locator('footer.status').getByText(t.offline).waitFor()
  const faults = await walk(desk, [dialog('离线-同意', doc(words), act(t.approve))])
  await primary(desk.page, t.approve)
  faults.push(
    ...(await walk(desk, [
      at(
        '待上报',
        inTurn(place(t.outbox), (page) => page.getByText(words).first().waitFor()),
      ),
    ])),
  )
  const back = { taskId: must(openTasksOf(state, 'u-zhaomin')[0]).id, toStep: 'draft', text: '请核对赛事名称后再报。' }
  const signedOn = dateOf(Date.now())
  await clerks.does('zhaomin', 'Return', state.id, {
    ...back,
    signedOn,
    basisSm3: state.bodySm3,
    nextTaskId: crypto.randomUUID(),
  })
  await county.line.mend()
  await desk.page.keyboard.press('F9')
  const row = desk.page.locator('.att-row').filter({ hasText: words })
  const shown: Step = inTurn(place(t.attention), () => row.click())
  faults.push(...(await walk(desk, [at('需处理', shown), dialog('记为补充意见', button(ta.supplement))])))
  await signedOut()
  expect(faults).toEqual([])
})

it('[UI-75] [UI-78] the pages before the desk: sign-in and the lock', async () => {
  const page = (name: string, open: Step): Scene => ({ name, open, kind: 'page' })
  const alert: Step = (window) => window.getByRole('alert').waitFor()
  const wrong: Step = (window) => window.getByLabel(t.password).fill('不对的密码')
  const faults = await walk(desk, [
    page('登录', (window) => window.getByLabel(t.login, { exact: true }).fill('zhouqiang')),
    page('登录-密码不对', inTurn(wrong, button(t.signIn), alert)),
  ])
  await signedIn('zhouqiang')
  const locked: Step = (window) => window.locator('.lock-card').waitFor()
  faults.push(
    ...(await walk(desk, [
      page('锁定', inTurn(keys('Control+l'), locked)),
      page('锁定-密码不对', inTurn(wrong, button(tk.unlock), alert)),
    ])),
  )
  expect(faults).toEqual([])
})
