import { sql, type Kysely } from 'kysely'

/** 本机关范本: texts an organ's drafts begin from. Only an addition (SY-131). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `create table unit_template (id text primary key, unit_id text not null, name text not null, doc_type text not null,
        body jsonb not null, kept_by text not null, kept_at bigint not null, unique (unit_id, name))`,
    )
    .execute(db)
}
