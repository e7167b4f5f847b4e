import Dexie from 'dexie'
import { expect, it } from 'vitest'
import { dexieStore, dexieSchema, sealedDexie, cacheVersion } from '../../../src-renderer/data/dexie-store.ts'
import { clearFields, isSealed } from '../../../src-renderer/data/sealed/row-form.ts'
import type { Unreadable } from '../../../src-renderer/data/sealed/sealed-db.ts'
import { watchCache } from '../../../src-renderer/data/watch-cache.ts'
import type { DocumentId } from '../../../src-shared/ids.ts'
import type { ListRow } from '../../../src-shared/sync/rows.ts'
import { tableNames, type Store, type TableName } from '../../../src-shared/sync/store-port.ts'
import { testKey } from '../../contract/dexie.ts'

/* The sealed cache (SE-60 … SE-62): what lies on disk, what happens to rows that were altered, long texts and pages. */

let n = 0
const doc = (i: number): DocumentId => `01900000-0000-7000-8000-${String(i).padStart(12, '0')}` as DocumentId
const secret = '柳河堤防应急加固'

type Opened = { name: string; store: Store; db: Dexie; found: Unreadable[]; forget: () => void }
async function open(name = `sealed-${++n}`, key = testKey): Promise<Opened> {
  const found: Unreadable[] = []
  const { db, forget } = sealedDexie(name, key, (one) => found.push(one))
  await db.open()
  return { name, db, found, store: dexieStore(db), forget }
}

/** The same database without the seal: what somebody finds who takes the disk out. */
async function raw<T>(name: string, work: (db: Dexie) => Promise<T>): Promise<T> {
  const db = new Dexie(name)
  db.version(cacheVersion).stores(dexieSchema())
  await db.open()
  try {
    return await work(db)
  } finally {
    db.close()
  }
}

const list = (i: number, title: string): ListRow => ({
  id: doc(i),
  places: ['todo'],
  state: 'F1',
  step: 'review',
  title,
  docType: '请示',
  urgency: '',
  unitName: secret,
  drafterName: '王芳',
  holderName: '',
  stepName: '',
  arrivedAt: i,
  dueAt: null,
  updatedAt: i,
  attachmentCount: 0,
  unsent: 0,
  opened: true,
})

const fill = (store: Store): Promise<void> =>
  store.transact('rw', ['rows', 'bodies', 'meta', 'outbox', 'typed', 'docs'], async (tx) => {
    await tx.putMany('rows', [list(1, `${secret}一`), list(2, `${secret}二`)])
    await tx.put('bodies', { docId: doc(1), version: 1, sm3: 'a', body: { text: secret } })
    await tx.put('docs', { id: doc(1), data: { header: { title: secret } } as never })
    await tx.put('meta', { key: 'halfWritten', value: { a: secret } })
    await tx.add('typed', { docId: doc(1), generation: 1, stamp: 1, steps: [secret] })
  })

it('SE-60 nothing but keys and indexed fields is readable on disk', async () => {
  const { name, store } = await open()
  await fill(store)
  store.close()
  await raw(name, async (db) => {
    for (const table of tableNames.filter(isSealed)) {
      for (const row of (await db.table(table).toArray()) as Record<string, unknown>[]) {
        expect(Object.keys(row).toSorted()).toEqual([...clearFields(table as TableName), 'ct', 'iv', 'kv'].toSorted())
        expect(JSON.stringify({ ...row, ct: new TextDecoder().decode(row['ct'] as Uint8Array) })).not.toContain(secret)
      }
    }
  })
  const again = await open(name)
  expect(await again.store.transact('r', ['rows'], (tx) => tx.get('rows', doc(1)))).toEqual(list(1, `${secret}一`))
  again.store.close()
})

it('SE-60 two seals of the same row have nothing in common', async () => {
  const { name, store } = await open()
  const ivs = new Set<string>()
  for (let i = 0; i < 20; i++) {
    await fill(store)
    ivs.add(await raw(name, async (db) => String((await db.table('rows').get(doc(1))).iv)))
  }
  expect(ivs.size).toBe(20)
  store.close()
})

it('SE-62 a flipped byte, a row moved to another key and one sealed under another key are reported and not shown; the others are', async () => {
  const { name, store } = await open()
  await store.transact('rw', ['rows'], (tx) =>
    tx.putMany(
      'rows',
      [1, 2, 3, 4, 5].map((i) => list(i, `第${i}件`)),
    ),
  )
  store.close()
  const other = await open(name, { kid: 'k2', bytes: new Uint8Array(32).fill(9) })
  await other.store.transact('rw', ['rows'], (tx) => tx.put('rows', list(3, '别的钥匙')))
  other.store.close()
  await raw(name, async (db) => {
    const one = await db.table('rows').get(doc(1))
    one.ct[7] ^= 1
    await db.table('rows').put(one)
    await db.table('rows').put({ ...(await db.table('rows').get(doc(5))), id: doc(2) })
    await db.table('rows').update(doc(4), { places: ['done'] })
  })
  const { store: again, found } = await open(name)
  const [rows, single] = await again.transact('r', ['rows'], async (tx) => [await tx.all('rows'), await tx.get('rows', doc(1))])
  expect(rows.map((row) => row.title)).toEqual(['第5件'])
  expect(single).toBeUndefined()
  expect(new Set(found.map(({ table, key }) => `${table} ${key}`))).toEqual(
    new Set([1, 2, 3, 4].map((i) => `rows ["${doc(i)}"]`)),
  )
  again.close()
})

