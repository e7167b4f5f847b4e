import { sql } from 'kysely'
import type { PulledDoc, PullRequest, PullResponse } from '../../src-shared/sync/protocol.ts'
import type { Environment, Sender } from '../commands/environment.ts'
import { HttpError } from '../errors.ts'
import { scopesOf } from '../store/directory.ts'
import type { Tx } from '../store/database.ts'

/** A page ends after this many bytes of documents, whatever the limit (sync.md §4.11). */
const PAGE_BYTES = 2 * 1024 * 1024

/**
 * Everything that moved in the person's scopes beyond their cursors, the documents as they stand, and the device's last
 * sequence number, all from one snapshot (SY-14, SY-15).
 */
export function pull(env: Environment, sender: Sender, request: PullRequest): Promise<PullResponse> {
  return env.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute((tx) => readPage(env, tx, sender, request))
}

/** What is one's own comes before what one's office may read: a first sync is of use after its first page (SY-97). */
const ownFirst = (scopes: readonly string[]): string[] =>
  scopes.toSorted((a, b) => Number(b.startsWith('user:')) - Number(a.startsWith('user:')))

async function readPage(env: Environment, tx: Tx, sender: Sender, request: PullRequest): Promise<PullResponse> {
  const county = await env.county.read(tx)
  if (county.epoch !== request.epoch) throw new HttpError(409, 'SY-EPOCH')
  const mine = ownFirst(scopesOf(county, sender.userId))
  const heads = await tx.selectFrom('scope_head').selectAll().where('scope', 'in', mine).execute()
  const scopes: PullResponse['scopes'] = {}
  const docs: PulledDoc[] = []
  let room = { rows: request.limit, bytes: PAGE_BYTES }
  let complete = true
  for (const scope of mine) {
    const { v: head, gc_v: gc, ...told } = heads.find((row) => row.scope === scope) ?? { v: 0, gc_v: 0, digest: 0, digest_v: 0 }
    const cursor = request.cursors[scope] ?? 0
    // a cursor from before the tombstones were swept, or from a future that a restore took back, starts again
    const reset = cursor > head || (cursor > 0 && cursor < gc)
    const from = reset ? 0 : cursor
    const page = from < head ? await scopeRows(tx, scope, from, room) : { docs: [], more: false }
    const to = page.more ? (page.docs.at(-1)?.v ?? from) : head
    const digest = to === head && told.digest_v === head ? told.digest : null
    const rest = page.more ? await rowsAfter(tx, scope, to) : 0
    scopes[scope] = { to, head, reset, ...(digest === null ? {} : { digest }), ...(rest === 0 ? {} : { rest }) }
    docs.push(...page.docs)
    room = { rows: room.rows - page.docs.length, bytes: room.bytes - JSON.stringify(page.docs).length }
    complete &&= !page.more
  }
  const device = await tx
    .selectFrom('device')
    .select('last_seq')
    .where('id', '=', sender.deviceId)
    .where('user_id', '=', sender.userId)
    .executeTakeFirst()
  const left = Object.keys(request.cursors).filter((scope) => !mine.includes(scope))
  if (request.ahead && !complete) {
    const first = await workFirst(tx, sender.userId, request.limit)
    return { epoch: county.epoch, scopes: await unmoved(tx, scopes), left, docs: first, lastSeq: device?.last_seq ?? 0, complete }
  }
  return { epoch: county.epoch, scopes, left, docs, lastSeq: device?.last_seq ?? 0, complete }
}

/** How many rows of a scope are beyond a version: the rest of a first sync, in documents and not in versions (SY-174). */
async function rowsAfter(tx: Tx, scope: string, v: number): Promise<number> {
  const { count } = await tx
    .selectFrom('scope_entry')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .where('scope', '=', scope)
    .where('v', '>', v)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** The scopes as they are told with a page that moves no cursor: everything is still to come. */
async function unmoved(tx: Tx, scopes: PullResponse['scopes']): Promise<PullResponse['scopes']> {
  const told: PullResponse['scopes'] = {}
  for (const [scope, { head, reset }] of Object.entries(scopes))
    told[scope] = { to: 0, head, reset, rest: await rowsAfter(tx, scope, 0) }
  return told
}

/**
 * What a person works on, and after it what moved of late, from their own scope: with it a desk that has nothing yet is of
 * use, whatever its first sync still has to fetch (SY-173).
 */
async function workFirst(tx: Tx, userId: string, limit: number): Promise<PulledDoc[]> {
  const turn = sql<boolean>`d.data @? ${`$.tasks[*] ? (@.doneAt == null && (@.assignee.userId == ${JSON.stringify(userId)} || @.pool[*].userId == ${JSON.stringify(userId)}))`}::jsonpath`
  const draft = sql<boolean>`d.data @? ${`$ ? (@.state == "F0").codrafters[*] ? (@.userId == ${JSON.stringify(userId)})`}::jsonpath`
  const rows = await tx
    .selectFrom('scope_entry as e')
    .innerJoin('doc as d', 'd.id', 'e.doc_id')
    .select(['e.doc_id', 'e.scope', 'e.v', 'd.data'])
    .where('e.scope', '=', `user:${userId}`)
    .where('e.op', '=', 'U')
    .orderBy(sql`(${turn} or ${draft})`, 'desc')
    .orderBy('d.updated_at', 'desc')
    .limit(limit)
    .execute()
  const docs: PulledDoc[] = []
  let bytes = 0
  for (const { doc_id, scope, v, data } of rows) {
    if (bytes > PAGE_BYTES) break
    const doc = { id: doc_id, scope, v, op: 'U', data } as PulledDoc
    bytes += JSON.stringify(doc).length
    docs.push(doc)
  }
  return docs
}

async function scopeRows(
  tx: Tx,
  scope: string,
  from: number,
  room: { rows: number; bytes: number },
): Promise<{ docs: PulledDoc[]; more: boolean }> {
  if (room.rows <= 0 || room.bytes <= 0) return { docs: [], more: true }
  const rows = await tx
    .selectFrom('scope_entry as e')
    .leftJoin('doc as d', 'd.id', 'e.doc_id')
    .select(['e.doc_id', 'e.v', 'e.op', 'e.reason', 'd.data'])
    .where('e.scope', '=', scope)
    .where('e.v', '>', from)
    .orderBy('e.v')
    .limit(room.rows + 1)
    .execute()
  const docs: PulledDoc[] = []
  let bytes = 0
  for (const row of rows) {
    if (docs.length === room.rows || (bytes > room.bytes && docs.length > 0)) return { docs, more: true }
    const entry = { id: row.doc_id, scope, v: row.v, op: row.op, ...(row.reason === null ? {} : { reason: row.reason }) }
    const doc = (row.op === 'U' && row.data ? { ...entry, data: row.data } : entry) as PulledDoc
    bytes += JSON.stringify(doc).length
    docs.push(doc)
  }
  return { docs, more: false }
}
