import { createHash, randomBytes } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { v7 } from 'uuid'
import { makeBackup } from '../../src-server/admin/backup/make-backup.ts'
import { restoreBackup } from '../../src-server/admin/backup/restore-backup.ts'
import { markDevice } from '../../src-server/admin/lost-device.ts'
import { dropQuarantine, listQuarantine, openQuarantine } from '../../src-server/admin/quarantine.ts'
import { verifyAuditChain } from '../../src-server/store/audit.ts'
import { openDatabase } from '../../src-server/store/database.ts'
import { paths } from '../../src-shared/sync/protocol.ts'
import { createDatabase, dropDatabase } from '../support/server/cluster.ts'
import { call, signIn } from '../support/server/desk.ts'
import { PASSWORD } from '../support/server/county.ts'
import { must } from '../support/server/must.ts'
import type { TestServer } from '../support/server/start-test-server.ts'
import { lostDesks } from '../support/server/lost-desk.ts'

/* A real profile folder of a real desk (without its window) and the real server, from "reported lost" to "nothing is left". */

const { place, start, work, furnish, code, auditOf, listed, left } = lostDesks()
let server: TestServer
let profile: string
beforeAll(() => void ({ server } = place()))
beforeEach(() => void ({ profile } = place()))

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
    place().leaving.push(() => dropDatabase(databaseUrl, name))
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
