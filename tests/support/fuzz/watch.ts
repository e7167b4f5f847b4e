import { sql } from 'kysely'
import { participants } from '../../../src-shared/workflow/document-state.ts'
import { mayRead } from '../../../src-server/commands/authorise.ts'
import type { Db } from '../../../src-server/store/database.ts'
import { countyCache, type County } from '../../../src-server/store/directory.ts'
import { paths } from '../../../src-shared/sync/protocol.ts'
import type { Secret } from './corpus.ts'
import { pushOf, type Reply, type Shot } from './shot.ts'

/** What a request could change, counted: equal counts before and after are no effect. */
export type Print = {
  counts: Record<string, number>
  revs: ReadonlyMap<string, number>
  /** last number of each device, by `device|user` */
  seqs: ReadonlyMap<string, number>
}

/** Counts everything a request may have an effect on. Sessions, failed sign-ins and the audit chain grow by refusals, too. */
export async function printOf(db: Db): Promise<Print> {
  const counts = await sql<Record<string, number>>`select
    (select count(*) from command_log) as commands, (select count(*) from doc_event) as events,
    (select count(*) from body_version) as versions, (select coalesce(sum(v), 0)::bigint from scope_head) as scopes,
    (select count(*) from blob) as blobs, (select count(*) from quarantine) as receipts,
    (select count(*) from quarantine_file) as handed_in, (select count(*) from machine where lost_at is not null) as lost, (select count(*) from blob_owner) as owners, (select count(*) from doc_blob) as attached,
    (select count(*) from body_branch) as branches, (select count(*) from clean_copy) as copies,
    (select count(*) from post) as posts, (select count(*) from account) as accounts`.execute(db)
  const docs = await db.selectFrom('doc').select(['id', 'rev']).execute()
  const devices = await db.selectFrom('device').select(['id', 'user_id', 'last_seq']).execute()
  const seqs = new Map(devices.map((row) => [`${row.id}|${row.user_id}`, row.last_seq]))
  const one = counts.rows[0] ?? {}
  return {
    counts: { ...one, numbers: [...seqs.values()].reduce((sum, n) => sum + n, 0) },
    revs: new Map(docs.map((row) => [row.id, row.rev])),
    seqs,
  }
}

/** Who a login is, for whoever judges what they may be shown. */
export type Who = { userId: string; unit: Secret['unit'] | null }

/** What is wrong with how a request was answered, in words. */
export async function faultsOf(
  db: Db,
  shot: Shot,
  reply: Reply,
  prints: { before: Print; after: Print },
  who: Who | null,
  secrets: readonly Secret[],
): Promise<string[]> {
  const { before, after } = prints
  const faults: string[] = []
  if (reply.status >= 500) faults.push(`answered ${reply.status}`)
  const isJson = String(reply.headers['content-type']).startsWith('application/json')
  const code = isJson && reply.text !== '' ? (JSON.parse(reply.text) as { code?: unknown }).code : undefined
  const bare = shot.method === 'HEAD' || shot.method === 'TRACE'
  if (reply.status >= 400 && !bare && !/^[A-Z]{2}-[A-Z0-9-]+$/.test(String(code)))
    faults.push(`refused without a code: ${reply.text.slice(0, 200)}`)
  const changed = Object.keys(after.counts).filter((key) => after.counts[key] !== before.counts[key])
  const mayChange = reply.status < 300 && [paths.push, paths.blob, paths.surrender].some((path) => shot.path.startsWith(path))
  if (changed.length > 0 && !mayChange) faults.push(`${reply.status}, yet it changed ${changed.join(', ')}`)
  faults.push(...(await leaksOf(db, shot, reply, who, secrets)))
  // what opens a person's key goes to who signs in with their password, and to nobody else (SE-70)
  if (reply.text.includes('deviceSecret') && !(shot.path.startsWith(paths.signIn) && reply.status === 200))
    faults.push('the answer holds a secret of a desk')
  const moved = [...after.revs].filter(([id, rev]) => before.revs.get(id) !== rev).map(([id]) => id)
  if (moved.length > 0) faults.push(...(await strayEffects(db, shot, moved, who, secrets)))
  return faults
}

/**
 * What a document says is told to nobody of another unit, and neither is its id to who did not name it: in this request, or
 * in a command that was kept and is told again, its own id among what it names.
 */
async function leaksOf(db: Db, shot: Shot, reply: Reply, who: Who | null, secrets: readonly Secret[]): Promise<string[]> {
  const named = `${shot.path}${shot.body === undefined ? '' : Buffer.from(shot.body).toString('utf8')}`
  const faults: string[] = []
  for (const { docId, unit, words } of secrets) {
    if (who?.unit === unit) continue
    if (reply.text.includes(words)) faults.push(`the answer holds the words of ${docId} of ${unit}`)
    const at = reply.text.indexOf(docId)
    if (at < 0 || named.includes(docId) || (await wasNamed(db, docId, unit))) continue
    const around = reply.text.slice(Math.max(0, at - 200), at + 60)
    faults.push(`the answer names ${docId} of ${unit}: …${around}…`)
  }
  return faults
}

/** Whether people of other units named a document in commands that were kept. */
async function wasNamed(db: Db, docId: string, unit: string): Promise<boolean> {
  const { rows } = await sql<{ user_id: string }>`select user_id from command_log
    where cmd_id::text = ${docId} or args::text like ${`%${docId}%`}`.execute(db)
  return rows.some((row) => (row.user_id.includes('liuhe') ? 'liuhe' : 'fgj') !== unit)
}

let cached: ReturnType<typeof countyCache> | undefined
const countyOf = (db: Db): Promise<County> => (cached ??= countyCache()).read(db)

/** Only documents the request names move, only by who may read them, and never out of their unit. */
async function strayEffects(
  db: Db,
  shot: Shot,
  moved: readonly string[],
  who: Who | null,
  secrets: readonly Secret[],
): Promise<string[]> {
  const named = new Set(pushOf(shot)?.cmds.map((cmd) => String(cmd.doc)))
  const county = await countyOf(db)
  const faults: string[] = []
  for (const id of moved) {
    const row = await db.selectFrom('doc').select('data').where('id', '=', id).executeTakeFirst()
    if (!named.has(id)) faults.push(`${id} moved, which the request does not name`)
    if (!row || !who || (row.data.state !== 'X2' && !mayRead(county, row.data, who.userId)))
      faults.push(`${id} was moved by who may not read it`)
    const unit = secrets.find((secret) => secret.docId === id)?.unit
    const outside =
      row && unit && participants(row.data).filter((userId) => (userId.includes('liuhe') ? 'liuhe' : 'fgj') !== unit)
    if (outside && outside.length > 0) faults.push(`${id} of ${unit} came to ${outside.join(', ')}`)
  }
  return faults
}
