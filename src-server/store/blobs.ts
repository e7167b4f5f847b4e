import type { BlobState } from '../../src-shared/sync/protocol.ts'
import type { Environment } from '../commands/environment.ts'
import { HttpError } from '../errors.ts'
import { ACCESS_CHAIN, appendAudit } from './audit.ts'
import { finishPart, writePart } from './blob-files.ts'
import type { Db, Tx } from './database.ts'

export type Chunk = { sm3: string; userId: string; from: number; total: number; bytes: Uint8Array }

/**
 * The size of a whole file if the person may read it: they had its bytes, or they may read a document that carries it,
 * attached by someone who had them (SE-09). Otherwise undefined, the same as for a file that is not there.
 */
export async function mayReadBlob(
  db: Db | Tx,
  sm3: string,
  userId: string,
  scopes: readonly string[],
): Promise<number | undefined> {
  const row = await db
    .selectFrom('blob as b')
    .select('b.size')
    .where('b.sm3', '=', sm3)
    .where((eb) =>
      eb.or([
        eb.exists(eb.selectFrom('blob_owner as o').select('o.sm3').where('o.sm3', '=', sm3).where('o.user_id', '=', userId)),
        eb.exists(
          eb
            .selectFrom('doc_blob as r')
            .innerJoin('blob_owner as o', (on) => on.onRef('o.sm3', '=', 'r.sm3').onRef('o.user_id', '=', 'r.added_by'))
            .innerJoin('scope_entry as e', 'e.doc_id', 'r.doc_id')
            .select('r.sm3')
            .where('r.sm3', '=', sm3)
            .where('e.op', '=', 'U')
            .where('e.scope', 'in', scopes),
        ),
      ]),
    )
    .executeTakeFirst()
  return row?.size
}

/** How far this person's upload came. A file they may not read looks as if it were not there. */
export async function blobState(db: Db | Tx, sm3: string, userId: string, scopes: readonly string[]): Promise<BlobState> {
  const size = await mayReadBlob(db, sm3, userId, scopes)
  if (size !== undefined) return { sm3, received: size, complete: true }
  const part = await db
    .selectFrom('blob_upload')
    .select('received')
    .where('sm3', '=', sm3)
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return { sm3, received: part?.received ?? 0, complete: false }
}

/** Notes that a person has had the bytes of a file. */
async function ownBlob(tx: Tx, sm3: string, userId: string): Promise<void> {
  await tx
    .insertInto('blob_owner')
    .values({ sm3, user_id: userId })
    .onConflict((on) => on.doNothing())
    .execute()
}

/**
 * Takes the next chunk of an upload. A chunk that came before is confirmed again, one that leaves a gap is refused with
 * how far the upload is; with the last one the SM3 is proved (SY-24, SY-25).
 */
export async function receiveChunk(env: Environment, chunk: Chunk, scopes: readonly string[]): Promise<BlobState> {
  const { sm3, userId, from, total, bytes } = chunk
  const now = env.now()
  const outcome = await env.db.transaction().execute(async (tx) => {
    const size = await mayReadBlob(tx, sm3, userId, scopes)
    if (size !== undefined) {
      // who may read it has its bytes: what they put it into stays readable when the document they read it in is gone
      await ownBlob(tx, sm3, userId)
      return { sm3, received: size, complete: true }
    }
    await tx
      .insertInto('blob_upload')
      .values({ sm3, user_id: userId, total, received: 0, at: now })
      .onConflict((on) => on.doNothing())
      .execute()
    const upload = tx.selectFrom('blob_upload').selectAll().where('sm3', '=', sm3).where('user_id', '=', userId)
    let { received, total: expected } = await upload.forUpdate().executeTakeFirstOrThrow()
    if (from === 0 && expected !== total) received = 0 // begun again with another size
    if (from > received) throw new HttpError(409, 'SY-BLOB-RANGE', { message: String(received) })
    if (from + bytes.length > received || total === 0) {
      await writePart(env.dataDir, sm3, userId, from, bytes)
      received = from + bytes.length
    }
    const done = received === total
    if (!done) {
      await tx
        .updateTable('blob_upload')
        .set({ received, total, at: now })
        .where('sm3', '=', sm3)
        .where('user_id', '=', userId)
        .execute()
      return { sm3, received, complete: false }
    }
    await tx.deleteFrom('blob_upload').where('sm3', '=', sm3).where('user_id', '=', userId).execute()
    if (!(await finishPart(env.dataDir, sm3, userId))) return 'wrong' as const
    await tx
      .insertInto('blob')
      .values({ sm3, size: total, at: now })
      .onConflict((on) => on.doNothing())
      .execute()
    await ownBlob(tx, sm3, userId)
    await appendAudit(tx, { chain: ACCESS_CHAIN, at: now, actor: userId, kind: 'file.stored', detail: { sm3, size: total } })
    return { sm3, received, complete: true }
  })
  if (outcome !== 'wrong') return outcome
  await env.db.transaction().execute((tx) =>
    appendAudit(tx, {
      chain: ACCESS_CHAIN,
      at: now,
      actor: userId,
      kind: 'file.refused',
      code: 'SY-BLOB-HASH',
      detail: { sm3 },
    }),
  )
  throw new HttpError(422, 'SY-BLOB-HASH')
}
