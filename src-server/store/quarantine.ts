import { createHash, randomUUID } from 'node:crypto'
import { canonicalJson } from '../../src-shared/document/canonical.ts'
import {
  surrenderLimits,
  type SurrenderedFile,
  type SurrenderReceipt,
  type SurrenderState,
} from '../../src-shared/sync/protocol.ts'
import type { Environment } from '../commands/environment.ts'
import { HttpError } from '../errors.ts'
import { ACCESS_CHAIN, appendAudit } from './audit.ts'
import type { Db, Tx } from './database.ts'

/*
 * What lost desks handed in, by the SHA-256 of the sealed bytes. It lies in the database, in pieces, so that backups and
 * every node have it: the desk deletes its own as soon as it has the receipt (SE-74).
 */

type Piece = { device: string; sha256: string; from: number; total: number; bytes: Buffer }

const fileRow = (db: Db | Tx, device: string, sha256: string) =>
  db.selectFrom('quarantine_file').selectAll().where('device_id', '=', device).where('sha256', '=', sha256)

/** How far a file came; nothing of one that was never begun. */
export async function pieceState(db: Db | Tx, device: string, sha256: string): Promise<SurrenderState> {
  const row = await fileRow(db, device, sha256).executeTakeFirst()
  return { received: row?.received ?? 0, complete: row?.complete ?? false }
}

/**
 * Takes the next piece. One that came before is answered with how far the file is; one that leaves a gap, 409. With the last
 * one the SHA-256 is proved; bytes that are not what they were called are thrown away, 422 SY-BLOB-HASH.
 */
export async function takePiece(env: Environment, piece: Piece): Promise<SurrenderState> {
  const state = await env.db.transaction().execute((tx) => take(env, tx, piece))
  if (state === 'wrong') throw new HttpError(422, 'SY-BLOB-HASH')
  return state
}

async function take(env: Environment, tx: Tx, piece: Piece): Promise<SurrenderState | 'wrong'> {
  const { device, sha256, from, total, bytes } = piece
  // the machine's row orders what comes at once, also over several nodes
  await tx.selectFrom('machine').select('id').where('id', '=', device).forUpdate().executeTakeFirstOrThrow()
  const known = await fileRow(tx, device, sha256).executeTakeFirst()
  if (known?.complete) return { received: known.size, complete: true }
  if (known && known.size !== total) throw new HttpError(409, 'SY-BLOB-RANGE')
  const received = known?.received ?? 0
  if (from > received) throw new HttpError(409, 'SY-BLOB-RANGE', { message: String(received) })
  if (from < received) return { received, complete: false }
  if (!known) {
    await mustFit(tx, device, total)
    await tx.insertInto('quarantine_file').values({ device_id: device, sha256, size: total, at: env.now() }).execute()
  }
  if (bytes.length > 0)
    await tx.insertInto('quarantine_piece').values({ device_id: device, sha256, from_byte: from, bytes }).execute()
  const now = received + bytes.length
  const done = now === total
  if (done && !(await isProved(tx, device, sha256))) {
    await tx.deleteFrom('quarantine_piece').where('device_id', '=', device).where('sha256', '=', sha256).execute()
    await tx.deleteFrom('quarantine_file').where('device_id', '=', device).where('sha256', '=', sha256).execute()
    return 'wrong'
  }
  await tx
    .updateTable('quarantine_file')
    .set({ received: now, complete: done })
    .where('device_id', '=', device)
    .where('sha256', '=', sha256)
    .execute()
  return { received: now, complete: done }
}

async function mustFit(tx: Tx, device: string, size: number): Promise<void> {
  const { files, bytes } = await tx
    .selectFrom('quarantine_file')
    .select((eb) => [eb.fn.countAll<number>().as('files'), eb.fn.sum<number | null>('size').as('bytes')])
    .where('device_id', '=', device)
    .executeTakeFirstOrThrow()
  if (Number(files) >= surrenderLimits.files || Number(bytes ?? 0) + size > surrenderLimits.totalBytes)
    throw new HttpError(413, 'SY-TOO-LARGE')
}

/** The bytes of a file in its pieces, in order. */
export async function* piecesOf(db: Db | Tx, device: string, sha256: string): AsyncGenerator<Buffer> {
  for (let next = 0; ;) {
    const piece = await db
      .selectFrom('quarantine_piece')
      .select(['from_byte', 'bytes'])
      .where('device_id', '=', device)
      .where('sha256', '=', sha256)
      .where('from_byte', '>=', next)
      .orderBy('from_byte')
      .limit(1)
      .executeTakeFirst()
    if (!piece) return
    yield piece.bytes
    next = piece.from_byte + 1
  }
}

async function isProved(tx: Tx, device: string, sha256: string): Promise<boolean> {
  const found = createHash('sha256')
  for await (const bytes of piecesOf(tx, device, sha256)) found.update(bytes)
  return found.digest('hex') === sha256
}

/** The receipt for everything a desk lists, once all of it is there; the same list brings the same receipt. 409 SY-SURRENDER-OPEN. */
export async function giveReceipt(
  env: Environment,
  device: string,
  files: readonly SurrenderedFile[],
): Promise<SurrenderReceipt> {
  const listed = files.toSorted((a, b) => (a.path < b.path ? -1 : 1))
  const manifest = createHash('sha256').update(canonicalJson(listed)).digest('hex')
  const bytes = listed.reduce((sum, { size }) => sum + size, 0)
  return env.db.transaction().execute(async (tx) => {
    await tx.selectFrom('machine').select('id').where('id', '=', device).forUpdate().executeTakeFirstOrThrow()
    const given = await tx
      .selectFrom('quarantine')
      .select('id')
      .where('device_id', '=', device)
      .where('manifest', '=', manifest)
      .executeTakeFirst()
    if (given) return { receipt: given.id, files: listed.length, bytes }
    const there = await tx
      .selectFrom('quarantine_file')
      .select(['sha256', 'size'])
      .where('device_id', '=', device)
      .where('complete', '=', true)
      .execute()
    const sizes = new Map(there.map((row) => [row.sha256, row.size]))
    if (listed.some((file) => sizes.get(file.sha256) !== file.size)) throw new HttpError(409, 'SY-SURRENDER-OPEN')
    const id = randomUUID()
    const at = env.now()
    await tx
      .insertInto('quarantine')
      .values({ id, device_id: device, manifest, files: JSON.stringify(listed), at })
      .execute()
    const detail = { device, receipt: id, files: listed.length, bytes, manifest }
    await appendAudit(tx, { chain: ACCESS_CHAIN, at, actor: `device:${device}`, kind: 'device.surrendered', detail })
    return { receipt: id, files: listed.length, bytes }
  })
}

/** The desk says that it has deleted everything; said again it changes nothing. 404 for a receipt that is not its own. */
export async function noteWiped(env: Environment, device: string, receipt: string): Promise<void> {
  await env.db.transaction().execute(async (tx) => {
    const given = await tx
      .selectFrom('quarantine')
      .select('id')
      .where('id', '=', receipt)
      .where('device_id', '=', device)
      .executeTakeFirst()
    if (!given) throw new HttpError(404, 'SY-NOT-FOUND')
    const at = env.now()
    const noted = await tx
      .updateTable('machine')
      .set({ wiped_at: at })
      .where('id', '=', device)
      .where('wiped_at', 'is', null)
      .returning('id')
      .executeTakeFirst()
    if (!noted) return
    const detail = { device, receipt }
    await appendAudit(tx, { chain: ACCESS_CHAIN, at, actor: `device:${device}`, kind: 'device.wiped', detail })
  })
}
