import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { expect, it, onTestFailed } from 'vitest'
import { goTo, newDraft, openDocument, samplePassword, saved, sent, signIn, typeBody } from '../../scripts/lib/desk-steps.mjs'
import { serverView } from '../../scripts/lib/server-view.mjs'
import { newProfile, openDeskApp, type DeskApp } from '../support/desk-app.ts'
import { ownCounty } from '../support/own-county.ts'
import { pageText } from '../support/page-text.ts'

/*
 * What goes wrong on a real machine: a damaged cache, a damaged journal, a full disk, wrong passwords, a server that
 * answers nonsense. Each ends in a clear sentence and the work is kept.
 */
const county = ownCounty('trouble', () => [desk])
let desk: DeskApp | undefined

async function open(url: string, profile?: string): Promise<DeskApp> {
  desk = await openDeskApp(url, profile)
  desk.page.setDefaultTimeout(25_000)
  return desk
}
async function close(): Promise<void> {
  await desk?.close()
  desk = undefined
}
const pictureOfFailure = (name: string): void => {
  onTestFailed(async () => {
    await desk?.shot(`trouble-failed-${name}`).catch(() => undefined)
    await desk?.kill().catch(() => undefined)
    desk = undefined
  })
}
/** 需处理 in the list of places, with its count where there is any. */
const needsCare = async (page: Page): Promise<string> =>
  (await page.locator('nav.places button').filter({ hasText: '需处理' }).innerText()).trim()
const status = (page: Page) => page.locator('footer.status')
const alert = (page: Page) => page.locator('.sign-card').getByRole('alert')

/** Fills the sign-in page and presses the button; what follows is up to the caller. */
async function tryToSignIn(page: Page, login: string, password: string): Promise<void> {
  await page.getByLabel('登录名', { exact: true }).fill(login)
  await page.getByLabel('密码').fill(password)
  await page.getByRole('button', { name: '登录', exact: true }).click()
}

/** A first sign-in with a line, then a draft without one; answers the closed desk's profile. */
async function offlineDraft(login: string, title: string, body: readonly string[]): Promise<string> {
  await county.line.mend()
  const { page, profile } = await open(county.line.url)
  await signIn(page, login)
  await sent(page)
  county.line.cut()
  await newDraft(page, { docType: '通知', title, mainTo: '各村民委员会', body })
  await saved(page)
  await close()
  return profile
}

it('wrong password, unknown user, too many tries, no server: each is told in words', async () => {
  pictureOfFailure('sign-in')
  const { page, shot } = await open(county.server.url)
  await tryToSignIn(page, 'nobody', 'whatever')
  await alert(page).getByText('登录名或密码不对').waitFor()
  await shot('trouble-01-unknown-user')
  for (let i = 0; i < 5; i++) {
    await tryToSignIn(page, 'zhouqiang', `wrong ${i}`)
    await page.getByRole('button', { name: '登录', exact: true }).and(page.locator(':enabled')).waitFor()
  }
  await tryToSignIn(page, 'zhouqiang', samplePassword)
  await alert(page).getByText('这个账户暂时锁住了').waitFor()
  await shot('trouble-02-locked')
  await close()

  county.line.cut()
  const alone = await open(county.line.url)
  await tryToSignIn(alone.page, 'chenlixin', samplePassword)
  await alert(alone.page).getByText('您在这台电脑上还没有登录过').waitFor()
  await alone.shot('trouble-03-no-server')
  await close()
})

it('a server that answers nonsense counts as no line, and nothing is lost', async () => {
  pictureOfFailure('garbage')
  await county.line.mend()
  const title = '柳河镇人民政府关于开展河道巡查的通知'
  const { page, shot } = await open(county.line.url)
  await signIn(page, 'wangfang')
  await sent(page)
  county.line.cut()
  let code = 200
  const garbage = http.createServer((_request, reply) => {
    reply.writeHead(code, { 'content-type': 'text/html' }).end('<html><body><h1>It works!</h1></body></html>')
  })
  garbage.listen(Number(new URL(county.line.url).port), '127.0.0.1')
  await once(garbage, 'listening')
  try {
    for (code of [200, 500, 404]) {
      await page.keyboard.press('F9')
      await status(page)
        .getByText(/离线，上次同步/)
        .waitFor()
    }
    code = 500
    await newDraft(page, { docType: '通知', title, mainTo: '各村民委员会', body: ['请每日巡查一次。'] })
    await saved(page)
    await page.keyboard.press('F9')
    await status(page)
      .getByText(/待上报 \d/)
      .waitFor()
    await status(page).getByText('离线').waitFor()
    await shot('trouble-04-garbage-server')
    // signing in against it: the desk's own verifier for who was here before
    await page.getByRole('button', { name: '账户' }).click()
    await page.getByRole('menuitem', { name: '退出登录' }).click()
    code = 404
    await tryToSignIn(page, 'lijianguo', samplePassword)
    await alert(page).getByText('您在这台电脑上还没有登录过').waitFor()
    await signIn(page, 'wangfang')
    await status(page).getByText('离线').waitFor()
  } finally {
    garbage.closeAllConnections()
    garbage.close()
    await once(garbage, 'close')
  }
  await county.line.mend()
  await page.keyboard.press('F9')
  await sent(page)
  const me = await serverView(county.server.url, 'wangfang', samplePassword)
  const doc = (await me.documents()).find((one) => one.header.title === title)
  expect(JSON.stringify((await me.body(doc?.id ?? ''))?.body)).toContain('请每日巡查一次。')
  await close()
})

