import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { v7 } from 'uuid'
import { MIN_PROTOCOL, MIN_PUSH_PROTOCOL, paths, type PullResponse } from '../../src-shared/sync/protocol.ts'
import { sweep } from '../../src-server/jobs/sweep.ts'
import { countyCache, replacePosts } from '../../src-server/store/directory.ts'
import { approve, call, createDraft, newDraft, openDesk, openDesks, submitDraft } from '../support/server/desk.ts'
import { postOf } from '../support/server/county.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'
import { must } from '../support/server/must.ts'

let server: TestServer
beforeAll(async () => void (server = await startTestServer()))
afterAll(() => server.close())

const DAY = 86_400_000
const entries = (docId: string) =>
  server.db.selectFrom('scope_entry').select(['scope', 'op', 'reason']).where('doc_id', '=', docId).orderBy('scope').execute()

describe('pull', () => {
  test('SY-14 a scope brings every document once, as it stands, and afterwards only what moved', async () => {
    const desk = await openDesk(server, 'draft')
    const docs = [await createDraft(desk), await createDraft(desk)]
    const first = await desk.pull()
    expect(first.docs.map((d) => d.id)).toEqual(docs)
    expect(first.docs[0]?.data).toMatchObject({ id: docs[0], rev: 1, state: 'F0', bodyVersion: 1 })
    expect(first).toMatchObject({
      complete: true,
      left: [],
      lastSeq: 2,
      scopes: { 'user:u-draft': { to: 2, head: 2, reset: false } },
    })
    expect((await desk.pull()).docs).toEqual([])
    await desk.send('OpenTask', { docId: must(docs[0]), taskId: must(docs[0]) })
    const next = await desk.pull()
    expect(next.docs.map((d) => [d.id, d.v, d.data?.rev])).toEqual([[docs[0], 3, 2]])
    expect(next.scopes['user:u-draft']).toMatchObject({ to: 3, head: 3, reset: false })
  })

  test('SY-14 pages under a limit over all scopes lose and repeat nothing', async () => {
    const [drafter, checker] = [await openDesk(server, 'draft'), await openDesk(server, 'check')]
    const all = []
    for (let i = 0; i < 9; i++) {
      const docId = await createDraft(drafter)
      await submitDraft(drafter, docId)
      all.push(docId)
    }
    const fresh = await openDesk(server, 'check', checker.device)
    const seen: string[] = []
    for (let page = 0; page < 20; page++) {
      const answer = await fresh.pull(2)
      expect(answer.docs.length).toBeLessThanOrEqual(2)
      seen.push(...answer.docs.map((d) => d.id))
      if (answer.complete) break
    }
    expect(seen).toEqual(all)
    expect(fresh.cursors()['unit:fgj:office']).toBe(9)
  })

  test('SY-97 the own documents come first, whatever lies in the office', async () => {
    const [drafter, checker] = [await openDesk(server, 'draft'), await openDesk(server, 'check')]
    for (let i = 0; i < 3; i++) await submitDraft(drafter, await createDraft(drafter))
    const mine = await createDraft(checker)
    const fresh = await openDesk(server, 'check', checker.device)
    const page = await fresh.pull(1)
    expect(page.docs.map((doc) => [doc.scope, doc.id])).toEqual([['user:u-check', mine]])
    expect(page.complete).toBe(false)
  })

  test('SY-173 a desk with nothing yet gets open work first, then what moved of late; cursors stay', async () => {
    const [drafter, checker] = [await openDesk(server, 'draft'), await openDesk(server, 'check')]
    const handedOn: string[] = []
    const mine = await createDraft(drafter)
    for (let i = 0; i < 3; i++) {
      const docId = await createDraft(drafter)
      await submitDraft(drafter, docId)
      handedOn.push(docId)
    }
    const fresh = await openDesk(server, 'draft', drafter.device)
    const ask = (limit: number, token = fresh.token, device = fresh.device) =>
      call<PullResponse>(server, 'POST', paths.pull, {
        token,
        json: { epoch: fresh.epoch, device, cursors: {}, limit, ahead: true },
      })
    const { body } = await ask(4)
    expect(body.complete).toBe(false)
    const open = body.docs.filter(({ data }) =>
      data?.tasks.some((task) => task.doneAt === null && task.assignee.userId === 'u-draft'),
    )
    expect(open.length).toBeGreaterThan(0)
    expect(open.map((doc) => doc.id)).toContain(mine)
    // all of them before any other, and those by the time they moved
    expect(body.docs.slice(0, open.length)).toEqual(open)
    const moved = body.docs.slice(open.length).map((doc) => must(doc.data).updatedAt)
    expect(moved).toEqual(moved.toSorted((a, b) => b - a))
    const { count } = await server.db
      .selectFrom('scope_entry')
      .select((eb) => eb.fn.countAll<string>().as('count'))
      .where('scope', '=', 'user:u-draft')
      .executeTakeFirstOrThrow()
    expect(body.scopes['user:u-draft']).toMatchObject({ to: 0, reset: false, rest: Number(count) })
    // nothing of another's: not even in the answer to somebody whose office may read it
    const other = await ask(1, checker.token, checker.device)
    expect(other.body.docs.every((doc) => doc.scope === 'user:u-check')).toBe(true)
    // where one page holds all there is nothing to bring forward
    const whole = await ask(500)
    expect(whole.body.complete).toBe(true)
    expect(whole.body.docs.map((doc) => doc.id)).toEqual(expect.arrayContaining([mine, ...handedOn]))
  })

  test('SY-174 a page says how many rows are still to come, not how many versions', async () => {
    const desk = await openDesk(server, 'head')
    const docId = await createDraft(desk)
    for (let i = 0; i < 3; i++) await createDraft(desk)
    await desk.send('OpenTask', { docId, taskId: docId })
    const fresh = await openDesk(server, 'head', desk.device)
    const { count } = await server.db
      .selectFrom('scope_entry')
      .select((eb) => eb.fn.countAll<string>().as('count'))
      .where('scope', '=', 'user:u-head')
      .executeTakeFirstOrThrow()
    const page = await fresh.pull(1)
    expect(page.scopes['user:u-head']?.rest).toBe(Number(count) - 1)
    expect(page.scopes['user:u-head']?.head).toBeGreaterThan(Number(count))
  })

  test('SY-14 entering: the next person gets the whole document; the office from the first 报送 on', async () => {
    const { draft, head, leader, 'liuhe-leader': stranger } = await openDesks(server, 'draft', 'head', 'leader', 'liuhe-leader')
    const docId = await createDraft(draft)
    for (const desk of [head, leader]) expect((await desk.pull()).docs.some((d) => d.id === docId)).toBe(false)
    const task = await submitDraft(draft, docId)
    for (const desk of [head, leader]) {
      const row = (await desk.pull()).docs.find((d) => d.id === docId)
      expect(row?.data).toMatchObject({
        id: docId,
        state: 'F1',
        drafter: { userId: 'u-draft' },
        opinions: [{ by: { userId: 'u-draft' } }],
      })
    }
    await approve(head, docId, task)
    expect((await entries(docId)).map((e) => e.scope)).toEqual(['unit:fgj:office', 'user:u-check', 'user:u-draft', 'user:u-head'])
    expect((await stranger.pull()).docs).toEqual([])
  })

  test('SY-15 a discarded draft leaves with D and a reason, and its body is no longer read', async () => {
    const desk = await openDesk(server, 'draft')
    const docId = await createDraft(desk)
    await desk.pull()
    expect(await desk.send('DiscardDraft', { docId })).toMatchObject({ status: 'applied' })
    const answer = await desk.pull()
    expect(answer.docs).toEqual([{ id: docId, scope: 'user:u-draft', v: expect.any(Number), op: 'D', reason: 'discarded' }])
    expect(await desk.body(docId)).toBeUndefined()
    expect(await entries(docId)).toEqual([{ scope: 'user:u-draft', op: 'D', reason: 'discarded' }])
  })

  test('SY-15 a scope the person no longer has is named in `left`, and brings nothing any more', async () => {
    const desk = await openDesk(server, 'deputy')
    await desk.pull()
    expect(desk.cursors()['unit:fgj:office']).toBeGreaterThan(0)
    await replacePosts(server.db, 'u-deputy', [{ ...postOf('u-deputy'), role: 'archivist' }])
    const answer = await desk.pull()
    expect(answer.left).toEqual(['unit:fgj:office'])
    expect(Object.keys(answer.scopes)).toEqual(['user:u-deputy'])
    const asked = await call<{ left: string[]; docs: unknown[] }>(server, 'POST', paths.pull, {
      token: desk.token,
      json: { epoch: desk.epoch, device: desk.device, cursors: { 'unit:fgj:office': 0, 'user:u-leader': 0 }, limit: 10 },
    })
    expect(asked.body).toMatchObject({ left: ['unit:fgj:office', 'user:u-leader'], docs: [] })
    await replacePosts(server.db, 'u-deputy', [postOf('u-deputy')])
    expect((await desk.pull()).docs.length).toBeGreaterThan(0)
  })

  test('SY-15 a cursor from the future or from before the sweep starts its scope again', async () => {
    const desk = await openDesk(server, 'draft')
    const gone = await createDraft(desk)
    const kept = await createDraft(desk)
    await desk.send('DiscardDraft', { docId: gone })
    const { scopes } = await desk.pull()
    const at = must(scopes['user:u-draft']).head
    desk.setCursors({ 'user:u-draft': at + 100 })
    const future = await desk.pull()
    expect(future.scopes['user:u-draft']).toMatchObject({ to: at, head: at, reset: true })
    expect(future.docs.some((d) => d.id === kept)).toBe(true)

    await sweep({
      db: server.db,
      dataDir: server.dataDir,
      now: () => server.clock.now() + 181 * DAY,
      county: countyCache(),
      wake: () => undefined,
    })
    expect(await entries(gone)).toEqual([])
    const again = await openDesk(server, 'draft', desk.device)
    again.setCursors({ 'user:u-draft': 1 })
    expect((await again.pull()).scopes['user:u-draft']).toMatchObject({ head: at, reset: true })
    again.setCursors({ 'user:u-draft': at })
    expect((await again.pull()).scopes['user:u-draft']).toMatchObject({ reset: false })
  })

  test('SY-14 lastSeq and documents come from one snapshot: a command is in both or in neither', async () => {
    const desk = await openDesk(server, 'draft')
    const made: string[] = []
    let writing = true
    const writer = (async () => {
      for (let i = 0; i < 40; i++) {
        const command = desk.command('CreateDraft', newDraft())
        made.push(command.doc)
        await desk.push(command)
      }
      writing = false
    })()
    const seen = new Set<string>()
    let looks = 0
    while (writing) {
      const answer = await desk.pull()
      for (const { id } of answer.docs) seen.add(id)
      expect(made.map((id, i) => [i + 1, seen.has(id)]).filter(([, there]) => there).length).toBe(
        Math.min(answer.lastSeq, made.length),
      )
      looks++
    }
    await writer
    await desk.pull()
    expect(looks).toBeGreaterThan(3)
  })

  test('SY-06 a pull with another epoch is refused, and hello tells the right one', async () => {
    const desk = await openDesk(server, 'draft')
    const json = { epoch: v7(), device: desk.device, cursors: {}, limit: 10 }
    expect(await call(server, 'POST', paths.pull, { token: desk.token, json })).toMatchObject({
      status: 409,
      body: { code: 'SY-EPOCH' },
    })
    const hello = await call(server, 'POST', paths.hello, {
      token: desk.token,
      json: { proto: 1, device: desk.device, app: '', epoch: null },
    })
    expect(hello.body).toMatchObject({ epoch: desk.epoch, now: server.clock.now(), proto: { min: 1, max: 1 }, lastSeq: 0 })
    const old = await call(server, 'POST', paths.hello, {
      token: desk.token,
      json: { proto: MIN_PUSH_PROTOCOL - 1, device: desk.device, app: '', epoch: null },
    })
    expect(old).toMatchObject({ status: 426, body: { code: 'SY-TOO-OLD' } })
  })

  test('SY-109 a desk of an older protocol hands in what it wrote, and is turned away only where it would read (C-13)', async () => {
    const desk = await openDesk(server, 'draft')
    const proto = MIN_PROTOCOL - 1
    const ask = (path: string, json: Record<string, unknown>) =>
      call(server, 'POST', path, { token: desk.token, json: { proto, device: desk.device, ...json } })
    expect(await ask(paths.hello, { app: '', epoch: null })).toMatchObject({ status: 200, body: { epoch: desk.epoch } })
    const push = await ask(paths.push, { epoch: desk.epoch, cmds: [desk.command('CreateDraft', newDraft())] })
    expect(push).toMatchObject({ status: 200, body: { results: [{ status: 'applied' }] } })
    const pull = await ask(paths.pull, { epoch: desk.epoch, cursors: {}, limit: 10 })
    expect(pull).toMatchObject({ status: 426, body: { code: 'SY-TOO-OLD', message: String(MIN_PROTOCOL) } })
  })

  test('SY-18 the address book comes whole, and not at all where the desk has it', async () => {
    const desk = await openDesk(server, 'draft')
    const { status, body } = await call<{ version: number; county: string }>(server, 'GET', paths.directory, {
      token: desk.token,
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      county: '青禾县',
      units: expect.arrayContaining([expect.objectContaining({ id: 'fgj-zh', inner: true })]),
    })
    expect((await call(server, 'GET', `${paths.directory}?have=${body.version}`, { token: desk.token })).status).toBe(204)
    expect((await call(server, 'GET', `${paths.directory}?have=${body.version - 1}`, { token: desk.token })).status).toBe(200)
  })
})
