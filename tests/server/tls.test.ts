import { chmod, copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { get } from 'node:https'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { connect, type PeerCertificate } from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readTls } from '../../src-server/http/tls.ts'
import { startServer, type RunningServer } from '../../src-server/server.ts'
import { paths } from '../../src-shared/sync/protocol.ts'
import { createDatabase, dropDatabase, startCluster, type Cluster } from '../support/server/cluster.ts'

const made = resolve(import.meta.dirname, '../support/tls')
let folder: string
let cluster: Cluster
let server: RunningServer
let files: { certificate: string; key: string }

/** Puts a certificate and a key where the server looks for them. */
async function place(certificate: string, key = certificate, mode = 0o600): Promise<void> {
  await copyFile(join(made, `${certificate}.pem`), files.certificate)
  await copyFile(join(made, `${key}.key.pem`), files.key)
  await chmod(files.key, mode)
}
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'taken',
    (error: { code?: string }) => error.code ?? 'error',
  )

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'liuhen-tls-'))
  files = { certificate: join(folder, 'server.pem'), key: join(folder, 'server.key') }
  await place('desk')
  cluster = await startCluster()
  const databaseUrl = await createDatabase(cluster.url, 't_tls')
  server = await startServer({ databaseUrl, dataDir: join(folder, 'data'), host: '127.0.0.1', port: 0, tls: files })
})
afterAll(async () => {
  await server.close()
  await dropDatabase(cluster.url, 't_tls')
  await cluster.stop()
  await rm(folder, { recursive: true, force: true })
})

/** What the server answers a client that trusts this certificate alone. */
async function health(trusted: string): Promise<{ status: number; hsts: string | undefined }> {
  const ca = await readFile(join(made, `${trusted}.pem`))
  return new Promise((done, fail) => {
    get(`${server.url}${paths.health}`, { ca, agent: false }, (answer) => {
      answer.resume()
      done({ status: answer.statusCode ?? 0, hsts: answer.headers['strict-transport-security'] })
    }).once('error', fail)
  })
}
const spoken = (options: object): Promise<PeerCertificate | string> =>
  new Promise((done) => {
    const port = Number(new URL(server.url).port)
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options } as never, () => {
      done(socket.getPeerCertificate())
      socket.end()
    })
    socket.once('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message))
  })

test('OP-04 desks reach it over HTTPS with its own certificate, TLS 1.2 at least; who trusts another does not', async () => {
  expect(server.url).toMatch(/^https:/)
  expect(await health('desk')).toEqual({ status: 200, hsts: 'max-age=31536000' })
  await expect(health('other')).rejects.toThrow()
  expect(await spoken({ maxVersion: 'TLSv1.1', minVersion: 'TLSv1' })).toMatch(/PROTOCOL|VERSION|ALERT|UNSUPPORTED/i)
})

test('OP-05 a renewed certificate counts without a restart; one that is none is told, and the old one goes on', async () => {
  await place('other')
  await server.renewTls()
  expect(await health('other')).toMatchObject({ status: 200 })
  await place('desk', 'other')
  expect(await codeOf(server.renewTls())).toBe('TLS-PAIR')
  await writeFile(files.certificate, 'no certificate')
  expect(await codeOf(server.renewTls())).toBe('TLS-FILE')
  expect(await health('other')).toMatchObject({ status: 200 })
})

test('OP-04 a certificate out of its time, one without its key, and a key everybody may read are refused by name', async () => {
  await place('desk')
  const century = 100 * 366 * 86_400_000
  expect(await codeOf(readTls(files, Date.now()))).toBe('taken')
  expect(await codeOf(readTls(files, Date.now() + century))).toBe('TLS-DATES')
  expect(await codeOf(readTls(files, 0))).toBe('TLS-DATES')
  await place('desk', 'desk', 0o644)
  expect(await codeOf(readTls(files, Date.now()))).toBe('TLS-OPEN')
  expect(await codeOf(readTls({ ...files, key: join(folder, 'none') }, Date.now()))).toBe('TLS-FILE')
  const start = startServer({
    databaseUrl: cluster.url,
    dataDir: join(folder, 'x'),
    host: '127.0.0.1',
    port: 0,
    tls: { ...files },
  })
  expect(await codeOf(start)).toBe('TLS-OPEN')
})
