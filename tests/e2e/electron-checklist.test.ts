import fs from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it, onTestFailed } from 'vitest'
import { newDraft, saved, samplePassword, sent, signIn } from '../../scripts/lib/desk-steps.mjs'
import { serverView } from '../../scripts/lib/server-view.mjs'
import { shippedFuses } from '../../scripts/package/fuses.mjs'
import { openDeskApp, type DeskApp } from '../support/desk-app.ts'
import { ownCounty } from '../support/own-county.ts'
import { must } from '../support/server/must.ts'

/*
 * Electron's own checklist for security, each of its 20 points by its number, read back from the running desk where it can be (SE-130); then
 * what a hostile text, file or page tries (SE-131). The fuses of the artifact are read back by package.test.ts.
 */
const root = path.resolve(import.meta.dirname, '../..')
const county = ownCounty('checklist', () => [desk])
let desk: DeskApp
beforeAll(async () => {
  desk = await openDeskApp(county.server.url)
  desk.page.setDefaultTimeout(25_000)
  await signIn(desk.page, 'wangfang')
  await sent(desk.page)
})

/** Files of a folder that hold a word, from the folder of the project. */
const using = (folder: string, word: RegExp): string[] =>
  fs
    .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|tsx|html)$/.test(name) && word.test(fs.readFileSync(path.join(root, folder, name), 'utf8')))
    .map((name) => `${folder}/${name}`)

/** What the window really runs with. */
const preferences = () =>
  desk.app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences: () => Record<string, unknown>
    }
    return contents.getLastWebPreferences()
  })
const log = (): string => fs.readFileSync(path.join(desk.profile, 'desk.log'), 'utf8')

// before the checklist: after a navigation that was refused Playwright waits for it for ever
it('SE-131 a hostile text pasted and dropped, polluted calls, forged events: words come in, nothing else happens', async () => {
  onTestFailed(async () => {
    await desk.shot('checklist-failed').catch(() => undefined)
  })
  const { page } = desk
  const title = '关于网络安全检查的通知'
  await newDraft(page, { docType: '通知', title, mainTo: '各村民委员会', issuer: '柳河镇人民政府', body: ['第一段。'] })
  const hostile = `<p>第二段<script>window.reached = 'script'</script><img src=x onerror="window.reached = 'handler'">
    <a href="javascript:window.reached = 'link'">链接</a><iframe srcdoc="<script>top.reached = 'frame'</script>"></iframe>
    <svg onload="window.reached = 'svg'"></svg><style>body{display:none}</style></p>`
  await desk.app.evaluate(({ clipboard }, html) => clipboard.write({ html, text: '第二段' }), hostile)
  await page.locator('.page-desk .ProseMirror p', { hasText: '第一段' }).click()
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Control+v')
  await page.locator('.page-desk .ProseMirror p', { hasText: '第二段' }).waitFor()
  await page.evaluate((html) => {
    const data = new DataTransfer()
    data.setData('text/html', html.replace('第二段', '第三段'))
    data.setData('text/uri-list', 'file:///etc/passwd')
    const at = document.querySelector('.page-desk .ProseMirror p')?.getBoundingClientRect()
    for (const target of [document.body, document.querySelector('.page-desk .ProseMirror')])
      target?.dispatchEvent(
        new DragEvent('drop', {
          dataTransfer: data,
          bubbles: true,
          cancelable: true,
          clientX: at?.right ?? 0,
          clientY: at?.top ?? 0,
        }),
      )
  }, hostile)
  for (const link of await page.locator('.page-desk .ProseMirror a').all()) await link.click({ force: true })
  expect(await page.evaluate(() => Reflect.get(window, 'reached'))).toBeUndefined()
  expect(await page.locator('.page-desk .ProseMirror').locator('script, iframe, style, [onerror], [onload]').count()).toBe(0)
  expect(new URL(page.url()).protocol).toBe('app:')
  await saved(page)

  const polluted = await page.evaluate(async () => {
    const { invoke } = Reflect.get(window, 'desk') as { invoke: (name: string, input?: unknown) => Promise<unknown> }
    const line = JSON.parse('{"level":"info","code":"TRIED","detail":"","__proto__":{"reached":1}}') as object
    const deep = JSON.parse('{"constructor":{"prototype":{"reached":1}},"login":"a","password":"b"}') as object
    return [
      await invoke('log.write', line),
      await invoke('session.unlock', deep),
      await invoke('__proto__', {}),
      await invoke('constructor', {}),
      await invoke('toString'),
    ]
  })
  expect(polluted.slice(2)).toEqual(Array.from({ length: 3 }, () => ({ ok: false, code: 'IPC-NAME' })))
  expect(await desk.app.evaluate(() => Reflect.get({}, 'reached') === undefined)).toBe(true)

  // an event only main sends, sent by the page itself, is nobody's
  await page.evaluate(() => window.postMessage({ type: 'liuhen:port' }, '*'))
  await page.evaluate(() => window.dispatchEvent(new CustomEvent('session.locked', { detail: { why: 'person' } })))
  expect(await page.locator('.page-desk .ProseMirror').count()).toBe(1)

  await sent(page)
  const view = await serverView(county.server.url, 'wangfang', samplePassword)
  const doc = must((await view.documents()).find((one) => one.header.title === title))
  const body = JSON.stringify(await view.body(doc.id))
  expect(body).toContain('第二段')
  expect(body).not.toMatch(/javascript:|<script|onerror|window\.reached|srcdoc/)
})

