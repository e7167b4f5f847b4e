import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { grantRole } from '../../src-server/admin/grant-role.ts'
import { openDatabase, type Db } from '../../src-server/store/database.ts'
import { isNewest, knownMigrations, migrate } from '../../src-server/store/migrate.ts'
import { createDraft, openDesk } from '../support/server/desk.ts'
import { createDatabase, dropDatabase, startCluster, type Cluster } from '../support/server/cluster.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'

/* Every server test runs on a server of such a role; here is what that role may not do. */

let server: TestServer
let plain: Db
let cluster: Cluster
beforeAll(async () => {
  server = await startTestServer()
  const role = new URL(server.databaseUrl).pathname.slice(1)
  const url = new URL(server.databaseUrl)
  url.username = role
  url.password = 'plain'
  plain = openDatabase(url.href, 1)
  cluster = await startCluster()
})
afterAll(async () => {
  await plain.destroy()
  await server.close()
  await cluster.stop()
})
const refused = (statement: string): Promise<string> =>
  sql
    .raw(statement)
    .execute(plain)
    .then(
      () => 'done',
      (error: { code?: string }) => error.code ?? 'error',
    )
const denied = '42501'

test('OP-06 the role of a running server changes no table, and nothing that is written for ever', async () => {
  await createDraft(await openDesk(server, 'draft'))
  expect(await refused('select count(*) from audit_event')).toBe('done')
  for (const statement of [
    'update audit_event set actor = actor',
    'delete from audit_event',
    'truncate audit_event',
    'delete from doc_event',
    'alter table audit_event disable trigger all',
    'drop table audit_event',
    'create table mine (a int)',
    'delete from kysely_migration',
    `alter role ${new URL(server.databaseUrl).username} nologin`,
  ])
    expect(await refused(statement), statement).toBe(denied)
})

test('OP-06 no role that may do everything, and none that is not there or has no plain name', async () => {
  const owner = new URL(cluster.url).username
  for (const [role, code] of [
    [owner, 'ROLE-MIGHTY'],
    ['nobody_here', 'ROLE-NONE'],
    ['x"; drop table doc; --', 'ROLE-NAME'],
  ] as const)
    await expect(grantRole(server.db, role), role).rejects.toMatchObject({ code })
})

test('OP-07 a server that may not change tables starts on the newest schema only, and says who brings it there', async () => {
  const name = 't_schema'
  const db = openDatabase(await createDatabase(cluster.url, name), 1)
  try {
    await expect(isNewest(db)).rejects.toMatchObject({ code: 'DB-OLD' })
    await migrate(db, knownMigrations.at(-2))
    await expect(isNewest(db)).rejects.toMatchObject({ code: 'DB-OLD' })
    await migrate(db)
    await isNewest(db)
  } finally {
    await db.destroy()
    await dropDatabase(cluster.url, name)
  }
})
