import 'fake-indexeddb/auto'
import { describe, expect, it } from 'vitest'
import { dexieStore, sealedDexie } from '../../src-renderer/data/dexie-store.ts'
import type { DocumentId } from '../../src-shared/ids.ts'
import type { BodyRow, Store, Tables } from '../../src-shared/sync/store-port.ts'
import { testKey } from './dexie.ts'

/* Rows that were made ready together lie in packs; nobody but the store can tell (SY-171). */

const doc = (i: number): DocumentId => `01900000-0000-7000-8000-${String(i).padStart(12, '0')}` as DocumentId
const body = (i: number, version = 1): BodyRow => ({
  docId: doc(i),
  version,
  sm3: 'a',
  body: { n: i, text: '柳河堤防'.repeat(2000) } as never,
})
const held = (i: number, scope = 'user:wang'): Tables['docScope'] => ({ scope, doc: doc(i), stale: false, h: i })
const many = 60

let n = 0
async function open() {
  const name = `packs-${++n}`
  const { db, prepare } = sealedDexie(name, testKey, (found) => {
    throw new Error(`did not open: ${JSON.stringify(found)}`)
  })
  await db.open()
  const store = dexieStore(db, prepare)
  const bodies = Array.from({ length: many }, (_, i) => body(i + 1))
  const rows = Array.from({ length: many }, (_, i) => held(i + 1))
  await store.prepare?.('bodies', bodies, true)
  await store.prepare?.('docScope', rows, true)
  await store.transact('rw', ['bodies', 'docScope'], async (tx) => {
    await tx.putMany('bodies', bodies)
    await tx.putMany('docScope', rows)
  })
  return { db, store }
}
const tables = ['bodies', 'docScope'] as const
const versions = (store: Store, ids: readonly number[]) =>
  store.transact('r', tables, async (tx) => (await tx.getMany('bodies', ids.map(doc))).map((row) => row?.version))

describe('rows in packs', () => {
  it('SY-171 take few rows on disk, and are found one by one, all, by scope and counted', async () => {
    const { db, store } = await open()
    expect(await db.table('bodies').count()).toBe(0)
    expect(await db.table('packs').count()).toBeLessThan(many / 2)
    const found = await store.transact('r', tables, async (tx) => ({
      one: await tx.get('bodies', doc(7)),
      none: await tx.get('bodies', doc(many + 1)),
      some: (
        await tx.getMany('docScope', [
          ['user:wang', doc(2)],
          ['user:other', doc(2)],
        ])
      ).map((row) => row?.h),
      all: (await tx.all('bodies')).map((row) => row.docId),
      first: (await tx.all('bodies', 2)).map((row) => row.docId),
      scope: (await tx.where('docScope', 'scope', 'user:wang')).length,
      other: await tx.where('docScope', 'scope', 'user:wan'),
      count: await tx.count('bodies'),
    }))
    expect(found).toEqual({
      one: body(7),
      none: undefined,
      some: [2, undefined],
      all: Array.from({ length: many }, (_, i) => doc(i + 1)),
      first: [doc(1), doc(2)],
      scope: many,
      other: [],
      count: many,
    })
    store.close()
  })

  it('SY-171 a row written by itself is the one that counts, and is counted once', async () => {
    const { store } = await open()
    await store.transact('rw', tables, (tx) => tx.put('bodies', body(3, 2)))
    await store.transact('rw', tables, (tx) => tx.putMany('bodies', [body(4, 3), body(many + 1, 1)]))
    expect(await versions(store, [3, 4, 5, many + 1])).toEqual([2, 3, 1, 1])
    expect(await store.transact('r', tables, (tx) => tx.count('bodies'))).toBe(many + 1)
    expect((await store.transact('r', tables, (tx) => tx.all('bodies'))).length).toBe(many + 1)
    // and packed again it is the pack's
    const again = Array.from({ length: 10 }, (_, i) => body(i + 1, 9))
    await store.prepare?.('bodies', again, true)
    await store.transact('rw', tables, (tx) => tx.putMany('bodies', again))
    expect(await versions(store, [3, 4, 11])).toEqual([9, 9, 1])
    store.close()
  })

  it('SY-171 what is removed is on disk nowhere', async () => {
    const { db, store } = await open()
    await store.transact('rw', tables, async (tx) => {
      await tx.remove('bodies', doc(5))
      await tx.remove('docScope', ['user:wang', doc(5)])
      await tx.removeMany('bodies', [doc(6), doc(7)])
    })
    expect(await versions(store, [4, 5, 6, 7, 8])).toEqual([1, undefined, undefined, undefined, 1])
    const packs = (await db.table('packs').toArray()) as Tables['packs'][]
    expect(JSON.stringify(packs)).not.toContain(doc(5))
    expect(packs.filter((pack) => pack.keys.includes(`docScope:user:wang\u0000${doc(5)}`))).toEqual([])
    expect(await store.transact('r', tables, (tx) => tx.count('bodies'))).toBe(many - 3)
    store.close()
  })

  it('SY-171 rows that were made ready and changed afterwards are written as they are', async () => {
    const { store } = await open()
    const rows = [body(20, 5)]
    await store.prepare?.('bodies', rows)
    await store.transact('rw', tables, (tx) => tx.putMany('bodies', [{ ...body(20, 5), version: 6 }]))
    expect(await versions(store, [20])).toEqual([6])
    store.close()
  })

  it('a transaction that throws leaves packs as they were', async () => {
    const { store } = await open()
    await store
      .transact('rw', tables, async (tx) => {
        await tx.put('bodies', body(3, 2))
        await tx.remove('bodies', doc(4))
        throw new Error('no')
      })
      .catch(() => undefined)
    expect(await versions(store, [3, 4])).toEqual([1, 1])
    store.close()
  })
})
