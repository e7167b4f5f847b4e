import { createHash, randomBytes } from 'node:crypto'
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { v7 } from 'uuid'
import { openDesk as openDeskSession } from '../../src-main/desk-session.ts'
import { openDevice } from '../../src-main/device.ts'
import { openFileStore } from '../../src-main/files/file-store.ts'
import { openKeyRing } from '../../src-main/keys.ts'
import { openLostDevice } from '../../src-main/lost-device.ts'
import { finishWipe } from '../../src-main/lost-device-wipe.ts'
import { hashPassword } from '../../src-server/http/sign-in.ts'
import { makeBackup } from '../../src-server/admin/backup/make-backup.ts'
import { restoreBackup } from '../../src-server/admin/backup/restore-backup.ts'
import { devicesOf, markDevice } from '../../src-server/admin/lost-device.ts'
import { dropQuarantine, listQuarantine, openQuarantine } from '../../src-server/admin/quarantine.ts'
import { verifyAuditChain } from '../../src-server/store/audit.ts'
import { openDatabase } from '../../src-server/store/database.ts'
import { sm3OfJson } from '../../src-server/sm3.ts'
import { commandId, documentId } from '../../src-shared/ids.ts'
import type { JournalRecord } from '../../src-shared/ipc/journal-record.ts'
import { contactHeader, paths } from '../../src-shared/sync/protocol.ts'
import { schema } from '../../src-shared/document/schema.ts'
import { createDatabase, dropDatabase } from '../support/server/cluster.ts'
import { aBody, call, signIn } from '../support/server/desk.ts'
import { PASSWORD } from '../support/server/county.ts'
import { fetchNetwork } from '../support/server/fetch-network.ts'
import { must } from '../support/server/must.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'
import { appendTo, plain } from '../support/server/tracked.ts'

/* A real profile folder of a real desk (without its window) and the real server, from "reported lost" to "nothing is left". */

let server: TestServer
beforeAll(async () => void (server = await startTestServer()))
afterAll(() => server.close())

let profile: string
let leaving: (() => Promise<unknown>)[]
beforeEach(async () => {
  profile = await fs.mkdtemp(path.join(os.tmpdir(), 'liuhen-lost-'))
  leaving = []
})
afterEach(async () => {
  for (const leave of leaving) await leave()
  await fs.rm(profile, { recursive: true, force: true })
})

/** The desk after a start, as index.ts puts it together. */
async function start() {
  const logged: string[] = []
  const log = (_level: string, code: string, detail = '') => void logged.push(`${code} ${detail}`.trim())
  await finishWipe(profile, log, server.clock.now)
  const line = fetchNetwork(server.url)
  const device = await openDevice(profile, log)
  const ring = openKeyRing(path.join(profile, 'keys'), log, server.clock.now, async () => undefined)
  const events = { left: 0, restarts: 0, told: [] as (string | null)[] }
  const lost = await openLostDevice({
    profile,
    device,
    network: line.network,
    ring,
    log,
    now: server.clock.now,
    leave: async () => {
      events.left++
      await desk.signOut()
    },
    restart: () => void events.restarts++,
    told: (fate) => void events.told.push(fate?.state ?? null),
  })
  const isLost = () => lost.fate() !== null
  const desk = openDeskSession(profile, '1', device, ring, line.network, log, server.clock.now, isLost)
  const files = openFileStore(path.join(profile, 'files'), line.network, log, () => {
    const open = desk.open()
    return open && { id: open.userId, key: open.keys.of('files') }
  })
  leaving.push(() => desk.signOut())
  return { desk, lost, line, device, files, events, logged }
}
type Desk = Awaited<ReturnType<typeof start>>

const code = (task: Promise<unknown>) =>
  task.then(
    () => 'open',
    (error: { code?: string }) => error.code ?? String(error),
  )
