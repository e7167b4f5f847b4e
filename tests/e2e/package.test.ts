import asar from '@electron/asar'
import { execFile } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it, onTestFailed } from 'vitest'
import { goTo, newDraft, openDocument, saved, sent, signIn } from '../../scripts/lib/desk-steps.mjs'
import { serverView } from '../../scripts/lib/server-view.mjs'
import { layOutApp } from '../../scripts/package/app-folder.mjs'
import { packDebian, packFolder } from '../../scripts/package/builder.mjs'
import { readFuses, shippedFuses } from '../../scripts/package/fuses.mjs'
import { layOutBeside } from '../../scripts/package/beside.mjs'
import { kinds } from '../../scripts/package/kinds.mjs'
import { checkUnpacked } from '../../scripts/package/unpacked.mjs'
import { openInstalledDesk, type DeskApp } from '../support/desk-app.ts'
import {
  dpkg,
  handOver,
  installed,
  newHome,
  policyFile,
  saidAtStart,
  uninstallAll,
  whyNotInstall,
  writePolicy,
} from '../support/installed-desk.ts'
import { ownCounty } from '../support/own-county.ts'
import { standInRuntime } from '../support/stand-in-runtime.ts'

/*
 * The packages as they come out of `npm run package`, in the variant a test may attach to (UP-60 … UP-69): looked at, installed
 * by dpkg on this machine, worked with by an ordinary user, taken away, installed again over what the person wrote.
 */
const root = path.resolve(import.meta.dirname, '../..')
const output = path.join(root, 'dist', 'e2e-linux-x64')
const unpacked = path.join(output, 'linux-unpacked')
const { version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string }
const deb = path.join(output, 'deb', `liuhen_${version}_amd64.deb`)
const run = promisify(execFile)
const lines = async (command: string, ...args: string[]): Promise<string[]> =>
  (await run(command, args, { maxBuffer: 1 << 26 })).stdout.split('\n').filter(Boolean)

/** What the kernel says of the page's process: 2 where Chromium's sandbox holds it. */
async function sandboxOf({ app }: DeskApp): Promise<string | undefined> {
  const pid = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? 0)
  return /^Seccomp:\s+(\d)$/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
}

/** The import of safe copies opens by itself, says that what it was given is none, and is closed. */
async function refusesCopy(page: Page): Promise<void> {
  const dialog = page.locator('.ant-modal.safe-copy')
  await dialog.getByText('这个文件不是留痕的安全副本').waitFor()
  await dialog.getByRole('button', { name: '取消' }).click()
  await dialog.waitFor({ state: 'detached' })
}

const county = ownCounty('package', () => [desk])
let desk: DeskApp | undefined

beforeAll(async () => {
  await run(process.execPath, ['scripts/package.mjs', '--e2e', '--fast'], { cwd: root, maxBuffer: 1 << 26 })
})
afterAll(() => fs.rmSync(output, { recursive: true, force: true }))

