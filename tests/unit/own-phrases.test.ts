import { expect, test } from 'vitest'
import { ownPhrases } from '../../src-renderer/data/own-phrases.ts'
import { memoryStore, emptyDisk } from '../support/store.ts'

test('AD-62 one’s own 常用语 stay on the desk; what is there and cannot be read offers none', async () => {
  const store = memoryStore(emptyDisk())
  expect(await ownPhrases(store).own()).toEqual([])
  await ownPhrases(store).keep(['请抓紧。', '已阅。'])
  expect(await ownPhrases(store).own()).toEqual(['请抓紧。', '已阅。'])
  await store.transact('rw', ['meta'], (tx) => tx.put('meta', { key: 'ownPhrases', value: [1] }))
  expect(await ownPhrases(store).own()).toEqual([])
})
