import { sql, type Kysely } from 'kysely'

/** One command may bring first versions into many documents at once, such as those delivered to 98 units. Only a loosening (SY-131). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table body_version drop constraint if exists body_version_cmd_id_key').execute(db)
  await sql.raw('create unique index if not exists body_version_doc_cmd on body_version (doc_id, cmd_id)').execute(db)
}