it('UP-60 UP-61 UP-66 UP-67 what is packed: fuses, the built program and nothing else, all of it root’s own, its licences and its bill', async () => {
  expect(await readFuses(path.join(unpacked, 'liuhen'))).toEqual(shippedFuses({ e2e: true }))
  // the check that guards what is shipped sees that this variant is not for people
  const shipped = { executable: 'liuhen', fuses: shippedFuses({ e2e: false }) }
  await expect(checkUnpacked(unpacked, shipped)).rejects.toThrow('enableNodeCliInspectArguments')

  expect(fs.readdirSync(path.join(unpacked, 'resources'))).toEqual(['app.asar'])
  const archive = path.join(unpacked, 'resources', 'app.asar')
  const names = asar.listPackage(archive, { isPack: false })
  expect(names.filter((name) => !/^\/(package\.json|out(\/(main|preload|renderer).*)?)$/.test(name))).toEqual([])
  expect(JSON.parse(asar.extractFile(archive, 'package.json').toString())).not.toHaveProperty('dependencies')

  const inDeb = await lines('dpkg-deb', '-c', deb)
  expect(inDeb.filter((line) => !/^\S+ root\/root +\d+ \S+ \S+ \.\/((opt|usr)\/|$)/.test(line))).toEqual([])
  expect(inDeb.filter((line) => /^...s|^.{8}w/.test(line)).map((line) => line.split('./')[1])).toEqual([
    'opt/liuhen/chrome-sandbox',
  ])
  expect(inDeb.filter((line) => /\/resources\/./.test(line)).map((line) => path.basename(line))).toEqual(['app.asar'])
  const inTar = await lines('tar', '-tvzf', path.join(output, 'tar.gz', `liuhen-${version}-linux-x64.tar.gz`))
  expect(inTar.filter((line) => !/^\S+ root\/root /.test(line) || /^...s|^.{8}w/.test(line))).toEqual([])
  expect(inTar.filter((line) => /\/resources\/./.test(line)).map((line) => path.basename(line))).toEqual(['app.asar'])

  const licences = fs.readFileSync(path.join(unpacked, 'THIRD-PARTY-LICENSES.txt'), 'utf8')
  for (const name of [
    'react 19',
    'antd 6',
    'prosemirror-model 1',
    'pdfjs-dist 6',
    'Liuhen FangSong',
    'LICENSE_LIBERATION',
    'SIL OPEN FONT LICENSE',
  ])
    expect(licences).toContain(name)
  const bill = JSON.parse(fs.readFileSync(path.join(output, `liuhen-${version}-linux-x64.cdx.json`), 'utf8')) as {
    bomFormat: string
    components: { name: string }[]
  }
  expect(bill.bomFormat).toBe('CycloneDX')
  const components = bill.components.map(({ name }) => name)
  expect(components).toEqual(expect.arrayContaining(['react', 'zod', 'pdfjs-dist', 'harfbuzzjs', 'electron', 'chromium']))
  expect(components).not.toEqual(expect.arrayContaining(['fastify']))
  expect(components).not.toEqual(expect.arrayContaining(['pg']))
})

it.each(['win-x64', 'win-arm64', 'linux-arm64'] as const)(
  'UP-70 the configuration for %s is understood to the end: a runtime that stands in for that machine is packed as shipped',
  async (kind) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), `liuhen-${kind}-`))
    try {
      const licences = path.join(folder, 'licences.txt')
      fs.writeFileSync(licences, 'licences')
      const electron = standInRuntime(path.join(folder, 'electron'), kinds[kind].platform)
      const app = layOutApp(path.join(folder, 'app'))
      const beside =
        kinds[kind].platform === 'linux' ? layOutBeside(path.join(folder, 'beside'), { version, releaseKeys: [] }) : undefined
      const settings = { kind, app, output: path.join(folder, 'out'), licences, beside, electron, e2e: false, fast: true }
      await packFolder(settings)
      const packed = path.join(folder, 'out', kinds[kind].unpacked)
      const fuses = shippedFuses({ e2e: false })
      expect(await checkUnpacked(packed, { executable: kinds[kind].executable, fuses })).toEqual(fuses)
      expect(fs.readdirSync(path.join(packed, 'locales')).toSorted()).toEqual(['en-US.pak', 'zh-CN.pak'])
      if (kinds[kind].platform === 'win') {
        // Windows proves the archive by the hash that stands in the program
        const program = fs.readFileSync(path.join(packed, 'liuhen.exe')).toString('latin1')
        expect(program).toMatch(/"file":"resources\\\\app\.asar","alg":"SHA256"/i)
      } else {
        const file = await packDebian({ ...settings, folder: packed })
        expect((await lines('dpkg-deb', '-f', file, 'Package', 'Architecture')).toSorted()).toEqual([
          'Architecture: arm64',
          'Package: liuhen',
        ])
      }
    } finally {
      fs.rmSync(folder, { recursive: true, force: true })
    }
  },
)

const reason = whyNotInstall()
if (reason) console.warn(`the package is NOT installed by this run: ${reason}`)

