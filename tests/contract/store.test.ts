import 'fake-indexeddb/auto'
import { emptyDisk, memoryStore, type Disk } from '../support/store.ts'
import { dexieContract } from './dexie.ts'
import { storeContract } from './store.ts'

let disk: Disk = emptyDisk()
storeContract('in memory', async (fresh) => {
  if (fresh) disk = emptyDisk()
  return memoryStore(disk)
})

dexieContract('Dexie over fake-indexeddb')
