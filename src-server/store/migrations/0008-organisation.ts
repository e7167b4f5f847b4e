import { sql, type Kysely } from 'kysely'

/**
 * Administration: rights that wait for 安全保密员, and a counter two administrators cannot both be ahead of. Only additions
 * (SY-131).
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `alter table sync_meta add organisation_version int not null default 0`,
  `create table grant_request (id uuid primary key, kind text not null check (kind in ('account', 'post')), subject text not null,
    user_id text not null references account, post jsonb, ord int not null, asked_by text not null, asked_at bigint not null,
    status text not null check (status in ('waiting', 'confirmed', 'refused', 'withdrawn')), decided_by text, decided_at bigint)`,
  `create unique index on grant_request (kind, subject) where status = 'waiting'`,
]
