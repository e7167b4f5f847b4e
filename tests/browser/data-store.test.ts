import { expect, it, vi } from 'vitest'
import { dexieStore, sealedDexie } from '../../src-renderer/data/dexie-store.ts'
import { dexieContract, testKey } from '../contract/dexie.ts'

dexieContract('Dexie in Chromium')

it('asks Chromium for strict durability at every write (T7)', async () => {
  const seen: (string | undefined)[] = []
  const original = IDBDatabase.prototype.transaction
  const spy = vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (
    this: IDBDatabase,
    stores,
    mode,
    options,
  ) {
    if (mode === 'readwrite') seen.push(options?.durability)
    return original.call(this, stores, mode, options)
  })
  const { db } = sealedDexie('contract-durability', testKey, () => undefined)
  await db.open()
  const store = dexieStore(db)
  await store.transact('rw', ['meta'], (tx) => tx.put('meta', { key: 'a', value: 1 }))
  await store.transact('rw', ['meta', 'outbox'], (tx) => tx.put('meta', { key: 'a', value: 2 }))
  expect(seen.length).toBeGreaterThanOrEqual(2)
  expect(new Set(seen)).toEqual(new Set(['strict']))
  spy.mockRestore()
  store.close()
})
