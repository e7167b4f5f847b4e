import { sql, type Kysely } from 'kysely'

/**
 * Number books: how far each 机关代字 has come in each year, and every number with what became of it. A signature may be lifted
 * and given again, so a document may come to a second clean copy. Only additions and a loosening (SY-131).
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `create table number_book (prefix text, year int, next int not null check (next > 0), primary key (prefix, year))`,
  `create table doc_number (prefix text, year int, seq int not null check (seq > 0), unit_id text not null, doc_id uuid,
    status text not null check (status in ('used', 'void', 'reserved')), reason text not null, by_user text not null, at bigint not null,
    primary key (prefix, year, seq), check (status <> 'used' or doc_id is not null))`,
  `create unique index doc_number_of_doc on doc_number (doc_id) where status = 'used'`,
  `create index on doc_number (unit_id, year)`,
  `alter table clean_copy drop constraint clean_copy_pkey`,
  `create index on clean_copy (doc_id, version)`,
]
