import type { Page } from 'playwright-core'
import { expect, it, onTestFailed } from 'vitest'
import { goTo, newDraft, openDocument, samplePassword, saved, sent, signIn } from '../../scripts/lib/desk-steps.mjs'
import { serverView } from '../../scripts/lib/server-view.mjs'
import { newProfile, openDeskApp, type DeskApp } from '../support/desk-app.ts'
import { ownCounty } from '../support/own-county.ts'
import { pageText } from '../support/page-text.ts'
import { isLong, Random } from '../support/revision/random.ts'

/*
 * kill -9 of the whole client at random moments, while it types and syncs: nothing the status bar called saved more than
 * a second before is missing, nothing comes twice, and the server ends with what the desk shows.
 */
const rounds = isLong ? 100 : 10
const title = '柳河镇人民政府关于报送度汛日志的通知'
const county = ownCounty('kill', () => [desk])
const profile = newProfile()
let desk: DeskApp | undefined

async function open(): Promise<Page> {
  desk = await openDeskApp(county.line.url, profile)
  desk.page.setDefaultTimeout(25_000)
  await signIn(desk.page, 'wangfang')
  return desk.page
}

/** When everything typed was on disk last, as the status bar says; epoch ms. */
async function savedAt(page: Page): Promise<number> {
  const word = page.locator('footer.status time', { hasText: '已保存到本机' })
  const at = (await word.count()) > 0 ? await word.getAttribute('datetime', { timeout: 1000 }).catch(() => null) : null
  return at === null ? 0 : Date.parse(at)
}

type Mark = { text: string; at: number; known: boolean }

/** Types marks until the moment comes; keeps what the status bar said of each. */
async function typeUntil(page: Page, moment: number, next: () => string, between: () => number): Promise<Mark[]> {
  const marks: Mark[] = []
  while (Date.now() < moment) {
    const text = next()
    await page.keyboard.insertText(text)
    marks.push({ text, at: Date.now(), known: false })
    await page.evaluate((ms) => new Promise((resolve) => setTimeout(resolve, ms)), between())
    const at = await savedAt(page)
    // one second of grace, as the promise has it
    for (const mark of marks) mark.known ||= mark.at < at && at < moment - 1000
  }
  return marks
}

it(`nothing saved is lost by kill -9 at ${rounds} random moments under typing and syncing`, async () => {
  onTestFailed(async () => {
    await desk?.shot('kill-failed').catch(() => undefined)
  })
  const seed = Number(process.env['LIUHEN_SEED'] ?? Date.now() % 1_000_000)
  console.log(`kill: seed ${seed}`)
  const random = new Random(seed)
  let page = await open()
  await sent(page)
  await newDraft(page, { docType: '通知', title, mainTo: '各村民委员会', body: ['度汛日志：'] })
  await saved(page)
  let count = 0
  const known: string[] = []
  for (let round = 0; round < rounds; round++) {
    if (random.chance(0.5)) county.line.cut()
    else await county.line.mend()
    const moment = Date.now() + random.int(300, 5000)
    const sync = random.chance(0.5)
    if (sync) await page.keyboard.press('F9')
    const marks = await typeUntil(
      page,
      moment,
      () => `〔${String(++count).padStart(4, '0')}〕`,
      () => random.int(10, 150),
    )
    await desk?.kill()
    known.push(...marks.filter((mark) => mark.known).map((mark) => mark.text))

    page = await open()
    await goTo(page, '草稿')
    await openDocument(page, '度汛日志')
    const text = await pageText(page)
    const missing = known.filter((mark) => text.split(mark).length !== 2)
    expect(missing, `round ${round}, seed ${seed}`).toEqual([])
    // on it goes at the end
    await page.locator('.page-desk .ProseMirror p').last().click()
    await page.keyboard.press('Control+End')
  }
  console.log(`kill: ${rounds} kills, ${count} marks typed, ${known.length} called saved a second before, 0 missing`)
  expect(known.length).toBeGreaterThan(rounds / 3)

  await county.line.mend()
  await page.keyboard.press('F9')
  await saved(page)
  await sent(page)
  const here = (await pageText(page)).match(/〔\d{4}〕/g) ?? []
  expect(new Set(here).size).toBe(here.length)
  const me = await serverView(county.server.url, 'wangfang', samplePassword)
  const doc = (await me.documents()).find((one) => one.header.title === title)
  const there = JSON.stringify((await me.body(doc?.id ?? ''))?.body).match(/〔\d{4}〕/g) ?? []
  expect(there).toEqual(here)
  await desk?.close()
  desk = undefined
}, 1_800_000)
