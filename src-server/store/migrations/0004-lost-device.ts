import { sql, type Kysely } from 'kysely'

/** Machines that were reported lost, what they hand in, and the secrets that open it. Only additions (SY-131). */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // of one person on one desk: wraps their key there a third time; without it that wrap opens nothing
  `alter table device add secret text`,
  `create table machine (id uuid primary key, contact_hash text, lost_at bigint, wiped_at bigint)`,
  // in the database and not in a folder: it must be in the backup, as the desk deletes its own
  `create table quarantine_file (device_id uuid, sha256 text, size bigint not null, received bigint not null default 0,
    complete boolean not null default false, at bigint not null, primary key (device_id, sha256))`,
  `create table quarantine_piece (device_id uuid, sha256 text, from_byte bigint, bytes bytea not null,
    primary key (device_id, sha256, from_byte))`,
  `create table quarantine (id uuid primary key, device_id uuid not null, manifest text not null, files jsonb not null,
    at bigint not null, opened_at bigint, unique (device_id, manifest))`,
]
