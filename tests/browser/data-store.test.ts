import { expect, it, vi } from 'vitest'
import { dexieStore, sealedDexie } from '../../src-renderer/data/dexie-store.ts'
import { dexieContract, testKey } from '../contract/dexie.ts'

dexieContract('Dexie in Chromium')

it('SY-170 asks Chromium for strict durability at every write but those of what the server has (T7)', async () => {
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
  // a page of documents and the texts of it: lost in a power cut they are pulled again, with their cursors
  seen.length = 0
  await store.transact('rw', ['meta', 'docs', 'docScope', 'rows', 'scopes', 'wanted', 'bodies'], (tx) =>
    tx.put('meta', { key: 'lastSeq', value: 1 }),
  )
  await store.transact('rw', ['bodies', 'wanted'], (tx) => tx.remove('wanted', 'a'))
  expect(seen).toEqual(['relaxed', 'relaxed'])
  // with anything of a person's in it, it is theirs
  for (const table of ['outbox', 'typed', 'working', 'texts', 'attention', 'history', 'overlay'] as const) {
    seen.length = 0
    await store.transact('rw', ['meta', 'docs', 'rows', table], (tx) => tx.put('meta', { key: 'a', value: 3 }))
    expect([table, ...seen]).toEqual([table, 'strict'])
  }
  spy.mockRestore()
  store.close()
})
