import { afterAll, beforeAll, expect, test } from 'vitest'
import { paths } from '../../src-shared/sync/protocol.ts'
import { replacePosts } from '../../src-server/store/directory.ts'
import { postOf } from '../support/server/county.ts'
import { call, createDraft, openDesk, openDesks, submitDraft } from '../support/server/desk.ts'
import { openWake } from '../support/server/wake.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'

let server: TestServer
beforeAll(async () => void (server = await startTestServer()))
afterAll(() => server.close())

test('SY-16 a wake-up arrives after the commit with the scope and version a pull will bring', async () => {
  const [drafter, head] = await Promise.all([openDesk(server, 'draft'), openDesk(server, 'head')])
  const wake = await openWake(server, head.token)
  const docId = await createDraft(drafter)
  await submitDraft(drafter, docId)
  const { scopes } = await wake.next()
  expect(scopes).toEqual([['user:u-head', 1]])
  expect((await head.pull()).docs.map((d) => [d.scope, d.v, d.id])).toEqual([['user:u-head', 1, docId]])
  wake.close()
})

test('SY-16 each stream hears only its own scopes, by the posts held when the wake-up is sent', async () => {
  const { draft: drafter, head, liuhe: stranger, deputy } = await openDesks(server, 'draft', 'head', 'liuhe', 'deputy')
  const [theirs, office] = await Promise.all([openWake(server, stranger.token), openWake(server, deputy.token)])
  const docId = await createDraft(drafter)
  const taskId = await submitDraft(drafter, docId)
  expect((await office.next()).scopes.map(([scope]) => scope)).toEqual(['unit:fgj:office'])
  await replacePosts(server.db, 'u-deputy', [{ ...postOf('u-deputy'), role: 'archivist' }])
  expect(await head.send('OpenTask', { docId, taskId })).toMatchObject({ status: 'applied' })
  await createDraft(stranger, 'liuhe')
  // the first thing the stranger hears of is the own draft; the former deputy hears nothing until the post is back
  expect((await theirs.next()).scopes).toEqual([['user:u-liuhe', 1]])
  await replacePosts(server.db, 'u-deputy', [postOf('u-deputy')])
  const { v } = await server.db
    .selectFrom('scope_head')
    .select('v')
    .where('scope', '=', 'unit:fgj:office')
    .executeTakeFirstOrThrow()
  await submitDraft(drafter, await createDraft(drafter))
  expect((await office.next()).scopes).toEqual([['unit:fgj:office', v + 1]])
  theirs.close()
  office.close()
})

test('SY-16 signing out ends the stream, and without a session there is none', async () => {
  const desk = await openDesk(server, 'check')
  const wake = await openWake(server, desk.token)
  await call(server, 'POST', paths.signOut, { token: desk.token })
  await wake.ended
  expect((await call(server, 'GET', paths.wake, { token: desk.token })).status).toBe(401)
})
