import { sql } from 'kysely'
import type { Db } from '../../../src-server/store/database.ts'

/** Resolves when some session of the database waits for a lock. Not to be asked within a transaction, which sees one moment. */
export async function somebodyWaits(db: Db): Promise<void> {
  for (;;) {
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from pg_stat_activity
      where wait_event_type = 'Lock' and datname = current_database()`.execute(db)
    if ((rows[0]?.n ?? 0) > 0) return
  }
}
