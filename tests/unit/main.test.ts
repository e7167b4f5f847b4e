import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { contentSecurityPolicy, pageFile, servePage } from '../../src-main/app-protocol.ts'
import { asideMark, putCacheAside } from '../../src-main/cache-aside.ts'
import { openDevice } from '../../src-main/device.ts'
import { diskLevel } from '../../src-main/disk.ts'
import { isProgram, safeName } from '../../src-main/files/file-names.ts'
import { openLog, redact } from '../../src-main/log.ts'

let folder: string
beforeEach(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'liuhen-main-'))
})
afterEach(async () => {
  await fs.rm(folder, { recursive: true })
})

it('SE-27 the page serves its own files and nothing outside them', async () => {
  const page = path.join(folder, 'page')
  await fs.mkdir(page)
  await fs.writeFile(path.join(page, 'index.html'), '<p>%CSP_NONCE%</p>')
  await fs.writeFile(path.join(folder, 'secret.txt'), 'no')
  await fs.symlink(path.join(folder, 'secret.txt'), path.join(page, 'link.html'))
  for (const url of [
    'app://liuhen/../secret.txt',
    'app://liuhen/%2e%2e/secret.txt',
    'app://liuhen/%2e%2e%2fsecret.txt',
    'app://liuhen/link.html',
    'app://liuhen/a%00b',
    'app://liuhen/%5c..%5csecret.txt',
    'app://liuhen/%zz',
  ])
    expect(await pageFile(page, url), url).toBeUndefined()
  expect(await pageFile(page, 'app://liuhen/')).toBe(await fs.realpath(path.join(page, 'index.html')))
})

it('SE-23 every page load has a fresh nonce and the whole policy; only GET is answered', async () => {
  await fs.writeFile(path.join(folder, 'index.html'), '<meta name="csp-nonce" content="%CSP_NONCE%">')
  const serve = servePage(folder)
  const first = await serve(new Request('http://liuhen/'))
  const second = await serve(new Request('http://liuhen/'))
  const nonce = /nonce-([^']+)'/.exec(first.headers.get('content-security-policy') ?? '')?.[1] ?? ''
  expect(nonce.length).toBeGreaterThan(20)
  expect(await first.text()).toContain(nonce)
  expect(second.headers.get('content-security-policy')).not.toContain(nonce)
  expect(contentSecurityPolicy('n')).toMatch(/^default-src 'none'; script-src 'self';/)
  expect((await serve(new Request('http://liuhen/', { method: 'POST' }))).status).toBe(405)
})

it('SE-04 a desk keeps its id; a damaged file is set aside, not overwritten', async () => {
  const log = vi.fn()
  const device = await openDevice(folder, log)
  expect(await openDevice(folder, log)).toEqual(device)
  await fs.writeFile(path.join(folder, 'device.json'), '{broken')
  const other = await openDevice(folder, log)
  expect([other.id === device.id, other.contactToken === device.contactToken]).toEqual([false, false])
  expect(log).toHaveBeenCalledWith('warn', 'SE-DEVICE-DAMAGED')
  expect((await fs.readdir(folder)).some((name) => name.includes('.damaged-'))).toBe(true)
})

it('SE-29 the log carries no Chinese text whatever a caller passes', async () => {
  const log = openLog(folder)
  log('warn', 'SY-REFUSED', '关于解决柳河堤防应急加固工程资金的请示 3')
  const text = await fs.readFile(path.join(folder, 'desk.log'), 'utf8')
  expect(text).toMatch(/warn SY-REFUSED \* 3\n$/)
  expect(redact('a'.repeat(900))).toHaveLength(500)
})

it('SY-83 the cache is set aside, never deleted, when the last run asked for it', async () => {
  await fs.mkdir(path.join(folder, 'IndexedDB'))
  await fs.writeFile(path.join(folder, 'IndexedDB', 'x'), 'data')
  expect(await putCacheAside(folder, () => 7)).toBe(false)
  await fs.writeFile(path.join(folder, asideMark), 'UnknownError')
  expect(await putCacheAside(folder, () => 7)).toBe(true)
  expect((await fs.readdir(folder)).toSorted()).toEqual(['IndexedDB.aside-7'])
  expect(await fs.readFile(path.join(folder, 'IndexedDB.aside-7', 'x'), 'utf8')).toBe('data')
})

it('SE-30 an attachment cannot hide that it is a program, nor leave its folder', () => {
  for (const name of ['病毒.exe', 'a.EXE ', 'a.exe. .', 'a.\u202efdp.exe', 'x.AppImage', 'C:\\t\\a.lnk', 'a.e\u200bxe'])
    expect(isProgram(safeName(name)), name).toBe(true)
  for (const name of ['预算表.xlsx', '通知.pdf', '说明.docx', 'readme.txt']) expect(isProgram(safeName(name)), name).toBe(false)
  expect(safeName('../../etc/passwd')).toBe('passwd')
  expect(safeName('..')).toBe('附件')
  expect(safeName('关于<防汛>的"通知".pdf')).toBe('关于_防汛_的_通知_.pdf')
})

it('SY-86 free space is told in three levels', () => {
  const mb = 1024 * 1024
  expect([600, 400, 50].map((free) => diskLevel(free * mb))).toEqual(['ok', 'low', 'full'])
})
