import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it, onTestFailed } from 'vitest'
import { goTo, newDraft, openDocument, samplePassword, saved, sent, signIn, typeBody } from '../../scripts/lib/desk-steps.mjs'
import { startCountyServer, type CountyServer } from '../../scripts/lib/server.mjs'
import { serverView } from '../../scripts/lib/server-view.mjs'
import { cutLine, type CutLine } from '../support/cut-line.ts'
import { closeScreen, newProfile, openDeskApp, type DeskApp } from '../support/desk-app.ts'
import { pageText } from '../support/page-text.ts'

/*
 * The cache (IndexedDB) of a real profile comes to harm while there is no line: damaged in five ways, emptied, left by a
 * newer version. Each time the client starts, says what it did, and the work that was never sent is there.
 */
const title = '柳河镇人民政府关于储备防汛物资的通知'
const data = fs.mkdtempSync(path.join(os.tmpdir(), 'liuhen-damage-'))
fs.chmodSync(data, 0o755)
const profile = newProfile()
let server: CountyServer
let line: CutLine
let desk: DeskApp | undefined
/** every sentence that was called saved */
const written: string[] = []

beforeAll(async () => {
  server = await startCountyServer(data, { port: 0 })
  line = await cutLine(server.url)
  const page = await open()
  await signIn(page, 'wangfang')
  await sent(page)
  line.cut()
  await newDraft(page, { docType: '通知', title, mainTo: '各村民委员会', body: ['各村按下列要求储备物资。'] })
  await saved(page)
  written.push('各村按下列要求储备物资。')
  await end()
})
afterAll(async () => {
  await end()
  line.close()
  await server.stop()
  await closeScreen()
  fs.rmSync(data, { recursive: true, force: true })
})

async function open(): Promise<Page> {
  desk = await openDeskApp(line.url, profile)
  desk.page.setDefaultTimeout(25_000)
  return desk.page
}
/** As a power cut ends it: what is damaged is what was on disk at that moment. */
async function end(): Promise<void> {
  await desk?.kill()
  desk = undefined
}

/** Signs in; the client may set the cache aside and start itself anew, then it is started here again. */
async function enter(): Promise<Page> {
  const first = await open()
  const app = desk?.app
  await app?.evaluate(({ app: electron }) => {
    electron.relaunch = () => undefined
  })
  const ended = new Promise<'ended'>((resolve) => app?.once('close', () => resolve('ended')))
  const entered = signIn(first, 'wangfang').then(
    () => 'entered' as const,
    () => 'gone' as const,
  )
  if ((await Promise.race([entered, ended])) === 'entered') return first
  await ended
  const again = await open()
  await signIn(again, 'wangfang')
  return again
}

const folder = (): string => path.join(profile, 'IndexedDB')
/** Files of the cache whose name fits, with their folders; the largest first. */
function files(fits: RegExp): string[] {
  const found = fs
    .readdirSync(folder(), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.parentPath.endsWith('.leveldb') && fits.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
  return found.toSorted((a, b) => fs.statSync(b).size - fs.statSync(a).size)
}
function largest(fits: RegExp): string {
  const [file] = files(fits)
  if (file === undefined) throw new Error(`no file ${fits} in ${fs.readdirSync(folder(), { recursive: true }).join(' ')}`)
  return file
}

const harms: Record<string, () => void> = {
  'its table of contents is garbage': () => {
    const file = largest(/^MANIFEST/)
    fs.writeFileSync(file, Buffer.alloc(fs.statSync(file).size, 0x5a))
  },
  'the middle of its data is overwritten': () => {
    const file = largest(/\.(ldb|log)$/)
    const bytes = fs.readFileSync(file)
    bytes.fill(0x5a, Math.floor(bytes.length / 3), Math.floor((bytes.length * 2) / 3))
    fs.writeFileSync(file, bytes)
  },
  'its newest data is cut off': () => {
    const file = largest(/\.log$/)
    fs.truncateSync(file, Math.floor(fs.statSync(file).size / 2))
  },
  'the file that names it is gone': () => fs.rmSync(largest(/^CURRENT$/)),
  'its data files are gone': () => {
    for (const file of files(/\.(ldb|log)$/)) fs.rmSync(file)
  },
  'it is emptied': () => fs.rmSync(folder(), { recursive: true }),
}

/** The client says what it did; all that was written is in its place; one more sentence goes in. */
async function checkAndGoOn(sentence: string): Promise<void> {
  const page = await enter()
  await page.locator('.banner').getByText('本机的公文库').waitFor()
  await desk?.shot(`damage-${written.length}`)
  await page.locator('footer.status').getByText('离线').waitFor()
  await goTo(page, '草稿')
  await openDocument(page, '防汛物资')
  const text = await pageText(page)
  expect(written.filter((one) => text.split(one).length !== 2)).toEqual([])
  await typeBody(page, [sentence])
  await saved(page)
  written.push(sentence)
}

for (const [what, harm] of Object.entries(harms))
  it(`SY-83, SE-63 a cache is rebuilt and the unsent work is there: ${what}`, async () => {
    onTestFailed(async () => desk?.shot(`damage-failed-${written.length}`).catch(() => undefined))
    harm()
    await checkAndGoOn(`第${written.length}批物资入库。`)
    await end()
  })

it('SE-63 a cache of a newer version is set aside and built anew; then everything reaches the server once', async () => {
  onTestFailed(async () => desk?.shot('damage-failed-newer').catch(() => undefined))
  const before = await enter()
  await before.evaluate(async () => {
    const [name] = (await indexedDB.databases()).flatMap((one) =>
      one.name?.startsWith('liuhen') && !one.name.endsWith('-find') ? [one.name] : [],
    )
    if (name === undefined) throw new Error('no cache')
    await new Promise<void>((resolve, reject) => {
      const request = indexedDB.open(name, 999_999)
      request.onsuccess = () => {
        request.result.close()
        resolve()
      }
      request.onerror = () => reject(new Error(String(request.error)))
    })
  })
  await end()
  await checkAndGoOn('最后一批物资入库。')
  await line.mend()
  const page = desk?.page
  if (!page) throw new Error('no desk')
  await page.keyboard.press('F9')
  await sent(page)
  const me = await serverView(server.url, 'wangfang', samplePassword)
  const docs = (await me.documents()).filter((one) => one.header.title === title)
  expect(docs).toHaveLength(1)
  const body = JSON.stringify((await me.body(docs[0]?.id ?? ''))?.body)
  expect(written.filter((one) => body.split(one).length !== 2)).toEqual([])
})
