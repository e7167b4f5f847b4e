import { Migrator } from 'kysely'
import type { Db } from './database.ts'
import { up as first } from './migrations/0001-first.ts'

const migrations = { '0001-first': { up: first } }

/** Brings a database to the newest schema; safe to call from several servers at once (Kysely locks). */
export async function migrate(db: Db): Promise<string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } })
  const { error, results } = await migrator.migrateToLatest()
  if (error) throw error instanceof Error ? error : new Error('migration failed', { cause: error })
  return (results ?? []).map((result) => result.migrationName)
}
