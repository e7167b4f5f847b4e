import { Migrator, sql, type Migration } from 'kysely'
import { ServerError, codeOf } from '../errors.ts'
import type { Db } from './database.ts'
import { up as first } from './migrations/0001-first.ts'
import { up as sync } from './migrations/0002-sync.ts'
import { up as operation } from './migrations/0003-operation.ts'
import { up as lostDevice } from './migrations/0004-lost-device.ts'
import { up as paper } from './migrations/0005-paper.ts'
import { up as effects } from './migrations/0006-effects.ts'
import { up as search } from './migrations/0007-search.ts'
import { up as organisation } from './migrations/0008-organisation.ts'
import { up as numberBook } from './migrations/0009-number-book.ts'
import { up as incoming } from './migrations/0010-incoming.ts'
import { up as delegation } from './migrations/0012-delegation.ts'
import { up as seals } from './migrations/0013-seals.ts'
import { up as holidays } from './migrations/0014-holidays.ts'
import { up as phrasesAndRoutes } from './migrations/0015-phrases-and-routes.ts'
import { up as releases } from './migrations/0017-releases.ts'
import { up as machineReports } from './migrations/0018-machine-reports.ts'
import { up as auditAnchors } from './migrations/0019-audit-anchors.ts'
import { up as unitTemplates } from './migrations/0016-unit-templates.ts'

const migrations: Readonly<Record<string, Migration>> = {
  '0001-first': { up: first },
  '0002-sync': { up: sync },
  '0003-operation': { up: operation },
  '0004-lost-device': { up: lostDevice },
  '0005-paper': { up: paper },
  '0006-effects': { up: effects },
  '0007-search': { up: search },
  '0008-organisation': { up: organisation },
  '0009-number-book': { up: numberBook },
  '0010-incoming': { up: incoming },
  '0012-delegation': { up: delegation },
  '0013-seals': { up: seals },
  '0014-holidays': { up: holidays },
  '0015-phrases-and-routes': { up: phrasesAndRoutes },
  '0016-unit-templates': { up: unitTemplates },
  '0017-releases': { up: releases },
  '0018-machine-reports': { up: machineReports },
  '0019-audit-anchors': { up: auditAnchors },
}

/** The schemas this program knows, oldest first. */
export const knownMigrations: readonly string[] = Object.keys(migrations).toSorted()
/** The number of the newest: a database names in `min_code` the oldest program that may still work on it. */
const CODE = Number((knownMigrations.at(-1) ?? '').slice(0, 4))

/** A change of a table must not keep writers waiting behind it: it gives up after 3 s and tries again. */
const LOCK = "set local lock_timeout = '3s'"
const PATIENCE = 120_000
const lockNotAvailable = '55P03'

/**
 * Brings a database to the newest schema, or to the one named; safe to call from several servers at once (Kysely locks)
 * while others serve. A database that a newer program has brought further is left as it is: schemas only ever add, so
 * this program goes on working on it, unless the database says it is too old (SY-131, DB-NEWER).
 */
export async function migrate(db: Db, to?: string): Promise<string[]> {
  const newer = await newerThanKnown(db)
  const all = { ...careful(migrations), ...Object.fromEntries(newer.map((name) => [name, standIn])) }
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(all) } })
  const until = Date.now() + PATIENCE
  for (;;) {
    const { error, results } = await (to === undefined ? migrator.migrateToLatest() : migrator.migrateTo(to))
    if (!error) return (results ?? []).map((result) => result.migrationName)
    if (codeOf(error) !== lockNotAvailable || Date.now() > until)
      throw error instanceof Error ? error : new Error('migration failed', { cause: error })
    await new Promise((done) => setTimeout(done, 200 + Math.random() * 800))
  }
}

/** Throws DB-OLD where a database lacks a schema this program knows: a server that may not change tables must not start on it (OP-07). */
export async function isNewest(db: Db): Promise<void> {
  const there = new Set(await executedMigrations(db))
  await newerThanKnown(db)
  const missing = knownMigrations.filter((name) => !there.has(name))
  if (missing.length > 0)
    throw new ServerError('DB-OLD', `数据库还没有升级到本程序的结构（缺 ${missing.join('、')}）；请先用数据库属主运行 migrate`)
}

/** The schemas a database has been brought to, oldest first. */
export async function executedMigrations(db: Db): Promise<string[]> {
  const { rows: tables } = await sql<{ there: boolean }>`select to_regclass('kysely_migration') is not null as there`.execute(db)
  if (tables[0]?.there !== true) return []
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)
  return rows.map(({ name }) => name)
}

async function newerThanKnown(db: Db): Promise<string[]> {
  const newest = knownMigrations.at(-1) ?? ''
  const newer = (await executedMigrations(db)).filter((name) => name > newest)
  if (newer.length === 0) return []
  const { min_code: oldest } = await db.selectFrom('sync_meta').select('min_code').executeTakeFirstOrThrow()
  if (oldest > CODE) throw new ServerError('DB-NEWER', `数据库结构已到 ${newer.at(-1)}，本程序过旧，不能再用；请升级服务器程序`)
  return newer
}

const careful = (known: typeof migrations): Record<string, Migration> =>
  Object.fromEntries(
    Object.entries(known).map(([name, { up }]) => [
      name,
      {
        up: async (db) => {
          await sql.raw(LOCK).execute(db)
          await up(db)
        },
      },
    ]),
  )

/** Stands for a migration of a newer program: done already, and none of our business. */
const standIn: Migration = { up: () => Promise.resolve() }