it('SY-83, SY-89 a damaged cache is set aside and built anew from the journal, without a line too', async () => {
  pictureOfFailure('cache')
  const profile = await offlineDraft('wangfang', '柳河镇人民政府关于加固塘坝的通知', ['塘坝加固须在汛前完成。'])
  const cache = path.join(profile, 'IndexedDB')
  let spoiled = 0
  for (const entry of fs.readdirSync(cache, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name === 'LOCK') continue
    const file = path.join(entry.parentPath, entry.name)
    fs.writeFileSync(file, Buffer.alloc(Math.max(64, fs.statSync(file).size), 0x5a))
    spoiled++
  }
  expect(spoiled).toBeGreaterThan(2)

  let again = await open(county.line.url, profile)
  // the desk may set the cache aside and start itself anew; here we do the starting
  await again.app.evaluate(({ app }) => {
    app.relaunch = () => undefined
  })
  const ended = new Promise<'ended'>((resolve) => again.app.once('close', () => resolve('ended')))
  const entered = signIn(again.page, 'wangfang').then(
    () => 'entered' as const,
    () => 'gone' as const,
  )
  if ((await Promise.race([entered, ended])) !== 'entered') {
    await ended
    again = await open(county.line.url, profile)
    await signIn(again.page, 'wangfang')
  }
  const { page, shot } = again
  // still without a line: what waits to be sent is there, and the draft stands in its place and is written on (SY-89)
  await status(page)
    .getByText(/待上报 \d/)
    .waitFor()
  await status(page).getByText('离线').waitFor()
  await goTo(page, '草稿')
  await openDocument(page, '加固塘坝')
  expect(await pageText(page)).toContain('塘坝加固须在汛前完成。')
  await typeBody(page, ['完工后逐级验收。'])
  await saved(page)
  await shot('trouble-05-cache-rebuilt-offline')
  await county.line.mend()
  await page.keyboard.press('F9')
  await sent(page)
  expect(await pageText(page)).toContain('塘坝加固须在汛前完成。')
  await shot('trouble-05-cache-rebuilt')
  const me = await serverView(county.server.url, 'wangfang', samplePassword)
  const doc = (await me.documents()).find((one) => one.header.title.includes('加固塘坝'))
  const body = JSON.stringify((await me.body(doc?.id ?? ''))?.body)
  expect(body).toContain('塘坝加固须在汛前完成。')
  expect(body).toContain('完工后逐级验收。')
  await close()
})

it('a damaged journal opens, says how much was set aside, and the draft is there', async () => {
  pictureOfFailure('journal')
  const profile = await offlineDraft('wangfang', '柳河镇人民政府关于疏通沟渠的通知', ['沟渠疏通由各村负责。', '月底前完成。'])
  const folder = path.join(profile, 'journal', 'u-wangfang')
  const [name] = fs.readdirSync(folder).filter((one) => one.endsWith('.journal'))
  const file = path.join(folder, name ?? '')
  const bytes = fs.readFileSync(file)
  const middle = Math.floor(bytes.length / 2)
  for (let i = middle; i < middle + 16; i++) bytes[i] = (bytes[i] ?? 0) ^ 0xff
  fs.writeFileSync(file, bytes)

  const { page, shot } = await open(county.line.url, profile)
  await signIn(page, 'wangfang')
  await page
    .locator('.banner')
    .getByText(/本机日志有 \d+ 处损坏/)
    .waitFor()
  await goTo(page, '草稿')
  await openDocument(page, '疏通沟渠')
  expect(await pageText(page)).toContain('沟渠疏通由各村负责。')
  await shot('trouble-06-journal-damaged')
  expect(fs.readdirSync(folder).some((one) => one.includes('.damaged-'))).toBe(true)
  await page.locator('.banner').getByRole('button', { name: '关闭' }).click()
  await page.locator('.banner', { hasText: '处损坏' }).waitFor({ state: 'detached' })
  await close()
})

/** Not a byte is free: what is typed now cannot be written. */
function fillDisk(folder: string, filler: string): void {
  const { bavail, bsize } = fs.statfsSync(folder)
  fs.writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - 65_536)))
  try {
    for (;;) fs.appendFileSync(filler, Buffer.alloc(4096))
  } catch (error) {
    expect(error).toMatchObject({ code: 'ENOSPC' })
  }
}

