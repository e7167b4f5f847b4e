import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDatabase, type Db } from '../../src-server/store/database.ts'
import { insertion, later, together } from '../../src-server/store/session-client.ts'
import { createDraft, openDesk, submission } from '../support/server/desk.ts'
import { must } from '../support/server/must.ts'
import { nodeOf } from '../support/server/story.ts'
import { appendTo, plain } from '../support/server/tracked.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'

let server: TestServer
let db: Db
beforeAll(async () => {
  server = await startTestServer()
  const mine = new URL(server.databaseUrl)
  mine.searchParams.set('application_name', 'few-trips')
  db = openDatabase(mine.href, 1)
})
afterAll(async () => {
  await db?.destroy()
  await server.close()
})

/** How often the database is asked while `work` runs, by any session of this process or by `db` alone. */
async function trips(work: () => Promise<unknown>, by: 'any' | 'db' = 'any'): Promise<number> {
  const prototype = pg.Client.prototype as unknown as { query: (...all: unknown[]) => unknown }
  const real = prototype.query
  let count = 0
  prototype.query = function (this: pg.Client & { connectionParameters: { application_name?: string } }, ...all: unknown[]) {
    // the server's own housekeeping may look in at any moment
    if (by === 'any' || this.connectionParameters.application_name === 'few-trips') count++
    return real.apply(this, all)
  }
  try {
    await work()
  } finally {
    prototype.query = real
  }
  return count
}
const failure = (sm3: string) => insertion('blob_refused', { sm3, at: 1 })
const refused = async (): Promise<string[]> =>
  (await db.selectFrom('blob_refused').select('sm3').orderBy('sm3').execute()).map((row) => row.sm3)
const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code

describe('SY-180', () => {
  test('what opens a transaction and writes nobody waits for go out with the next statement, the last ones with the commit', async () => {
    expect(
      await trips(
        () =>
          db.transaction().execute(async (tx) => {
            await later(tx, failure('a'))
            await later(tx, failure('b'))
            expect((await tx.selectFrom('blob_refused').select('sm3').execute()).length).toBe(2)
            await later(tx, failure('c'))
          }),
        'db',
      ),
    ).toBe(2)
    expect(await refused()).toEqual(['a', 'b', 'c'])
  })

  test('a write that fails fails the next statement, or the commit, with its own code, and nothing of the transaction stays', async () => {
    const atNext = db.transaction().execute(async (tx) => {
      await later(tx, failure('d'))
      await later(tx, failure('a'))
      await tx.selectFrom('blob').select('sm3').execute()
    })
    expect(await atNext.catch(codeOf)).toBe('23505')
    const atCommit = db.transaction().execute(async (tx) => {
      await tx.selectFrom('blob').select('sm3').execute()
      await later(tx, failure('e'))
      await later(tx, failure('a'))
    })
    expect(await atCommit.catch(codeOf)).toBe('23505')
    expect(await refused()).toEqual(['a', 'b', 'c'])
  })

  test('what is given up before it went out is never sent; back to a savepoint means back to there and no further', async () => {
    const given = db.transaction().execute(async (tx) => {
      await later(tx, failure('f'))
      throw new Error('given up')
    })
    expect(await trips(() => given.catch(() => undefined), 'db')).toBe(0)
    await db.transaction().execute(async (tx) => {
      await later(tx, failure('g'))
      await sql`savepoint here`.execute(tx)
      await later(tx, failure('h'))
      await sql`rollback to savepoint here`.execute(tx)
      await later(tx, failure('i'))
    })
    await db.transaction().execute(async (tx) => {
      await later(tx, failure('j'))
      await sql`savepoint here`.execute(tx)
      await later(tx, failure('a'))
      expect(await tx.selectFrom('blob').select('sm3').execute().catch(codeOf)).toBe('23505')
      await sql`rollback to savepoint here`.execute(tx)
      await later(tx, failure('k'))
    })
    expect(await refused()).toEqual(['a', 'b', 'c', 'g', 'i', 'j', 'k'])
  })

  test('several questions in one trip see what the ones before them locked and wrote, and what was committed meanwhile', async () => {
    await db.insertInto('blob_refused').values({ sm3: 'n', at: 0 }).execute()
    const other = openDatabase(server.databaseUrl, 1)
    let release = (): void => undefined
    const held = new Promise<void>((done) => (release = done))
    let locked = (): void => undefined
    const isLocked = new Promise<void>((done) => (locked = done))
    const first = other.transaction().execute(async (tx) => {
      await tx.updateTable('blob_refused').set({ at: 7 }).where('sm3', '=', 'n').execute()
      await later(tx, failure('o'))
      locked()
      await held
    })
    await isLocked
    const second = db.transaction().execute((tx) => {
      const row = tx.selectFrom('blob_refused').select('at').where('sm3', '=', 'n').forUpdate().compile()
      const next = tx.selectFrom('blob_refused').select('sm3').where('sm3', '=', 'o').compile()
      return together<[{ at: number }, { sm3: string }]>(tx, row, next)
    })
    const waits = async (): Promise<boolean> =>
      (await sql`select 1 from pg_stat_activity where wait_event_type = 'Lock'`.execute(server.db)).rows.length > 0
    while (!(await waits()));
    release()
    await first
    expect(await second).toEqual([[{ at: 7 }], [{ sm3: 'o' }]])
    await other.destroy()
  })

  test('a session goes on when columns are added under it, and a statement that failed once works when what it needs is there', async () => {
    await sql`create table odd (a int not null)`.execute(db)
    await sql`insert into odd values (${1}::int)`.execute(db)
    const all = () => sql<Record<string, number>>`select * from odd where a = ${1}::int`.execute(db)
    const b = () => sql<{ b: number }>`select b from odd where a = ${1}::int`.execute(db)
    expect((await all()).rows).toEqual([{ a: 1 }])
    expect(await b().catch(codeOf)).toBe('42703')
    await sql`alter table odd add b int not null default 5`.execute(db)
    expect((await all()).rows).toEqual([{ a: 1, b: 5 }])
    expect((await b()).rows).toEqual([{ b: 5 }])
    await sql`alter table odd rename to even`.execute(db)
    expect(await b().catch(codeOf)).toBe('42P01')
    await sql`alter table even rename to odd`.execute(db)
    expect((await b()).rows).toEqual([{ b: 5 }])
    expect((await sql<{ n: null }>`select null as n, ${['x', 'y']}::text[] as list, ${null}::int as i`.execute(db)).rows).toEqual(
      [{ n: null, list: ['x', 'y'], i: null }],
    )
  })

  test('a save takes six trips, its session’s look-up included', async () => {
    const desk = await openDesk(server, 'draft')
    const docId = await createDraft(desk)
    const save = async (): Promise<void> => {
      const base = must(await desk.body(docId))
      const edit = plain(nodeOf(base), appendTo('如下', '！'))
      const args = submission(docId, base, edit.steps, edit.doc, 'draft')
      const count = await trips(async () => expect(await desk.send('SubmitBody', args)).toMatchObject({ status: 'applied' }))
      counts.push(count)
    }
    const counts: number[] = []
    for (let i = 0; i < 5; i++) await save()
    // the tail of the heads looks in between now and then
    expect(Math.min(...counts)).toBeLessThanOrEqual(6)
  })
})
