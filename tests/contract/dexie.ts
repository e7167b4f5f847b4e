import Dexie from 'dexie'
import { dexieStore, openDexie } from '../../src-renderer/data/dexie-store.ts'
import { storeContract } from './store.ts'

/** The contract for the store over Dexie, in whatever IndexedDB there is: a new database wherever a fresh one is asked for. */
export function dexieContract(name: string): void {
  let n = 0
  storeContract(name, async (fresh) => {
    if (fresh) n++
    const db = openDexie(`contract-${n}`)
    if (fresh) await Dexie.delete(db.name)
    await db.open()
    return dexieStore(db)
  })
}
