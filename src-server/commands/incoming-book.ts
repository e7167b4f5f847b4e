import { sql } from 'kysely'
import { dateOf } from '../../src-shared/calendar/working-days.ts'
import type { DocumentId } from '../../src-shared/ids.ts'
import { numberKey, wordsKey } from '../../src-shared/workflow/incoming/duplicates.ts'
import type { Duplicate, RegisterNumber } from '../../src-shared/workflow/incoming/part.ts'
import type { Tx } from '../store/database.ts'

/** What a 收文 is known again by (C-14). `datedOn`: 成文日期, 'YYYY-MM-DD', '' where it is not known. */
export type Known = { unitId: string; fromUnit: string; number: string; title: string; datedOn: string }

const keysOf = ({ fromUnit, number, title, datedOn }: Known) => ({
  from_key: wordsKey(fromUnit),
  number_key: numberKey(number),
  title_key: wordsKey(title),
  dated_on: datedOn,
})

/**
 * The number that comes next in a unit's book and the 收文 this one looks like. The book's row stays locked until the
 * command's transaction ends: two registrars with the same paper see one another, and one that is refused leaves no gap.
 * `again`: the number it had before the server was restored (SY-192); null where that went to another one since.
 */
export async function openBook(
  tx: Tx,
  known: Known,
  at: number,
  again?: RegisterNumber,
): Promise<{ number: RegisterNumber | null; duplicate: Duplicate | null }> {
  const year = again?.year ?? Number(dateOf(at).slice(0, 4))
  const { rows } = await sql<{ next: number }>`
    insert into incoming_book as b (unit_id, year, next) values (${known.unitId}, ${year}::int, 1)
    on conflict (unit_id, year) do update set next = b.next returning next`.execute(tx)
  const seq = rows[0]?.next
  if (seq === undefined) throw new Error('a register without a row')
  const number = again ? await stillFree(tx, known.unitId, again) : { year, seq }
  return { number, duplicate: await duplicateOf(tx, known) }
}

async function stillFree(tx: Tx, unitId: string, { year, seq }: RegisterNumber): Promise<RegisterNumber | null> {
  const entered = await tx
    .selectFrom('incoming_register')
    .select('doc_id')
    .where('unit_id', '=', unitId)
    .where('year', '=', year)
    .where('seq', '=', seq)
    .executeTakeFirst()
  return entered ? null : { year, seq }
}

/** The first 收文 of the unit with the same (来文单位, 文号), else with the same (标题, 日期). */
async function duplicateOf(tx: Tx, known: Known): Promise<Duplicate | null> {
  const keys = keysOf(known)
  const { rows } = await sql<{ doc_id: string; year: number; seq: number; title: string; same: boolean }>`
    select doc_id, year, seq, title, number_key <> '' and from_key = ${keys.from_key} and number_key = ${keys.number_key} as same
    from incoming_register where unit_id = ${known.unitId}
      and ((number_key <> '' and from_key = ${keys.from_key} and number_key = ${keys.number_key})
        or (dated_on <> '' and title_key = ${keys.title_key} and dated_on = ${keys.dated_on}))
    order by same desc, year, seq limit 1`.execute(tx)
  const row = rows[0]
  if (!row) return null
  const { year, seq, title } = row
  return { docId: row.doc_id as DocumentId, register: { year, seq }, title, by: row.same ? 'number' : 'title' }
}

/** Writes a 收文 into the register and counts the book up: for good only when the command is committed. */
export async function enter(
  tx: Tx,
  docId: string,
  known: Known,
  { year, seq }: RegisterNumber,
  by: { userId: string; at: number },
): Promise<void> {
  const row = { unit_id: known.unitId, year, seq, doc_id: docId, title: known.title, by_user: by.userId, at: by.at }
  await tx
    .insertInto('incoming_register')
    .values({ ...row, ...keysOf(known) })
    .execute()
  await tx
    .updateTable('incoming_book')
    .set({ next: sql`greatest(next, ${seq + 1}::int)` })
    .where('unit_id', '=', known.unitId)
    .where('year', '=', year)
    .execute()
}
