import { sql, type Kysely } from 'kysely'

/** Releases of the desk, how far each is let out, and who is in which ring. Only an addition (SY-131). */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [
    `create table release (version text primary key, statement jsonb not null, signature text not null, added_at bigint not null,
      ring text not null, percent real not null, state text not null check (state in ('open', 'held', 'withdrawn')),
      opened_at bigint not null, spread_ms bigint not null)`,
    `create table release_ring (kind text not null check (kind in ('unit', 'device')), id text not null, ring text not null, primary key (kind, id))`,
    `create table release_minimum (one boolean primary key default true check (one), version text not null, deadline_at bigint not null)`,
  ])
    await sql.raw(statement).execute(db)
}
