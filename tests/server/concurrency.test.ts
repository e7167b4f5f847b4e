import { afterAll, beforeAll, expect, test } from 'vitest'
import { v7 } from 'uuid'
import { sql } from 'kysely'
import { verifyAuditChain } from '../../src-server/store/audit.ts'
import { approve, createDraft, handingOn, newDraft, openDesk, SIGNED_ON, submitDraft, type Desk } from '../support/server/desk.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'
import { must } from '../support/server/must.ts'

let server: TestServer
beforeAll(async () => void (server = await startTestServer()))
afterAll(() => server.close())

test('SY-12 fifty pushes at once over the same scopes: no deadlock, none lost, scopes without a gap', async () => {
  const deadlocks = async () =>
    (
      await sql<{ deadlocks: number }>`select deadlocks from pg_stat_database where datname = current_database()`.execute(
        server.db,
      )
    ).rows[0]?.deadlocks
  const desks = await Promise.all(Array.from({ length: 10 }, () => openDesk(server, 'draft')))
  const docs = await Promise.all(desks.map((desk) => createDraft(desk)))
  const before = await deadlocks()
  const burst = async (desk: Desk, own: string) => {
    const base = await desk.body(own)
    const created = newDraft()
    const { docId } = created
    return desk.push(
      desk.command('SubmitDraft', handingOn(own, base?.sm3)),
      desk.command('CreateDraft', created),
      desk.command('SubmitDraft', handingOn(docId, created.bodySm3)),
      desk.command('Withdraw', { docId, text: '', signedOn: SIGNED_ON, nextTaskId: v7() }),
      desk.command('SubmitDraft', handingOn(docId, created.bodySm3)),
    )
  }
  const answers = await Promise.all(desks.map((desk, i) => burst(desk, must(docs[i]))))
  expect(answers.flatMap((a) => a.results).map((r) => r.status)).toEqual(Array.from({ length: 50 }, () => 'applied'))
  expect(await deadlocks()).toBe(before)
  const heads = await server.db.selectFrom('scope_head').selectAll().execute()
  for (const { scope, v } of heads) {
    const rows = await server.db.selectFrom('scope_entry').select('v').where('scope', '=', scope).orderBy('v', 'desc').execute()
    expect(rows[0]?.v).toBe(v)
  }
  // 10 creations and, per desk, 5 commands, each one version in the drafter's scope
  expect(heads.find((h) => h.scope === 'user:u-draft')?.v).toBe(60)
  expect(heads.find((h) => h.scope === 'unit:fgj:office')?.v).toBe(40)
  expect(await verifyAuditChain(server.db)).toMatchObject({ ok: true })
})

test('SY-13 a desk that follows its cursor under concurrent writers misses nothing', async () => {
  const reader = await openDesk(server, 'check')
  await reader.pull()
  const writers = await Promise.all(Array.from({ length: 6 }, () => openDesk(server, 'draft')))
  const expected: string[] = []
  let writing = true
  const work = Promise.all(
    writers.map(async (desk) => {
      for (let i = 0; i < 6; i++) {
        const docId = await createDraft(desk)
        await submitDraft(desk, docId)
        expected.push(docId)
      }
    }),
  ).finally(() => (writing = false))
  const seen = new Set<string>()
  const look = async () => {
    for (const { id } of (await reader.pull(5)).docs) seen.add(id)
  }
  while (writing) await look()
  await work
  while (!(await reader.pull(5).then((a) => (a.docs.forEach((d) => seen.add(d.id)), a.complete)))) await look()
  expect(expected.filter((id) => !seen.has(id))).toEqual([])
})

test('WF-04 two people deciding the same turn at once: one lands, the other hears why not', async () => {
  const [drafter, first, second] = await Promise.all([
    openDesk(server, 'draft'),
    openDesk(server, 'head'),
    openDesk(server, 'head'),
  ])
  const docId = await createDraft(drafter)
  const taskId = await submitDraft(drafter, docId)
  const outcomes = await Promise.allSettled([approve(first, docId, taskId), approve(second, docId, taskId)])
  expect(outcomes.map((o) => o.status).toSorted()).toEqual(['fulfilled', 'rejected'])
  const refused = outcomes.find((o) => o.status === 'rejected')
  expect(String(refused?.reason)).toContain('WF-TASK-CLOSED')
})
