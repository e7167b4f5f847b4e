import { sql, type Kysely } from 'kysely'

/**
 * 收文登记簿: how far each unit has come in each year, and every 收文 that has a number, with what it is known again by. Only
 * additions (SY-131).
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `create table incoming_book (unit_id text, year int, next int not null check (next > 0), primary key (unit_id, year))`,
  `create table incoming_register (unit_id text, year int, seq int not null check (seq > 0), doc_id uuid not null unique,
    title text not null, from_key text not null, number_key text not null, title_key text not null, dated_on text not null,
    by_user text not null, at bigint not null, primary key (unit_id, year, seq))`,
  `create index on incoming_register (unit_id, from_key, number_key) where number_key <> ''`,
  `create index on incoming_register (unit_id, title_key, dated_on) where dated_on <> ''`,
]
