import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DocumentId } from '../../src-shared/ids.ts'
import { replacePosts } from '../../src-server/store/directory.ts'
import { postOf } from '../support/server/county.ts'
import { createDraft, openDesk, submitDraft } from '../support/server/desk.ts'
import { liveDesk, type LiveDesk } from '../support/server/live-desk.ts'
import { must } from '../support/server/must.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'
import { endOf, inserted } from '../support/test-desk.ts'

let server: TestServer
beforeAll(async () => void (server = await startTestServer()))
afterAll(() => server.close())

async function type(desk: LiveDesk, docId: DocumentId, text: string): Promise<void> {
  const open = must(await desk.desk.openText(docId))
  const { step, working } = inserted(open.working, endOf(open.working), text)
  await desk.desk.saveTyping(docId, [step], working)
}
const attach = (desk: LiveDesk, docId: DocumentId, sm3: string) =>
  desk.desk.command('AddAttachment', {
    docId,
    attachment: { sm3: sm3.repeat(64) as never, name: '附图.pdf', size: 1, mime: 'application/pdf' },
  })

/** A draft two people write in, and the desk of the second. */
async function codrafted() {
  const drafter = await openDesk(server, 'draft')
  const docId = (await createDraft(drafter)) as DocumentId
  await drafter.send('AddCodrafter', { docId, userId: 'u-check' })
  const friend = await liveDesk(server, 'check')
  await friend.sync()
  expect(friend.rows.docs().map((row) => row.id)).toContain(docId)
  return { drafter, docId, friend, items: () => friend.rows.attention().filter((item) => item.docId === docId) }
}

describe('a document that left a desk', () => {
  test('SY-105 takes what was not sent to 需处理 as one group, with its text and the reason, and none of it is pushed', async () => {
    const { drafter, docId, friend, items } = await codrafted()
    friend.beforePull(async () => {
      await type(friend, docId, '〔留住〕')
      expect(await attach(friend, docId, 'a')).toMatchObject({ ok: true })
      expect(friend.rows.outbox().map((row) => row.name)).toEqual(['SubmitBody', 'AddAttachment'])
      await drafter.send('RemoveCodrafter', { docId, userId: 'u-check' })
    })
    await friend.sync()
    expect(friend.rows.docs().map((row) => row.id)).not.toContain(docId)
    expect(friend.rows.outbox()).toEqual([])
    const found = items()
    expect(found.map((item) => [item.commandName, item.kind, item.code, item.reason])).toEqual([
      ['SubmitBody', 'quarantined', 'SY-QUARANTINED', 'removed'],
      ['AddAttachment', 'quarantined', 'SY-QUARANTINED', 'removed'],
    ])
    expect(JSON.stringify(found[0]?.body)).toContain('〔留住〕')
    expect(found.map((item) => item.parkedBy)).toEqual([null, found[0]?.id])
    const logged = await server.db.selectFrom('command_log').select('name').where('doc_id', '=', docId).execute()
    expect(logged.map((row) => row.name)).not.toContain('AddAttachment')
    // it comes back: the item stays with its author, the document is there again
    await drafter.send('AddCodrafter', { docId, userId: 'u-check' })
    await friend.sync()
    expect(friend.rows.docs().map((row) => row.id)).toContain(docId)
    expect(items()).toHaveLength(2)
    friend.stop()
  })

  test('SY-105 because its draft was discarded: text that was no command yet is kept with that reason', async () => {
    const { drafter, docId, friend, items } = await codrafted()
    await type(friend, docId, '〔未报〕')
    await drafter.send('DiscardDraft', { docId })
    await friend.sync()
    expect(items().map((item) => [item.kind, item.code, item.reason])).toEqual([['quarantined', 'SY-LEFT', 'discarded']])
    expect(JSON.stringify(items()[0]?.body)).toContain('〔未报〕')
    friend.stop()
  })

  test('SY-105 what the server refused because of it tells the reason too', async () => {
    const { drafter, docId, friend, items } = await codrafted()
    expect(await attach(friend, docId, 'b')).toMatchObject({ ok: true })
    await drafter.send('RemoveCodrafter', { docId, userId: 'u-check' })
    await friend.sync()
    expect(items().map((item) => [item.kind, item.code, item.reason])).toEqual([['rejected', 'WF-NOT-YOURS', 'removed']])
    friend.stop()
  })

  test('SY-105 because the person lost the office it was read in', async () => {
    const drafter = await openDesk(server, 'draft')
    const docId = (await createDraft(drafter)) as DocumentId
    await submitDraft(drafter, docId)
    const leader = await liveDesk(server, 'leader')
    await leader.sync()
    expect(leader.rows.docs().map((row) => row.id)).toContain(docId)
    leader.beforePull(async () => {
      const words = { threadId: crypto.randomUUID(), replyId: crypto.randomUUID(), text: '请核实', quote: '' }
      const given = await leader.desk.command('OpenThread', { docId, ...words })
      expect(given.ok || given.code).toBe(true)
      await replacePosts(server.db, 'u-leader', [])
    })
    await leader.sync()
    expect(leader.rows.docs()).toEqual([])
    expect(leader.rows.attention().map((item) => [item.commandName, item.kind, item.reason])).toEqual([
      ['OpenThread', 'quarantined', 'roleLost'],
    ])
    await replacePosts(server.db, 'u-leader', [postOf('u-leader')])
    leader.stop()
  })
})
