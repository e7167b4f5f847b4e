import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { v7 } from 'uuid'
import { evolve } from '../../src-shared/workflow/evolve.ts'
import { canonicalJson } from '../../src-shared/document/canonical.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import { agreeing, approve, createDraft, openRoute, SIGNED_ON, submitDraft, type Desk } from '../support/server/desk.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'
import { must } from '../support/server/must.ts'

let server: TestServer
let draft: Desk, head: Desk, check: Desk, deputy: Desk, leader: Desk
beforeAll(async () => {
  server = await startTestServer()
  ;({ draft, head, check, deputy, leader } = await openRoute(server))
})
afterAll(() => server.close())

const signing = async (docId: string, taskId: string, more: object = {}) => {
  const { sm3 } = must(await leader.body(docId))
  return { docId, taskId, text: '同意印发', signedOn: SIGNED_ON, bodySm3: sm3, openChanges: [], ...more }
}
const toLeader = async (): Promise<[docId: string, taskId: string]> => {
  const docId = await createDraft(draft)
  let task = await submitDraft(draft, docId)
  for (const desk of [head, check, deputy]) task = await approve(desk, docId, task)
  return [docId, task]
}

describe('the route of an outgoing document', () => {
  test('WF a draft goes the whole way to signature; every opinion stands with its author, step and day', async () => {
    const [docId, task] = await toLeader()
    expect(await leader.send('Sign', await signing(docId, task))).toMatchObject({ status: 'applied', rev: 6, bodyVersion: 1 })
    const state = (await leader.state(docId)) as DocumentState
    expect(state).toMatchObject({
      state: 'F6',
      tracked: true,
      unitId: 'fgj',
      signed: { by: { userId: 'u-leader' }, signedOn: SIGNED_ON, openChanges: [] },
    })
    expect(state.opinions.map((o) => [o.by.userId, o.step, o.stance, o.text, o.signedOn])).toEqual([
      ['u-draft', 'draft', 'note', '请审核', SIGNED_ON],
      ['u-head', 'review', 'agree', '同意', SIGNED_ON],
      ['u-check', 'check', 'agree', '同意', SIGNED_ON],
      ['u-deputy', 'cosign', 'agree', '同意', SIGNED_ON],
      ['u-leader', 'sign', 'agree', '同意印发', SIGNED_ON],
    ])
    const open = state.tasks.filter((task) => task.doneAt === null)
    expect(open).toMatchObject([{ step: 'recheck', assignee: { userId: 'u-check' } }])
    expect((await draft.body(docId))?.sm3).toBe(state.signed?.bodySm3)
  })

  test('SY-11 the document is the fold of its events, which nobody can change or take away', async () => {
    const [docId] = await toLeader()
    const events = await server.db
      .selectFrom('doc_event')
      .selectAll()
      .where('doc_id', '=', docId)
      .orderBy('rev')
      .orderBy('n')
      .execute()
    let state: DocumentState | undefined
    for (const { event, at } of events) state = evolve(state, event, at)
    expect(canonicalJson({ ...state, rev: events.at(-1)?.rev })).toBe(canonicalJson(await draft.state(docId)))
    await expect(server.db.updateTable('doc_event').set({ actor: 'u-x' }).where('doc_id', '=', docId).execute()).rejects.toThrow(
      'append-only',
    )
    await expect(server.db.deleteFrom('doc_event').where('doc_id', '=', docId).execute()).rejects.toThrow('append-only')
    await expect(server.db.deleteFrom('audit_event').execute()).rejects.toThrow('append-only')
  })

  test('WF-03 only the one whose turn it is may agree, and only once', async () => {
    const docId = await createDraft(draft)
    const task = await submitDraft(draft, docId)
    const { sm3 } = must(await head.body(docId))
    const args = agreeing(docId, task, sm3)
    expect(await check.send('Approve', args)).toMatchObject({ status: 'rejected', code: 'WF-NOT-YOURS', rule: 'WF-03' })
    await approve(head, docId, task)
    expect(await head.send('Approve', args)).toMatchObject({ status: 'rejected', code: 'WF-TASK-CLOSED', rule: 'WF-04' })
  })

  test('WF return goes back to a passed step with its reason, and the document comes round again', async () => {
    const docId = await createDraft(draft)
    const first = await submitDraft(draft, docId)
    const second = await approve(head, docId, first)
    const { sm3 } = must(await check.body(docId))
    const back = {
      docId,
      taskId: second,
      toStep: 'draft',
      text: '主送机关有误',
      signedOn: SIGNED_ON,
      basisSm3: sm3,
      nextTaskId: v7(),
    }
    expect(await check.send('Return', { ...back, toStep: 'sign' })).toMatchObject({ code: 'WF-STEP' })
    expect(await check.send('Return', { ...back, text: '  ' })).toMatchObject({ code: 'SY-MALFORMED' })
    expect(await check.send('Return', back)).toMatchObject({ status: 'applied' })
    expect(await draft.state(docId)).toMatchObject({ state: 'F0', step: 'draft', tracked: true })
    await submitDraft(draft, docId)
    expect(await head.state(docId)).toMatchObject({ state: 'F1', step: 'review' })
  })

  test('WF-09 withdraw works until the next person has opened it', async () => {
    const docId = await createDraft(draft)
    const task = await submitDraft(draft, docId)
    const args = { docId, text: '补一个附件', signedOn: SIGNED_ON, nextTaskId: v7() }
    expect(await head.send('Withdraw', args)).toMatchObject({ code: 'WF-NOT-YOURS' })
    expect(await draft.send('Withdraw', args)).toMatchObject({ status: 'applied' })
    expect(await draft.state(docId)).toMatchObject({ state: 'F0', step: 'draft' })
    const again = await submitDraft(draft, docId)
    expect(await head.send('OpenTask', { docId, taskId: task })).toMatchObject({ status: 'applied' })
    expect(await head.send('OpenTask', { docId, taskId: again })).toMatchObject({ status: 'applied' })
    expect(await draft.send('Withdraw', { ...args, nextTaskId: v7() })).toMatchObject({
      status: 'rejected',
      code: 'WF-OPENED',
      rule: 'WF-09',
    })
  })

  test('WF-07 a signature on a text that is no longer there is refused', async () => {
    const [docId, task] = await toLeader()
    expect(await leader.send('Sign', await signing(docId, task, { bodySm3: 'a'.repeat(64) }))).toMatchObject({
      status: 'rejected',
      code: 'WF-SIGN-STALE',
      article: '第二十二条',
    })
    expect(await leader.send('Sign', await signing(docId, task, { openChanges: [v7()] }))).toMatchObject({ code: 'WF-SIGN-OPEN' })
    expect(await deputy.send('Sign', await signing(docId, task))).toMatchObject({ code: 'WF-NOT-YOURS' })
    expect(await leader.send('Sign', await signing(docId, task, { signedOn: '2026-02-27' }))).toMatchObject({ code: 'WF-DATE' })
    expect(await leader.send('Sign', await signing(docId, task))).toMatchObject({ status: 'applied' })
  })

  test('WF-06 a handler without the role is refused', async () => {
    const docId = await createDraft(draft)
    await expect(
      submitDraft(draft, docId, { assignees: { review: 'u-head', check: 'u-head', cosign: 'u-deputy', sign: 'u-leader' } }),
    ).rejects.toThrow('WF-NO-ROLE')
  })

  test('SE-09 naming a file in a document gives nobody the right to read it', async () => {
    const docId = await createDraft(draft)
    const attachment = { sm3: 'b'.repeat(64), name: '附件.docx', size: 12, mime: 'application/octet-stream' }
    expect(await draft.send('AddAttachment', { docId, attachment })).toMatchObject({ status: 'applied' })
    expect((await draft.state(docId))?.attachments).toEqual([attachment])
    expect(await draft.send('RemoveAttachment', { docId, sm3: attachment.sm3 })).toMatchObject({ status: 'applied' })
    expect((await draft.state(docId))?.attachments).toEqual([])
  })
})