describe('SE-130 Electron’s checklist', () => {
  it('1 only secure content is loaded: the page is the desk’s own', () => {
    expect(new URL(desk.page.url()).protocol).toBe('app:')
  })
  it('2 3 4 no Node in the page, contexts isolated, in the sandbox', async () => {
    expect(await preferences()).toMatchObject({ nodeIntegration: false, contextIsolation: true, sandbox: true })
    expect((await preferences())['nodeIntegrationInWorker']).not.toBe(true)
    const pid = await desk.app.evaluate(
      ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? 0,
    )
    expect(fs.readFileSync(`/proc/${pid}/status`, 'utf8')).toMatch(/^Seccomp:\s+2$/m)
  })
  it('5 permissions are asked of us and denied', async () => {
    expect(await desk.page.evaluate(() => Notification.requestPermission())).toBe('denied')
  })
  it('6 8 9 10 web security stays on; nothing insecure, experimental or of Blink is switched on', async () => {
    const found = await preferences()
    expect(found['webSecurity']).not.toBe(false)
    for (const name of ['allowRunningInsecureContent', 'experimentalFeatures']) expect(found[name] ?? false, name).toBe(false)
    expect(found['enableBlinkFeatures'] ?? '').toBe('')
  })
  it('7 the page has a policy that allows nothing but its own', async () => {
    const policy = must(await desk.page.evaluate(async () => (await fetch('/index.html')).headers.get('content-security-policy')))
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toMatch(/unsafe-eval|https?:|\*/)
    expect(/script-src ([^;]*)/.exec(policy)?.[1]).not.toContain('unsafe-inline')
  })
  it('11 12 there are no webviews', async () => {
    expect((await preferences())['webviewTag'] ?? false).toBe(false)
    expect(await desk.page.evaluate(() => 'getWebContentsId' in document.createElement('webview'))).toBe(false)
  })
  it('13 14 it cannot be led away and opens no window', async () => {
    const before = desk.page.url()
    const opened = await desk.page.evaluate(() => {
      const other = window.open('https://example.invalid/')
      location.assign('https://example.invalid/')
      return other
    })
    expect(opened).toBeNull()
    await expect.poll(log).toMatch(/SE-REFUSED will-(frame-)?navigate/)
    expect(desk.page.url()).toBe(before)
  })
  it('15 one place opens addresses, after main’s own question', () => {
    expect(using('src-main', /\bopenExternal\(/)).toEqual(['src-main/file-view/outside.ts'])
  })
  it('16 releases are made of a pinned Electron of our time, and a package says of what it was made', () => {
    const { devDependencies } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as {
      devDependencies: Record<string, string>
    }
    expect(devDependencies['electron']).toMatch(/^\d+\.\d+\.\d+$/)
    expect(Number.parseInt(must(devDependencies['electron']), 10)).toBeGreaterThanOrEqual(41)
    expect(fs.readFileSync(path.join(root, 'scripts/package/runtime.mjs'), 'utf8')).toContain('for tests, not for people')
  })
  it('17 whoever calls is looked at: another window with the same preload, and a frame, reach nothing', async () => {
    const preload = path.join(root, 'out/preload/preload.cjs')
    const said = await desk.app.evaluate(async ({ BrowserWindow }, file) => {
      const other = new BrowserWindow({ show: false, webPreferences: { preload: file, sandbox: true } })
      try {
        await other.loadURL('about:blank')
        return (await other.webContents.executeJavaScript('window.desk.invoke("session.current")')) as unknown
      } finally {
        other.destroy()
      }
    }, preload)
    expect(said).toEqual({ ok: false, code: 'IPC-SENDER' })
    const inFrame = await desk.page.evaluate(() => {
      const frame = document.createElement('iframe')
      document.body.append(frame)
      const found = frame.contentWindow && Reflect.get(frame.contentWindow, 'desk')
      frame.remove()
      return typeof found
    })
    expect(inFrame).toBe('undefined')
  })
  it('18 no file: — the page is served by a scheme of its own, and files do not open', async () => {
    expect(using('src-main', /\bloadFile\(|loadURL\(\s*['"`]file:/)).toEqual([])
    const read = await desk.page.evaluate(() =>
      fetch('file:///etc/passwd').then(
        () => 'read',
        () => 'refused',
      ),
    )
    expect(read).toBe('refused')
  })
  it('19 every fuse is set as it should be', () => {
    expect(shippedFuses({ e2e: false })).toEqual({
      runAsNode: false,
      enableCookieEncryption: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
    })
  })
  it('20 nothing of Electron lies in the page but three functions', async () => {
    const found = await desk.page.evaluate(() => ({
      bridge: Object.keys(Reflect.get(window, 'desk') as object).toSorted(),
      strange: ['require', 'process', 'module', 'ipcRenderer', 'electron', 'Buffer', 'global'].filter((name) => name in window),
      frozen: Object.isFrozen(Reflect.get(window, 'desk')),
    }))
    expect(found).toEqual({ bridge: ['invoke', 'on', 'requestPort'], strange: [], frozen: true })
  })
})

it('SE-130 the whole checklist is tried: twenty points', () => {
  const text = fs.readFileSync(import.meta.filename, 'utf8')
  const points = [...text.matchAll(/^ {2}it\('((?:\d+ )+)/gm)].flatMap(([, numbers]) =>
    must(numbers).trim().split(' ').map(Number),
  )
  expect(points.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
})
