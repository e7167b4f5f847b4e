import { DeskFailure } from '../../src-shared/sync/desk.ts'
import { cacheVersion, sealedDexie, type SealedDexie } from './dexie-store.ts'
import type { CacheKey } from './sealed/seal.ts'
import type { Unreadable } from './sealed/sealed-db.ts'

/** Chromium may fail to open a damaged database, or never answer at all. */
const openMs = 10_000

/**
 * Opens the cache or says why not: SY-CACHE where it does not open in time or at all (SY-83), SY-CACHE-NEWER where a newer
 * desk made it. Dexie itself would open such a one and work in tables it does not know.
 */
export async function openCache(
  name: string,
  key: CacheKey,
  report: (found: Unreadable) => void,
  timeoutMs = openMs,
): Promise<SealedDexie> {
  const opened = sealedDexie(name, key, report)
  const { db, forget } = opened
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new DeskFailure('SY-CACHE', 'no answer')), timeoutMs)
  })
  try {
    await Promise.race([db.open(), late])
    // Dexie counts in tenths of a version
    if (db.backendDB().version > cacheVersion * 10) throw new DeskFailure('SY-CACHE-NEWER')
    return opened
  } catch (error) {
    db.close()
    forget()
    throw error instanceof DeskFailure ? error : new DeskFailure('SY-CACHE', error instanceof Error ? error.name : String(error))
  } finally {
    clearTimeout(timer)
  }
}
