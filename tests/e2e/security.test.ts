import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { calls } from '../../src-shared/ipc/contract.ts'
import { closeScreen, openDeskApp, type DeskApp } from '../support/desk-app.ts'

/* The sealed page, tried from inside as an attacker's script would; the page here is what a pasted text could become. */
let desk: DeskApp
beforeAll(async () => {
  desk = await openDeskApp('http://127.0.0.1:9')
})
afterAll(async () => {
  await desk.close()
  await closeScreen()
})

it("SE-21 the page runs in Chromium's sandbox, as an ordinary user, with no Node in reach", async () => {
  const main = await desk.app.evaluate(({ app, BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    const pid = contents?.getOSProcessId()
    return {
      uid: process.getuid?.(),
      sandboxed: app.getAppMetrics().find((m) => m.pid === pid)?.sandboxed,
      noSandbox: process.argv.includes('--no-sandbox'),
    }
  })
  expect(main.uid).not.toBe(0)
  expect(main.noSandbox).toBe(false)
  // on Linux the metrics do not say; the kernel does: a sandboxed renderer has a seccomp filter
  const pid = await desk.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? 0)
  expect(fs.readFileSync(`/proc/${pid}/status`, 'utf8')).toMatch(/^Seccomp:\s+2$/m)
  expect(
    await desk.page.evaluate(() => [
      typeof Reflect.get(window, 'process'),
      typeof Reflect.get(window, 'require'),
      typeof Reflect.get(window, 'Buffer'),
    ]),
  ).toEqual(['undefined', 'undefined', 'undefined'])
})

it('SE-22 the bridge is closed: three functions, contract names only, no token in any answer', async () => {
  const bridge = await desk.page.evaluate(async () => {
    const found = Reflect.get(window, 'desk') as { invoke: (name: string, input?: unknown) => Promise<unknown> }
    return {
      keys: Object.keys(found).toSorted(),
      unknown: await found.invoke('fs.readFile', '/etc/passwd'),
      wrong: await found.invoke('session.signIn', { login: 7 }),
      current: await found.invoke('session.current'),
    }
  })
  expect(bridge.keys).toEqual(['invoke', 'on', 'requestPort'])
  expect(bridge.unknown).toEqual({ ok: false, code: 'IPC-NAME' })
  expect(bridge.wrong).toMatchObject({ ok: false, code: 'IPC-INPUT' })
  expect(bridge.current).toEqual({ ok: true, value: null })
  expect(JSON.stringify(Object.values(calls).map((call) => call.output.def))).not.toContain('token')
})

it('SE-24 nothing leaves app://: no http, no file, no other scheme, no socket', async () => {
  const tried = await desk.page.evaluate(async () => {
    const urls = [
      'https://example.invalid/',
      'http://127.0.0.1:9/',
      'file:///etc/passwd',
      'app://other/index.html',
      'app://liuhen/%2e%2e/main/index.js',
    ]
    const results = await Promise.all(
      urls.map((url) =>
        fetch(url).then(
          (r) => r.ok,
          () => false,
        ),
      ),
    )
    const socket = await new Promise((resolve) => {
      try {
        const ws = new WebSocket('ws://127.0.0.1:9/')
        ws.addEventListener('error', () => resolve('refused'))
        ws.addEventListener('open', () => resolve('open'))
      } catch {
        resolve('refused')
      }
    })
    return { results, socket }
  })
  expect(tried).toEqual({ results: [false, false, false, false, false], socket: 'refused' })
})

it('SE-23 an injected script, an inline handler and a style without the nonce do nothing', async () => {
  const ran = await desk.page.evaluate(async () => {
    const violations: string[] = []
    document.addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective))
    document.body.insertAdjacentHTML('beforeend', '<img src="x" onerror="window.__handler = true">')
    const script = document.createElement('script')
    script.textContent = 'window.__script = true'
    document.body.append(script)
    const style = document.createElement('style')
    style.textContent = 'body { --planted: 1 }'
    document.head.append(style)
    // violation events come in order, after the ones for these three
    const last = new Promise((resolve) =>
      document.addEventListener(
        'securitypolicyviolation',
        (event) => event.violatedDirective.startsWith('frame') && resolve(undefined),
      ),
    )
    const frame = document.createElement('iframe')
    frame.src = 'https://example.invalid/'
    document.body.append(frame)
    await last
    const planted = getComputedStyle(document.body).getPropertyValue('--planted')
    for (const added of [script, style, frame]) added.remove()
    return {
      handler: Reflect.get(window, '__handler'),
      script: Reflect.get(window, '__script'),
      planted,
      violations: [...new Set(violations)].toSorted(),
    }
  })
  expect(ran).toMatchObject({ handler: undefined, script: undefined, planted: '' })
  expect(ran.violations).toEqual(expect.arrayContaining(['frame-src', 'script-src-elem', 'style-src-elem']))
})

it('SE-25 camera, place, notices and devices are denied', async () => {
  const answers = await desk.page.evaluate(async () => {
    const media = await navigator.mediaDevices?.getUserMedia({ audio: true }).then(
      () => 'granted',
      () => 'denied',
    )
    const place = await new Promise((resolve) =>
      navigator.geolocation.getCurrentPosition(
        () => resolve('granted'),
        () => resolve('denied'),
      ),
    )
    return { media, place, notice: await Notification.requestPermission() }
  })
  expect(answers).toEqual({ media: 'denied', place: 'denied', notice: 'denied' })
})

it('SE-26 the page cannot be led away and opens no window', async () => {
  const before = desk.page.url()
  await desk.page.evaluate(() => {
    window.open('https://example.invalid/')
    const link = document.createElement('a')
    link.href = 'https://example.invalid/'
    document.body.append(link)
    link.click()
    link.remove()
  })
  expect(await desk.page.evaluate(() => location.href)).toBe(before)
  expect(await desk.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  const log = fs.readFileSync(path.join(desk.profile, 'desk.log'), 'utf8')
  expect(log).toMatch(/SE-REFUSED will-navigate|SE-REFUSED window.open/)
})
