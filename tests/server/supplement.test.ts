import { afterAll, beforeAll, expect, test } from 'vitest'
import { v7 } from 'uuid'
import { agreeing, approve, createDraft, openRoute, SIGNED_ON, submitDraft, type Desk } from '../support/server/desk.ts'
import { must } from '../support/server/must.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'

let server: TestServer
let draft: Desk, head: Desk, check: Desk
beforeAll(async () => {
  server = await startTestServer()
  ;({ draft, head, check } = await openRoute(server))
})
afterAll(() => server.close())

/** 部门审核 agrees a second time, as a desk does that was offline: refused; gives the command's id. */
async function refusedAtReview() {
  const docId = await createDraft(draft)
  const task = await submitDraft(draft, docId)
  const { sm3 } = must(await head.body(docId))
  await approve(head, docId, task)
  const late = await head.send('Approve', agreeing(docId, task, sm3))
  expect(late).toMatchObject({ status: 'rejected', code: 'WF-TASK-CLOSED' })
  const supplement = (more: object = {}) => ({
    docId,
    refused: late.id,
    step: 'review',
    stance: 'agree',
    text: '建议补一句赛事安全。',
    signedOn: SIGNED_ON,
    basisSm3: sm3,
    ...more,
  })
  return { docId, supplement }
}

test('WF-23 C-03 a late opinion is put on record beside the route, once, and moves nothing', async () => {
  const { docId, supplement } = await refusedAtReview()
  const before = must(await draft.state(docId))
  expect(await head.send('AddSupplement', supplement())).toMatchObject({ status: 'applied' })
  const state = must(await draft.state(docId))
  expect(state.opinions.at(-1)).toMatchObject({
    by: { userId: 'u-head' },
    step: 'review',
    stance: 'agree',
    text: '建议补一句赛事安全。',
    signedOn: SIGNED_ON,
    late: supplement().refused,
  })
  expect({ ...state, opinions: before.opinions, rev: before.rev, updatedAt: before.updatedAt }).toEqual(before)
  expect(await head.send('AddSupplement', supplement())).toMatchObject({ status: 'rejected', code: 'WF-LATE', rule: 'WF-23' })
})

test('WF-23 only what was refused to oneself at that document, at a turn one held, can be put on record', async () => {
  const { supplement } = await refusedAtReview()
  const other = await refusedAtReview()
  expect(await head.send('AddSupplement', supplement({ refused: v7() }))).toMatchObject({ code: 'WF-LATE' })
  expect(await head.send('AddSupplement', supplement({ refused: other.supplement().refused }))).toMatchObject({ code: 'WF-LATE' })
  expect(await head.send('AddSupplement', supplement({ step: 'check' }))).toMatchObject({ code: 'WF-NOT-YOURS' })
  expect(await check.send('AddSupplement', supplement({ step: 'check' }))).toMatchObject({ code: 'WF-LATE' })
  expect(await head.send('AddSupplement', supplement({ text: '  ' }))).toMatchObject({ code: 'SY-MALFORMED' })
  expect(await head.send('AddSupplement', supplement())).toMatchObject({ status: 'applied' })
})
