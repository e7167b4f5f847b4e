import 'fake-indexeddb/auto'
import Dexie from 'dexie'
import { dexieStore, openDexie } from '../../src-renderer/data/dexie-store.ts'
import { emptyDisk, memoryStore, type Disk } from '../support/store.ts'
import { storeContract } from './store.ts'

let disk: Disk = emptyDisk()
storeContract('in memory', async (fresh) => {
  if (fresh) disk = emptyDisk()
  return memoryStore(disk)
})

let n = 0
storeContract('Dexie over fake-indexeddb', async (fresh) => {
  if (fresh) n++
  const db = openDexie(`contract-${n}`)
  if (fresh) await Dexie.delete(db.name)
  await db.open()
  return dexieStore(db)
})
