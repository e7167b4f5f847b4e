import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { v7 } from 'uuid'
import { digestOf, entryHash } from '../../src-shared/sync/digest.ts'
import type { DocumentId } from '../../src-shared/ids.ts'
import { createDraft, openDesk, submitDraft } from '../support/server/desk.ts'
import { liveDesk, type LiveDesk } from '../support/server/live-desk.ts'
import { must } from '../support/server/must.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'

let server: TestServer
beforeAll(async () => void (server = await startTestServer()))
afterAll(() => server.close())

const MINUTE = 60_000
const tables = (desk: LiveDesk) => desk.disk.tables
/** What a cache may do that lost part of itself. */
const lose = (desk: LiveDesk, table: 'docs' | 'docScope', docId: string): void => {
  const rows = must(tables(desk).get(table))
  for (const [key, row] of rows) if (Object.values(row as object).includes(docId)) rows.delete(key)
}

describe('the digest of a scope', () => {
  test('SY-102 is made of the same numbers on both sides', async () => {
    for (const rev of [0, 1, 2, 77, 2 ** 31 - 1]) {
      const ids = Array.from({ length: 50 }, () => v7())
      const { rows } = await sql<{ id: string; h: number }>`
        select id, entry_hash(id, ${rev}::int) as h from unnest(${ids}::uuid[]) id`.execute(server.db)
      for (const { id, h } of rows) {
        expect(entryHash(id, rev), id).toBe(h)
        expect(Number.isSafeInteger(h) && h >= 0 && h !== entryHash(id, rev + 1)).toBe(true)
      }
    }
  })

  test('SY-102 is told with the last page and is that of the documents in the scope, whatever came and left', async () => {
    const desk = await openDesk(server, 'draft')
    const kept = await createDraft(desk)
    const gone = await createDraft(desk)
    await submitDraft(desk, kept)
    await desk.send('DiscardDraft', { docId: gone })
    const page = await desk.pull(1)
    expect(page.complete).toBe(false)
    expect(page.scopes['user:u-draft']?.digest).toBeUndefined()
    desk.setCursors({})
    const all = await desk.pull()
    const there = all.docs.filter((row) => row.op === 'U' && row.scope === 'user:u-draft')
    expect(there.map((row) => row.id)).toContain(kept)
    expect(all.scopes['user:u-draft']?.digest).toBe(digestOf(there.map((row) => entryHash(row.id, must(row.data).rev))))
  })

  test('SY-102 counts for nothing where a server of the version before moved the scope, and is right again with its next change', async () => {
    const desk = await openDesk(server, 'head')
    const drafter = await openDesk(server, 'draft')
    await submitDraft(drafter, await createDraft(drafter))
    expect((await desk.pull()).scopes['user:u-head']?.digest).toBeDefined()
    // what it would do: count up, and know nothing of digests
    await sql`update scope_head set v = v + 1 where scope = 'user:u-head'`.execute(server.db)
    await sql`update scope_entry set v = v + 1 where scope = 'user:u-head'
      and v = (select max(v) from scope_entry where scope = 'user:u-head')`.execute(server.db)
    expect((await desk.pull()).scopes['user:u-head']?.digest).toBeUndefined()
    await submitDraft(drafter, await createDraft(drafter))
    desk.setCursors({})
    const all = await desk.pull()
    const there = all.docs.filter((row) => row.op === 'U' && row.scope === 'user:u-head')
    expect(all.scopes['user:u-head']?.digest).toBe(digestOf(there.map((row) => entryHash(row.id, must(row.data).rev))))
  })
})

describe('a desk', () => {
  test('SY-102 that lost a document of one scope reads that scope again, and says so once', async () => {
    const drafter = await openDesk(server, 'draft')
    const docs = [await createDraft(drafter), await createDraft(drafter)] as DocumentId[]
    for (const doc of docs) await submitDraft(drafter, doc)
    const desk = await liveDesk(server, 'check')
    await desk.sync()
    const lost = must(docs[0])
    const has = (): boolean => desk.rows.docs().some((row) => row.id === lost)
    expect(has()).toBe(true)
    const office = must(desk.rows.docScope().find((row) => row.doc === lost)).scope
    const cursors = () => new Map(desk.rows.scopes().map((row) => [row.id, row.cursor]))
    const before = cursors()
    lose(desk, 'docScope', lost)
    lose(desk, 'docs', lost)
    await desk.sync()
    expect(has()).toBe(false)
    server.clock.forward(10 * MINUTE)
    await desk.sync()
    expect(has()).toBe(true)
    expect(desk.errors).toEqual(['SY-DIVERGED 1'])
    expect(cursors()).toEqual(before)
    expect(desk.rows.docScope().filter((row) => row.scope === office && row.stale)).toEqual([])
    server.clock.forward(10 * MINUTE)
    await desk.sync()
    expect(desk.errors).toEqual(['SY-DIVERGED 1'])
    desk.stop()
  })

  test('SY-102 whose cache grew a document the server never told loses it, and nothing else', async () => {
    const desk = await liveDesk(server, 'check')
    await desk.sync()
    const some = must(desk.rows.docs()[0])
    const scope = must(desk.rows.docScope()[0]).scope
    const ghost = v7() as DocumentId
    const ids = desk.rows.docs().map((row) => row.id)
    must(tables(desk).get('docs')).set(JSON.stringify(ghost), { id: ghost, data: { ...some.data, id: ghost } })
    const row = { scope, doc: ghost, stale: false, h: entryHash(ghost, some.data.rev) }
    must(tables(desk).get('docScope')).set(JSON.stringify([scope, ghost]), row)
    desk.stop()
    const next = await liveDesk(server, 'check', { device: desk.device, disk: desk.disk })
    await next.sync()
    expect(next.rows.docs().map((one) => one.id)).toEqual(ids)
    expect(next.errors).toEqual(['SY-DIVERGED 1'])
    next.stop()
  })
})
