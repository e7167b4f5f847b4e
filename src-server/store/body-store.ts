import type { Node as PmNode } from 'prosemirror-model'
import { sql } from 'kysely'
import { bodyJson, type BodyJson } from '../../src-shared/document/body-json.ts'
import { readBodyJson } from '../../src-shared/document/read-body.ts'
import { schema } from '../../src-shared/document/schema.ts'
import { applySteps } from '../../src-shared/revision/apply-steps.ts'
import type { VersionRow } from '../../src-shared/sync/protocol.ts'
import { sm3OfJson } from '../sm3.ts'
import type { Db, Tx } from './database.ts'
import { insertion, later } from './session-client.ts'

/** Every how many versions the whole document is stored, so that any version is at most this many saves of replay away. */
const KEEP_EVERY = 20

export type StoredBody = { version: number; sm3: string; json: BodyJson }

/**
 * A stored body that cannot be given out as what it was (RV-50). `hole`: a row of the chain is missing; `hash`: the text is
 * not the one its SM3 names; `steps`: the steps do not fit; `schema`: unharmed, but this version does not know all of it.
 */
export class BodyDamaged extends Error {
  readonly docId: string
  readonly version: number
  readonly why: 'hole' | 'hash' | 'steps' | 'schema'

  constructor(docId: string, version: number, why: BodyDamaged['why'], detail = '') {
    super(`body ${docId} v${version} does not replay: ${why}${detail === '' ? '' : ` (${detail})`}`)
    this.name = 'BodyDamaged'
    this.docId = docId
    this.version = version
    this.why = why
  }

  /** What a command or request that needs the body is refused with (RV-51, RV-52). */
  get code(): 'RV-CHAIN' | 'RV-NEWER-SCHEMA' {
    return this.why === 'schema' ? 'RV-NEWER-SCHEMA' : 'RV-CHAIN'
  }
}

type Row = { version: number; sm3: string; steps: unknown[]; doc: BodyJson | null }

/**
 * A body as it stood at a version: the nearest stored document before it and the steps since; undefined where there never
 * was such a version. The SM3 is computed again and must be the recorded one, so a damaged chain is found when it is read,
 * not years later (SY-22); then it throws BodyDamaged with the first version that is harmed (RV-50).
 */
export async function readBody(tx: Db | Tx, docId: string, version: number): Promise<StoredBody | undefined> {
  const { rows } = await sql<Row>`
    select version, sm3, steps, doc from body_version where doc_id = ${docId}::uuid and version <= ${version} and version >=
      (select max(version) from body_version where doc_id = ${docId}::uuid and version <= ${version} and doc is not null)
    order by version`.execute(tx)
  const [first, ...later] = rows
  const last = rows.at(-1)
  if (!first?.doc || last?.version !== version) {
    if (await everWas(tx, docId, version)) throw new BodyDamaged(docId, (last?.version ?? 0) + 1, 'hole')
    return undefined
  }
  const gap = later.findIndex((row, i) => row.version !== first.version + i + 1)
  if (gap >= 0) throw new BodyDamaged(docId, first.version + gap + 1, 'hole')
  const json = later.length === 0 ? first.doc : replayed(docId, first.doc, rows, later)
  if (sm3OfJson(json) === last.sm3) return { version, sm3: last.sm3, json }
  throw firstHarmed(docId, rows)
}

/** A body as a document of the schema, to build on. One that holds what this version does not know is for reading only (RV-52). */
export async function readDocument(
  tx: Db | Tx,
  docId: string,
  version: number,
): Promise<(StoredBody & { doc: PmNode }) | undefined> {
  const stored = await readBody(tx, docId, version)
  if (!stored) return undefined
  const { doc, faults } = readBodyJson(stored.json)
  const [fault] = faults
  if (!doc || fault) throw new BodyDamaged(docId, version, 'schema', `${fault?.why} ${fault?.name} ${fault?.at}`)
  return { ...stored, doc }
}

/** The version a document stands at, to build on; there always is one. */
export async function readHead(tx: Tx, head: { id: string; bodyVersion: number }): Promise<StoredBody & { doc: PmNode }> {
  const stored = await readDocument(tx, head.id, head.bodyVersion)
  if (!stored) throw new BodyDamaged(head.id, head.bodyVersion, 'hole')
  return stored
}

/** Whether the document came to this version: then its row must be there. */
async function everWas(tx: Db | Tx, docId: string, version: number): Promise<boolean> {
  const { rows } = await sql<{
    was: boolean
  }>`select exists (select 1 from doc where id = ${docId}::uuid and body_version >= ${version})
    or exists (select 1 from body_version where doc_id = ${docId}::uuid and version >= ${version}) as was`.execute(tx)
  return version > 0 && rows[0]?.was === true
}

