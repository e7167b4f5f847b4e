import { numberText, type DocNumber } from '../../src-shared/workflow/issue/part.ts'
import { nextNumber, voidNumber } from '../commands/number-book.ts'
import { ServerError } from '../errors.ts'
import { ACCESS_CHAIN, appendAudit } from '../store/audit.ts'
import type { Db, Tx } from '../store/database.ts'

export type BookLine = { number: string; status: 'used' | 'void' | 'reserved'; document: string | null; reason: string }
export type BookPage = { prefix: string; year: number; next: number; numbers: BookLine[] }

/** A book as it stands: the number that comes next, and every number with what became of it. NO-PREFIX. */
export function bookPage(db: Db, prefix: string, year: number): Promise<BookPage> {
  return db.transaction().execute(async (tx) => {
    await unitOf(tx, prefix)
    const rows = await tx
      .selectFrom('doc_number')
      .selectAll()
      .where('prefix', '=', prefix)
      .where('year', '=', year)
      .orderBy('seq')
      .execute()
    const numbers = rows.map((row) => ({ number: numberText(row), status: row.status, document: row.doc_id, reason: row.reason }))
    return { prefix, year, next: await nextOf(tx, prefix, year), numbers }
  })
}

/**
 * Lets a book go on where the county's paper book of the year stands: forward only, so that no number is given twice (SC-7).
 * NO-PREFIX, NUMBER-BEHIND.
 */
export function startBook(db: Db, prefix: string, year: number, next: number, now: number): Promise<{ next: number }> {
  return audited(db, { now, by: 'admin' }, 'numbers.started', { prefix, year, next }, async (tx) => {
    await unitOf(tx, prefix)
    const stands = await nextOf(tx, prefix, year)
    if (!Number.isInteger(next) || !Number.isInteger(year) || next < stands)
      throw new ServerError('NUMBER-BEHIND', `${prefix}〔${year}〕已经编到 ${stands - 1} 号，只能往后`)
    await tx
      .insertInto('number_book')
      .values({ prefix, year, next })
      .onConflict((at) => at.columns(['prefix', 'year']).doUpdateSet({ next }))
      .execute()
    return { next }
  })
}

/** 预留: takes the next number of this year out of turn for what has no document yet. NO-PREFIX. */
export function reserveNumber(db: Db, prefix: string, reason: string, now: number, by = 'admin'): Promise<{ number: string }> {
  return audited(db, { now, by }, 'numbers.reserved', { prefix, reason }, async (tx) => {
    const unit_id = await unitOf(tx, prefix)
    const number = await nextNumber(tx, prefix, now)
    const row = { ...number, unit_id, doc_id: null, status: 'reserved' as const, reason, by_user: by, at: now }
    await tx.insertInto('doc_number').values(row).execute()
    return { number: numberText(number) }
  })
}

/** A number that was kept free is not needed: it stays in the book as 作废. NOT-RESERVED. */
export function voidReserved(db: Db, number: DocNumber, reason: string, now: number, by = 'admin'): Promise<{ number: string }> {
  return audited(db, { now, by }, 'numbers.voided', { ...number, reason }, async (tx) => {
    if (!(await voidNumber(tx, number, 'reserved', { reason, by, at: now })))
      throw new ServerError('NOT-RESERVED', `${numberText(number)} 不是预留的号`)
    return { number: numberText(number) }
  })
}

/** The unit a 机关代字 belongs to. */
async function unitOf(tx: Tx, prefix: string): Promise<string> {
  const units = await tx.selectFrom('unit').select(['id', 'prefixes']).execute()
  const unit = units.find(({ prefixes }) => prefixes.includes(prefix))
  if (!unit) throw new ServerError('NO-PREFIX', `没有哪个机关的代字是 ${prefix}`)
  return unit.id
}

/** The book's row stays locked, so that nobody is numbered in between. */
async function nextOf(tx: Tx, prefix: string, year: number): Promise<number> {
  const row = await tx
    .selectFrom('number_book')
    .select('next')
    .where('prefix', '=', prefix)
    .where('year', '=', year)
    .forUpdate()
    .executeTakeFirst()
  return row?.next ?? 1
}

function audited<T>(
  db: Db,
  { now, by }: { now: number; by: string },
  kind: string,
  detail: Record<string, unknown>,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  return db.transaction().execute(async (tx) => {
    const done = await work(tx)
    await appendAudit(tx, { chain: ACCESS_CHAIN, at: now, actor: by, kind, detail: { ...detail, ...done } })
    return done
  })
}
