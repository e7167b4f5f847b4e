import Dexie from 'dexie'
import { Fragment, Slice } from 'prosemirror-model'
import { ReplaceStep } from 'prosemirror-transform'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { cacheVersion, databaseName, dexieSchema } from '../../../src-renderer/data/dexie-store.ts'
import { openDeskData, type OpenDesk } from '../../../src-renderer/data/open-desk-data.ts'
import { schema } from '../../../src-shared/document/schema.ts'
import { documentId, type DocumentId } from '../../../src-shared/ids.ts'
import { testKey } from '../../contract/dexie.ts'
import { smallCounty } from '../../support/small-county.ts'
import { fakeMain } from '../../support/ui/fake-main.ts'

/* A cache that comes back empty, with a part of its rows, altered, older, or from a newer desk (SE-62, SE-63). */

let n = 0
let open: OpenDesk | undefined
let main: ReturnType<typeof fakeMain>['main']
let bridge: ReturnType<typeof fakeMain>['bridge']
let session: ReturnType<typeof fakeMain>['session']
let name: string

beforeEach(() => {
  ;({ main, bridge, session } = fakeMain(`mended-${++n}`))
  name = databaseName(session.session.county, 'wang', testKey.kid)
  main.online = false
  main.directory = structuredClone(smallCounty)
  localStorage.clear()
})
afterEach(async () => {
  await open?.close()
  open = undefined
})

const start = async (look = false): Promise<OpenDesk> => {
  open = await openDeskData({ ...session, mode: 'offline' }, bridge, look)
  return open
}
const stop = async (): Promise<void> => {
  await open?.close()
  open = undefined
}
/** The database as it lies on disk. */
async function raw<T>(work: (db: Dexie) => Promise<T>): Promise<T> {
  const db = new Dexie(name)
  db.version(cacheVersion).stores(dexieSchema())
  await db.open()
  try {
    return await work(db)
  } finally {
    db.close()
  }
}

/** Two drafts that were never sent. */
async function work(): Promise<DocumentId[]> {
  const desk = await start()
  const first = await desk.data.createDraft({ elements: { title: '关于塘坝的通知' }, paragraphs: ['甲'] })
  const second = await desk.data.createDraft({ elements: { title: '关于沟渠的通知' }, paragraphs: ['乙'] })
  await stop()
  return [first, second]
}
const textOf = async (docId: DocumentId | undefined): Promise<string | undefined> =>
  (await open?.data.openBody(documentId.parse(docId)))?.working.textContent

it('SE-63 a cache as it was left says nothing', async () => {
  const drafts = await work()
  const desk = await start()
  expect(desk.notice).toBeNull()
  expect(await textOf(drafts[0])).toContain('甲')
})

it('SE-63 a cache that comes back empty is told, and what was not sent is there again', async () => {
  const drafts = await work()
  await Dexie.delete(name)
  const desk = await start()
  expect(desk.notice).toBe('SY-CACHE')
  expect(await textOf(drafts[0])).toContain('甲')
  expect(await textOf(drafts[1])).toContain('乙')
  await stop()
  // told once
  expect((await start()).notice).toBeNull()
})

it('SY-197 a cache thrown away under the open desk is there again, and what is typed goes on', async () => {
  const desk = await start()
  const docId = await desk.data.createDraft({ elements: { title: '关于塘坝的通知' }, paragraphs: ['甲'] })
  const body = await desk.data.openBody(docId)
  if (!body) throw new Error('no text')
  await Dexie.delete(name)
  // a page tries again what could not be written (autosave.ts)
  const { working } = body
  const at = working.content.size - 2
  const step = new ReplaceStep(at, at, new Slice(Fragment.from(schema.text('乙')), 0, 0))
  const typed = step.apply(working).doc
  if (!typed) throw new Error('no place to type')
  await vi.waitUntil(
    () =>
      desk.data.saveTyping(docId, [step], typed).then(
        () => true,
        () => false,
      ),
    { timeout: 10_000 },
  )
  expect(await textOf(docId)).toContain('甲乙')
  expect(desk.status.get().notice).toBe('SY-CACHE')
  await stop()
  // and it is on disk twice, in a cache main knows
  expect((await start()).notice).toBeNull()
  expect(await textOf(docId)).toContain('甲乙')
})

