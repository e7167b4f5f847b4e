import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it, onTestFailed } from 'vitest'
import { newDraft, openDocument, samplePassword, saved, sent, signIn } from '../../scripts/lib/desk-steps.mjs'
import { startCountyServer, type CountyServer } from '../../scripts/lib/server.mjs'
import { closeScreen, newProfile, openDeskApp, type DeskApp } from '../support/desk-app.ts'

/*
 * A county with its own authority: desks are given its certificate by IT and reach the server over HTTPS, with nothing put into
 * the machine's own store. A server under another certificate is no server to them.
 */
const made = path.resolve(import.meta.dirname, '../support/tls')
const data = fs.mkdtempSync(path.join(os.tmpdir(), 'liuhen-https-'))
const ours = { LIUHEN_TLS_CERTIFICATE: '', LIUHEN_TLS_KEY: '' }
let server: CountyServer | undefined
let desk: DeskApp | undefined

/** Starts the county's server under one of the certificates; the same data and port. */
async function serve(name: string, port: number): Promise<CountyServer> {
  const key = path.join(data, `${name}.key`)
  fs.copyFileSync(path.join(made, `${name}.key.pem`), key)
  fs.chmodSync(key, 0o600)
  Object.assign(process.env, { LIUHEN_TLS_CERTIFICATE: path.join(made, `${name}.pem`), LIUHEN_TLS_KEY: key })
  try {
    return await startCountyServer(data, { port })
  } finally {
    Object.assign(process.env, ours)
  }
}
beforeAll(async () => {
  fs.chmodSync(data, 0o755)
  server = await serve('issued', 0)
})
afterAll(async () => {
  await desk?.kill().catch(() => undefined)
  await server?.stop()
  await closeScreen()
  fs.rmSync(data, { recursive: true, force: true })
})

it('OP-04 SE-120 over HTTPS with the county’s certificate a draft is sent; under another one the desk has no line and loses nothing', async () => {
  onTestFailed(async () => desk?.shot('https-failed'))
  if (!server) throw new Error('no server')
  const { url } = server
  expect(url).toMatch(/^https:/)
  const ca = path.join(data, 'county.pem')
  fs.copyFileSync(path.join(made, 'ca.pem'), ca)
  fs.chmodSync(ca, 0o644)
  desk = await openDeskApp(url, newProfile(), undefined, { LIUHEN_CERTIFICATE: ca })
  const { page } = desk
  page.setDefaultTimeout(30_000)
  await signIn(page, 'wangfang', samplePassword)
  const title = '关于更换服务器证书的通知'
  await newDraft(page, { docType: '通知', title, mainTo: '各村民委员会', body: ['新证书自今日起使用。'] })
  await saved(page)
  await sent(page)

  await server.stop()
  server = await serve('other', Number(new URL(url).port))
  await page.getByText('离线', { exact: false }).first().waitFor()
  await page.locator('footer.status').getByText('离线：服务器的证书不被信任').waitFor()
  await page.keyboard.press('Control+s')
  await desk.shot('https-another-certificate')
  expect(fs.readFileSync(path.join(desk.profile, 'desk.log'), 'utf8')).toContain('certificate')

  await server.stop()
  server = await serve('issued', Number(new URL(url).port))
  await page.getByText('已连接', { exact: false }).first().waitFor({ timeout: 90_000 })
  await page.locator('footer.status').getByText('证书').waitFor({ state: 'detached' })
  await openDocument(page, '更换服务器证书')
  await page.getByText('新证书自今日起使用。').first().waitFor()
})
