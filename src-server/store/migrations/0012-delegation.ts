import { sql, type Kysely } from 'kysely'

/** 委托代办: who stands in for whom, from when until when and for what. Only additions (SY-131). */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `alter table sync_meta add delegation_version int not null default 0`,
  `create table delegation (id uuid primary key, from_post text not null, to_post text not null, from_user text not null, to_user text not null,
    starts_at bigint not null, ends_at bigint not null check (ends_at > starts_at), doc_types jsonb not null, urgencies jsonb not null,
    routes jsonb not null, can_sign boolean not null default false, created_by text not null, created_at bigint not null, revoked_by text, revoked_at bigint)`,
  `create index on delegation (from_user) where revoked_at is null`,
  `create index on delegation (to_user)`,
]
