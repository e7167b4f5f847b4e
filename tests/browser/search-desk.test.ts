import { Transform } from 'prosemirror-transform'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { databaseName } from '../../src-renderer/data/dexie-store.ts'
import { openDeskData, type OpenDesk } from '../../src-renderer/data/open-desk-data.ts'
import { findDatabase } from '../../src-renderer/data/search/find-store.ts'
import { schema } from '../../src-shared/document/schema.ts'
import type { DocumentId } from '../../src-shared/ids.ts'
import { noFilter, type SearchFilter } from '../../src-shared/search/query.ts'
import { testKey } from '../contract/dexie.ts'
import { fakeMain } from '../support/ui/fake-main.ts'

/* Search on a real desk: the page's data, the engine's worker with the index, sealed databases; main and server in memory. */

let counties = 0
let county = ''
let open: OpenDesk | undefined
beforeEach(() => {
  county = `find-${counties++}-${crypto.randomUUID()}`
})
afterEach(async () => {
  await open?.close()
  open = undefined
})
const desk = (): OpenDesk => {
  if (!open) throw new Error('no desk')
  return open
}
const found = async (text: string, filter: Partial<SearchFilter> = {}): Promise<string[]> =>
  (await desk().data.search.here({ text, filter: { ...noFilter, ...filter } }, 50)).hits.map((hit) => hit.title)
const finds = (text: string, titles: string[], filter: Partial<SearchFilter> = {}) =>
  expect.poll(async () => (await found(text, filter)).toSorted(), { timeout: 30_000 }).toEqual(titles.toSorted())

/** the address book must have come before a draft can be made */
const withDirectory = () => expect.poll(async () => (await desk().data.directory()) !== undefined, { timeout: 30_000 }).toBe(true)
const draft = (title: string, text: string): Promise<DocumentId> =>
  desk().data.createDraft({ elements: { title, mainTo: '各村民委员会' }, paragraphs: [text] })

async function type(docId: DocumentId, words: string): Promise<void> {
  const body = await desk().data.openBody(docId)
  if (!body) throw new Error('no body')
  let at = 0
  body.working.descendants((node, pos) => {
    if (node.type.name === 'paragraph') at = pos + 1
  })
  const transform = new Transform(body.working).insert(at, schema.text(words))
  await desk().data.saveTyping(docId, transform.steps, transform.doc)
  await desk().data.submitBody(docId)
}

/** Everything as it is stored in one database, as text however it is written. */
async function stored(name: string): Promise<string> {
  const settled = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.addEventListener('success', () => resolve(request.result))
      request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB')))
    })
  const db = await settled(indexedDB.open(name))
  let all = ''
  for (const table of db.objectStoreNames)
    all += JSON.stringify(await settled(db.transaction([table]).objectStore(table).getAll()), (_key, value: unknown) =>
      value instanceof Uint8Array ? new TextDecoder().decode(value) + new TextDecoder('utf-16le').decode(value) : value,
    )
  db.close()
  return all
}

test('FD-05 what is written is found, with and without a line, as it stands; what is thrown away is not; a restart reads what lies there', async () => {
  const { main, bridge, session } = fakeMain(county)
  open = await openDeskData(session, bridge)
  await withDirectory()
  const gate = await draft('关于抢修跃进闸的通知', '启闭机锈蚀卡阻。')
  await draft('关于防汛值守的通知', '备用机组由镇水利站保管。')
  await finds('跃进闸', ['关于抢修跃进闸的通知'])
  await finds('锈蚀卡阻', ['关于抢修跃进闸的通知'])
  await finds('通知', ['关于抢修跃进闸的通知', '关于防汛值守的通知'])
  await finds('fxzs', ['关于防汛值守的通知'])
  await finds('備用機組', ['关于防汛值守的通知'], { shelves: ['drafts'], docTypes: ['通知'], person: '王芳' })
  await finds('通知', [], { shelves: ['done'] })

  main.online = false
  await type(gate, '立即断电停运。')
  await finds('断电停运', ['关于抢修跃进闸的通知'])
  await desk().close()
  open = await openDeskData(session, bridge)
  await finds('断电停运', ['关于抢修跃进闸的通知'])
  await expect.poll(() => desk().data.search.state().ready, { timeout: 30_000 }).toBe(true)

  main.online = true
  await desk().data.command('DiscardDraft', { docId: gate })
  await finds('跃进闸', [])
  await finds('保管', ['关于防汛值守的通知'])
})

test('FD-07 SE-60 nothing the index holds can be read at rest, and another key finds nothing of it', async () => {
  const { bridge, session } = fakeMain(county)
  open = await openDeskData(session, bridge)
  await withDirectory()
  await draft('关于抢修跃进闸的通知', '启闭机锈蚀卡阻。')
  await finds('锈蚀卡阻', ['关于抢修跃进闸的通知'])
  const name = findDatabase(databaseName(county, 'wang', testKey.kid))
  const all = await stored(name)
  expect(all.length).toBeGreaterThan(500)
  for (const word of ['跃进', '锈蚀', '王芳', '通知', 'qxyjz', '柳河']) expect([word, all.includes(word)]).toEqual([word, false])
})

test('FD-11 questions that are kept lie on the desk and are there after a restart', async () => {
  const { bridge, session } = fakeMain(county)
  open = await openDeskData(session, bridge)
  const kept = [{ name: '本月防汛', query: { text: '防汛', filter: { ...noFilter, docTypes: ['通知'], from: '2026-11-01' } } }]
  await desk().data.search.save(kept)
  await desk().close()
  open = await openDeskData(session, bridge)
  expect(await desk().data.search.saved()).toEqual(kept)
})