const auditOf = async (device: string): Promise<string[]> => {
  const rows = await server.db
    .selectFrom('audit_event')
    .select(['kind', 'detail'])
    .where('chain', '=', 'access')
    .orderBy('seq')
    .execute()
  return rows.filter((row) => row.detail.includes(device) && !row.kind.startsWith('sign-in')).map((row) => row.kind)
}
const listed = async (device: string) => {
  const { devices } = (await devicesOf(server.db, 'draft')) as { devices: { device: string; lost: string; wiped: string }[] }
  return devices.find((one) => one.device === device)
}
const left = async (): Promise<string[]> => (await fs.readdir(profile)).toSorted()
const contact = (device: string, contactToken: string) =>
  call<{ status?: string; code?: string }>(server, 'POST', paths.contact, { json: { device, contactToken } })

/** Offline work of a person at the desk: a draft with a save on it, typing on top, and a file that was not uploaded. */
async function work(own: Desk, login = 'draft', words = '防汛值班') {
  own.line.state.left = Infinity
  await own.desk.signIn(login, PASSWORD)
  const { journal } = own.desk.mustBeOpen()
  own.line.state.left = 0
  const hash = await own.files.put(Buffer.from(`附件：${words}名单`.repeat(20_000)))
  const docId = documentId.parse(v7())
  const body = aBody(`关于${words}的通知`, ['各股室：', '现将有关事项通知如下。'])
  const saved = plain(schema.nodeFromJSON(body), appendTo('如下。', `${words}从今晚开始。`))
  const typed = plain(saved.doc, appendTo('开始。', '请带手电。'))
  const savedBody = saved.doc.toJSON() as Record<string, unknown>
  const at = server.clock.now()
  const command = (name: string, args: Record<string, unknown>): JournalRecord => ({
    type: 'command',
    command: { id: commandId.parse(v7()), name, ver: 1, doc: docId, args: { docId, ...args }, authoredAt: at, dependsOn: [] },
    at,
  })
  const baseSm3 = sm3OfJson(body)
  await journal.append([
    command('CreateDraft', { unitId: 'fgj-zh', body, bodySm3: baseSm3 }),
    command('SubmitBody', {
      baseVersion: 1,
      baseSm3,
      steps: saved.steps.map((one) => one.toJSON() as unknown),
      resultSm3: 'f'.repeat(64),
      step: 'draft',
    }),
    command('AddAttachment', { attachment: { sm3: hash, name: '名单.txt', size: 3, mime: 'text/plain' } }),
    { type: 'working', docId, baseVersion: 2, baseSm3: '', body: { base: savedBody }, after: 0, at: at + 1 },
    { type: 'typed', docId, steps: typed.steps.map((one) => one.toJSON() as unknown), after: at + 1, at: at + 2 },
  ])
  await own.desk.signOut()
  own.line.state.left = Infinity
  return { docId, hash }
}
/** What Chromium and the desk's other parts keep beside it. */
async function furnish() {
  for (const name of ['IndexedDB/app_0.leveldb', 'IndexedDB.aside-7/x', 'Local Storage/leveldb', 'directory', 'canary', 'opened'])
    await fs.mkdir(path.join(profile, name), { recursive: true })
  await fs.writeFile(path.join(profile, 'directory', 'a.book'), 'sealed')
  await fs.writeFile(path.join(profile, 'window.json'), '{}')
  await fs.writeFile(path.join(profile, 'desk.log'), 'codes')
}

