import type { BlobState } from '../../src-shared/sync/protocol.ts'
import type { Environment } from '../commands/environment.ts'
import { HttpError } from '../errors.ts'
import { ACCESS_CHAIN, appendAudit } from './audit.ts'
import { dropPart, isProved, partPath, placePart, writePart } from './blob-files.ts'
import { mayReadBlob } from './blobs.ts'
import type { Tx } from './database.ts'

export type Chunk = { sm3: string; userId: string; from: number; total: number; bytes: Uint8Array }

/** Longer than hashing and scanning the largest file takes; after that a server that was killed meanwhile is not waited for. */
const PROVING_MS = 180_000
const AGAIN_MS = 2_000
const UNSCANNED_MS = 30_000
/** A scanner may have been wrong and learned better: a refused file is looked at again after this. */
const REFUSED_MS = 7 * 86_400_000

/**
 * Takes the next chunk of an upload. A chunk that came before is confirmed again, one that leaves a gap is refused with
 * how far the upload is (SY-24). With the last one the SM3 is proved and the scanner asked, outside any transaction, and
 * only then is the file anybody's to read (SY-25, SY-133).
 */
export async function receiveChunk(env: Environment, chunk: Chunk, scopes: readonly string[]): Promise<BlobState> {
  const { sm3, userId, total } = chunk
  await refuseInfected(env, sm3)
  const taken = await env.db.transaction().execute((tx) => take(env, tx, chunk, scopes))
  if ('complete' in taken) return taken
  const { until } = taken
  const verdict = await judge(env, sm3, userId)
  if (verdict === 'ok') {
    await env.db.transaction().execute((tx) => store(env, tx, chunk, until))
    return { sm3, received: total, complete: true }
  }
  if (verdict === 'unscanned') {
    await env.db.transaction().execute(async (tx) => {
      await own(tx, sm3, userId, until)
      await tx.updateTable('blob_upload').set({ proving_until: 0 }).where('sm3', '=', sm3).where('user_id', '=', userId).execute()
    })
    throw new HttpError(503, 'AT-UNSCANNED', { retryMs: UNSCANNED_MS })
  }
  const code = verdict === 'infected' ? 'AT-VIRUS' : 'SY-BLOB-HASH'
  await env.db.transaction().execute((tx) => discard(env, tx, chunk, until, code))
  throw new HttpError(422, code)
}

/** Refuses a file a scanner found infected not long ago, before its bytes come once more. */
export async function refuseInfected({ db, now }: Environment, sm3: string): Promise<void> {
  const refused = await db.selectFrom('blob_refused').select('at').where('sm3', '=', sm3).executeTakeFirst()
  if (refused && refused.at > now() - REFUSED_MS) throw new HttpError(422, 'AT-VIRUS')
}

async function take(
  env: Environment,
  tx: Tx,
  { sm3, userId, from, total, bytes }: Chunk,
  scopes: readonly string[],
): Promise<BlobState | { until: number }> {
  const now = env.now()
  const size = await mayReadBlob(tx, sm3, userId, scopes)
  if (size !== undefined) {
    // who may read it has its bytes: what they put it into stays readable when the document they read it in is gone
    await noteOwner(tx, sm3, userId)
    return { sm3, received: size, complete: true }
  }
  await tx
    .insertInto('blob_upload')
    .values({ sm3, user_id: userId, total, received: 0, at: now })
    .onConflict((on) => on.doNothing())
    .execute()
  const upload = tx.selectFrom('blob_upload').selectAll().where('sm3', '=', sm3).where('user_id', '=', userId)
  let { received, total: expected, proving_until: proving } = await upload.forUpdate().executeTakeFirstOrThrow()
  if (proving > now) throw new HttpError(503, 'SY-BUSY', { retryMs: AGAIN_MS })
  if (from === 0 && expected !== total) received = 0 // begun again with another size
  if (from > received) throw new HttpError(409, 'SY-BLOB-RANGE', { message: String(received) })
  if (from + bytes.length > received || total === 0) {
    await writePart(env.dataDir, sm3, userId, from, bytes)
    received = from + bytes.length
  }
  const done = received === total
  const until = done ? now + PROVING_MS : 0
  await tx
    .updateTable('blob_upload')
    .set({ received, total, at: now, proving_until: until })
    .where('sm3', '=', sm3)
    .where('user_id', '=', userId)
    .execute()
  return done ? { until } : { sm3, received, complete: false }
}

async function judge(env: Environment, sm3: string, userId: string): Promise<'ok' | 'wrong' | 'infected' | 'unscanned'> {
  if (!(await isProved(env.dataDir, sm3, userId))) return 'wrong'
  const verdict = env.scan ? await env.scan(partPath(env.dataDir, sm3, userId)) : 'clean'
  return verdict === 'clean' ? 'ok' : verdict === 'infected' ? 'infected' : 'unscanned'
}

/** Locks the upload; one that another request has taken over meanwhile is that one's to finish. */
async function own(tx: Tx, sm3: string, userId: string, until: number): Promise<void> {
  const row = await tx
    .selectFrom('blob_upload')
    .select('proving_until')
    .where('sm3', '=', sm3)
    .where('user_id', '=', userId)
    .forUpdate()
    .executeTakeFirst()
  if (row?.proving_until !== until) throw new HttpError(503, 'SY-BUSY', { retryMs: AGAIN_MS })
}

const forget = (tx: Tx, sm3: string, userId: string) =>
  tx.deleteFrom('blob_upload').where('sm3', '=', sm3).where('user_id', '=', userId).execute()

async function store(env: Environment, tx: Tx, { sm3, userId, total }: Chunk, until: number): Promise<void> {
  const now = env.now()
  await own(tx, sm3, userId, until)
  await placePart(env.dataDir, sm3, userId)
  await forget(tx, sm3, userId)
  await tx
    .insertInto('blob')
    .values({ sm3, size: total, at: now })
    .onConflict((on) => on.doNothing())
    .execute()
  await noteOwner(tx, sm3, userId)
  await appendAudit(tx, { chain: ACCESS_CHAIN, at: now, actor: userId, kind: 'file.stored', detail: { sm3, size: total } })
}

async function discard(env: Environment, tx: Tx, { sm3, userId, total }: Chunk, until: number, code: string): Promise<void> {
  const at = env.now()
  const infected = code === 'AT-VIRUS'
  await own(tx, sm3, userId, until)
  await dropPart(env.dataDir, sm3, userId)
  await forget(tx, sm3, userId)
  if (infected)
    await tx
      .insertInto('blob_refused')
      .values({ sm3, at })
      .onConflict((on) => on.column('sm3').doUpdateSet({ at }))
      .execute()
  const kind = infected ? 'file.infected' : 'file.refused'
  await appendAudit(tx, { chain: ACCESS_CHAIN, at, actor: userId, kind, code, detail: infected ? { sm3, size: total } : { sm3 } })
}

/** Notes that a person has had the bytes of a file. */
async function noteOwner(tx: Tx, sm3: string, userId: string): Promise<void> {
  await tx
    .insertInto('blob_owner')
    .values({ sm3, user_id: userId })
    .onConflict((on) => on.doNothing())
    .execute()
}
