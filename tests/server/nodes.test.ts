import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { v7 } from 'uuid'
import { sweep } from '../../src-server/jobs/sweep.ts'
import { startServer } from '../../src-server/server.ts'
import { sm3 } from '../../src-server/sm3.ts'
import { countyCache } from '../../src-server/store/directory.ts'
import { openDatabase, type Db } from '../../src-server/store/database.ts'
import { executedMigrations, knownMigrations, migrate } from '../../src-server/store/migrate.ts'
import { paths } from '../../src-shared/sync/protocol.ts'
import { createDatabase, dropDatabase } from '../support/server/cluster.ts'
import { call, createDraft, openDesk, submitDraft } from '../support/server/desk.ts'
import { somebodyWaits } from '../support/server/lock-wait.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'

let server: TestServer
beforeAll(async () => void (server = await startTestServer()))
afterAll(() => server.close())

async function withEmpty(look: (db: Db) => Promise<void>): Promise<void> {
  const name = `m_${v7().replaceAll('-', '')}`
  const db = openDatabase(await createDatabase(server.databaseUrl, name), 6)
  try {
    await look(db)
  } finally {
    await db.destroy()
    await dropDatabase(server.databaseUrl, name)
  }
}
const node = () => {
  const { databaseUrl, dataDir, clock } = server
  return startServer({ databaseUrl, dataDir, host: '127.0.0.1', port: 0, now: clock.now })
}

describe('SY-131 nodes of different age on one database', () => {
  test('a node that is older than the database starts and works, with tables and columns it does not know', async () => {
    await sql`insert into kysely_migration (name, timestamp) values ('9998-later', now()::text), ('9999-latest', now()::text)`.execute(
      server.db,
    )
    await sql`alter table doc add later int default 7, add latest text`.execute(server.db)
    await sql`create table later (id uuid primary key)`.execute(server.db)
    const old = await node()
    const desk = await openDesk({ url: old.url, clock: server.clock }, 'draft')
    const docId = await createDraft(desk)
    await submitDraft(desk, docId)
    expect(await desk.state(docId)).toMatchObject({ id: docId })
    expect(await migrate(server.db)).toEqual([])
    await old.close()
  })

  test('unless the database says that it is too old', async () => {
    await server.db.updateTable('sync_meta').set({ min_code: 9_998 }).execute()
    await expect(node()).rejects.toMatchObject({ code: 'DB-NEWER' })
    await server.db.updateTable('sync_meta').set({ min_code: 0 }).execute()
    await (await node()).close()
  })

  test('several nodes that start at once bring an empty database up together, waiting for who reads it', () =>
    withEmpty(async (db) => {
      await migrate(db, knownMigrations[0])
      expect(await executedMigrations(db)).toEqual([knownMigrations[0]])
      let both: Promise<string[][]> | undefined
      await db.transaction().execute(async (tx) => {
        await sql`select from scope_head`.execute(tx)
        both = Promise.all([migrate(db), migrate(db)])
        await somebodyWaits(db)
      })
      const done = await both
      expect(done?.flat()).toEqual(knownMigrations.slice(1))
    }))
})

test('SY-134 a node whose folder has none of the newest attachments does not start', async () => {
  const { databaseUrl, dataDir, clock, db } = server
  const desk = await openDesk(server, 'draft')
  const bytes = randomBytes(100)
  await call(server, 'PUT', `${paths.blob}/${sm3(bytes)}`, { token: desk.token, raw: bytes })
  const at = (folder: string) => startServer({ databaseUrl, dataDir: folder, host: '127.0.0.1', port: 0, now: clock.now })
  const elsewhere = join(dataDir, 'elsewhere')
  await expect(at(elsewhere)).rejects.toMatchObject({ code: 'FILES-NOT-SHARED' })
  await (await at(dataDir)).close()
  // one that was lost does not keep a county from working
  await db
    .insertInto('blob')
    .values({ sm3: sm3(randomBytes(8)), size: 8, at: clock.now() + 1 })
    .execute()
  await (await at(dataDir)).close()
})

test('SY-132 one node at a time sweeps, and it works out digests that a load left open', async () => {
  const { db, dataDir, clock } = server
  const env = { db, dataDir, now: clock.now, county: countyCache(), wake: () => undefined }
  await db.updateTable('scope_head').set({ digest: null, digest_v: null }).execute()
  const outcomes = await db.connection().execute(async (held) => {
    await sql`select pg_advisory_lock(hashtext('liuhen sweep'))`.execute(held)
    const meanwhile = await sweep(env)
    await sql`select pg_advisory_unlock(hashtext('liuhen sweep'))`.execute(held)
    return [meanwhile, await sweep(env)]
  })
  expect(outcomes).toEqual(['elsewhere', 'done'])
  const { n } = await db
    .selectFrom('scope_head')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where((eb) => eb('digest_v', 'is distinct from', eb.ref('v')))
    .executeTakeFirstOrThrow()
  expect(n).toBe(0)
})
