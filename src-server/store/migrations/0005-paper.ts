import { sql, type Kysely } from 'kysely'

/** What the county asks of paper that leaves a desk. Only an addition (SY-131). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(`alter table sync_meta add paper_watermark text not null default 'off'`).execute(db)
}
