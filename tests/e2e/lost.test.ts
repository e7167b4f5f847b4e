import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it, onTestFailed, vi } from 'vitest'
import { newDraft, saved, sent, signIn } from '../../scripts/lib/desk-steps.mjs'
import { markDevice } from '../../src-server/admin/lost-device.ts'
import { listQuarantine, openQuarantine } from '../../src-server/admin/quarantine.ts'
import { cutLine, type CutLine } from '../support/cut-line.ts'
import { closeScreen, newProfile, openDeskApp, type DeskApp } from '../support/desk-app.ts'
import { PASSWORD } from '../support/server/county.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'
import { wordsAtRest } from '../support/words-at-rest.ts'

/*
 * A machine is reported lost while somebody works at it without a line (SE-72 … SE-77): with the line back it hands in what
 * they wrote, deletes everything and says so; the office has the text, and once the machine is found one signs in again.
 */
let server: TestServer
let line: CutLine
let desk: DeskApp | undefined
const profile = newProfile()
const office = fs.mkdtempSync(path.join(os.tmpdir(), 'liuhen-office-'))

beforeAll(async () => {
  server = await startTestServer({ now: Date.now() })
  line = await cutLine(server.url)
})
afterAll(async () => {
  await desk?.kill()
  line.close()
  await server.close()
  await closeScreen()
  fs.rmSync(office, { recursive: true, force: true })
})

/** The desk, which ends instead of starting itself anew; `ended` resolves when it has. */
async function open(): Promise<{ desk: DeskApp; ended: Promise<void> }> {
  const opened = await openDeskApp(line.url, profile)
  opened.page.setDefaultTimeout(25_000)
  await opened.app.evaluate(({ app }) => {
    app.relaunch = () => undefined
  })
  return { desk: opened, ended: new Promise((resolve) => opened.app.once('close', () => resolve())) }
}
const kinds = async (): Promise<string[]> =>
  (await server.db.selectFrom('audit_event').select('kind').where('kind', 'like', 'device.%').orderBy('seq').execute()).map(
    (row) => row.kind,
  )

it('SE-72 SE-74 SE-75 SE-77 lost with unsent work, handed in, wiped, told, opened by the office, found again', async () => {
  onTestFailed(async () => {
    await desk?.shot('lost-failed').catch(() => undefined)
  })
  const words = ['关于防汛值班的通知', '今晚八点起全员值班']
  const first = await open()
  desk = first.desk
  const { page } = desk
  await signIn(page, 'draft', PASSWORD)
  await sent(page)
  line.cut()
  await newDraft(page, { docType: '通知', title: words[0] ?? '', mainTo: '各股室', body: [`${words[1]}。`] })
  await saved(page)
  const { device } = JSON.parse(fs.readFileSync(path.join(profile, 'device.json'), 'utf8')) as { device: string }
  await markDevice(server.db, device, 'lost', Date.now())
  await page.keyboard.insertText('最后一句还没有保存')
  await line.mend()
  await page.keyboard.press('F9')
  await first.ended
  expect(await kinds()).toEqual(['device.lost', 'device.surrendered'])

  const second = await open()
  desk = second.desk
  await desk.page.locator('.lost-device', { hasText: '已经全部清除' }).waitFor()
  await desk.shot('lost-wiped')
  await vi.waitFor(async () => expect(await kinds()).toContain('device.wiped'), 20_000)
  expect(await desk.page.locator('input').count()).toBe(0)
  for (const name of ['keys', 'journal', 'files', 'directory', 'canary', 'IndexedDB', 'opened'])
    expect(fs.existsSync(path.join(profile, name)), name).toBe(false)
  expect(wordsAtRest(profile, [...words, '林知秋', '青禾县'])).toEqual([])

  const [given] = (await listQuarantine(server.db)) as { id: string }[]
  const dir = path.join(office, 'given')
  await openQuarantine(server.db, given?.id ?? '', dir, Date.now())
  const folder = path.join(dir, 'draft')
  const texts = fs.readdirSync(folder).filter((name) => name.startsWith('正文-'))
  const text = texts.map((name) => fs.readFileSync(path.join(folder, name), 'utf8')).join('\n')
  for (const word of [...words, '最后一句还没有保存']) expect(text).toContain(word)

  await markDevice(server.db, device, 'found', Date.now())
  await desk.close()
  const third = await open()
  desk = third.desk
  await signIn(desk.page, 'draft', PASSWORD)
  await sent(desk.page)
  await desk.close()
  desk = undefined
})
