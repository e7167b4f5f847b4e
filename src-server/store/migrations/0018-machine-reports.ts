import { sql, type Kysely } from 'kysely'

/** What each desk said of itself when it last asked for updates. Only an addition (SY-131). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(`create table machine_report (id uuid primary key, at bigint not null, report jsonb not null)`).execute(db)
}
