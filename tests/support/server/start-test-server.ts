import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { v7 } from 'uuid'
import { grantRole } from '../../../src-server/admin/grant-role.ts'
import { startServer } from '../../../src-server/server.ts'
import type { CountySeed } from '../../../src-server/store/county-seed.ts'
import { openDatabase, type Db } from '../../../src-server/store/database.ts'
import { loadCounty } from '../../../src-server/store/load-county.ts'
import { migrate } from '../../../src-server/store/migrate.ts'
import { createDatabase, dropDatabase, dropRole, startCluster } from './cluster.ts'
import { smallCounty } from './county.ts'

export type TestClock = { now: () => number; forward: (ms: number) => void }
export type TestServer = {
  url: string
  db: Db
  databaseUrl: string
  dataDir: string
  clock: TestClock
  logs: string[]
  /** ends the server and leaves its database, so that what it wrote on leaving can be looked at */
  stop: () => Promise<void>
  close: () => Promise<void>
}

/** 2026-03-02 09:00 in Shanghai, a Monday. */
export const MONDAY = Date.UTC(2026, 2, 2, 1)

/** A county server on a database of its own with a county loaded and a clock the test turns. */
export async function startTestServer(
  options: { seed?: CountySeed; now?: number; updatePollMs?: number } = {},
): Promise<TestServer> {
  const cluster = await startCluster()
  const name = `t_${v7().replaceAll('-', '')}`
  const databaseUrl = await createDatabase(cluster.url, name)
  const dataDir = await mkdtemp(join(tmpdir(), 'liuhen-data-'))
  const clock = testClock(options.now ?? MONDAY)
  const db = openDatabase(databaseUrl, 3)
  await migrate(db)
  await loadCounty(db, options.seed ?? smallCounty(), clock.now())
  const logs: string[] = []
  const logger = { level: 'info', stream: { write: (line: string) => void logs.push(line) } }
  const server = await startServer({
    // as in a county that keeps to it: the server itself may change no table (OP-06)
    databaseUrl: await plainRole(db, databaseUrl, name),
    migrate: 'never',
    dataDir,
    host: '127.0.0.1',
    port: 0,
    now: clock.now,
    updatePollMs: options.updatePollMs,
    logger,
  })
  let stopped: Promise<void> | undefined
  const stop = (): Promise<void> => (stopped ??= server.close())
  const close = async (): Promise<void> => {
    await stop()
    await db.destroy()
    await dropDatabase(cluster.url, name)
    await dropRole(cluster.url, name)
    await cluster.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
  return { url: server.url, db, databaseUrl, dataDir, clock, logs, stop, close }
}

/** A role of that name that may do what a running server must, and its address. */
async function plainRole(db: Db, databaseUrl: string, name: string): Promise<string> {
  await sql.raw(`create role "${name}" login password 'plain'`).execute(db)
  await grantRole(db, name)
  const url = new URL(databaseUrl)
  url.username = name
  url.password = 'plain'
  return url.href
}

function testClock(start: number): TestClock {
  let now = start
  return { now: () => now, forward: (ms) => (now += ms) }
}
