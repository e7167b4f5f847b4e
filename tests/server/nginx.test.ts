import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { get, request } from 'node:https'
import type { IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { v7 } from 'uuid'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildApp } from '../../src-server/http/app.ts'
import { registry } from '../../src-server/http/metrics.ts'
import { freePort } from '../../src-server/store/embedded.ts'
import { paths } from '../../src-shared/sync/protocol.ts'
import { PASSWORD } from '../support/server/county.ts'
import { createDraft, openDesk } from '../support/server/desk.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'

/* The sample of packaging/server/nginx.conf in a real nginx, in front of a real server. */
const root = resolve(import.meta.dirname, '../..')
const has = spawnSync('nginx', ['-v']).status === 0
const without = 'NGINX NOT TESTED: install nginx-light to cover packaging/server/nginx.conf'

let server: TestServer
let nginx: ChildProcess | undefined
let folder: string
let port: number
let ca: Buffer

/** The sample with nothing changed but its four marked lines, in an nginx that touches nothing of the machine's own. */
async function configuration(): Promise<string> {
  const text = await readFile(join(root, 'packaging/server/nginx.conf'), 'utf8')
  const changed = text
    .replace('server 127.0.0.1:8737;', `server ${new URL(server.url).host};`)
    .replace('listen 443 ssl;', `listen 127.0.0.1:${port} ssl;`)
    .replace('server_name oa.county.example;', 'server_name 127.0.0.1;')
    .replace('/etc/liuhen-server/server.pem', join(folder, 'server.pem'))
    .replace('/etc/liuhen-server/server.key', join(folder, 'server.key'))
  const own = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((one) => `${one}_temp_path ${folder}/${one};`)
  return `daemon off; pid ${folder}/nginx.pid; error_log stderr notice; events {} http { ${own.join(' ')}\n${changed}\n}`
}

beforeAll(async () => {
  if (!has) return
  server = await startTestServer()
  folder = await mkdtemp(join(tmpdir(), 'liuhen-nginx-'))
  port = await freePort()
  const made = join(root, 'tests/support/tls')
  ca = await readFile(join(made, 'ca.pem'))
  await mkdir(folder, { recursive: true })
  await copyFile(join(made, 'issued.pem'), join(folder, 'server.pem'))
  await copyFile(join(made, 'issued.key.pem'), join(folder, 'server.key'))
  await writeFile(join(folder, 'nginx.conf'), await configuration())
  nginx = spawn('nginx', ['-p', folder, '-e', 'stderr', '-c', join(folder, 'nginx.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  await started(nginx)
})
afterAll(async () => {
  if (!has) return
  if (nginx) {
    nginx.kill('SIGTERM')
    await once(nginx, 'exit')
  }
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

/** nginx says so once it listens and its workers run; what it says before it ends is why it does not. */
async function started(child: ChildProcess): Promise<void> {
  let said = ''
  const ready = new Promise<void>((done) => {
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text
      if (said.includes('start worker process ')) done()
    })
  })
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(`nginx ended: ${said}`)))
  await Promise.race([ready, ended])
}

type Told = { status: number; headers: IncomingMessage['headers']; body: string }
function ask(method: string, path: string, json?: unknown, headers: Record<string, string> = {}): Promise<Told> {
  return new Promise((done, fail) => {
    const options = { method, ca, headers: { 'content-type': 'application/json', ...headers }, agent: false }
    const asked = request(`https://127.0.0.1:${port}${path}`, options, (answer) => {
      let body = ''
      answer.setEncoding('utf8').on('data', (text: string) => (body += text))
      answer.on('end', () => done({ status: answer.statusCode ?? 0, headers: answer.headers, body }))
    })
    asked.once('error', fail)
    asked.end(json === undefined ? undefined : JSON.stringify(json))
  })
}

test('OP-08 behind the sample nginx desks sign in and pull over HTTPS, and a workbook of an organisation gets through', async (context) => {
  if (!has) return context.skip(without)
  const health = await ask('GET', paths.health)
  expect([health.status, health.headers['strict-transport-security']]).toEqual([200, 'max-age=31536000'])
  const signedIn = await ask('POST', paths.signIn, { login: 'draft', password: PASSWORD, device: v7(), app: 'test' })
  expect(signedIn.status).toBe(200)
  const { token, epoch } = JSON.parse(signedIn.body) as { token: string; epoch: string }
  expect(epoch).not.toBe('')
  // larger than any message, and refused by the server itself, not by what stands before it
  const large = await ask('POST', paths.push, { padding: 'x'.repeat(20 * 1024 * 1024) }, { authorization: `Bearer ${token}` })
  expect(large.headers['content-type']).toContain('application/json')
  expect(JSON.parse(large.body)).toHaveProperty('code')
})

test('OP-08 a wake-up comes through it at once, not when a buffer is full', async (context) => {
  if (!has) return context.skip(without)
  const desk = await openDesk(server, 'draft')
  const stream = await new Promise<IncomingMessage>((done, fail) => {
    const headers = { authorization: `Bearer ${desk.token}`, accept: 'text/event-stream' }
    get(`https://127.0.0.1:${port}${paths.wake}`, { ca, headers, agent: false }, done).once('error', fail)
  })
  let heard = ''
  const poked = new Promise<void>((done) => {
    stream.setEncoding('utf8').on('data', (text: string) => {
      heard += text
      if (heard.includes('event: poke')) done()
    })
  })
  await createDraft(desk)
  await poked
  expect(heard).toContain('event: ready')
  stream.destroy()
})

test('OP-03 who asks is taken from the proxies that are named, from nobody else', async () => {
  const seen = async (trustedProxies: string[], remoteAddress: string): Promise<string> => {
    const admission = { connections: 1, pushesPerSecond: Infinity }
    const hub = { listeners: () => 0 }
    const parts = { hub, life: { state: 'up' }, logger: false, admission, registry: registry(), tls: undefined, trustedProxies }
    const { app, refusals } = buildApp({ now: Date.now } as never, parts as never)
    let ip = ''
    app.addHook('onRequest', async (asked) => void (ip = asked.ip))
    await app.inject({ url: '/nowhere', remoteAddress, headers: { 'x-forwarded-for': '10.9.9.9' } })
    refusals.stop()
    await app.close()
    return ip
  }
  expect(await seen(['10.0.0.1'], '10.0.0.1')).toBe('10.9.9.9')
  expect(await seen(['10.0.0.1'], '10.0.0.2')).toBe('10.0.0.2')
  expect(await seen([], '127.0.0.1')).toBe('127.0.0.1')
})
