import { sql } from 'kysely'
import { schema } from '../../src-shared/document/schema.ts'
import { listChanges } from '../../src-shared/revision/changes.ts'
import { scopesOfDocument } from '../commands/publish.ts'
import { ServerError } from '../errors.ts'
import { sm3OfJson } from '../sm3.ts'
import { ACCESS_CHAIN, appendAudit } from './audit.ts'
import type { CountySeed, SeedDocument } from './county-seed.ts'
import type { Db, Tables, Tx } from './database.ts'
import { postRow } from './directory.ts'

type Row = Record<string, unknown>
const CHUNK = 500

/** Many rows in one statement: they travel as one JSON parameter, so thousands load in well under a second. */
async function bulk(tx: Tx, table: keyof Tables, columns: string, rows: readonly Row[]): Promise<void> {
  for (let from = 0; from < rows.length; from += CHUNK) {
    const chunk = JSON.stringify(rows.slice(from, from + CHUNK))
    await sql`insert into ${sql.table(table)} (${sql.raw(columns)}) select ${sql.raw(columns)} from json_populate_recordset(null::${sql.table(table)}, ${chunk}::json)`.execute(
      tx,
    )
  }
}

/** Puts a whole county into an empty, migrated database: people, posts, routes, documents with bodies, scopes and events (SY-32). */
export async function loadCounty(db: Db, seed: CountySeed, now: number = Date.now()): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const meta = await tx.selectFrom('sync_meta').select('county').forUpdate().executeTakeFirstOrThrow()
    if (meta.county !== '') throw new ServerError('COUNTY-EXISTS', `this database already holds ${meta.county}`)
    await loadPeople(tx, seed)
    await loadDocuments(tx, seed.documents, now)
    const sample = seed.sample ? JSON.stringify({ county: seed.county, password: seed.password, people: seed.signIns }) : null
    await tx.updateTable('sync_meta').set({ county: seed.county, sample, directory_version: 1 }).execute()
    const detail = { units: seed.units.length, users: seed.users.length, documents: seed.documents.length, sample: seed.sample }
    await appendAudit(tx, { chain: ACCESS_CHAIN, at: now, actor: 'system', kind: 'county.loaded', detail })
  })
  await sql`analyze`.execute(db)
}

async function loadPeople(tx: Tx, seed: CountySeed): Promise<void> {
  const units = seed.units.map((u, ord) => ({
    id: u.id,
    name: u.name,
    short_name: u.shortName,
    category: u.category,
    parent_id: u.parentId,
    prefixes: u.prefixes,
    inner_section: u.inner,
    ord,
  }))
  await bulk(tx, 'unit', 'id, name, short_name, category, parent_id, prefixes, inner_section, ord', units)
  await bulk(
    tx,
    'account',
    'id, login, name, disabled',
    seed.users.map((u) => ({ id: u.id, login: u.login, name: u.name, disabled: false })),
  )
  const credentials = seed.users.flatMap((u) => (u.passwordHash === null ? [] : [{ user_id: u.id, hash: u.passwordHash }]))
  await bulk(tx, 'credential', 'user_id, hash', credentials)
  const posts = seed.posts.map(postRow)
  await bulk(tx, 'post', 'id, user_id, name, title, unit_id, role, ord', posts)
  await bulk(
    tx,
    'route_template',
    'id, version, name, steps, ord',
    seed.routes.map((r, ord) => ({ ...r, ord })),
  )
}

async function loadDocuments(tx: Tx, documents: readonly SeedDocument[], now: number): Promise<void> {
  const heads = new Map<string, number>()
  const entries: Row[] = []
  for (const { state } of documents) {
    for (const scope of scopesOfDocument(state)) {
      const v = (heads.get(scope) ?? 0) + 1
      heads.set(scope, v)
      entries.push({ scope, doc_id: state.id, v, op: 'U', rev: state.rev, reason: null, at: now })
    }
  }
  const docs = documents.map(({ state: s }) => ({
    id: s.id,
    rev: s.rev,
    state: s.state,
    owner_unit: s.unitId,
    body_version: s.bodyVersion,
    body_sm3: s.bodySm3,
    data: s,
    updated_at: s.updatedAt,
  }))
  const events = documents.map(({ state: s }) => {
    const event = { type: 'DraftCreated', doc: s }
    return { doc_id: s.id, rev: s.rev, n: 0, event, actor: s.drafter.userId, cmd_id: null, at: s.updatedAt }
  })
  await bulk(tx, 'doc', 'id, rev, state, owner_unit, body_version, body_sm3, data, updated_at', docs)
  await bulk(tx, 'doc_event', 'doc_id, rev, n, event, actor, cmd_id, at', events)
  await bulk(
    tx,
    'scope_head',
    'scope, v, gc_v',
    [...heads].map(([scope, v]) => ({ scope, v, gc_v: 0 })),
  )
  await bulk(tx, 'scope_entry', 'scope, doc_id, v, op, rev, reason, at', entries)
  await loadBodies(tx, documents)
}

async function loadBodies(tx: Tx, documents: readonly SeedDocument[]): Promise<void> {
  const versions: Row[] = []
  const changes: Row[] = []
  for (const { state, versions: all } of documents) {
    const seen = new Set<string>()
    const last = all.at(-1)
    if (last?.version !== state.bodyVersion)
      throw new ServerError('SEED-BODY', `document ${state.id} has no body version ${state.bodyVersion}`)
    for (const v of all) {
      const sm3 = sm3OfJson(v.body)
      if (v === last && sm3 !== state.bodySm3)
        throw new ServerError('SEED-BODY', `document ${state.id}: the body's SM3 is another`)
      const found = listChanges(schema.nodeFromJSON(v.body)).filter((change) => !seen.has(change.id))
      for (const change of found) {
        seen.add(change.id)
        changes.push({
          doc_id: state.id,
          change_id: change.id,
          author: change.author,
          step: change.step,
          version: v.version,
          at: change.at,
        })
      }
      const stamps = { cmd_id: null, authored_at: v.at, at: v.at }
      const tracked = found.length > 0 || (v.version > 1 && state.tracked)
      const text = {
        base_version: v.version - 1,
        steps: [],
        doc: v.body,
        kept: true,
        tracked,
        sm3,
        author: v.author,
        step: v.step,
      }
      versions.push({ doc_id: state.id, version: v.version, ...text, ...stamps })
    }
  }
  const columns = 'doc_id, version, base_version, steps, doc, kept, tracked, sm3, author, step, cmd_id, authored_at, at'
  await bulk(tx, 'body_version', columns, versions)
  await bulk(tx, 'change', 'doc_id, change_id, author, step, version, at', changes)
}
