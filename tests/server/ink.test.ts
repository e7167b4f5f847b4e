import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { v7 } from 'uuid'
import { bodyJson } from '../../src-shared/document/body-json.ts'
import { schema } from '../../src-shared/document/schema.ts'
import { sm3OfJson } from '../../src-server/sm3.ts'
import { createDraft, openDesk, openRoute, submission, submitDraft, type Desk } from '../support/server/desk.ts'
import { must } from '../support/server/must.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'
import { appendTo, replaceText, tracked } from '../support/server/tracked.ts'

let server: TestServer
let draft: Desk, head: Desk, check: Desk
beforeAll(async () => {
  server = await startTestServer()
  ;({ draft, head, check } = await openRoute(server))
})
afterAll(() => server.close())

const ink = (bodyVersion: number, bodySm3: string, more: object = {}) => ({
  id: v7(),
  kind: 'note',
  bodyVersion,
  bodySm3,
  blockId: 'b1',
  quote: '现将有关事项通知如下。',
  wordsSm3: 'b'.repeat(64),
  strokes: [{ width: 8, points: [10, 20, 128] }],
  ...more,
})
/** A document at 审核 with two versions, the second by the head of the section; gives both. */
async function twoVersions() {
  const docId = await createDraft(draft)
  await submitDraft(draft, docId)
  const first = must(await head.body(docId))
  const edit = (node: Parameters<typeof tracked>[0]) =>
    tracked(node, 'u-head', 'review', server.clock.now(), replaceText('有关事项', '有关要求'))
  expect(await head.save(docId, first, edit, 'review')).toMatchObject({ status: 'applied' })
  return { docId, first, second: must(await head.body(docId)) }
}
const inksOf = async (docId: string) => must(await draft.state(docId)).inks

describe('[WF-21] 圈阅 and handwriting at the server', () => {
  test('on the newest version and on an older one: it stays on the version it was drawn on', async () => {
    const { docId, first, second } = await twoVersions()
    expect(second.version).toBe(2)
    expect(await head.send('AddInk', { docId, ink: ink(2, second.sm3) })).toMatchObject({ status: 'applied' })
    expect(await draft.send('AddInk', { docId, ink: ink(1, first.sm3) })).toMatchObject({ status: 'applied' })
    expect(await inksOf(docId)).toMatchObject([
      { by: { userId: 'u-head' }, bodyVersion: 2, bodySm3: second.sm3 },
      { by: { userId: 'u-draft' }, bodyVersion: 1, bodySm3: first.sm3 },
    ])
  })

  test('number and SM3 that are not one version of this document are refused, those of another document too', async () => {
    const { docId, first, second } = await twoVersions()
    const other = await twoVersions()
    const refused = { status: 'rejected', code: 'WF-INK', rule: 'WF-21' }
    expect(await head.send('AddInk', { docId, ink: ink(1, second.sm3) })).toMatchObject(refused)
    expect(await head.send('AddInk', { docId, ink: ink(2, first.sm3) })).toMatchObject(refused)
    expect(await head.send('AddInk', { docId, ink: ink(3, 'c'.repeat(64)) })).toMatchObject(refused)
    expect(await head.send('AddInk', { docId, ink: ink(2, other.second.sm3) })).toMatchObject(refused)
    expect(await inksOf(docId)).toEqual([])
  })

  test('drawn over own text that was not sent yet: it lies on the version that text became, merged or not', async () => {
    const { docId, first } = await twoVersions()
    // 核稿 does not have the turn; the head of the section works on version 1 at a second desk, without a line
    const second = await openDesk(server, 'head')
    const edited = (node: Parameters<typeof tracked>[0]) =>
      tracked(node, 'u-head', 'review', server.clock.now(), appendTo('各股室：', '请阅。'))
    const { steps, doc } = edited(schema.nodeFromJSON(first.body))
    const save = second.command('SubmitBody', submission(docId, first, steps, doc, 'review'))
    const foreseen = sm3OfJson(bodyJson(doc))
    const drawn = second.command('AddInk', { docId, ink: ink(2, foreseen) }, { dependsOn: [save.id] })
    const { results } = await second.push(save, drawn)
    expect(results).toMatchObject([{ status: 'applied', bodyVersion: 3 }, { status: 'applied' }])
    const head3 = must(await head.body(docId))
    expect(head3.sm3).not.toBe(foreseen)
    expect(await inksOf(docId)).toMatchObject([{ bodyVersion: 3, bodySm3: head3.sm3 }])
    // the save is known by then, but not pulled yet: the text itself tells which it became
    expect(await second.send('AddInk', { docId, ink: ink(2, foreseen) })).toMatchObject({ status: 'applied' })
    expect(await inksOf(docId)).toMatchObject([{ bodyVersion: 3 }, { bodyVersion: 3 }])
    // nobody else's drawing lies there by that name
    expect(await draft.send('AddInk', { docId, ink: ink(2, foreseen) })).toMatchObject({ code: 'WF-INK' })
  })

  test('a save rewritten before it was sent: the drawing that waits for it lies on what it became', async () => {
    const { docId, second } = await twoVersions()
    const edit = (node: Parameters<typeof tracked>[0]) =>
      tracked(node, 'u-head', 'review', server.clock.now(), appendTo('各股室：', '请阅。'))
    const { steps, doc } = edit(schema.nodeFromJSON(second.body))
    const save = head.command('SubmitBody', submission(docId, second, steps, doc, 'review'))
    const drawn = head.command('AddInk', { docId, ink: ink(3, 'd'.repeat(64)) }, { dependsOn: [save.id] })
    expect((await head.push(save, drawn)).results).toMatchObject([{ status: 'applied' }, { status: 'applied' }])
    expect(await inksOf(docId)).toMatchObject([{ bodyVersion: 3, bodySm3: must(await head.body(docId)).sm3 }])
  })

  test('who may not read may not draw; struck by others is refused; nothing of it is in the log or the audit', async () => {
    const docId = await createDraft(draft)
    const { sm3 } = must(await draft.body(docId))
    // a draft is its drafter's own
    expect(await check.send('AddInk', { docId, ink: ink(1, sm3) })).toMatchObject({ code: 'WF-NOT-FOUND' })
    const one = ink(1, sm3, { kind: 'circled' })
    expect(await draft.send('AddInk', { docId, ink: one })).toMatchObject({ status: 'applied' })
    await submitDraft(draft, docId)
    expect(await head.send('StrikeInk', { docId, inkId: one.id })).toMatchObject({ code: 'WF-NOT-YOURS' })
    expect(await draft.send('StrikeInk', { docId, inkId: one.id })).toMatchObject({ status: 'applied' })
    expect(await inksOf(docId)).toMatchObject([{ id: one.id, struck: { by: { userId: 'u-draft' } } }])
    const audit = await server.db.selectFrom('audit_event').select('detail').where('doc_id', '=', docId).execute()
    expect(JSON.stringify([audit, server.logs])).not.toContain('现将有关事项')
  })
})