it('SE-63 half of the rows gone: told, and everything not sent is there', async () => {
  const drafts = await work()
  await raw(async (db) => {
    for (const table of ['bodies', 'rows', 'overlay', 'outbox']) {
      const keys = await db.table(table).toCollection().primaryKeys()
      await db.table(table).bulkDelete(keys.slice(0, Math.ceil(keys.length / 2)))
    }
  })
  const desk = await start()
  expect(desk.notice).toBe('SY-CACHE-SHORT')
  expect(await textOf(drafts[0])).toContain('甲')
  expect(await textOf(drafts[1])).toContain('乙')
})

it('SE-63 an older cache in the place of the newer one is told', async () => {
  await work()
  const older = await raw(async (db) =>
    Object.fromEntries(await Promise.all(db.tables.map(async (table) => [table.name, await table.toArray()] as const))),
  )
  const desk = await start()
  const docId = await desk.data.createDraft({ elements: { title: '关于渡口的通知' }, paragraphs: ['丙'] })
  await stop()
  await raw(async (db) => {
    for (const table of db.tables) {
      await table.clear()
      await table.bulkPut(older[table.name] ?? [])
    }
  })
  expect((await start()).notice).toBe('SY-CACHE-SHORT')
  expect(await textOf(docId)).toContain('丙')
})

it('SE-63 a cache from a newer desk is set aside, which is told after the restart', async () => {
  const drafts = await work()
  await raw(async () => undefined)
  await new Promise<void>((resolve, reject) => {
    const request = indexedDB.open(name, 999)
    request.addEventListener('success', () => {
      request.result.close()
      resolve()
    })
    request.addEventListener('error', () => reject(new Error('not opened')))
  })
  await expect(start()).rejects.toThrow('SY-CACHE-NEWER')
  expect(main.asked).toContain('setAside')
  // what main does at the restart
  await Dexie.delete(name)
  expect((await start()).notice).toBe('SY-CACHE-NEWER')
  expect(await textOf(drafts[0])).toContain('甲')
})

it('SE-62 rows with a flipped byte: the desk goes on, says so, and mends itself when it is opened again', async () => {
  const drafts = await work()
  await raw(async (db) => {
    for (const table of ['bodies', 'rows', 'outbox', 'overlay']) {
      const row = (await db.table(table).toCollection().first()) as { ct: Uint8Array }
      row.ct[3] = (row.ct[3] ?? 0) ^ 16
      await db.table(table).put(row)
    }
    const stamp = await db.table('meta').get('stamp')
    stamp.ct[0] ^= 1
    await db.table('meta').put(stamp)
  })
  const told = vi.fn<() => void>()
  const desk = await start()
  desk.onUnreadable(told)
  // some were met while opening, which mends them at once; the others when they are read
  await desk.data.openBody(documentId.parse(drafts[0])).catch(() => undefined)
  expect(desk.notice === 'SY-CACHE-SHORT' || told.mock.calls.length > 0).toBe(true)
  await stop()
  const again = await start(true)
  expect(await textOf(drafts[0])).toContain('甲')
  expect(await textOf(drafts[1])).toContain('乙')
  await stop()
  const last = await start(true)
  expect(last.notice).toBeNull()
  expect([again.damaged, last.damaged]).toEqual([0, 0])
})

it('SE-60 what goes to the log of a damaged cache names tables and counts, no titles', async () => {
  await work()
  await raw((db) => db.table('bodies').clear())
  await start()
  expect(main.asked.some((line) => line.startsWith('SY-CACHE-SHORT'))).toBe(true)
  expect(main.asked.join('\n')).not.toMatch(/塘坝|沟渠|王芳/)
})
