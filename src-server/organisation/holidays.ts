import { publishedYears } from '../../src-shared/calendar/calendars.ts'
import type { ImportedYear } from '../../src-shared/calendar/calendar-year.ts'
import { checkNotice, type NoticeFinding } from '../../src-shared/calendar/check-notice.ts'
import { dateOf } from '../../src-shared/calendar/working-days.ts'
import type { CheckedHolidays } from '../../src-shared/organisation/messages.ts'
import { HttpError } from '../errors.ts'
import { sm3 } from '../sm3.ts'
import { ACCESS_CHAIN, appendAudit } from '../store/audit.ts'
import type { Db, Tx } from '../store/database.ts'
import { countUp, type Who } from './apply-plan.ts'
import { readBase } from './read-organisation.ts'

type Read = { notice: ImportedYear | null; findings: NoticeFinding[] }

/** What importing a year of holidays would do; changes nothing (AD-48). */
export async function checkHolidays(db: Db, bytes: Uint8Array, at: number): Promise<CheckedHolidays> {
  const read = readNotice(bytes, at)
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => ({ ...(await readBase(tx)), ...read, before: await heldYear(tx, read.notice?.year) }))
}

/**
 * Puts a checked year in the place of the one that counted until now; the address book carries it to every desk (AD-49). It is
 * read and checked again under the lock. Errors: ORG-STALE (somebody changed something meanwhile), CAL-ERRORS.
 */
export async function applyHolidays(db: Db, bytes: Uint8Array, base: string, { actor, at }: Who): Promise<CheckedHolidays> {
  const { notice, findings } = readNotice(bytes, at)
  if (!notice) throw new HttpError(422, 'CAL-ERRORS')
  return db.transaction().execute(async (tx) => {
    if ((await readBase(tx, true)).base !== base) throw new HttpError(409, 'ORG-STALE')
    const before = await heldYear(tx, notice.year)
    const row = { notice: JSON.stringify(notice), imported_by: actor, imported_at: at }
    await tx
      .insertInto('holiday_year')
      .values({ year: notice.year, ...row })
      .onConflict((on) => on.column('year').doUpdateSet(row))
      .execute()
    await countUp(tx)
    const detail = { year: notice.year, off: notice.off.length, work: notice.work.length, file: sm3(bytes) }
    await appendAudit(tx, { chain: ACCESS_CHAIN, at, actor, kind: 'holidays.imported', detail })
    return { ...(await readBase(tx)), notice, before, findings }
  })
}

/** JSON is UTF-8 (RFC 8259): a file in GBK is refused instead of guessed at. */
function readNotice(bytes: Uint8Array, at: number): Read {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return { notice: null, findings: [{ level: 'error', code: 'CAL-ENCODING', on: null }] }
  }
  return checkNotice(text, Number(dateOf(at).slice(0, 4)))
}

/** The notice limits are counted by in a year now: the imported one, else the shipped one; null where there is none. */
async function heldYear(tx: Tx, year: number | undefined): Promise<ImportedYear | null> {
  if (year === undefined) return null
  const row = await tx.selectFrom('holiday_year').select('notice').where('year', '=', year).executeTakeFirst()
  const shipped = publishedYears.find((one) => one.year === year)
  return row?.notice ?? (shipped ? { year, papers: [...shipped.papers], off: [...shipped.off], work: [...shipped.work] } : null)
}
