import type { Node as PmNode } from 'prosemirror-model'
import { sql } from 'kysely'
import { bodyJson, type BodyJson } from '../../src-shared/document/body-json.ts'
import { schema } from '../../src-shared/document/schema.ts'
import { applySteps } from '../../src-shared/revision/apply-steps.ts'
import type { VersionRow } from '../../src-shared/sync/protocol.ts'
import { sm3OfJson } from '../sm3.ts'
import type { Db, Tx } from './database.ts'

/** Every how many versions the whole document is stored, so that any version is at most this many saves of replay away. */
const KEEP_EVERY = 20

export type StoredBody = { version: number; sm3: string; json: BodyJson }

/**
 * A body as it stood at a version: the nearest stored document before it and the steps since. The SM3 is computed again
 * and must be the recorded one, so a damaged chain is found when it is read, not years later (SY-22).
 */
export async function readBody(tx: Db | Tx, docId: string, version: number): Promise<StoredBody | undefined> {
  const rows = await sql<{ version: number; sm3: string; steps: unknown[]; doc: Record<string, unknown> | null }>`
    select version, sm3, steps, doc from body_version where doc_id = ${docId}::uuid and version <= ${version} and version >=
      (select max(version) from body_version where doc_id = ${docId}::uuid and version <= ${version} and doc is not null)
    order by version`.execute(tx)
  const [first, ...later] = rows.rows
  const last = rows.rows.at(-1)
  if (!first?.doc || last?.version !== version) return undefined
  const json = later.length === 0 ? first.doc : replayed(first.doc, later)
  if (sm3OfJson(json) !== last.sm3) throw new Error(`body ${docId} v${version} does not replay to its SM3`)
  return { version, sm3: last.sm3, json }
}

function replayed(doc: BodyJson, later: readonly { steps: unknown[] }[]): BodyJson {
  let node: PmNode = schema.nodeFromJSON(doc)
  for (const row of later) node = applySteps(node, row.steps)
  return bodyJson(node)
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
  await tx
    .insertInto('body_version')
    .values({
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
    })
    .execute()
  await tx
    .updateTable('body_version')
    .set({ doc: null })
    .where('doc_id', '=', v.docId)
    .where('version', '=', v.version - 1)
    .where('kept', '=', false)
    .execute()
  if (v.changeIds.length === 0) return
  await sql`insert into change (doc_id, change_id, author, step, version, at)
    select ${v.docId}::uuid, id, ${v.author}, ${v.step}, ${v.version}::int, ${v.at}::bigint from unnest(${v.changeIds}::uuid[]) id
    on conflict do nothing`.execute(tx)
}

/** Marks the version a document stands at as one to keep whole: it was submitted, approved, returned, withdrawn or signed. */
export async function keepVersion(tx: Tx, docId: string, version: number): Promise<void> {
  await tx.updateTable('body_version').set({ kept: true }).where('doc_id', '=', docId).where('version', '=', version).execute()
}
