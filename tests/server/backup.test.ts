import { randomBytes } from 'node:crypto'
import { appendFile, cp, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { v7 } from 'uuid'
import { makeBackup } from '../../src-server/admin/backup/make-backup.ts'
import { findBackup, readManifest, sealed } from '../../src-server/admin/backup/manifest.ts'
import { restoreBackup } from '../../src-server/admin/backup/restore-backup.ts'
import { RECOVERY_MS } from '../../src-server/admin/recovery.ts'
import { countyPage, verifyCounty } from '../../src-server/admin/verify-all.ts'
import { startServer } from '../../src-server/server.ts'
import { sm3 } from '../../src-server/sm3.ts'
import { openDatabase, type Db } from '../../src-server/store/database.ts'
import { paths, type PushResponse } from '../../src-shared/sync/protocol.ts'
import { createDatabase, dropDatabase } from '../support/server/cluster.ts'
import { call, createDraft, newDraft, openDesk, submitDraft } from '../support/server/desk.ts'
import { liveThrough, type Lived } from '../support/server/lived-through.ts'
import type { TestServer } from '../support/server/start-test-server.ts'

let lived: Lived
let server: TestServer
let root: string
const file = randomBytes(300_000)
const databases: string[] = []
const quiet = () => undefined

beforeAll(async () => {
  lived = await liveThrough()
  server = lived.story.server
  root = await mkdtemp(join(tmpdir(), 'liuhen-backup-'))
  const { token } = lived.story.draft
  await call(server, 'PUT', `${paths.blob}/${sm3(file)}`, { token, raw: file })
})
afterAll(async () => {
  for (const name of databases) await dropDatabase(server.databaseUrl, name)
  await lived.close()
  await rm(root, { recursive: true, force: true })
})

const backup = (dir: string) => {
  server.clock.forward(60_000)
  const { databaseUrl, dataDir, clock } = server
  return makeBackup({ databaseUrl, dataDir, dir, now: clock.now(), progress: quiet })
}
/** An empty database and a data folder of its own. */
async function emptyPlace(): Promise<{ databaseUrl: string; dataDir: string }> {
  const name = `r_${v7().replaceAll('-', '')}`
  databases.push(name)
  return { databaseUrl: await createDatabase(server.databaseUrl, name), dataDir: await mkdtemp(join(root, 'data-')) }
}
const restore = (place: { databaseUrl: string; dataDir: string }, dir: string) =>
  restoreBackup({ ...place, dir, now: server.clock.now(), progress: quiet })
async function on<T>(databaseUrl: string, look: (db: Db) => Promise<T>): Promise<T> {
  const db = openDatabase(databaseUrl, 2)
  try {
    return await look(db)
  } finally {
    await db.destroy()
  }
}
const epochOf = async (db: Db) => (await db.selectFrom('sync_meta').select('epoch').executeTakeFirstOrThrow()).epoch
const count = async (db: Db, table: string) =>
  (await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(db)).rows[0]?.n

describe('backup and restore', () => {
  test('SY-121 SY-122 a backup made while commands are written is one moment, and restores to a county that verifies', async () => {
    const dir = join(root, 'busy')
    const desk = await openDesk(server, 'draft')
    let made = 0
    let ending = false
    const writing = (async () => {
      for (; !ending; made++) await submitDraft(desk, await createDraft(desk))
    })()
    const report = await backup(dir)
    ending = true
    await writing
    expect(made).toBeGreaterThan(0)
    expect(report).toMatchObject({ copied: 1, missing: 0, files: 1 })
    expect(await readdir(report.backup)).not.toContain(expect.stringContaining('part'))

    const place = await emptyPlace()
    const done = await restore(place, dir)
    expect(done).toMatchObject({ restored: report.backup, sm3: report.sm3, rows: report.rows, files: 1 })
    await on(place.databaseUrl, async (db) => {
      const page = await verifyCounty(db, place.dataDir, server.clock.now(), quiet)
      expect(countyPage(page)).toContain('结论：相符')
      const manifest = await readManifest(report.backup)
      const added: Record<string, number> = { audit_event: 1 }
      for (const { table, rows } of manifest.tables)
        expect([table, await count(db, table)]).toEqual([table, rows + (added[table] ?? 0)])
      // a new epoch, no sessions, and a line that says so
      expect(await epochOf(db)).toBe(done.epoch)
      expect(done.epoch).not.toBe(manifest.epoch)
      expect(await count(db, 'session')).toBe(0)
      const { recovering_until: until } = await db.selectFrom('sync_meta').select('recovering_until').executeTakeFirstOrThrow()
      expect(until).toBe(server.clock.now() + RECOVERY_MS)
      const line = await db
        .selectFrom('audit_event')
        .select('detail')
        .where('kind', '=', 'server.restored')
        .executeTakeFirstOrThrow()
      expect(JSON.parse(line.detail)).toMatchObject({ sm3: report.sm3, before: manifest.epoch, epoch: done.epoch })
    })
  })

  test('SY-120 SY-122 desks of before a restore are told the new epoch, and the restored server works on', async () => {
    const dir = join(root, 'epoch')
    const desk = await openDesk(server, 'draft')
    await backup(dir)
    const lost = await createDraft(desk)
    const place = await emptyPlace()
    await restore(place, dir)
    const again = await startServer({ ...place, host: '127.0.0.1', port: 0, now: server.clock.now })
    const there = { url: again.url, clock: server.clock }
    const signedIn = await openDesk(there, 'draft', desk.device)
    expect(await signedIn.state(lost)).toBeUndefined()
    const old = await call<PushResponse>(there, 'POST', paths.push, {
      token: signedIn.token,
      json: { epoch: desk.epoch, device: desk.device, cmds: [desk.command('CreateDraft', newDraft())] },
    })
    expect(old.body.stop).toEqual({ kind: 'epoch' })
    const got = await fetch(`${again.url}${paths.blob}/${sm3(file)}`, { headers: { authorization: `Bearer ${signedIn.token}` } })
    expect(Buffer.from(await got.arrayBuffer()).equals(file)).toBe(true)
    await again.close()
  })

  test('SY-121 the next backup copies only new attachments, and what the server lost is named without stopping it', async () => {
    const dir = join(root, 'daily')
    expect(await backup(dir)).toMatchObject({ copied: 1 })
    expect(await backup(dir)).toMatchObject({ copied: 0, files: 1 })
    const gone = sm3(randomBytes(8))
    await server.db.insertInto('blob').values({ sm3: gone, size: 8, at: 0 }).execute()
    const report = await backup(dir)
    expect(report).toMatchObject({ copied: 0, files: 2, missing: 1 })
    const found = await verifyCounty(server.db, server.dataDir, server.clock.now(), quiet)
    expect(countyPage(found)).toMatch(new RegExp(`结论：不符[^]*${gone}：文件不在`))
    const place = await emptyPlace()
    expect(await restore(place, dir)).toMatchObject({ restored: report.backup, files: 1, missing: 1 })
    await server.db.deleteFrom('blob').where('sm3', '=', gone).execute()
  })

  test('SY-122 a database with content is refused before anything is looked at', async () => {
    await expect(restore(server, join(root, 'nowhere'))).rejects.toMatchObject({ code: 'BK-NOT-EMPTY' })
    await expect(restore(await emptyPlace(), join(root, 'nowhere'))).rejects.toMatchObject({ code: 'BK-NONE' })
  })

  test('SY-121 two backups at once: the second is refused; one cut off is no backup', async () => {
    const dir = join(root, 'twice')
    const [first, second] = await Promise.allSettled([backup(dir), backup(dir)])
    expect([first.status, second.status].toSorted()).toEqual(['fulfilled', 'rejected'])
    await mkdir(join(dir, 'backup-99991231T000000Z.part'))
    await expect(findBackup(dir)).resolves.toMatchObject({ folder: expect.not.stringContaining('9999') })
    await rm(dir, { recursive: true })
    await mkdir(join(dir, 'backup-99991231T000000Z.part'), { recursive: true })
    await expect(findBackup(dir)).rejects.toMatchObject({ code: 'BK-NONE' })
  })
})

describe('SY-122 a damaged backup restores nothing', () => {
  let whole: string
  let place: Awaited<ReturnType<typeof emptyPlace>>
  beforeAll(async () => {
    place = await emptyPlace()
    const dir = join(root, 'whole')
    await backup(dir)
    whole = dir
  })
  const harm: Record<string, (folder: string, files: string) => Promise<void>> = {
    'a flipped byte in a table': async (folder) => {
      const path = join(folder, 'command_log.copy.gz')
      const bytes = await readFile(path)
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1
      await writeFile(path, bytes)
    },
    'a truncated table': (folder) => truncate(join(folder, 'body_version.copy.gz'), 100),
    'a missing table': (folder) => rm(join(folder, 'doc.copy.gz')),
    'bytes after a table': (folder) => appendFile(join(folder, 'doc.copy.gz'), '0'),
    'a truncated manifest': (folder) => truncate(join(folder, 'manifest.json'), 200),
    'an altered manifest': async (folder) => {
      const path = join(folder, 'manifest.json')
      await writeFile(path, (await readFile(path, 'utf8')).replace('青禾县', '红禾县'))
    },
    'an altered list of attachments': (folder) => appendFile(join(folder, 'files.txt'), `${sm3(file)} 9\n`),
    'a missing attachment': (_folder, files) => rm(join(files, sm3(file).slice(0, 2), sm3(file))),
    'an altered attachment': (_folder, files) =>
      writeFile(join(files, sm3(file).slice(0, 2), sm3(file)), Buffer.alloc(file.length)),
  }
  for (const [what, damage] of Object.entries(harm))
    test(what, async () => {
      const dir = await mkdtemp(join(root, 'harmed-'))
      await cp(whole, dir, { recursive: true })
      const { folder, files } = await findBackup(dir)
      await damage(folder, files)
      await expect(restore(place, dir)).rejects.toMatchObject({ code: 'BK-DAMAGED' })
    })

  test('and leaves the database so that a whole one can be restored', async () => {
    expect((await restore(place, whole)).rows).toBeGreaterThan(0)
  })

  test('a backup of a newer program is refused', async () => {
    const { folder } = await findBackup(whole)
    const manifest = await readManifest(folder)
    expect(manifest.migrations.length).toBeGreaterThan(1)
    const { sm3: _seal, ...body } = manifest
    const dir = await mkdtemp(join(root, 'newer-'))
    await cp(folder, dir, { recursive: true })
    await writeFile(
      join(dir, 'manifest.json'),
      JSON.stringify(sealed({ ...body, migrations: [...body.migrations, '9999-later'] })),
    )
    await expect(restore(await emptyPlace(), dir)).rejects.toMatchObject({ code: 'BK-NEWER' })
  })
})

describe('SY-123 verify', () => {
  test('finds what does not agree: a head, an entry, a document', async () => {
    const clean = await verifyCounty(server.db, server.dataDir, server.clock.now(), quiet)
    expect(clean).toMatchObject({ ok: true })
    expect(clean.documents).toBeGreaterThan(1)
    const undo = async (harmful: string, mend: string, words: RegExp) => {
      await sql.raw(harmful).execute(server.db)
      const report = await verifyCounty(server.db, server.dataDir, server.clock.now(), quiet)
      expect(countyPage(report)).toMatch(words)
      await sql.raw(mend).execute(server.db)
    }
    const head = `where scope = 'user:u-draft'`
    await undo(`update scope_head set v = v + 1 ${head}`, `update scope_head set v = v - 1 ${head}`, /不符[^]*user:u-draft：计数/)
    const entry = `where doc_id = '${lived.docId}' and op = 'U'`
    await undo(
      `update scope_entry set rev = rev - 1 ${entry}`,
      `update scope_entry set rev = rev + 1 ${entry}`,
      /有 1 件公文缺失或版次不符/,
    )
    const doc = `where id = '${lived.docId}'`
    await undo(`update doc set state = 'X9' ${doc}`, `select 1`, new RegExp(`结论：不符[^]*${lived.docId}`))
  })
})
