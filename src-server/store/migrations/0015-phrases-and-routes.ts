import { sql, type Kysely } from 'kysely'

/**
 * 常用语 of the organs, and the versions of route templates that were replaced: whoever asks later sees what a document in work
 * goes by. Only additions (SY-131).
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `create table phrase_list (unit_id text primary key, phrases jsonb not null, changed_by text not null, changed_at bigint not null)`,
  `create table route_template_former (id text not null, version int not null, name text not null, steps jsonb not null,
    replaced_by text not null, replaced_at bigint not null, primary key (id, version))`,
]