it('SE-61 a page of rows and a long text go through in one transaction with what comes before and after them', async () => {
  const { store } = await open()
  const long = { text: secret.repeat(40_000) }
  const many = Array.from({ length: 1200 }, (_, i) => list(i, `第${i}件`))
  await store.transact('rw', ['rows', 'texts', 'meta'], async (tx) => {
    await tx.put('meta', { key: 'a', value: 1 })
    await tx.putMany('rows', many)
    await tx.put('texts', { docId: doc(1), base: long, body: long, stamp: 1 })
    const text = await tx.get('texts', doc(1))
    await tx.put('meta', { key: 'a', value: text?.base['text'] === long.text })
  })
  const failing = store.transact('rw', ['rows', 'meta'], async (tx) => {
    await tx.putMany(
      'rows',
      many.map((row) => ({ ...row, title: '不算' })),
    )
    await tx.put('meta', { key: 'a', value: 'no' })
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  const [rows, text, a] = await store.transact('r', ['rows', 'texts', 'meta'], async (tx) => [
    await tx.all('rows'),
    await tx.get('texts', doc(1)),
    await tx.get('meta', 'a'),
  ])
  expect(rows.map((row) => row.title)).toEqual(many.map((row) => row.title))
  // one object, as it was given: a text that is still its base is not read twice
  expect(text?.body).toBe(text?.base)
  expect(a?.value).toBe(true)
  store.close()
})

it('SE-61 a list read again is opened from memory, and a row written anew by another handle is seen', async () => {
  const { name, store } = await open()
  const other = await open(name)
  await store.transact('rw', ['rows'], (tx) => tx.put('rows', list(1, '旧')))
  const read = () => store.transact('r', ['rows'], (tx) => tx.get('rows', doc(1)))
  const first = await read()
  expect(await read()).toBe(first)
  await other.store.transact('rw', ['rows'], (tx) => tx.put('rows', list(1, '新')))
  expect((await read())?.title).toBe('新')
  store.close()
  other.store.close()
})

it('SE-61 a live list of many rows is told of every change, and several pages are read side by side in one transaction', async () => {
  const { name, store, db } = await open()
  const other = await open(name)
  const many = Array.from({ length: 400 }, (_, i) => list(i, `第${i}件`))
  await store.transact('rw', ['rows'], (tx) => tx.putMany('rows', many))
  let seen: string[] = []
  const stop = watchCache(
    db,
    () => db.table<ListRow>('rows').where('places').equals('todo').toArray(),
    (rows) => {
      seen = rows.map((row) => row.title)
    },
  )
  await expect.poll(() => seen.length, { timeout: 20_000 }).toBe(400)
  await store.transact('rw', ['rows'], (tx) => tx.put('rows', { ...list(7, '改过'), places: ['todo'] }))
  await expect.poll(() => seen, { timeout: 20_000 }).toContain('改过')
  await other.store.transact('rw', ['rows'], (tx) => tx.put('rows', list(8, '别处改过')))
  await expect.poll(() => seen, { timeout: 20_000 }).toContain('别处改过')
  stop()
  const half = (from: number) => many.slice(from, from + 200).map((row) => row.id)
  const fresh = await open(name)
  const [a, b, all] = await fresh.store.transact('rw', ['rows', 'meta'], async (tx) => {
    const both = await Promise.all([tx.getMany('rows', half(0)), tx.getMany('rows', half(200)), tx.all('rows')])
    await tx.put('meta', { key: 'a', value: 1 })
    return both
  })
  expect([a.length, b.length, all.length]).toEqual([200, 200, 400])
  for (const one of [store, other.store, fresh.store]) one.close()
})

it('SE-61 long and short reads and writes side by side in one transaction all come back, whatever ends first', async () => {
  const seed = Date.now() % 1_000_000
  console.log(`seed ${seed}`)
  let state = seed
  const below = (most: number): number => {
    state = (state * 48_271) % 2_147_483_647
    return state % most
  }
  const { store } = await open()
  const title = () => secret.repeat(1 + below(4) * below(1500))
  const last = new Map<DocumentId, string>()
  for (let round = 0; round < 40; round++) {
    await store.transact('rw', ['rows', 'docs', 'meta'], async (tx) => {
      const works = Array.from({ length: 2 + below(6) }, async (): Promise<unknown> => {
        const row = list(below(30), title())
        const kind = below(4)
        if (kind === 0) return tx.all('rows')
        if (kind === 1) return tx.get('rows', row.id)
        if (kind === 2) return tx.put('meta', { key: 'a', value: row.title })
        last.set(row.id, row.title)
        return tx.put('rows', row)
      })
      await Promise.all(works)
    })
  }
  const rows = await store.transact('r', ['rows'], (tx) => tx.all('rows'))
  expect(rows.map((row) => row.id).toSorted()).toEqual([...last.keys()].toSorted())
  store.close()
})

it('SE-64 once the key is wiped nothing opens any more, also with the database still open', async () => {
  const { store, forget } = await open()
  await fill(store)
  forget()
  await expect(store.transact('r', ['bodies'], (tx) => tx.get('bodies', doc(1)))).rejects.toThrow('SE-DESK-LOCKED')
  store.close()
})
