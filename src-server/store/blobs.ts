import type { BlobState } from '../../src-shared/sync/protocol.ts'
import type { Db, Tx } from './database.ts'

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

/**
 * How far this person's upload came. A file they may not read looks as if it were not there. Where all bytes are here but
 * not proved yet, the last one is asked for again: whoever sends it hears how the proof ended.
 */
export async function blobState(db: Db | Tx, sm3: string, userId: string, scopes: readonly string[]): Promise<BlobState> {
  const size = await mayReadBlob(db, sm3, userId, scopes)
  if (size !== undefined) return { sm3, received: size, complete: true }
  const part = await db
    .selectFrom('blob_upload')
    .select(['received', 'total'])
    .where('sm3', '=', sm3)
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return { sm3, received: part ? Math.max(0, Math.min(part.received, part.total - 1)) : 0, complete: false }
}
