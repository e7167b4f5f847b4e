import { sql, type Kysely } from 'kysely'

/** What running a county needs: heads that tell when they moved, backups, and nodes of different age side by side. Only additions (SY-131). */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // every node tails the heads by this; no index, as one on a column that every command writes would end in-place updates
  `alter table scope_head add updated_at timestamptz not null default now()`,
  `alter table scope_head alter updated_at set default clock_timestamp()`,
  // while an upload is proved and scanned outside a transaction nobody writes to it; and files a scanner refused are not taken again
  `alter table blob_upload add proving_until bigint not null default 0`,
  `create table blob_refused (sm3 text primary key, at bigint not null)`,
  `alter table sync_meta add last_backup_at bigint not null default 0, add min_code int not null default 0`,
]
