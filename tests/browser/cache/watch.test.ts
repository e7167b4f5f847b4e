import { expect, it } from 'vitest'
import { dexieStore, sealedDexie } from '../../../src-renderer/data/dexie-store.ts'
import { watchCache } from '../../../src-renderer/data/watch-cache.ts'
import type { DocumentId } from '../../../src-shared/ids.ts'
import { testKey } from '../../contract/dexie.ts'

const doc = (i: number): DocumentId => `01900000-0000-7000-8000-${String(i).padStart(12, '0')}` as DocumentId

it('SY-175 a list is shown though the cache changes faster than it can be read, and in the end as it is', async () => {
  const { db } = sealedDexie('watch-busy', testKey, () => undefined)
  await db.open()
  const store = dexieStore(db)
  const put = (n: number): Promise<void> =>
    store.transact('rw', ['docScope'], (tx) => tx.put('docScope', { scope: 'a', doc: doc(n), stale: false, h: n }))
  const shown: number[] = []
  let under = 0
  let together = 0
  let wrote = 0
  let isWriting = true
  const stop = watchCache(
    db,
    async () => {
      under++
      together = Math.max(together, under)
      const before = wrote
      const count = await db.table('docScope').count()
      // a query that takes as long as some writes
      while (isWriting && wrote < before + 3) await db.table('docScope').count()
      under--
      return count
    },
    (count) => shown.push(count),
  )
  // never a pause between two writes, until it was shown three times meanwhile
  const began = performance.now()
  for (let n = 1; n <= 60 || (shown.length < 3 && performance.now() - began < 20_000); n++) {
    await put(n)
    wrote = n
  }
  expect(shown.length).toBeGreaterThan(2)
  isWriting = false
  await expect.poll(() => shown.at(-1), { timeout: 20_000 }).toBe(wrote)
  // one at a time, never backwards
  expect(together).toBe(1)
  expect(shown).toEqual(shown.toSorted((a, b) => a - b))
  await put(wrote + 1)
  await expect.poll(() => shown.at(-1), { timeout: 20_000 }).toBe(wrote + 1)
  stop()
  store.close()
})
