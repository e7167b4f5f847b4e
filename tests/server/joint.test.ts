import { v7 } from 'uuid'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bodyJson } from '../../src-shared/document/body-json.ts'
import { makeDocument } from '../../src-shared/document/make.ts'
import { datedOn, jointTaskOf } from '../../src-shared/workflow/issue/joint.ts'
import { recheckQuestions } from '../../src-shared/workflow/issue/commands.ts'
import { numberText } from '../../src-shared/workflow/issue/part.ts'
import { verifyDocument } from '../../src-server/admin/verify-document.ts'
import { does, issueSeed, nextTask, numbering, openIssueStory, type IssueStory } from '../support/issue/issue-story.ts'
import { newDraft, openDesk, SIGNED_ON, submitDraft, type Desk } from '../support/server/desk.ts'
import { must } from '../support/server/must.ts'

let story: IssueStory
let partner: Desk
beforeAll(async () => {
  story = await openIssueStory()
  partner = await openDesk(story.server, 'liuhe-leader')
})
afterAll(() => story.server.close())

/** A 通知 of both organs, signed by the lead on 03-02, with its 清稿. */
async function signedByLead(): Promise<string> {
  const county = must(issueSeed().units)
  const nameOf = (id: string): string => must(county.find((one) => one.id === id)).name
  const issuer = `${nameOf('fgj')} ${nameOf('liuhe')}`
  const elements = { title: '关于联合开展防汛检查的通知', mainTo: '各股室', issuer }
  const draft = newDraft('fgj-zh', bodyJson(makeDocument({ elements, paragraphs: ['现就防汛检查通知如下。'] }, v7)))
  await does(story.draft, 'CreateDraft', draft.docId, draft)
  const task = await submitDraft(story.draft, draft.docId)
  const verdict = await story.sign(draft.docId, await story.pass(draft.docId, task, 'review', 'check', 'cosign'))
  expect(verdict.status).toBe('applied')
  await story.cleaned(draft.docId)
  return draft.docId
}
const answer = async (docId: string, more: object = {}) => {
  const doc = must(await partner.state(docId))
  const taskId = must(jointTaskOf(doc, 'u-liuhe-leader')).id
  return { docId, taskId, stance: 'agree', text: '', signedOn: SIGNED_ON, bodySm3: must(doc.signed).bodySm3, ...more }
}

test('[WF-128] the partner organ signs at its own desk; 编号 waits for it; the last day is 成文日期; the record verifies', async () => {
  const docId = await signedByLead()
  await does(story.check, 'Recheck', docId, { ticked: [...recheckQuestions], ...nextTask() })
  const give = () => story.clerk.send('AllocateNumber', { docId, ...numbering, ...nextTask() })
  expect(await give()).toMatchObject({ status: 'rejected', code: 'WF-JOINT' })
  // nobody else signs for it, neither with nor without the id of its turn
  const args = await answer(docId)
  expect(await story.leader.send('SignJoint', args)).toMatchObject({ code: 'WF-NOT-YOURS' })
  expect(await story.liuhe.send('SignJoint', args)).toMatchObject({ status: 'rejected' })
  expect(await partner.send('SignJoint', { ...args, bodySm3: 'f'.repeat(64) })).toMatchObject({ code: 'WF-SIGN-STALE' })
  expect(await partner.send('SignJoint', { ...args, signedOn: '2026-03-03' })).toMatchObject({ status: 'applied' })
  expect(await partner.send('SignJoint', args)).toMatchObject({ code: 'WF-TASK-CLOSED' })
  expect(await give()).toMatchObject({ status: 'applied' })
  const doc = must(await story.clerk.state(docId))
  expect([datedOn(doc), doc.signed?.signedOn, numberText(must(doc.issue?.number))]).toEqual([
    '2026-03-03',
    SIGNED_ON,
    '青fgj〔2026〕1号',
  ])
  expect((await verifyDocument(story.server.db, docId, story.server.clock.now())).findings).toEqual([])
})

test('[WF-130] a refusal lifts the lead’s signature and gives the text back; signed anew, the partner is asked anew', async () => {
  const docId = await signedByLead()
  const before = await answer(docId)
  expect(await partner.send('SignJoint', { ...before, stance: 'disagree' })).toMatchObject({ code: 'WF-CONSULT-REASON' })
  expect(await partner.send('SignJoint', { ...before, stance: 'disagree', text: '第一条不妥' })).toMatchObject({
    status: 'applied',
  })
  const back = must(await story.leader.state(docId))
  expect([back.state, back.signed, back.clean, back.issue?.joint]).toEqual(['F5', null, null, undefined])
  const again = must(back.tasks.findLast((one) => one.doneAt === null))
  expect(await story.sign(docId, again.id)).toMatchObject({ status: 'applied' })
  expect((await answer(docId)).taskId).not.toBe(before.taskId)
  expect((await verifyDocument(story.server.db, docId, story.server.clock.now())).findings).toEqual([])
})
