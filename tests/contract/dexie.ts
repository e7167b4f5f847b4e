import Dexie from 'dexie'
import { dexieStore, sealedDexie } from '../../src-renderer/data/dexie-store.ts'
import { storeContract } from './store.ts'

/** A key for tests; every test that opens a cache twice needs the same one. */
export const testKey = { kid: 'k1', bytes: Uint8Array.from({ length: 32 }, (_, i) => i * 7 + 1) }

const damaged = (): never => {
  throw new Error('a row did not open')
}

/** The contract for the store over Dexie, in whatever IndexedDB there is: a new database wherever a fresh one is asked for. */
export function dexieContract(name: string): void {
  let n = 0
  storeContract(name, async (fresh) => {
    if (fresh) n++
    const { db } = sealedDexie(`contract-${n}`, testKey, damaged)
    if (fresh) await Dexie.delete(db.name)
    await db.open()
    return dexieStore(db)
  })
}
