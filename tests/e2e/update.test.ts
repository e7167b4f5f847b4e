import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it, onTestFailed } from 'vitest'
import { goTo, newDraft, openDocument, saved, signIn } from '../../scripts/lib/desk-steps.mjs'
import { addRelease, letOut, mark, setRing } from '../../src-server/releases/releases.ts'
import { newReleaseKey } from '../../src-server/releases/sign.ts'
import { signFolder } from '../../src-server/releases/sign-folder.ts'
import { cutLine, type CutLine } from '../support/cut-line.ts'
import { closeScreen, openInstalledDesk, type DeskApp } from '../support/desk-app.ts'
import { dpkg, installed, newHome, uninstallAll, whyNotInstall, writePolicy } from '../support/installed-desk.ts'
import { killTree } from '../support/kill-tree.ts'
import { PASSWORD } from '../support/server/county.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'
import { installerWaits } from '../support/update/machine-installer.ts'
import { fallingPackage, packageOf } from '../support/update/packages.ts'

/*
 * A desk installed from its Debian package as 1.0.0; 1.1.0 is published to one ring, comes beside it while somebody writes, and starts with
 * everything they wrote; 1.2.0 falls as it starts and is left again by itself (SC-12; UP-04, UP-06, UP-08, UP-13, UP-14).
 */
const reason = whyNotInstall()
if (reason) console.warn(`updates of an installed desk are NOT tried by this run: ${reason}`)

let server: TestServer
let line: CutLine
let desk: DeskApp | undefined
let home = ''
let stopInstaller: (() => void) | undefined
let key: { publicKey: string; privateKey: string }
let first = ''
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'liuhen-releases-'))

beforeAll(async () => {
  if (reason) return
  key = await newReleaseKey(path.join(folder, 'release.key'))
  first = await packageOf('1.0.0', key.publicKey, path.join(folder, 'first'))
  const next = await packageOf('1.1.0', key.publicKey, path.join(folder, '1.1.0'))
  await fallingPackage(next, '1.2.0', path.join(folder, '1.2.0'))
  server = await startTestServer({ now: Date.now(), updatePollMs: 400 })
  line = await cutLine(server.url)
  home = newHome()
}, 300_000)
afterAll(async () => {
  if (reason) return
  await desk?.kill().catch(() => undefined)
  for (const pid of desksOf('')) killTree(pid)
  stopInstaller?.()
  await uninstallAll()
  line.close()
  await server.close()
  await closeScreen()
  for (const gone of [folder, home]) fs.rmSync(gone, { recursive: true, force: true })
})

/** Main processes of the desk that run from a place below the installed one, without Chromium's own. */
function desksOf(below: string): number[] {
  const program = path.join(installed, below, 'liuhen')
  return fs.readdirSync('/proc').flatMap((name) => {
    try {
      if (!/^\d+$/.test(name) || fs.readlinkSync(`/proc/${name}/exe`) !== program) return []
      return fs.readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('--type=') ? [] : [Number(name)]
    } catch {
      return []
    }
  })
}

/**
 * Ends a desk that started itself anew and that nobody drives. Where no init reaps it, it stays a zombie, which Chromium takes for a desk
 * that runs: what says so is deleted.
 */
function endOf(below: string): void {
  for (const pid of desksOf(below)) killTree(pid)
  for (const name of ['Lock', 'Socket', 'Cookie']) fs.rmSync(path.join(home, `.config/Liuhen/Singleton${name}`), { force: true })
}

async function publish(version: string): Promise<void> {
  const dir = path.join(folder, version)
  const notes = path.join(folder, 'notes.txt')
  fs.writeFileSync(notes, '花脸稿打印更清楚。\n修正了几处问题。\n')
  await signFolder({ key: key.privateKey, dir, version, notes, now: server.clock.now() })
  await addRelease(server.db, { dir, dataDir: server.dataDir, keys: [key.publicKey], now: server.clock.now() })
}
const report = async () => (await server.db.selectFrom('machine_report').selectAll().executeTakeFirst())?.report
const starts = (name: string): boolean => fs.existsSync(path.join(home, '.config/Liuhen/starts', name))
const soon = { timeout: 60_000, interval: 100 }

async function openDesk(): Promise<DeskApp> {
  desk = await openInstalledDesk('/usr/bin/liuhen', home)
  desk.page.setDefaultTimeout(25_000)
  return desk
}
const versionOf = (one: DeskApp): Promise<string> => one.app.evaluate(({ app }) => app.getVersion())