it.skipIf(reason !== undefined)(
  'UP-62 UP-63 UP-64 UP-66 UP-68 UP-71 installed by dpkg it signs in, drafts and sends with the sandbox on; taken away, the work stays, and a new install finds it',
  async () => {
    onTestFailed(async () => {
      await desk?.shot('package-failed').catch(() => undefined)
    })
    const home = newHome()
    try {
      await uninstallAll()
      await dpkg('--install', deb)
      expect(await dpkg('--verify', 'liuhen')).toBe('')
      const guard = fs.statSync(path.join(installed, 'chrome-sandbox'))
      expect([guard.uid, guard.mode & 0o7777]).toEqual([0, 0o4755])
      const entry = fs.readFileSync('/usr/share/applications/liuhen.desktop', 'utf8')
      for (const line of ['Name[zh_CN]=留痕', 'StartupWMClass=liuhen', 'Icon=liuhen', 'MimeType=application/x-liuhen-safe-copy;'])
        expect(entry.split('\n')).toContain(line)
      for (const size of [16, 24, 32, 48, 64, 128, 256, 512])
        expect(fs.existsSync(`/usr/share/icons/hicolor/${size}x${size}/apps/liuhen.png`)).toBe(true)

      expect(await saidAtStart('/usr/bin/liuhen', home, /DESK-NO-SERVER/)).toContain(policyFile)
      writePolicy({ server: 8737 })
      expect(await saidAtStart('/usr/bin/liuhen', home, /DESK-POLICY/)).toContain('DESK-POLICY')
      writePolicy({ server: county.line.url })

      desk = await openInstalledDesk('/usr/bin/liuhen', home)
      desk.page.setDefaultTimeout(25_000)
      const about = await desk.app.evaluate(({ app }) => ({
        uid: process.getuid?.(),
        packaged: app.isPackaged,
        userData: app.getPath('userData'),
      }))
      expect(about).toMatchObject({ packaged: true, userData: path.join(home, '.config', 'Liuhen') })
      expect(about.uid).not.toBe(0)
      expect(await sandboxOf(desk)).toBe('2')
      await signIn(desk.page, 'wangfang')
      await newDraft(desk.page, {
        docType: '请示',
        title: '关于安装留痕的请示',
        mainTo: '青禾县人民政府',
        issuer: '柳河镇人民政府',
        body: ['新装的电脑上写的第一段。'],
      })
      await saved(desk.page)
      await sent(desk.page)
      await desk.shot('package-01-installed')
      await desk.page.locator('.top-me').click()
      await desk.page.getByRole('menuitem', { name: '关于留痕' }).click()
      const told = await desk.page.getByRole('dialog').innerText()
      await desk.shot('package-02-about')
      const licences = /\S+THIRD-PARTY-LICENSES\.txt/.exec(told)?.[0] ?? ''
      expect(fs.readFileSync(licences, 'utf8')).toContain('react-dom 19')
      await desk.page.getByRole('dialog').getByRole('button', { name: '关闭' }).last().click()
      await desk.page.getByRole('dialog').waitFor({ state: 'detached' })
      const foreign = path.join(home, '别人的.lhcopy')
      fs.writeFileSync(foreign, 'no safe copy')
      await handOver('/usr/bin/liuhen', home, foreign)
      await refusesCopy(desk.page)
      const clerk = await serverView(county.server.url, 'wangfang', 'liuhen2026')
      expect((await clerk.documents()).map((doc) => doc.header.title)).toContain('关于安装留痕的请示')
      county.line.cut()
      await desk.page.locator('.page-desk .ProseMirror p', { hasText: '第一段' }).click()
      await desk.page.keyboard.press('End')
      await desk.page.keyboard.insertText('断网时加的一句。')
      await saved(desk.page)
      await desk.close()

      await dpkg('--remove', 'liuhen')
      await dpkg('--purge', 'liuhen')
      expect([installed, '/usr/bin/liuhen', '/usr/share/applications/liuhen.desktop'].filter((at) => fs.existsSync(at))).toEqual(
        [],
      )
      expect(fs.existsSync(policyFile)).toBe(true)

      await dpkg('--install', deb)
      // as on a system that shuts user namespaces: the sandbox works by the setuid program
      desk = await openInstalledDesk('/usr/bin/liuhen', home, ['--disable-namespace-sandbox', foreign])
      desk.page.setDefaultTimeout(25_000)
      expect(await sandboxOf(desk)).toBe('2')
      await signIn(desk.page, 'wangfang')
      await refusesCopy(desk.page)
      await goTo(desk.page, '草稿')
      await openDocument(desk.page, '安装留痕')
      await desk.page.locator('.page-desk .ProseMirror p', { hasText: '第一段。断网时加的一句。' }).waitFor()
      await desk.close()
    } finally {
      await desk?.kill().catch(() => undefined)
      await uninstallAll()
      fs.rmSync(home, { recursive: true, force: true })
    }
  },
)
