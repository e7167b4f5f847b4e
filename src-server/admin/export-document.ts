import { rm } from 'node:fs/promises'
import { canonicalJson } from '../../src-shared/document/canonical.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import { ServerError } from '../errors.ts'
import { sm3OfJson } from '../sm3.ts'
import { appendAudit, documentChain } from '../store/audit.ts'
import type { Db, Tx } from '../store/database.ts'
import { CanonicalFile } from './canonical-file.ts'
import { auditRows, commandRow, eventRows, onSnapshot, versionRows } from './document-rows.ts'
import { leanSteps } from './lean-steps.ts'
import { schemaTable } from './schema-table.ts'

export const BUNDLE_FORMAT = 'liuhen-bundle/1'

/** What is told of an export: the file, its seal, and where the audit chain stood. */
export type Exported = { file: string; sm3: string; chain: string; seq: number; hash: string }

/**
 * Writes everything about one document to a file that a third party checks with `resources/verify/verify-bundle.mjs` and
 * without this server (RV-56): the steps of every version, events, the commands they came from, decisions, the document's
 * audit lines, names, and the schema's defaults. The export itself becomes a line of the audit chain.
 */
export async function exportDocument(db: Db, docId: string, file: string, now: number): Promise<Exported> {
  const doc = /^[0-9a-f-]{36}$/.test(docId)
    ? await db.selectFrom('doc').select('id').where('id', '=', docId).executeTakeFirst()
    : undefined
  if (!doc) throw new ServerError('NO-DOCUMENT', `there is no document ${docId}`)
  const out = await CanonicalFile.create(file)
  try {
    const head = await onSnapshot(db, (tx) => write(tx, docId, out, now))
    const sm3 = await out.seal()
    const entry = { chain: head.chain, at: now, actor: 'system', kind: 'document.exported', docId, detail: { bundleSm3: sm3 } }
    await db.transaction().execute((tx) => appendAudit(tx, entry))
    return { file, sm3, ...head }
  } catch (error) {
    await out.close().catch(() => undefined)
    await rm(file, { force: true })
    throw error
  }
}

/** The bundle's members, in the order of their names. */
async function write(
  tx: Tx,
  docId: string,
  out: CanonicalFile,
  now: number,
): Promise<{ chain: string; seq: number; hash: string }> {
  const { county } = await tx.selectFrom('sync_meta').select('county').executeTakeFirstOrThrow()
  const { data } = await tx.selectFrom('doc').select('data').where('id', '=', docId).executeTakeFirstOrThrow()
  const chain = documentChain(docId)
  const audit = await auditOf(tx, docId, chain)
  await out.list('acts', acts(tx, docId, chain))
  await out.member('audit', audit)
  await out.list('branches', branches(tx, docId))
  await out.list('changes', changes(tx, docId))
  await out.list('cleanCopies', cleanCopies(tx, docId))
  await out.member('county', county)
  await out.member('decisions', await decisionsOf(tx, docId))
  await out.member('docId', docId)
  await out.list('events', events(tx, docId))
  await out.member('exportedAt', now)
  await out.member('format', BUNDLE_FORMAT)
  await out.member(
    'names',
    await namesOf(
      tx,
      data,
      audit.lines.map((line) => line.actor),
    ),
  )
  await out.member('schema', schemaTable())
  await out.list('versions', versions(tx, docId))
  return { chain, ...audit.head }
}

/** The commands that left events, with what they asked for, in the order of their audit lines: those applied, and refused saves that were kept. */
async function* acts(tx: Tx, docId: string, chain: string): AsyncGenerator<unknown> {
  for await (const line of auditRows(tx, chain)) {
    if (line.doc_id !== docId || !line.kind.startsWith('command.')) continue
    const { command, events } = JSON.parse(line.detail) as { command: string; events?: unknown[] }
    if (line.kind !== 'command.applied' && !events?.length) continue
    const row = await commandRow(tx, command)
    if (row) yield { id: row.cmd_id, ver: row.ver, args: JSON.parse(row.args) as unknown }
  }
}

/** The document's own audit lines whole; of other documents' lines in the chain only where they stand. */
async function auditOf(tx: Tx, docId: string, chain: string) {
  const lines = []
  const others: [number, number][] = []
  for await (const line of auditRows(tx, chain)) {
    const last = others.at(-1)
    if (line.doc_id === docId) lines.push(line)
    else if (last?.[1] === line.seq - 1) last[1] = line.seq
    else others.push([line.seq, line.seq])
  }
  const head = await tx.selectFrom('audit_chain').select(['seq', 'hash']).where('chain', '=', chain).executeTakeFirst()
  return { chain, head: head ?? { seq: 0, hash: '' }, lines, others }
}