/** The stored document after the steps of the later versions; `rows` are all of them, the stored one first. */
function replayed(docId: string, doc: BodyJson, rows: readonly Row[], later: readonly Row[]): BodyJson {
  const start = readBodyJson(doc)
  const version = rows[0]?.version ?? 0
  if (!start.doc || start.faults.length > 0) {
    const harmed = sm3OfJson(doc) !== rows[0]?.sm3
    throw new BodyDamaged(docId, version, harmed ? 'hash' : 'schema', start.faults[0]?.name)
  }
  let node = start.doc
  for (const row of later) {
    try {
      node = applySteps(node, row.steps)
    } catch (error) {
      throw firstHarmed(docId, rows.slice(0, row.version - version), new BodyDamaged(docId, row.version, 'steps', String(error)))
    }
  }
  return bodyJson(node)
}

/** Which version of a replay is the first not to be what its SM3 says; asked only when the end of it is wrong. */
function firstHarmed(docId: string, rows: readonly Row[], otherwise?: BodyDamaged): BodyDamaged {
  const [first, ...later] = rows
  const harmed = (row: Row | undefined) => new BodyDamaged(docId, row?.version ?? 0, 'hash')
  if (!first?.doc || sm3OfJson(first.doc) !== first.sm3) return harmed(first)
  let node = schema.nodeFromJSON(first.doc)
  for (const row of later) {
    node = applySteps(node, row.steps)
    if (sm3OfJson(bodyJson(node)) !== row.sm3) return harmed(row)
  }
  return otherwise ?? harmed(rows.at(-1))
}

/** Every version of a body, oldest first, without its text. */
export async function listVersions(db: Db | Tx, docId: string): Promise<VersionRow[]> {
  const { rows } = await sql<VersionRow>`
    select v.version, v.sm3, v.author, v.step, v.at::float8 as at, v.tracked,
      (select count(*)::int from change c where c.doc_id = v.doc_id and c.version = v.version) as changes
    from body_version v where v.doc_id = ${docId}::uuid order by v.version`.execute(db)
  return rows
}

export type NewVersion = {
  docId: string
  version: number
  baseVersion: number
  steps: readonly unknown[]
  json: BodyJson
  sm3: string
  tracked: boolean
  author: string
  step: string
  cmdId: string
  authoredAt: number
  at: number
  changeIds: readonly string[]
}

/** Adds a version to a body's chain and a row for each new change; the version before keeps its document only every 20 and at transitions (SY-22). */
export async function addVersion(tx: Tx, v: NewVersion): Promise<void> {
  const row = {
    doc_id: v.docId,
    version: v.version,
    base_version: v.baseVersion,
    steps: JSON.stringify(v.steps),
    doc: JSON.stringify(v.json),
    kept: v.version === 1 || v.version % KEEP_EVERY === 0,
    tracked: v.tracked,
    sm3: v.sm3,
    author: v.author,
    step: v.step,
    cmd_id: v.cmdId,
    authored_at: v.authoredAt,
    at: v.at,
  }
  await later(tx, insertion('body_version', row))
  const before = tx.updateTable('body_version').set({ doc: null }).where('doc_id', '=', v.docId)
  if (v.version > 1) await later(tx, before.where('version', '=', v.version - 1).where('kept', '=', false))
  if (v.changeIds.length === 0) return
  await sql`insert into change (doc_id, change_id, author, step, version, at)
    select ${v.docId}::uuid, id, ${v.author}, ${v.step}, ${v.version}::int, ${v.at}::bigint from unnest(${v.changeIds}::uuid[]) id`.execute(
    tx,
  )
}

/** Which of these change ids the document has had before, also where the change is gone from its text by now (RV-53). */
export async function usedChangeIds(tx: Tx, docId: string, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<{ change_id: string }>`select change_id from change where doc_id = ${docId}::uuid
    and change_id = any(${ids}::uuid[]) order by change_id`.execute(tx)
  return rows.map((row) => row.change_id)
}

/** Whether any version after `version` was saved without tracking: then there is no list of changes to merge with. */
export async function untrackedSince(tx: Tx, docId: string, version: number): Promise<boolean> {
  const row = await tx
    .selectFrom('body_version')
    .select('version')
    .where('doc_id', '=', docId)
    .where('version', '>', version)
    .where('tracked', '=', false)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Marks the version a document stands at as one to keep whole: it was submitted, approved, returned, withdrawn or signed. */
export async function keepVersion(tx: Tx, docId: string, version: number): Promise<void> {
  await later(tx, tx.updateTable('body_version').set({ kept: true }).where('doc_id', '=', docId).where('version', '=', version))
}
