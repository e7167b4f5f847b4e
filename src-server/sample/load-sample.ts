import { hashPassword } from '../http/sign-in.ts'
import { openDatabase } from '../store/database.ts'
import { loadCounty } from '../store/load-county.ts'
import { migrate } from '../store/migrate.ts'
import { SAMPLE_PASSWORD, sampleCounty } from './county.ts'
import { cutSampleSeals } from './seals.ts'

/** What the people and units of 青禾县 beside the named ones are drawn by. */
export const sampleSeed = 20260714

/** Puts 青禾县 into the database if it holds no county yet, with its seals, at dates relative to `now` (epoch ms). */
export async function loadSampleOnce(databaseUrl: string, dataDir: string, now: number): Promise<void> {
  const db = openDatabase(databaseUrl, 2)
  try {
    await migrate(db)
    const { county } = await db.selectFrom('sync_meta').select('county').executeTakeFirstOrThrow()
    if (county !== '') return
    await loadCounty(db, sampleCounty({ seed: sampleSeed, now, passwordHash: await hashPassword(SAMPLE_PASSWORD) }), now)
    await cutSampleSeals(db, dataDir, now)
  } finally {
    await db.destroy()
  }
}
