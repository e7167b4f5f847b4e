import type Dexie from 'dexie'
import { DeskFailure } from '../../src-shared/sync/desk.ts'
import { openDexie } from './dexie-store.ts'

/** Chromium may fail to open a damaged database, or never answer at all. */
const openMs = 10_000

/** Opens the cache or says why not; a cache that does not open in time counts as damaged (SY-83). */
export async function openCache(name: string, timeoutMs = openMs): Promise<Dexie> {
  const db = openDexie(name)
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new DeskFailure('SY-CACHE', 'no answer')), timeoutMs)
  })
  try {
    await Promise.race([db.open(), late])
    return db
  } catch (error) {
    db.close()
    throw error instanceof DeskFailure ? error : new DeskFailure('SY-CACHE', error instanceof Error ? error.name : String(error))
  } finally {
    clearTimeout(timer)
  }
}
