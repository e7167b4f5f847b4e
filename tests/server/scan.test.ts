import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startServer, type RunningServer } from '../../src-server/server.ts'
import { sm3 } from '../../src-server/sm3.ts'
import { scannerOf, type Scan } from '../../src-server/store/blob-scan.ts'
import { paths, type BlobState } from '../../src-shared/sync/protocol.ts'
import { call, openDesk, type Desk } from '../support/server/desk.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'

let server: TestServer
let node: RunningServer
let desk: Desk
let folder: string
/** what the scanner does in this test */
let scan: Scan = () => Promise.resolve('clean')
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'liuhen-scan-'))
  server = await startTestServer()
  const { databaseUrl, dataDir, clock } = server
  node = await startServer({ databaseUrl, dataDir, host: '127.0.0.1', port: 0, now: clock.now, scan: (path) => scan(path) })
  desk = await openDesk({ url: node.url, clock }, 'draft')
})
afterAll(async () => {
  await node.close()
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

type Put = BlobState & { code?: string; retryMs?: number }
const put = (bytes: Uint8Array, from = 0, to = bytes.length) =>
  call<Put>(node, 'PUT', `${paths.blob}/${sm3(bytes)}`, {
    token: desk.token,
    raw: bytes.subarray(from, to),
    headers: { 'content-range': `bytes ${from}-${to - 1}/${bytes.length}` },
  })
const head = async (bytes: Uint8Array) => {
  const { status, headers } = await call(node, 'HEAD', `${paths.blob}/${sm3(bytes)}`, { token: desk.token })
  return { status, received: Number(headers.get('x-liuhen-received')), complete: headers.get('x-liuhen-complete') === '1' }
}
const partials = () => readdir(join(server.dataDir, 'partial')).catch(() => [])

describe('SY-133 the scanner is asked before a file is anybody’s', () => {
  test('no transaction is open meanwhile, nobody writes to the upload, and then it is whole', async () => {
    const bytes = randomBytes(5_000)
    const seen: unknown[] = []
    scan = async () => {
      const { rows } = await sql<{ n: number }>`select count(*)::int as n from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null and state <> 'active'`.execute(
        server.db,
      )
      seen.push(rows[0]?.n, (await put(bytes)).body, await head(bytes))
      return 'clean'
    }
    expect(await put(bytes)).toMatchObject({ status: 200, body: { complete: true, received: 5_000 } })
    expect(seen).toEqual([0, { code: 'SY-BUSY', retryMs: 2_000 }, { status: 200, received: 4_999, complete: false }])
    expect(await head(bytes)).toMatchObject({ complete: true })
  })

  test('an infected file is refused, gone, audited, and not taken again for a week', async () => {
    const bytes = randomBytes(3_000)
    scan = () => Promise.resolve('infected')
    expect(await put(bytes)).toMatchObject({ status: 422, body: { code: 'AT-VIRUS' } })
    expect(await partials()).toEqual([])
    const line = await server.db
      .selectFrom('audit_event')
      .selectAll()
      .where('kind', '=', 'file.infected')
      .executeTakeFirstOrThrow()
    expect(line).toMatchObject({ actor: 'u-draft', code: 'AT-VIRUS' })
    scan = () => Promise.reject(new Error('asked again'))
    expect((await head(bytes)).status).toBe(422)
    expect(await put(bytes, 0, 100)).toMatchObject({ status: 422, body: { code: 'AT-VIRUS' } })
    scan = () => Promise.resolve('clean')
    server.clock.forward(8 * 86_400_000)
    desk = await openDesk({ url: node.url, clock: server.clock }, 'draft')
    expect(await put(bytes)).toMatchObject({ status: 200, body: { complete: true } })
  })

  test('where the scanner cannot look the file waits, its bytes kept: the last one sent again asks once more', async () => {
    const bytes = randomBytes(2_000)
    scan = () => Promise.resolve('unknown')
    expect(await put(bytes)).toMatchObject({ status: 503, body: { code: 'AT-UNSCANNED', retryMs: 30_000 } })
    expect(await head(bytes)).toEqual({ status: 200, received: 1_999, complete: false })
    scan = () => Promise.resolve('clean')
    expect(await put(bytes, 1_999)).toMatchObject({ status: 200, body: { complete: true } })
  })

  test('a server that was killed while it proved: after three minutes the next one does it', async () => {
    const bytes = randomBytes(1_000)
    scan = () => Promise.reject(new Error('killed'))
    expect((await put(bytes)).status).toBe(500)
    expect(await put(bytes, 999)).toMatchObject({ status: 503, body: { code: 'SY-BUSY' } })
    server.clock.forward(181_000)
    scan = () => Promise.resolve('clean')
    expect(await put(bytes, 999)).toMatchObject({ status: 200, body: { complete: true } })
  })
})

describe('SY-133 LIUHEN_SCAN', () => {
  test('its exit decides; it is run without a shell and given a minute', async () => {
    const program = join(folder, 'scan.mjs')
    await writeFile(
      program,
      `import { readFileSync } from 'node:fs'
       const text = readFileSync(process.argv.at(-1), 'utf8')
       if (text === 'slow') setInterval(() => {}, 1000)
       else process.exitCode = text === 'virus' ? 1 : text === 'odd' ? 2 : 0`,
    )
    const verdictOf = async (text: string, command = `${process.execPath} ${program} {}`, timeMs = 60_000) => {
      const file = join(folder, 'a file; touch $(pwned)')
      await writeFile(file, text)
      return scannerOf(command, timeMs)(file)
    }
    expect(await verdictOf('fine')).toBe('clean')
    expect(await verdictOf('fine', `${process.execPath} ${program}`)).toBe('clean')
    expect(await verdictOf('virus')).toBe('infected')
    expect(await verdictOf('odd')).toBe('unknown')
    expect(await verdictOf('slow', undefined, 300)).toBe('unknown')
    expect(await verdictOf('fine', '/no/such/scanner')).toBe('unknown')
  })
})
