import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { paths, type PushResponse } from '../../src-shared/sync/protocol.ts'
import { startServer } from '../../src-server/server.ts'
import { call, createDraft, newDraft, openDesk } from '../support/server/desk.ts'
import { somebodyWaits } from '../support/server/lock-wait.ts'
import { must } from '../support/server/must.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'

let server: TestServer
beforeEach(async () => void (server = await startTestServer()))
afterEach(() => server.close())

const node = (drainMs = 0) => {
  const { databaseUrl, dataDir, clock } = server
  return startServer({ databaseUrl, dataDir, host: '127.0.0.1', port: 0, now: clock.now, drainMs })
}

test('SY-126 a push under way is answered before the server ends, and its work is there', async () => {
  const leaving = await node()
  const desk = await openDesk({ url: leaving.url, clock: server.clock }, 'draft')
  const args = newDraft()
  let pushed: Promise<PushResponse> | undefined
  let closing: Promise<void> | undefined
  await server.db.transaction().execute(async (tx) => {
    // the device's row is held: the push waits within the server
    await sql`select from device where id = ${desk.device}::uuid for update`.execute(tx)
    pushed = desk.push(desk.command('CreateDraft', args))
    await somebodyWaits(server.db)
    closing = leaving.close()
    await expect(fetch(leaving.url + paths.health).then((r) => r.status)).rejects.toThrow()
  })
  expect((await must(pushed)).results).toMatchObject([{ status: 'applied' }])
  await closing
  expect(await (await openDesk(server, 'draft')).state(args.docId)).toBeDefined()
})

test('SY-126 while it drains health sends a balancer away, streams hear good-bye with a time to come back, the rest is served', async () => {
  const leaving = await node(1_000)
  const desk = await openDesk({ url: leaving.url, clock: server.clock }, 'draft')
  const stream = await fetch(leaving.url + paths.wake, { headers: { authorization: `Bearer ${desk.token}` } })
  const closing = leaving.close()
  const health = await call(leaving, 'GET', paths.health)
  expect(health).toMatchObject({ status: 503, body: { code: 'SY-DRAINING', retryMs: expect.any(Number) } })
  expect(await createDraft(desk)).toBeDefined()
  const text = await stream.text()
  const bye = /event: bye\nretry: (\d+)\ndata: (.*)\n\n$/.exec(text)
  expect(JSON.parse(must(bye?.[2]))).toEqual({ retryMs: Number(bye?.[1]) })
  await closing
})
