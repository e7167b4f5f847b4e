import type { DeskReport } from '../../src-shared/update/messages.ts'
import type { Db } from '../store/database.ts'

/** Keeps what a desk said of itself; only the last word counts. */
export async function noteReport(db: Db, id: string, report: DeskReport, at: number): Promise<void> {
  const row = { at, report: JSON.stringify(report) }
  await db
    .insertInto('machine_report')
    .values({ id, ...row })
    .onConflict((on) => on.column('id').doUpdateSet(row))
    .execute()
}
