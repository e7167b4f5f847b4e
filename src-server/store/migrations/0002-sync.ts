import { sql, type Kysely } from 'kysely'

/**
 * What synchronisation needs beyond the first schema: digests of scopes, and the time in which a restored server waits for
 * what desks send again. Only additions, as servers of the version before go on working on it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `alter table sync_meta add recovering_until bigint not null default 0`,
  // the newest revision of the earlier epoch that is in again without a gap
  `alter table doc add restored_rev int not null default 0`,
  // the digest counts only where digest_v = v: a server of the version before counts v up and leaves the digest as it is
  `alter table scope_head add digest bigint, add digest_v bigint`,
  // the same number as entryHash in src-shared/sync/digest.ts
  `create function entry_hash(doc uuid, rev int) returns bigint language sql immutable strict parallel safe as $$
    select mod(('x' || right(replace(doc::text, '-', ''), 13))::bit(52)::bigint
      + rev::bigint * (2 * ('x' || substr(replace(doc::text, '-', ''), 14, 5))::bit(20)::bigint + 1), 4503599627370496) $$`,
]
