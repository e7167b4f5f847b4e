import { afterAll, beforeAll, expect, test } from 'vitest'
import { v7 } from 'uuid'
import { createDraft, handingOn, newDraft, openDesk, submitDraft, type Desk } from '../support/server/desk.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'

let server: TestServer
let drafter: Desk
let stranger: Desk
let head: Desk
beforeAll(async () => {
  server = await startTestServer()
  drafter = await openDesk(server, 'draft')
  head = await openDesk(server, 'head')
  stranger = await openDesk(server, 'liuhe')
})
afterAll(() => server.close())

/** What is said of a command, without what names the command itself. */
const told = async (desk: Desk, name: Parameters<Desk['send']>[0], args: { docId: string } & Record<string, unknown>) => {
  const { id: _id, seq: _seq, ...verdict } = await desk.send(name, args)
  return verdict
}

test('SY-182 a document of another unit and one that never was are answered alike, whatever is asked of them', async () => {
  const draft = await createDraft(drafter)
  const inReview = await createDraft(drafter)
  await submitDraft(drafter, inReview)
  const asked = (docId: string) =>
    [
      ['DiscardDraft', { docId }],
      ['SubmitDraft', handingOn(docId, 'f'.repeat(64))],
      ['TakeLease', { docId, leaseId: v7(), hours: 1 }],
      ['AddCodrafter', { docId, userId: 'u-liuhe' }],
      ['OpenTask', { docId, taskId: v7() }],
    ] as const
  for (const docId of [draft, inReview, v7()])
    for (const [name, args] of asked(docId))
      expect(await told(stranger, name, args), name).toEqual({ status: 'rejected', code: 'WF-NOT-FOUND', rule: 'WF-01' })
})

test('SY-182 an id in use is refused without saying that it is; its own author hears that the draft is there, and a repeat its verdict', async () => {
  const args = newDraft()
  const command = drafter.command('CreateDraft', args)
  const [first] = (await drafter.push(command)).results
  expect(first).toMatchObject({ status: 'applied' })
  const foreign = { ...newDraft('liuhe'), docId: args.docId }
  const noRight = await told(stranger, 'CreateDraft', newDraft('fgj-zh'))
  expect(noRight).toMatchObject({ status: 'rejected', code: 'WF-NOT-YOURS' })
  expect(await told(stranger, 'CreateDraft', foreign)).toEqual(noRight)
  expect(await told(drafter, 'CreateDraft', args)).toMatchObject({ status: 'rejected', code: 'WF-EXISTS' })
  expect((await drafter.push(command)).results).toEqual([first])
})

test('SY-182 whoever once saw a document hears that it is not theirs any more', async () => {
  const docId = await createDraft(drafter)
  await drafter.send('AddCodrafter', { docId, userId: 'u-head' })
  await drafter.send('RemoveCodrafter', { docId, userId: 'u-head' })
  expect(await told(head, 'DiscardDraft', { docId })).toMatchObject({ code: 'WF-NOT-YOURS' })
  const own = await createDraft(drafter)
  await submitDraft(drafter, own)
  expect(await told(drafter, 'DiscardDraft', { docId: own })).toMatchObject({ status: 'rejected' })
  expect((await told(drafter, 'DiscardDraft', { docId: own })).code).not.toBe('WF-NOT-FOUND')
})
