import { sql, type Kysely } from 'kysely'

/** The first schema. Append-only tables refuse UPDATE and DELETE by trigger (SE-06, SE-07). */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const appendOnly = (table: string) =>
  `create trigger ${table}_append_only before update or delete or truncate on ${table} for each statement execute function refuse_change()`

const statements = [
  `create function refuse_change() returns trigger language plpgsql as $$ begin raise exception '% is append-only', tg_table_name; end $$`,

  `create table sync_meta (one boolean primary key default true check (one), epoch uuid not null, county text not null default '',
    sample jsonb, directory_version int not null default 0)`,
  `insert into sync_meta (epoch) values (gen_random_uuid())`,

  `create table unit (id text primary key, name text not null, short_name text not null, category text not null, parent_id text,
    prefixes jsonb not null, inner_section boolean not null, ord int not null)`,
  `create table account (id text primary key, login text not null unique, name text not null, disabled boolean not null default false)`,
  `create table credential (user_id text primary key references account, hash text not null)`,
  `create table session (token_hash text primary key, user_id text not null references account, device_id uuid not null, app text not null,
    created_at bigint not null, expires_at bigint not null)`,
  `create index on session (user_id)`,
  `create table login_failure (login text primary key, failures int not null, locked_until bigint not null, last_at bigint not null)`,
  `create table post (id text primary key, user_id text not null references account, name text not null, title text not null,
    unit_id text not null references unit, role text not null, ord int not null)`,
  `create index on post (user_id)`,
  `create table route_template (id text primary key, version int not null, name text not null, steps jsonb not null, ord int not null)`,

  `create table device (id uuid, user_id text references account, last_seq bigint not null default 0, app text not null,
    last_seen_at bigint not null, revoked boolean not null default false, primary key (id, user_id))`,
  `create table scope_head (scope text primary key, v bigint not null, gc_v bigint not null default 0)`,
  `create table scope_entry (scope text, doc_id uuid, v bigint not null, op char(1) not null check (op in ('U', 'D')), rev int not null,
    reason text, at bigint not null, primary key (scope, doc_id))`,
  `create unique index on scope_entry (scope, v)`,
  `create index on scope_entry (doc_id)`,
  `create table doc (id uuid primary key, rev int not null, state text not null, owner_unit text not null, body_version int not null,
    body_sm3 text not null, data jsonb not null, updated_at bigint not null)`,
  `create table command_log (cmd_id uuid primary key, device_id uuid not null, user_id text not null, seq bigint not null, doc_id uuid not null,
    name text not null, ver int not null, args text not null, arg_sm3 text not null, status text not null check (status in ('applied', 'rejected')),
    result jsonb not null, authored_at bigint not null, received_at bigint not null, unique (device_id, user_id, seq))`,
  `create index on command_log (doc_id)`,
  `create table doc_event (doc_id uuid, rev int, n int, event jsonb not null, actor text not null, cmd_id uuid, at bigint not null,
    primary key (doc_id, rev, n))`,
  appendOnly('doc_event'),

  `create table body_version (doc_id uuid, version int, base_version int not null, steps json not null, doc json, kept boolean not null,
    tracked boolean not null, sm3 text not null, author text not null, step text not null, cmd_id uuid unique, authored_at bigint not null,
    at bigint not null, primary key (doc_id, version))`,
  `create table change (doc_id uuid, change_id uuid, author text not null, step text not null, version int not null, at bigint not null,
    primary key (doc_id, change_id))`,
  appendOnly('change'),
  `create table change_decision (doc_id uuid not null, change_id uuid not null, verdict text not null, by_user text not null, step text not null,
    at bigint not null, cmd_id uuid not null)`,
  `create index on change_decision (doc_id, change_id)`,
  appendOnly('change_decision'),
  `create table body_branch (cmd_id uuid primary key, doc_id uuid not null, base_version int not null, by_user text not null, code text not null,
    steps text not null, at bigint not null, resolved_at bigint)`,
  `create index on body_branch (doc_id)`,
  `create table clean_copy (doc_id uuid, version int, sm3 text not null, doc json not null, by_user text not null, at bigint not null,
    cmd_id uuid not null unique, primary key (doc_id, version))`,
  appendOnly('clean_copy'),

  `create table blob (sm3 text primary key, size bigint not null, at bigint not null)`,
  `create table blob_owner (sm3 text, user_id text, primary key (sm3, user_id))`,
  `create table blob_upload (sm3 text, user_id text, total bigint not null, received bigint not null, at bigint not null, primary key (sm3, user_id))`,
  `create table doc_blob (doc_id uuid, sm3 text, added_by text not null, primary key (doc_id, sm3, added_by))`,
  `create index on doc_blob (sm3)`,

  `create table audit_chain (chain text primary key, seq bigint not null, hash text not null)`,
  `create table audit_event (chain text, seq bigint, at bigint not null, actor text not null, kind text not null, doc_id uuid, code text,
    detail text not null, prev_hash text not null, hash text not null, primary key (chain, seq))`,
  `create index on audit_event (doc_id)`,
  appendOnly('audit_event'),
]