describe('SE-71 a desk asks without a session whether it was reported lost', () => {
  it('only its own token is answered; a wrong one and an unknown desk are answered alike', async () => {
    const own = await start()
    expect(await contact(own.device.id, own.device.contactToken)).toMatchObject({ status: 401, body: { code: 'SE-CONTACT' } })
    await own.desk.signIn('draft', PASSWORD)
    const right = await contact(own.device.id, own.device.contactToken)
    expect(right).toMatchObject({ status: 200, body: { status: 'active', now: server.clock.now() } })
    const wrong = await contact(own.device.id, randomBytes(32).toString('base64url'))
    const unknown = await contact(v7(), own.device.contactToken)
    expect([wrong.status, wrong.body]).toEqual([unknown.status, unknown.body])
    expect(wrong).toMatchObject({ status: 401, body: { code: 'SE-CONTACT' } })
    expect((await contact(own.device.id, 'short')).status).toBe(400)
    const stored = await server.db.selectFrom('machine').selectAll().execute()
    expect(JSON.stringify(stored)).not.toContain(own.device.contactToken)
  })

  it('the first token counts: who signs in on that device id elsewhere does not take it over', async () => {
    const own = await start()
    await own.desk.signIn('draft', PASSWORD)
    const other = randomBytes(32).toString('base64url')
    const json = { login: 'head', password: PASSWORD, device: own.device.id, app: 'test', contactToken: other }
    expect((await call(server, 'POST', paths.signIn, { json })).status).toBe(200)
    expect((await contact(own.device.id, other)).status).toBe(401)
    expect((await contact(own.device.id, own.device.contactToken)).status).toBe(200)
  })

  it('too many questions are put off, and a stranger’s do not put off the desk’s own', async () => {
    const own = await start()
    await own.desk.signIn('draft', PASSWORD)
    const stranger = randomBytes(32).toString('base64url')
    const answers = await Promise.all(Array.from({ length: 40 }, () => contact(own.device.id, stranger)))
    expect(answers.some(({ status, body }) => status === 429 && body.code === 'SY-RATE')).toBe(true)
    expect((await contact(own.device.id, own.device.contactToken)).status).toBe(200)
  })

  it('gives no other right: nothing is handed in by a desk that is not lost, or without its token', async () => {
    const own = await start()
    await own.desk.signIn('draft', PASSWORD)
    const at = `${paths.surrender}/${own.device.id}`
    const headers = { [contactHeader]: own.device.contactToken }
    expect(await call(server, 'POST', at, { json: { files: [] }, headers })).toMatchObject({
      status: 403,
      body: { code: 'SE-NOT-LOST' },
    })
    await markDevice(server.db, own.device.id, 'lost', server.clock.now())
    for (const proof of [{}, { [contactHeader]: 'x' }, { [contactHeader]: randomBytes(32).toString('base64url') }])
      expect(await call(server, 'POST', at, { json: { files: [] }, headers: proof as Record<string, string> })).toMatchObject({
        status: 401,
        body: { code: 'SE-CONTACT' },
      })
    expect((await call(server, 'POST', paths.pull, { json: {}, headers })).status).toBe(401)
    const away = { files: [{ path: 'keys/../../etc/passwd', sha256: 'a'.repeat(64), size: 1 }] }
    expect(await call(server, 'POST', at, { json: away, headers })).toMatchObject({ status: 400 })
    const missing = { files: [{ path: 'keys/u-1.key', sha256: 'a'.repeat(64), size: 1 }] }
    expect(await call(server, 'POST', at, { json: missing, headers })).toMatchObject({
      status: 409,
      body: { code: 'SY-SURRENDER-OPEN' },
    })
    const forged = await call(server, 'PUT', `${at}/${'a'.repeat(64)}?from=0&total=3`, { raw: Buffer.from('abc'), headers })
    expect(forged).toMatchObject({ status: 422, body: { code: 'SY-BLOB-HASH' } })
    expect(
      await call(server, 'PUT', `${at}/${'a'.repeat(64)}?from=5&total=9`, { raw: Buffer.from('abc'), headers }),
    ).toMatchObject({
      status: 409,
    })
    const huge = await call(server, 'PUT', `${at}/${'a'.repeat(64)}?from=0&total=999999999999`, {
      raw: Buffer.from('abc'),
      headers,
    })
    expect(huge.status).toBe(400)
    expect(
      await server.db.selectFrom('quarantine_piece').select('sha256').where('device_id', '=', own.device.id).execute(),
    ).toEqual([])
  })
})