/** Late edits. Their steps stand in the command they came with; where they are others, here. */
async function* branches(tx: Tx, docId: string): AsyncGenerator<unknown> {
  const rows = await tx
    .selectFrom('body_branch')
    .selectAll()
    .where('doc_id', '=', docId)
    .orderBy('at')
    .orderBy('cmd_id')
    .execute()
  for (const row of rows) {
    const command = await commandRow(tx, row.cmd_id)
    const args = command ? (JSON.parse(command.args) as { steps?: unknown; suggestion?: { steps?: unknown } }) : {}
    const sent = args.suggestion?.steps ?? args.steps
    const steps = JSON.parse(row.steps) as unknown
    yield {
      id: row.cmd_id,
      by: row.by_user,
      baseVersion: row.base_version,
      code: row.code,
      at: row.at,
      settledAt: row.resolved_at,
      steps: sm3OfJson(sent ?? null) === sm3OfJson(steps) ? null : steps,
    }
  }
}

async function* cleanCopies(tx: Tx, docId: string): AsyncGenerator<unknown> {
  const rows = await tx.selectFrom('clean_copy').selectAll().where('doc_id', '=', docId).orderBy('version').execute()
  for (const { version, sm3, doc, by_user: by, at, cmd_id: cmdId } of rows) yield { version, sm3, body: doc, by, at, cmdId }
}

async function* changes(tx: Tx, docId: string): AsyncGenerator<unknown> {
  const query = tx.selectFrom('change').selectAll().where('doc_id', '=', docId)
  for (const row of await query.orderBy('version').orderBy('change_id').execute())
    yield { id: row.change_id, author: row.author, step: row.step, version: row.version, at: row.at }
}

/** Decisions in an order that does not hang on how the table lies: by time, command, change and verdict. */
async function decisionsOf(tx: Tx, docId: string): Promise<unknown[]> {
  const rows = await tx.selectFrom('change_decision').selectAll().where('doc_id', '=', docId).execute()
  const listed = rows.map((row) => {
    const one = { changeId: row.change_id, verdict: row.verdict, by: row.by_user, step: row.step, at: row.at, cmdId: row.cmd_id }
    return { key: canonicalJson([one.at, one.cmdId, one.changeId, one.verdict]), one }
  })
  return listed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ one }) => one)
}

async function* events(tx: Tx, docId: string): AsyncGenerator<unknown> {
  for await (const { rev, n, event, actor, cmd_id: cmdId, at } of eventRows(tx, docId)) yield { rev, n, event, actor, cmdId, at }
}

/** Versions by their steps. Steps and first texts that are word for word those of the command stand there only. */
async function* versions(tx: Tx, docId: string): AsyncGenerator<unknown> {
  for await (const row of versionRows(tx, docId)) {
    const command = row.cmd_id === null ? undefined : await commandRow(tx, row.cmd_id)
    const args = command ? (JSON.parse(command.args) as { steps?: unknown; body?: unknown }) : {}
    const isFirst = row.version === 1 || row.cmd_id === null
    const sent = (value: unknown, given: unknown) => given !== undefined && sm3OfJson(value) === sm3OfJson(given)
    yield {
      version: row.version,
      baseVersion: row.base_version,
      body: !isFirst || sent(row.doc, args.body) ? null : row.doc,
      steps: sent(row.steps, args.steps) ? null : leanSteps(row.steps),
      sm3: row.sm3,
      tracked: row.tracked,
      author: row.author,
      step: row.step,
      cmdId: row.cmd_id,
      authoredAt: row.authored_at,
      at: row.at,
    }
  }
}

/** The people of the record, by id. */
async function namesOf(tx: Tx, state: DocumentState, actors: readonly string[]): Promise<Record<string, string>> {
  const names = new Map(state.tasks.map(({ assignee }) => [assignee.userId, assignee.name]))
  const others = [...new Set(actors)].filter((id) => id !== 'system' && !names.has(id))
  const rows =
    others.length === 0 ? [] : await tx.selectFrom('account').select(['id', 'name']).where('id', 'in', others).execute()
  for (const id of others) names.set(id, rows.find((row) => row.id === id)?.name ?? id)
  return Object.fromEntries(names)
}