/**
 * Types while not a byte is free and the desk has not found out yet. Where it found out first (writing something of its
 * own), its page takes no keys: there is room again, and the next try. Once a key is taken, its text must stay.
 */
async function typeOnFullDisk(page: Page, folder: string, filler: string, text: string): Promise<void> {
  const editable = page.locator('.page-desk .ProseMirror[contenteditable="true"]').first()
  for (let left = 5; left > 0; left--) {
    await editable.waitFor()
    const taken = await page.evaluateHandle(() => {
      const seen = { keys: 0 }
      document.addEventListener('beforeinput', () => (seen.keys += 1), { capture: true })
      return seen
    })
    fillDisk(folder, filler)
    await typeBody(page, [text])
    if ((await taken.evaluate((seen) => seen.keys)) > 0) return
    process.stderr.write('trouble: the desk knew of the full disk before a key came; once more\n')
    fs.rmSync(filler)
    await page.locator('.banner.red').waitFor({ state: 'detached' })
  }
  throw new Error('five times the desk knew of the full disk before a key could be pressed')
}

it('SY-43 SY-44 SY-85 SY-86 SY-197 a full disk: reading only, nothing lost, and it goes on by itself when there is room', async (context) => {
  if (process.getuid?.() !== 0) {
    context.skip('FULL DISK NOT TESTED: only root can mount a small disk; run the tests as root to cover it')
    return
  }
  const profile = newProfile()
  fs.mkdirSync(profile, { recursive: true })
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=320m,mode=755', 'liuhen-disk', profile])
  const filler = path.join(profile, 'filler')
  try {
    await county.line.mend()
    const { page, shot } = await open(county.line.url, profile)
    page.setDefaultTimeout(60_000)
    await signIn(page, 'wangfang')
    await page.locator('.banner').getByText('不足 500 MB').waitFor()
    await newDraft(page, {
      docType: '通知',
      title: '柳河镇人民政府关于储备沙袋的通知',
      mainTo: '各村民委员会',
      body: ['每村储备沙袋两千条。'],
    })
    await saved(page)
    await sent(page)

    // it finds out by itself: Chromium may throw its database away then, and the desk has it again (SY-197)
    const editable = page.locator('.page-desk .ProseMirror[contenteditable="true"]').first()
    fillDisk(profile, filler)
    await page.locator('.banner.red').waitFor()
    fs.rmSync(filler)
    await page.locator('.banner.red').waitFor({ state: 'detached' })
    await editable.waitFor()
    expect(await pageText(page)).toContain('每村储备沙袋两千条。')

    await typeOnFullDisk(page, profile, filler, '另备铁锹五百把。')
    await page.locator('.banner.red').getByText('暂时只能看不能改').waitFor()
    await page.locator('.page-desk .ProseMirror[contenteditable="false"]').first().waitFor()
    await page.keyboard.insertText('这句写不进去')
    expect(await pageText(page)).toContain('另备铁锹五百把。')
    expect(await pageText(page)).not.toContain('这句写不进去')
    await shot('trouble-07-disk-full')

    fs.rmSync(filler)
    await page.locator('.banner.red').waitFor({ state: 'detached' })
    await editable.waitFor()
    expect(await pageText(page)).toContain('另备铁锹五百把。')
    await shot('trouble-08-disk-free-again')
    await saved(page)
    await sent(page)
    // it stands where it was typed, and nowhere else
    expect(await needsCare(page)).toBe('需处理')
    const me = await serverView(county.server.url, 'wangfang', samplePassword)
    const doc = (await me.documents()).find((one) => one.header.title.includes('储备沙袋'))
    expect(JSON.stringify((await me.body(doc?.id ?? ''))?.body)).toContain('另备铁锹五百把。')

    // started anew on a full disk: it says so, opens nothing half, and goes on when there is room
    fillDisk(profile, filler)
    await desk?.kill()
    const again = await open(county.line.url, profile)
    await tryToSignIn(again.page, 'wangfang', samplePassword)
    // Chromium opens a database without writing to it, or not at all: the desk says which, and never half
    const shut = again.page.getByText('磁盘满了，本机的公文打不开')
    const readingOnly = again.page.locator('.banner.red').getByText('暂时只能看不能改')
    await shut.or(readingOnly).waitFor()
    await again.shot('trouble-09-started-on-a-full-disk')
    fs.rmSync(filler)
    if (await shut.isVisible()) await again.page.getByRole('button', { name: '再试一次' }).click()
    else await readingOnly.waitFor({ state: 'detached' })
    await goTo(again.page, '草稿')
    await openDocument(again.page, '储备沙袋')
    expect(await pageText(again.page)).toContain('另备铁锹五百把。')
    expect(await needsCare(again.page)).toBe('需处理')
    await close()
  } catch (error) {
    // before the desk and its disk are taken away
    await desk?.shot('trouble-failed-disk').catch(() => undefined)
    throw error
  } finally {
    await desk?.kill().catch(() => undefined)
    desk = undefined
    execFileSync('umount', ['--lazy', profile])
  }
})
