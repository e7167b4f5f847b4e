import { Kysely, PostgresDialect, type ColumnType, type Generated, type Transaction } from 'kysely'
import pg from 'pg'
import type { DocumentEvent } from '../../src-shared/workflow/events.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { RouteStep, RoleCode } from '../../src-shared/workflow/directory.ts'
import type { SampleSignIns, SurrenderedFile } from '../../src-shared/sync/protocol.ts'
import type { ReleaseTables } from '../releases/tables.ts'
import type { OrganisationTables } from '../organisation/tables.ts'
import { SessionClient } from './session-client.ts'

/** A JSON column: objects come out, JSON text goes in. */
type Json<T> = ColumnType<T, string, string>
type NullableJson<T> = ColumnType<T | null, string | null, string | null>

type Others = OrganisationTables & ReleaseTables

/** The tables (design: sync.md §4.2). Times are epoch ms in `…_at` columns, hashes 64 hex digits. */
export type Tables = Others & {
  sync_meta: {
    one: Generated<boolean>
    epoch: string
    county: string
    sample: NullableJson<SampleSignIns>
    directory_version: number
    /** epoch ms until which what rests on work that has not come back is put off (SY-100) */
    recovering_until: Generated<number>
    /** epoch ms of the newest whole backup; 0 where there is none */
    last_backup_at: Generated<number>
    /** number of the oldest program that may still work on this database */
    min_code: Generated<number>
    /** what the county asks of paper: 'off', 'drafts' or 'always' (SE-89) */
    paper_watermark: Generated<string>
    /** counts what administrators change, what still waits among it */
    organisation_version: Generated<number>
    /** counts what changes of 委托 */
    delegation_version: Generated<number>
  }
  unit: {
    id: string
    name: string
    short_name: string
    category: string
    parent_id: string | null
    prefixes: Json<string[]>
    inner_section: boolean
    ord: number
  }
  account: { id: string; login: string; name: string; disabled: Generated<boolean> }
  credential: { user_id: string; hash: string }
  session: { token_hash: string; user_id: string; device_id: string; app: string; created_at: number; expires_at: number }
  login_failure: { login: string; failures: number; locked_until: number; last_at: number }
  post: { id: string; user_id: string; name: string; title: string; unit_id: string; role: RoleCode; ord: number }
  route_template: { id: string; version: number; name: string; steps: Json<RouteStep[]>; ord: number }
  device: {
    id: string
    user_id: string
    last_seq: Generated<number>
    app: string
    last_seen_at: number
    revoked: Generated<boolean>
    /** wraps this person's key on this desk a third time; null: deleted (SE-70) */
    secret: string | null
  }
  machine: { id: string; contact_hash: string | null; lost_at: number | null; wiped_at: number | null }
  /** what a lost desk handed in, sealed as it lay there; bytes in pieces */
  quarantine_file: {
    device_id: string
    sha256: string
    size: number
    received: Generated<number>
    complete: Generated<boolean>
    at: number
  }
  quarantine_piece: { device_id: string; sha256: string; from_byte: number; bytes: Buffer }
  /** a receipt: everything it names is there */
  quarantine: {
    id: string
    device_id: string
    /** SHA-256 of the list of files: the same list brings the same receipt */
    manifest: string
    files: Json<SurrenderedFile[]>
    at: number
    opened_at: number | null
  }
  scope_head: {
    scope: string
    v: number
    gc_v: Generated<number>
    updated_at: Generated<Date>
    /** sum of `entry_hash` over the documents in the scope; counts only where digest_v = v (SY-102) */
    digest: number | null
    digest_v: number | null
  }
  scope_entry: { scope: string; doc_id: string; v: number; op: 'U' | 'D'; rev: number; reason: string | null; at: number }
  doc: {
    id: string
    rev: number
    state: string
    owner_unit: string
    body_version: number
    body_sm3: string
    data: Json<DocumentState>
    updated_at: number
    /** the newest revision of the earlier epoch, by what people did, that is in again without a gap (SY-100, SY-195) */
    restored_rev: Generated<number>
  }
  command_log: {
    cmd_id: string
    device_id: string
    user_id: string
    seq: number
    doc_id: string
    name: string
    ver: number
    /** the arguments as canonical JSON text, so that nothing a desk sent is too odd to keep */
    args: string
    arg_sm3: string
    status: 'applied' | 'rejected'
    result: Json<Record<string, unknown>>
    authored_at: number
    received_at: number
  }
  doc_event: {
    doc_id: string
    rev: number
    n: number
    event: Json<DocumentEvent>
    actor: string
    cmd_id: string | null
    at: number
  }
  body_version: {
    doc_id: string
    version: number
    base_version: number
    /** net steps from the version before; empty for version 1 and loaded versions, which carry the document itself */
    steps: Json<unknown[]>
    doc: NullableJson<Record<string, unknown>>
    /** stands at a transition of the document: the JSON stays for ever */
    kept: boolean
    tracked: boolean
    sm3: string
    author: string
    step: string
    cmd_id: string | null
    authored_at: number
    at: number
  }
  change: { doc_id: string; change_id: string; author: string; step: string; version: number; at: number }
  change_decision: {
    doc_id: string
    change_id: string
    verdict: string
    by_user: string
    step: string
    at: number
    cmd_id: string
  }
  body_branch: {
    cmd_id: string
    doc_id: string
    base_version: number
    by_user: string
    code: string
    steps: string
    at: number
    resolved_at: number | null
  }
  /** 清稿 of the version that was signed; append-only */
  clean_copy: {
    doc_id: string
    version: number
    sm3: string
    doc: Json<Record<string, unknown>>
    by_user: string
    at: number
    cmd_id: string
  }
  /** the number that comes next, by 机关代字 and year */
  number_book: { prefix: string; year: number; next: number }
  /** every number that was given or kept free; `at`, `by_user`: of what stands now */
  doc_number: {
    prefix: string
    year: number
    seq: number
    unit_id: string
    doc_id: string | null
    status: 'used' | 'void' | 'reserved'
    reason: string
    by_user: string
    at: number
  }
  /** the 收文号 that comes next, by unit and year */
  incoming_book: { unit_id: string; year: number; next: number }
  /** every 收文 that has a number, with what it is known again by (C-14) */
  incoming_register: {
    unit_id: string
    year: number
    seq: number
    doc_id: string
    title: string
    from_key: string
    number_key: string
    title_key: string
    dated_on: string
    by_user: string
    at: number
  }
  blob: { sm3: string; size: number; at: number }
  /** who proved to have a file's bytes, or could read it when attaching it */
  blob_owner: { sm3: string; user_id: string }
  blob_upload: {
    sm3: string
    user_id: string
    total: number
    received: number
    at: number
    /** epoch ms: until then its bytes are being proved and scanned; 0 while they are coming */
    proving_until: Generated<number>
  }
  /** files a scanner found infected */
  blob_refused: { sm3: string; at: number }
  doc_blob: { doc_id: string; sm3: string; added_by: string }
  /** 委托代办; an empty list stands for all (migration 0012) */
  delegation: {
    id: string
    from_post: string
    to_post: string
    from_user: string
    to_user: string
    starts_at: number
    ends_at: number
    doc_types: Json<string[]>
    urgencies: Json<string[]>
    routes: Json<string[]>
    can_sign: boolean
    created_by: string
    created_at: number
    revoked_by: string | null
    revoked_at: number | null
  }
  /** 电子印章 of an organ; its private key under the county's secret (migration 0013) */
  unit_seal: {
    id: string
    unit_id: string
    name: string
    image: Buffer
    image_sm3: string
    width_mm: number
    height_mm: number
    public_key: string
    private_key: Buffer
    valid_from: number
    valid_to: number
    withdrawn_at: number | null
  }
  audit_chain: { chain: string; seq: number; hash: string }
  /** the heads of all chains, signed, a row a day (SE-133) */
  audit_anchor: { day: string; statement: string; signature: string; public_key: string }
  audit_event: {
    chain: string
    seq: number
    at: number
    actor: string
    kind: string
    doc_id: string | null
    code: string | null
    detail: string
    prev_hash: string
    hash: string
  }
}

