import { describe, expect, it } from 'vitest'
import type { CommandId, DocumentId } from '../../src-shared/ids.ts'
import { tableNames, type OutboxRow, type Store } from '../../src-shared/sync/store-port.ts'

const doc = (n: number): DocumentId => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}` as DocumentId
const row = (n: number): Omit<OutboxRow, 'local'> => ({
  cmdId: doc(n) as string as CommandId,
  docId: doc(n % 2),
  name: 'OpenTask',
  ver: 1,
  args: { nested: [1, { deep: '文' }] },
  authoredAt: n,
  dependsOn: [],
  seq: null,
  device: null,
  status: 'queued',
  waiting: false,
  covered: false,
  foreseen: null,
  sealed: [],
  untracked: false,
  baseRev: 0,
  was: null,
})

/** What every store must do (SY-41): the in-memory one of the simulation and Dexie, in Node and in Chromium. */
export function storeContract(name: string, open: (fresh: boolean) => Promise<Store>): void {
  describe(`store contract: ${name}`, () => {
    it('keeps rows across a new opening', async () => {
      const store = await open(true)
      await store.transact('rw', ['meta', 'docScope'], async (tx) => {
        await tx.put('meta', { key: 'epoch', value: { a: [1] } })
        await tx.put('docScope', { scope: 'user:wang', doc: doc(1), stale: false, h: 1 })
      })
      store.close()
      const again = await open(false)
      const found = await again.transact('r', ['meta', 'docScope'], async (tx) => [
        await tx.get('meta', 'epoch'),
        await tx.get('docScope', ['user:wang', doc(1)]),
      ])
      expect(found).toEqual([
        { key: 'epoch', value: { a: [1] } },
        { scope: 'user:wang', doc: doc(1), stale: false, h: 1 },
      ])
      again.close()
    })

    it('has every table', async () => {
      const store = await open(true)
      expect(
        await store.transact('r', tableNames, async (tx) => Promise.all(tableNames.map((table) => tx.count(table)))),
      ).toEqual(tableNames.map(() => 0))
      store.close()
    })

    it('reads, writes and removes many rows like one after the other', async () => {
      const store = await open(true)
      await store.transact('rw', ['bodies'], async (tx) => {
        const body = (n: number) => ({ docId: doc(n), version: n, sm3: String(n), body: { n } })
        await tx.putMany('bodies', [body(1), body(2), body(3)])
        await tx.putMany('bodies', [])
        await tx.putMany('bodies', [{ ...body(2), version: 9 }])
        await tx.removeMany('bodies', [doc(3), doc(4)])
        expect((await tx.getMany('bodies', [doc(2), doc(3), doc(1)])).map((found) => found?.version)).toEqual([9, undefined, 1])
        expect(await tx.count('bodies')).toBe(2)
      })
      await expect(store.transact('r', ['bodies'], (tx) => tx.removeMany('bodies', [doc(1)]))).rejects.toThrow()
      store.close()
    })

    it('numbers rows upwards, also after the last was removed, and lists them in that order', async () => {
      const store = await open(true)
      const first = await store.transact('rw', ['outbox'], async (tx) => [
        await tx.add('outbox', row(1)),
        await tx.add('outbox', row(2)),
        await tx.add('outbox', row(3)),
      ])
      expect(first).toEqual([1, 2, 3])
      await store.transact('rw', ['outbox'], (tx) => tx.remove('outbox', 3))
      expect(await store.transact('rw', ['outbox'], (tx) => tx.add('outbox', row(4)))).toBe(4)
      // a command of the history goes back to its old place
      await store.transact('rw', ['outbox'], (tx) => tx.put('outbox', { ...row(3), local: 3 }))
      const all = await store.transact('r', ['outbox'], async (tx) => ({
        all: await tx.all('outbox'),
        two: await tx.all('outbox', 2),
        of1: await tx.where('outbox', 'docId', doc(1)),
      }))
      expect(all.all.map((r) => r.local)).toEqual([1, 2, 3, 4])
      expect(all.two.map((r) => r.local)).toEqual([1, 2])
      expect(all.of1.map((r) => r.local)).toEqual([1, 3])
      expect(all.all[0]?.args).toEqual({ nested: [1, { deep: '文' }] })
      store.close()
    })

    it('sorts numbers as numbers', async () => {
      const store = await open(true)
      await store.transact('rw', ['outbox'], async (tx) => {
        for (let n = 1; n <= 12; n++) await tx.add('outbox', row(n))
      })
      const found = await store.transact('r', ['outbox'], (tx) => tx.where('outbox', 'docId', doc(0)))
      expect(found.map((r) => r.local)).toEqual([2, 4, 6, 8, 10, 12])
      store.close()
    })

    it('finds rows by a list field, by a compound key part and below a number', async () => {
      const store = await open(true)
      const found = await store.transact('rw', ['rows', 'docScope', 'history', 'wanted'], async (tx) => {
        const list = {
          state: 'F1',
          step: 'review',
          title: '',
          docType: '',
          urgency: '',
          unitName: '',
          drafterName: '',
          holderName: '',
          stepName: '',
          arrivedAt: 0,
          dueAt: null,
          updatedAt: 0,
          attachmentCount: 0,
          unsent: 0,
          opened: true,
        } as const
        await tx.put('rows', { ...list, id: doc(1), places: ['todo', 'outbox'] })
        await tx.put('rows', { ...list, id: doc(2), places: ['done'] })
        await tx.put('docScope', { scope: 'a', doc: doc(1), stale: false, h: 1 })
        await tx.put('docScope', { scope: 'b', doc: doc(1), stale: false, h: 1 })
        await tx.put('docScope', { scope: 'b', doc: doc(2), stale: false, h: 1 })
        await tx.put('docScope', { scope: 'ba', doc: doc(3), stale: false, h: 1 })
        await tx.put('history', { ...row(1), local: 1, ackedAt: 10, open: 1, rev: 1 })
        await tx.put('history', { ...row(2), local: 2, ackedAt: 20, open: 0, rev: 2 })
        for (let n = 1; n < 5; n++) await tx.put('wanted', { id: doc(n), rank: n % 2, docs: [doc(n)] })
        return {
          outbox: (await tx.where('rows', 'places', 'outbox')).map((r) => r.id),
          scopes: (await tx.where('docScope', 'scope', 'b')).map((r) => r.doc),
          old: (await tx.below('history', 'ackedAt', 20)).length,
          open: (await tx.where('history', 'open', 1)).length,
          wanted: (await tx.where('wanted', 'rank', 1, 1)).map((r) => r.id),
        }
      })
      expect(found).toEqual({ outbox: [doc(1)], scopes: [doc(1), doc(2)], old: 1, open: 1, wanted: [doc(1)] })
      store.close()
    })

    it('keeps nothing of a transaction that throws', async () => {
      const store = await open(true)
      await store.transact('rw', ['meta'], (tx) => tx.put('meta', { key: 'epoch', value: 1 }))
      const failing = store.transact('rw', ['meta', 'outbox'], async (tx) => {
        await tx.put('meta', { key: 'epoch', value: 2 })
        await tx.add('outbox', row(1))
        throw new Error('no')
      })
      await expect(failing).rejects.toThrow('no')
      expect(
        await store.transact('r', ['meta', 'outbox'], async (tx) => [
          (await tx.get('meta', 'epoch'))?.value,
          await tx.count('outbox'),
        ]),
      ).toEqual([1, 0])
      store.close()
    })

    it('does not mix two transactions that read and write the same row', async () => {
      const store = await open(true)
      const add = () =>
        store.transact('rw', ['meta'], async (tx) => {
          const now = Number((await tx.get('meta', 'n'))?.value ?? 0)
          await tx.get('meta', 'other')
          await tx.put('meta', { key: 'n', value: now + 1 })
        })
      await Promise.all(Array.from({ length: 20 }, add))
      expect(await store.transact('r', ['meta'], async (tx) => (await tx.get('meta', 'n'))?.value)).toBe(20)
      store.close()
    })

    it('refuses tables that were not named and writes in a reading transaction', async () => {
      const store = await open(true)
      await expect(store.transact('rw', ['meta'], (tx) => tx.count('outbox'))).rejects.toThrow()
      await expect(store.transact('r', ['meta'], (tx) => tx.put('meta', { key: 'a', value: 1 }))).rejects.toThrow()
      store.close()
    })

    it('gives rows that are copies: changing what was stored changes nothing', async () => {
      const store = await open(true)
      const value = { list: [1] }
      await store.transact('rw', ['meta'], (tx) => tx.put('meta', { key: 'a', value }))
      value.list.push(2)
      expect(await store.transact('r', ['meta'], async (tx) => (await tx.get('meta', 'a'))?.value)).toEqual({ list: [1] })
      store.close()
    })
  })
}