describe('SE-72 … SE-76 reported lost', () => {
  it('the whole way: out at once, keys out of use, handed in sealed, receipt, wiped, told, opened by the office', async () => {
    const own = await start()
    const first = await work(own, 'draft', '防汛值班')
    const second = await work(own, 'head', '山洪预警')
    await furnish()
    await own.desk.signIn('draft', PASSWORD)
    const token = own.line.token()
    expect(await listed(own.device.id)).toMatchObject({ lost: null })
    await own.lost.ask()
    expect([own.lost.fate(), own.events.left]).toEqual([null, 0])

    expect(await markDevice(server.db, own.device.id, 'lost', server.clock.now())).toMatchObject({ people: 2 })
    const answer = await call(server, 'GET', paths.directory, token === undefined ? {} : { token })
    expect(answer.status).toBe(401)
    expect(await signIn(server, 'draft', own.device.id)).toMatchObject({ status: 403, body: { code: 'SE-REVOKED' } })
    // somebody who never worked on it, too
    expect(await signIn(server, 'check', own.device.id)).toMatchObject({ status: 403, body: { code: 'SE-REVOKED' } })

    await own.lost.ask()
    expect(own.logged).toContain('SE-SURRENDERED 8')
    expect([own.events.left, own.events.restarts, own.events.told]).toEqual([1, 1, ['lost', 'surrendered']])
    for (const login of ['draft', 'head']) expect(await code(own.desk.signIn(login, PASSWORD))).toBe('SE-LOST')
    expect(await left()).toEqual(['desk.log', 'device.json', 'lost.json', 'window.json'])

    const after = await start()
    expect(after.lost.fate()).toMatchObject({ state: 'wiped', reported: false })
    expect(await code(after.desk.signIn('draft', PASSWORD))).toBe('SE-LOST')
    await after.lost.ask()
    await after.lost.ask()
    expect(after.lost.fate()).toMatchObject({ state: 'wiped', reported: true })
    expect(await auditOf(own.device.id)).toEqual(['device.lost', 'device.surrendered', 'device.wiped'])
    expect((await listed(own.device.id))?.wiped).toMatch(/^2026-/)

    const list = (await listQuarantine(server.db)) as { id: string; device: string; files: number }[]
    const given = must(list.find((one) => one.device === own.device.id))
    expect(given.files).toBe(8)
    const dir = path.join(profile, 'office')
    expect(await code(dropQuarantine(server.db, given.id, server.clock.now()))).toBe('QUARANTINE-UNOPENED')
    expect(await openQuarantine(server.db, given.id, dir, server.clock.now())).toMatchObject({ closed: 0, damaged: 0 })
    expect((await fs.readdir(dir)).toSorted()).toEqual(['draft', 'head'])
    for (const [login, words, { docId, hash }] of [
      ['draft', '防汛值班', first],
      ['head', '山洪预警', second],
    ] as const) {
      const text = await fs.readFile(path.join(dir, login, `正文-${docId}.txt`), 'utf8')
      expect(text).toContain(`关于${words}的通知`)
      expect(text).toContain(`现将有关事项通知如下。${words}从今晚开始。请带手电。`)
      const commands = JSON.parse(await fs.readFile(path.join(dir, login, '没有上报的事项.json'), 'utf8')) as { name: string }[]
      expect(commands.map(({ name }) => name)).toEqual(['CreateDraft', 'SubmitBody', 'AddAttachment'])
      const file = await fs.readFile(path.join(dir, login, `附件-${hash.slice(0, 8)}-名单.txt`), 'utf8')
      expect(file).toBe(`附件：${words}名单`.repeat(20_000))
      expect(await fs.readFile(path.join(dir, login, '说明.txt'), 'utf8')).toContain('事项 3 项，正文 1 件，附件 1 个')
    }
    expect(await auditOf(own.device.id)).toContain('quarantine.opened')
    expect(await code(openQuarantine(server.db, given.id, dir, server.clock.now()))).toBe('QUARANTINE-EXISTS')
    expect(await code(openQuarantine(server.db, 'nothing', dir, server.clock.now()))).toBe('NO-QUARANTINE')
    expect(await dropQuarantine(server.db, given.id, server.clock.now())).toMatchObject({ files: 6 })
    for (const table of ['quarantine_piece', 'quarantine_file'] as const)
      expect(await server.db.selectFrom(table).select('sha256').where('device_id', '=', own.device.id).execute()).toEqual([])
    expect(await code(openQuarantine(server.db, given.id, `${dir}2`, server.clock.now()))).toBe('NO-QUARANTINE')
    expect(await auditOf(own.device.id)).toContain('quarantine.deleted')
    expect(await verifyAuditChain(server.db)).toMatchObject({ ok: true })
  }, 60_000)

  it('SE-74 cut after every single request it goes on where it was, and nothing is deleted before the receipt', async () => {
    let own = await start()
    const { hash } = await work(own)
    // longer than one piece
    const big = await fs.readFile(path.join(profile, 'files', 'u-draft', hash))
    expect(big.length).toBeGreaterThan(300_000)
    await fs.writeFile(path.join(profile, 'files', 'u-draft', hash), Buffer.concat([big, randomBytes(2_500_000)]))
    await markDevice(server.db, own.device.id, 'lost', server.clock.now())
    const before = (await fs.readdir(profile, { recursive: true })).filter((name) => /journal|files|keys/.test(name)).toSorted()
    let rounds = 0
    for (; own.events.restarts === 0; rounds++) {
      expect(rounds).toBeLessThan(40)
      own = await start()
      expect(own.lost.fate()?.state ?? 'unknown').not.toBe('wiped')
      const now = (await fs.readdir(profile, { recursive: true })).filter((name) => /journal|files|keys/.test(name)).toSorted()
      expect(now).toEqual(before)
      if (rounds > 1) expect(await code(own.desk.signIn('draft', PASSWORD))).toBe('SE-LOST')
      // each time one request more gets through than what asking anew how far everything is needs
      own.line.state.left = rounds
      await own.lost.ask()
    }
    expect(rounds).toBeGreaterThan(5)
    const puts = own.line.state.asked.filter((one) => one.startsWith('PUT'))
    expect(puts.length).toBeLessThanOrEqual(1)
    // what Chromium writes while it ends
    await fs.mkdir(path.join(profile, 'IndexedDB', 'app_0.leveldb'), { recursive: true })
    const after = await start()
    expect(after.lost.fate()?.state).toBe('wiped')
    expect(await left()).toEqual(['device.json', 'lost.json'])
    expect(await auditOf(own.device.id)).toEqual(['device.lost', 'device.surrendered'])
    await after.lost.ask()
    expect(await auditOf(own.device.id)).toEqual(['device.lost', 'device.surrendered', 'device.wiped'])
  }, 60_000)

  it('SE-73 found before it was handed in: no password opens it meanwhile; one sign-in with the server, and everything is there', async () => {
    const own = await start()
    await work(own)
    await markDevice(server.db, own.device.id, 'lost', server.clock.now())
    own.line.state.left = 2
    await own.lost.ask()
    expect(own.lost.fate()?.state).toBe('lost')
    // cut before the wraps were out of use: the next start does it, without a line, too
    const copy = await fs.readFile(path.join(profile, 'keys', 'u-draft.key.2'), 'utf8')
    expect(copy).toContain('"byPassword":""')
    const key = JSON.parse((await fs.readFile(path.join(profile, 'keys', 'u-draft.key'), 'utf8')).split('\n')[1] ?? '') as object
    expect(key).toMatchObject({ byPassword: '', bySystem: null })
    // somebody takes the mark away: the keys stay shut
    await fs.rename(path.join(profile, 'lost.json'), path.join(profile, 'away'))
    const forced = await start()
    forced.line.state.left = 0
    expect(await code(forced.desk.signIn('draft', PASSWORD))).toBe('SE-SIGN-IN-ONLINE')
    forced.line.state.left = Infinity
    expect(await code(forced.desk.signIn('draft', PASSWORD))).toBe('SE-REVOKED')
    await fs.rename(path.join(profile, 'away'), path.join(profile, 'lost.json'))

    await markDevice(server.db, own.device.id, 'found', server.clock.now())
    const again = await start()
    expect(await code(again.desk.signIn('draft', PASSWORD))).toBe('SE-LOST')
    await again.lost.ask()
    expect([again.lost.fate(), again.events.told]).toEqual([null, [null]])
    await again.desk.signIn('draft', PASSWORD)
    expect(again.desk.mustBeOpen().journal.read().records).toHaveLength(5)
    await again.desk.signOut()
    again.line.state.left = 0
    expect(await code(again.desk.signIn('draft', PASSWORD))).toBe('open')
    expect(await auditOf(own.device.id)).toEqual(['device.lost', 'device.found'])
  })

  it('SE-75 found after it was wiped: an empty desk that anybody may sign in at', async () => {
    const own = await start()
    await work(own)
    await markDevice(server.db, own.device.id, 'lost', server.clock.now())
    await own.lost.ask()
    await markDevice(server.db, own.device.id, 'found', server.clock.now())
    const again = await start()
    await again.lost.ask()
    expect(again.lost.fate()).toBeNull()
    await again.desk.signIn('draft', PASSWORD)
    expect(again.desk.mustBeOpen().journal.read().records).toEqual([])
    expect(await auditOf(own.device.id)).toEqual(['device.lost', 'device.surrendered', 'device.found', 'device.wiped'])
  })

  it('SE-78 secrets deleted at the server: nobody opens what was handed in, and that is said', async () => {
    const own = await start()
    await work(own)
    await markDevice(server.db, own.device.id, 'lost', server.clock.now())
    await own.lost.ask()
    await markDevice(server.db, own.device.id, 'forget', server.clock.now())
    const list = (await listQuarantine(server.db)) as { id: string; device: string }[]
    const dir = path.join(profile, 'office')
    const id = must(list.find((one) => one.device === own.device.id)).id
    expect(await openQuarantine(server.db, id, dir, server.clock.now())).toMatchObject({ people: [], closed: 2 })
    expect(await fs.readFile(path.join(dir, '打不开的内容.txt'), 'utf8')).toContain('journal/u-draft')
    expect(await auditOf(own.device.id)).toContain('device.secrets-deleted')
    expect(await code(markDevice(server.db, v7(), 'lost', 0))).toBe('NO-DEVICE')
    expect(await code(markDevice(server.db, "'; --", 'lost', 0))).toBe('NO-DEVICE')
  })

  it('SE-74 what was handed in is in the backup: a restored server opens it as well', async () => {
    const own = await start()
    const { docId } = await work(own)
    await markDevice(server.db, own.device.id, 'lost', server.clock.now())
    await own.lost.ask()
    const { databaseUrl, dataDir } = server
    const dir = path.join(profile, 'backup')
    const quiet = { now: server.clock.now(), progress: () => undefined }
    await makeBackup({ databaseUrl, dataDir, dir, ...quiet })
    const name = `r_${v7().replaceAll('-', '')}`
    const there = await createDatabase(databaseUrl, name)
    leaving.push(() => dropDatabase(databaseUrl, name))
    await restoreBackup({ databaseUrl: there, dataDir: path.join(profile, 'there'), dir, ...quiet })
    const db = openDatabase(there, 2)
    try {
      const list = (await listQuarantine(db)) as { id: string; device: string }[]
      const id = must(list.find((one) => one.device === own.device.id)).id
      await openQuarantine(db, id, path.join(profile, 'office'), server.clock.now())
      expect(await fs.readFile(path.join(profile, 'office', 'draft', `正文-${docId}.txt`), 'utf8')).toContain('请带手电')
    } finally {
      await db.destroy()
    }
  })

  it('SE-76 whatever somebody with the machine hands in instead, opening it ends in plain files and a list of what does not open', async () => {
    const own = await start()
    const { hash } = await work(own)
    const json = '{not json'
    await fs.writeFile(path.join(profile, 'keys', 'u-evil.key'), `${createHash('sha256').update(json).digest('hex')}\n${json}`)
    await fs.mkdir(path.join(profile, 'journal', 'u-evil'))
    await fs.writeFile(
      path.join(profile, 'journal', 'u-evil', '00000001.journal'),
      Buffer.concat([Buffer.from('LHJ2'), randomBytes(5000)]),
    )
    const file = path.join(profile, 'files', 'u-draft', hash)
    await fs.writeFile(file, Buffer.concat([Buffer.from('LHF1'), randomBytes(100)]))
    await markDevice(server.db, own.device.id, 'lost', server.clock.now())
    await own.lost.ask()
    const list = (await listQuarantine(server.db)) as { id: string; device: string }[]
    const id = must(list.find((one) => one.device === own.device.id)).id
    const dir = path.join(profile, 'office')
    const opened = await openQuarantine(server.db, id, dir, server.clock.now())
    expect(opened).toMatchObject({ people: [{ login: 'draft', commands: 3, texts: 1, files: 0 }], closed: 2 })
    const closed = await fs.readFile(path.join(dir, '打不开的内容.txt'), 'utf8')
    expect(closed).toContain('journal/u-evil')
    expect(closed).toContain(`files/u-draft/${hash}`)
  })

  it('no answer, no line, a wrong answer: nothing is deleted and nobody is shut out', async () => {
    const own = await start()
    await work(own)
    own.line.state.left = 0
    await own.lost.ask()
    own.line.state.left = Infinity
    await server.db
      .updateTable('machine')
      .set({ contact_hash: 'f'.repeat(64) })
      .where('id', '=', own.device.id)
      .execute()
    await own.lost.ask()
    expect([own.lost.fate(), own.events]).toEqual([null, { left: 0, restarts: 0, told: [] }])
    expect(await code(own.desk.signIn('draft', PASSWORD))).toBe('open')
  })
})