export type Db = Kysely<Tables>
export type Tx = Transaction<Tables>

/** How values come out of the database. */
export const databaseTypes = {
  // int8 fits a double here: counters and epoch ms stay far below 2^53
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === 20 ? (value: string) => Number(value) : pg.types.getTypeParser(oid, format as 'text'),
}

/** Opens a pool on a PostgreSQL URL. A lost connection fails its own query, never the process. */
export function openDatabase(url: string, max = 12): Db {
  const timeouts = {
    connectionTimeoutMillis: 15_000,
    lock_timeout: 15_000,
    statement_timeout: 60_000,
    idle_in_transaction_session_timeout: 60_000,
  }
  const types = databaseTypes as pg.CustomTypesConfig
  const pool = new pg.Pool({ connectionString: url, max, types, Client: SessionClient, ...timeouts })
  pool.on('error', () => undefined)
  // a connection cut between two queries of a transaction: its next query fails, and that is enough
  pool.on('connect', (client) => client.on('error', () => undefined))
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  pools.set(db, pool)
  return db
}

const pools = new WeakMap<Db, pg.Pool>()

/** How busy the connections of a pool are: all there are, those nobody uses, and queries that wait for one. */
export function connectionsOf(db: Db): { total: number; idle: number; waiting: number } {
  const pool = pools.get(db)
  return { total: pool?.totalCount ?? 0, idle: pool?.idleCount ?? 0, waiting: pool?.waitingCount ?? 0 }
}
