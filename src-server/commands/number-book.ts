import { sql } from 'kysely'
import { dateOf } from '../../src-shared/calendar/working-days.ts'
import type { DocNumber } from '../../src-shared/workflow/issue/part.ts'
import type { Tx } from '../store/database.ts'

/** Who takes, keeps free or gives up a number, when. */
export type BookEntry = { unitId: string; by: string; at: number }

/** The year a number given at a moment belongs to: the county's, not the server's (SC-7). */
export const yearOf = (at: number): number => Number(dateOf(at).slice(0, 4))

/**
 * The next number of a book, which begins at 1 in its year. The book's row stays locked until the command's transaction
 * ends: one that fails or is killed takes none, and nobody else sees the number before (SC-7).
 */
export async function nextNumber(tx: Tx, prefix: string, at: number): Promise<DocNumber> {
  const year = yearOf(at)
  const { rows } = await sql<{ seq: number }>`
    insert into number_book as b (prefix, year, next) values (${prefix}, ${year}::int, 2)
    on conflict (prefix, year) do update set next = b.next + 1 returning next - 1 as seq`.execute(tx)
  const seq = rows[0]?.seq
  if (seq === undefined) throw new Error('a number book without a row')
  return { prefix, year, seq }
}

/** Gives a document the next number, or one of this year that was kept free; undefined where that is none. */
export async function takeNumber(
  tx: Tx,
  docId: string,
  wanted: { prefix: string; reserved?: number | undefined },
  entry: BookEntry,
): Promise<DocNumber | undefined> {
  const { unitId: unit_id, by: by_user, at } = entry
  if (wanted.reserved === undefined) {
    const number = await nextNumber(tx, wanted.prefix, at)
    await tx
      .insertInto('doc_number')
      .values({ ...number, unit_id, doc_id: docId, status: 'used', reason: '', by_user, at })
      .execute()
    return number
  }
  const { numUpdatedRows } = await tx
    .updateTable('doc_number')
    .set({ doc_id: docId, status: 'used', by_user, at })
    .where('prefix', '=', wanted.prefix)
    .where('year', '=', yearOf(at))
    .where('seq', '=', wanted.reserved)
    .where('unit_id', '=', unit_id)
    .where('status', '=', 'reserved')
    .executeTakeFirst()
  return numUpdatedRows === 1n ? { prefix: wanted.prefix, year: yearOf(at), seq: wanted.reserved } : undefined
}

/**
 * The number a document had before the server was restored, again, with the book counted past it (SY-192); undefined where it
 * went to another one since. What lies between stays free for those that have not come back yet.
 */
export async function takeAgain(tx: Tx, docId: string, number: DocNumber, entry: BookEntry): Promise<DocNumber | undefined> {
  const { prefix, year, seq } = number
  await sql`insert into number_book as b (prefix, year, next) values (${prefix}, ${year}::int, ${seq + 1}::int)
    on conflict (prefix, year) do update set next = greatest(b.next, excluded.next)`.execute(tx)
  const { unitId: unit_id, by: by_user, at } = entry
  const used = { doc_id: docId, status: 'used' as const, by_user, at }
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('doc_number')
    .values({ ...number, unit_id, reason: '', ...used })
    // kept free before, by the backup's book
    .onConflict((row) =>
      row
        .columns(['prefix', 'year', 'seq'])
        .doUpdateSet(used)
        .where('doc_number.status', '=', 'reserved')
        .where('doc_number.unit_id', '=', unit_id),
    )
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n ? number : undefined
}

/** 作废: the number stays in the book for ever and is never given again. Says whether it stood there as it was said to. */
export async function voidNumber(
  tx: Tx,
  { prefix, year, seq }: DocNumber,
  was: 'used' | 'reserved',
  why: { reason: string; by: string; at: number },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('doc_number')
    .set({ status: 'void', reason: why.reason, by_user: why.by, at: why.at })
    .where('prefix', '=', prefix)
    .where('year', '=', year)
    .where('seq', '=', seq)
    .where('status', '=', was)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}
