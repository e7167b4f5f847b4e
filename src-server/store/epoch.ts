import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Db, Tx } from './database.ts'

/**
 * Gives the server's history a new name, as is due after a restore: desks read everything again and offer what they had
 * acknowledged (SY-06, SY-64). For `recoverMs` from `now` (epoch ms) what rests on work that has not come back yet is
 * put off instead of refused (SY-100). Answers the new epoch.
 */
export async function startEpoch(db: Db | Tx, recoverMs: number, now: number): Promise<string> {
  const epoch = randomUUID()
  await db
    .updateTable('doc')
    .set({ restored_rev: sql<number>`rev - coalesce((data ->> 'own')::int, 0)` })
    .execute()
  await db
    .updateTable('sync_meta')
    .set({ epoch, recovering_until: now + recoverMs })
    .execute()
  return epoch
}

/** Ends the time of waiting: from here on everything is judged as it comes (SY-100). */
export const endRecovery = async (db: Db | Tx): Promise<void> =>
  void (await db.updateTable('sync_meta').set({ recovering_until: 0 }).execute())