describe('SE-70 the server’s secret for a person on a desk', () => {
  const reset = async (login: string, password: string) =>
    server.db
      .updateTable('credential')
      .set({ hash: await hashPassword(password) })
      .where('user_id', '=', `u-${login}`)
      .execute()
  afterEach(() => reset('deputy', PASSWORD))

  it('a password that was reset at the server opens the desk with all that was not sent, and nobody is asked for the old one', async () => {
    const own = await start()
    await work(own, 'deputy')
    await reset('deputy', 'new password')
    own.line.state.left = 0
    expect(await code(own.desk.signIn('deputy', 'new password'))).toBe('SE-WRONG-PASSWORD')
    await own.desk.signIn('deputy', PASSWORD)
    await own.desk.signOut()
    own.line.state.left = Infinity
    const later = await start()
    await later.desk.signIn('deputy', 'new password')
    expect(later.desk.mustBeOpen().journal.read().records).toHaveLength(5)
    await later.desk.signOut()
    later.line.state.left = 0
    await later.desk.signIn('deputy', 'new password')
    await later.desk.signOut()
    expect(await code(later.desk.signIn('deputy', PASSWORD))).toBe('SE-WRONG-PASSWORD')
  })

  it('is one per person and desk, stays over sign-ins, and comes with a right password on that desk only', async () => {
    const [one, two] = [v7(), v7()]
    const secretOf = async (login: string, device: string) =>
      ((await signIn(server, login, device)).body as { deviceSecret?: string }).deviceSecret
    const first = await secretOf('deputy', one)
    expect(first).toMatch(/^[\w-]{43}$/)
    expect(await secretOf('deputy', one)).toBe(first)
    expect(new Set([first, await secretOf('deputy', two), await secretOf('leader', one)]).size).toBe(3)
    expect((await signIn(server, 'deputy', one, 'wrong')).body).not.toHaveProperty('deviceSecret')
  })

  it('deleted at the server the wrap is dead: the old password is asked for', async () => {
    const own = await start()
    await work(own, 'deputy')
    await markDevice(server.db, own.device.id, 'forget', server.clock.now())
    await reset('deputy', 'new password')
    expect(await code(own.desk.signIn('deputy', 'new password'))).toBe('SE-OLD-PASSWORD')
    await own.desk.rekey(PASSWORD)
    expect(own.desk.mustBeOpen().journal.read().records).toHaveLength(5)
  })
})
