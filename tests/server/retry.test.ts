import { afterAll, beforeAll, expect, test } from 'vitest'
import pg from 'pg'
import { withRetry } from '../../src-server/commands/retry.ts'
import { newDraft, openDesk } from '../support/server/desk.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'

let server: TestServer
beforeAll(async () => void (server = await startTestServer()))
afterAll(() => server.close())

const failing = (codes: (string | undefined)[]) => {
  let calls = 0
  const work = () => {
    const code = codes[calls++]
    return code === undefined ? Promise.resolve(calls) : Promise.reject(Object.assign(new Error(code), { code }))
  }
  return { work, calls: () => calls }
}

test('SY-08 a transaction the database gave up is run again, any other failure is not, and not for ever', async () => {
  expect(await withRetry(failing(['40001', '40P01', '23505']).work)).toBe(4)
  const bug = failing(['42601'])
  await expect(withRetry(bug.work)).rejects.toThrow('42601')
  expect(bug.calls()).toBe(1)
  const endless = failing(Array.from({ length: 100 }, () => '40001'))
  await expect(withRetry(endless.work)).rejects.toThrow('40001')
  expect(endless.calls()).toBe(8)
})

test('SY-08 two desks creating the same document at once: one creates it, the other hears that it exists', async () => {
  const desks = await Promise.all(Array.from({ length: 6 }, () => openDesk(server, 'draft')))
  const args = newDraft()
  const verdicts = await Promise.all(desks.map((desk) => desk.send('CreateDraft', args)))
  expect(verdicts.map((v) => v.code ?? v.status).toSorted()).toEqual([
    'WF-EXISTS',
    'WF-EXISTS',
    'WF-EXISTS',
    'WF-EXISTS',
    'WF-EXISTS',
    'applied',
  ])
})

test('SY-08 while the database is away a push ends with busy, and the same command lands once it is back', async () => {
  const desk = await openDesk(server, 'draft')
  const command = desk.command('CreateDraft', newDraft())
  await server.db.schema.alterTable('command_log').renameTo('command_log_away').execute()
  expect(await desk.push(command)).toMatchObject({ results: [], stop: { kind: 'busy', retryMs: 2_000 } })
  await server.db.schema.alterTable('command_log_away').renameTo('command_log').execute()
  expect((await desk.push(command)).results).toMatchObject([{ status: 'applied', seq: 1 }])
})

test('SY-08 database sessions cut in the middle of pushes cost time, never a command: each is applied exactly once', async () => {
  const desks = await Promise.all(Array.from({ length: 4 }, () => openDesk(server, 'draft')))
  const made: string[] = []
  let working = true
  const work = Promise.all(
    desks.map(async (desk) => {
      for (let i = 0; i < 15; i++) {
        const command = desk.command('CreateDraft', newDraft())
        made.push(command.doc)
        for (;;) {
          const answer = await desk.push(command).catch((error: unknown) => String(error))
          if (typeof answer === 'string') expect(answer).toContain('SY-BUSY')
          else if (answer.stop) expect(answer.stop.kind).toBe('busy')
          else {
            expect(answer.results).toMatchObject([{ status: 'applied', rev: 1 }])
            break
          }
        }
      }
    }),
  ).finally(() => (working = false))
  const cutter = new pg.Client({ connectionString: server.databaseUrl, application_name: 'cutter' })
  await cutter.connect()
  let cuts = 0
  // one session at a time, so that work gets done between the cuts
  const one = `select pid from pg_stat_activity where datname = current_database() and application_name <> 'cutter'
    and xact_start is not null order by random() limit 1`
  while (working && cuts < 40) cuts += (await cutter.query(`select pg_terminate_backend(pid) from (${one}) s`)).rowCount ?? 0
  await work
  await cutter.end()
  expect(cuts).toBeGreaterThan(3)
  const events = await server.db.selectFrom('doc_event').select('doc_id').where('doc_id', 'in', made).execute()
  expect(events.map((e) => e.doc_id).toSorted()).toEqual(made.toSorted())
})