it.skipIf(reason !== undefined)(
  'SC-12 UP-04 UP-13 UP-14 UP-08 N from its package, N+1 by its ring while somebody writes, with every word; N+2 falls twice and N+1 comes back',
  async () => {
    onTestFailed(async () => {
      await desk?.shot('update-failed').catch(() => undefined)
      console.warn(
        JSON.stringify(await report()),
        fs.readFileSync(path.join(home, '.config/Liuhen/desk.log'), 'utf8').slice(-2000),
      )
    })
    await uninstallAll()
    await dpkg('--install', first)
    stopInstaller = installerWaits(path.join(installed, 'liuhen-take'))
    writePolicy({ server: line.url })
    const old = await openDesk()
    expect(await versionOf(old)).toBe('1.0.0')
    await signIn(old.page, 'draft', PASSWORD)
    await newDraft(old.page, {
      docType: '通知',
      title: '关于汛期值班的通知',
      mainTo: '柳河镇人民政府',
      body: ['各村要落实值班。'],
    })
    await saved(old.page)

    // outside the ring nothing comes
    await publish('1.1.0')
    const at = async (): Promise<number> =>
      (await server.db.selectFrom('machine_report').select('at').executeTakeFirst())?.at ?? 0
    for (let polls = 0; polls < 2; polls++) {
      server.clock.forward(1000)
      await expect.poll(at, soon).toBe(server.clock.now())
    }
    expect(await report()).toMatchObject({ version: '1.0.0', kind: 'deb', update: { stage: 'none' } })
    expect(fs.readdirSync(path.join(installed, 'versions'))).toEqual([])

    // inside it, it comes; the line is cut on the way and it goes on
    const device = (await server.db.selectFrom('machine_report').select('id').executeTakeFirst())?.id ?? ''
    await setRing(server.db, 'device', device, 'it', server.clock.now())
    const bar = old.page.locator('footer.status')
    await bar.getByText(/正在下载新版本 1\.1\.0|新版本 1\.1\.0 已就绪/).waitFor()
    await old.page.locator('.page-desk .ProseMirror p', { hasText: '落实值班' }).click()
    await old.page.keyboard.press('End')
    await old.page.keyboard.insertText('带班领导在岗。')
    await bar.getByText('新版本 1.1.0 已就绪').waitFor({ timeout: 90_000 })
    expect(fs.statSync(path.join(installed, 'versions/1.1.0/chrome-sandbox')).mode & 0o7777).toBe(0o4755)
    await expect.poll(report, soon).toMatchObject({ version: '1.0.0', update: { stage: 'ready', version: '1.1.0' } })

    // IT holds it within a poll, and lets it go on
    await mark(server.db, '1.1.0', 'held', server.clock.now())
    await bar.getByText('新版本 1.1.0 已就绪').click()
    const dialog = old.page.getByRole('dialog')
    await dialog.getByText('管理员暂停了这次更新').waitFor()
    await mark(server.db, '1.1.0', 'open', server.clock.now())
    await dialog.getByText('您停手一会儿后会自动重启更新').waitFor()
    await old.shot('update-01-ready')
    await dialog.getByRole('button', { name: '稍后' }).click()
    await dialog.waitFor({ state: 'detached' })

    // the last word is typed and not saved by anybody when the restart is asked for
    await old.page.locator('.page-desk .ProseMirror p', { hasText: '带班领导' }).click()
    await old.page.keyboard.press('End')
    await old.page.keyboard.insertText('随时报告。')
    await bar.getByText('新版本 1.1.0 已就绪').click()
    const ended = new Promise<void>((resolve) => old.app.once('close', () => resolve()))
    await dialog.getByRole('button', { name: '重启并更新' }).click()
    await ended
    await expect.poll(() => desksOf('versions/1.1.0').length, soon).toBe(1)
    await expect.poll(() => starts('1.1.0.well'), soon).toBe(true)
    await expect.poll(report, soon).toMatchObject({ version: '1.1.0', update: { stage: 'none' } })
    endOf('versions/1.1.0')

    const next = await openDesk()
    expect(await versionOf(next)).toBe('1.1.0')
    await signIn(next.page, 'draft', PASSWORD)
    await goTo(next.page, '草稿')
    await openDocument(next.page, '汛期值班')
    await next.page.locator('.page-desk .ProseMirror p', { hasText: '各村要落实值班。带班领导在岗。随时报告。' }).waitFor()
    await next.shot('update-02-restarted')

    // N+2 is whole, signed, and falls as it starts
    await publish('1.2.0')
    await letOut(server.db, { version: '1.2.0', ring: 'broad', percent: 100, hours: 0, now: server.clock.now() })
    const nextBar = next.page.locator('footer.status')
    await nextBar.getByText('新版本 1.2.0 已就绪').click({ timeout: 90_000 })
    const fell = new Promise<void>((resolve) => next.app.once('close', () => resolve()))
    await next.page.getByRole('dialog').getByRole('button', { name: '重启并更新' }).click()
    await fell
    await expect.poll(() => desksOf('versions/1.1.0').length, soon).toBe(1)
    await expect
      .poll(report, soon)
      .toMatchObject({ version: '1.1.0', update: { stage: 'failed', version: '1.2.0', code: 'UP-FELL' } })
    endOf('versions/1.1.0')

    const back = await openDesk()
    expect(await versionOf(back)).toBe('1.1.0')
    await signIn(back.page, 'draft', PASSWORD)
    await goTo(back.page, '草稿')
    await openDocument(back.page, '汛期值班')
    await back.page.locator('.page-desk .ProseMirror p', { hasText: '随时报告。' }).waitFor()
    await back.page.locator('footer.status').getByText('1.2.0 打不开，已换回原来的版本').click()
    await back.page.getByRole('dialog').getByText('连续两次没有打开').waitFor()
    await back.shot('update-03-back')
    await back.close()
  },
  400_000,
)
