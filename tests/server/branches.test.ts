import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { v7 } from 'uuid'
import { changeSignatures, listChanges } from '../../src-shared/revision/changes.ts'
import { rejectAll } from '../../src-shared/revision/resolve.ts'
import { paths, type BranchResponse } from '../../src-shared/sync/protocol.ts'
import { sm3OfJson } from '../../src-server/sm3.ts'
import { call, createDraft, openDesk, submitDraft, type Desk } from '../support/server/desk.ts'
import { must } from '../support/server/must.ts'
import { nodeOf, openStory, type Story } from '../support/server/story.ts'
import { appendTo, placeOf, plain, replaceText, tracked, type Edited } from '../support/server/tracked.ts'

let story: Story
beforeAll(async () => {
  story = await openStory()
})
afterAll(() => story.server.close())

const stateOf = async (docId: string, desk: Desk = story.leader) => must(await desk.state(docId))
const branchesOf = async (docId: string) => (await stateOf(docId, story.draft)).branches
const rowsOf = (docId: string) =>
  story.server.db.selectFrom('body_branch').selectAll().where('doc_id', '=', docId).orderBy('at').execute()
const lastVersion = async (docId: string) =>
  must(
    await story.server.db
      .selectFrom('body_version')
      .selectAll()
      .where('doc_id', '=', docId)
      .orderBy('version', 'desc')
      .executeTakeFirst(),
  )
const bringIn = (desk: Desk, docId: string, branchId: string) => desk.send('BringInBranch', { docId, branchId })
const putAside = (desk: Desk, docId: string, branchId: string, aside = true) =>
  desk.send('PutBranchAside', { docId, branchId, aside })
const fetchBranch = (desk: Desk, docId: string, branchId: string) =>
  call<BranchResponse & { code?: string }>(story.server, 'GET', `${paths.branches}/${docId}/${branchId}`, { token: desk.token })

/** An edit of the reviewer that comes after the office has the document; the branch it is kept as. */
async function lateEdit(change: Parameters<typeof tracked>[4] = appendTo('如下', '，迟到')) {
  const { docId, task, base } = await story.inReview()
  const checkTask = await story.pass(docId, task, 'review')
  const edited = story.edit(base, 'review', change)
  const verdict = await story.send(docId, base, edited, 'review')
  expect(verdict).toMatchObject({ status: 'rejected', code: 'WF-TASK-CLOSED' })
  const [branch] = await branchesOf(docId)
  return { docId, base, edited, verdict, branch: must(branch), checkTask }
}

describe('RV-64 refused edits are kept, and everybody who reads the document is told', () => {
  test('SY-23 author, holder, drafter and office see who, on which version, at which step and why; offline too, through the pull', async () => {
    const { docId, verdict, branch, base } = await lateEdit()
    expect(branch).toMatchObject({
      id: verdict.id,
      by: { userId: 'u-head', name: '周正', unitName: '综合股' },
      step: 'review',
      baseVersion: base.version,
      code: 'WF-TASK-CLOSED',
      settled: null,
    })
    for (const desk of [story.draft, story.head, story.check, story.deputy, story.leader])
      expect((await stateOf(docId, desk)).branches).toEqual([branch])
    const state = await stateOf(docId)
    expect(state).toMatchObject({ rev: 4, bodyVersion: base.version, bodySm3: base.sm3 })
    expect(await rowsOf(docId)).toMatchObject([
      { cmd_id: branch.id, by_user: 'u-head', base_version: 1, code: 'WF-TASK-CLOSED', at: branch.at, resolved_at: null },
    ])
  })

  test('RV-64 the audit line of the refusal names the event and its SM3; sent again the command gets the same answer and nothing twice', async () => {
    const { docId, task, base } = await story.inReview()
    await story.pass(docId, task, 'review')
    const { steps, doc } = story.edit(base, 'review', appendTo('如下', '！'))
    const args = { docId, baseVersion: 1, baseSm3: base.sm3, steps: steps.map((one) => one.toJSON() as unknown) }
    const command = story.head.command('SubmitBody', { ...args, resultSm3: sm3OfJson(doc.toJSON()), step: 'review' })
    const [verdict] = (await story.head.push(command)).results
    expect((await story.head.push(command)).results).toEqual([verdict])
    expect(await rowsOf(docId)).toHaveLength(1)
    const events = await story.server.db.selectFrom('doc_event').selectAll().where('cmd_id', '=', command.id).execute()
    expect(events).toMatchObject([{ event: { type: 'BranchKept' }, actor: 'u-head', n: 0 }])
    const line = must(
      await story.server.db.selectFrom('audit_event').selectAll().where('detail', 'like', `%${command.id}%`).executeTakeFirst(),
    )
    expect(line).toMatchObject({ kind: 'command.rejected', code: 'WF-TASK-CLOSED' })
    expect(JSON.parse(line.detail)).toMatchObject({
      events: ['BranchKept'],
      eventsSm3: sm3OfJson(events.map((row) => row.event)),
      rev: events[0]?.rev,
    })
  })

  test('SY-16 the scopes move, so desks are woken and a pull brings it', async () => {
    const { docId, task, base } = await story.inReview()
    await story.pass(docId, task, 'review')
    await story.check.pull()
    await story.send(docId, base, story.edit(base, 'review', appendTo('如下', '？')), 'review')
    const pulled = await story.check.pull()
    expect(pulled.docs.find((row) => row.id === docId)?.data?.branches).toHaveLength(1)
  })

  test('RV-64 what leads to no document, rests on no version, changes nothing or is 涉密 is not kept: there is nothing to bring in', async () => {
    const { docId, base } = await story.inReview()
    const edited = story.edit(base, 'review', appendTo('如下', '！'))
    const cases: [Edited, object, string][] = [
      [edited, { steps: [{ stepType: 'boom' }] }, 'RV-STEP-INVALID'],
      [edited, { steps: [{ stepType: 'replace', from: 90_000, to: 90_001 }] }, 'RV-STEP-INVALID'],
      [edited, { baseSm3: 'c'.repeat(64) }, 'RV-BASE'],
      [edited, { baseVersion: 9 }, 'RV-BASE'],
      [story.edit(base, 'review', (tr) => tr.setNodeAttribute(0, 'secrecy', '机密')), {}, 'WF-SECRET'],
      [story.edit(base, 'review', (tr) => tr.setNodeAttribute(0, 'secrecy', '机密')), { step: 'check' }, 'WF-TASK-CLOSED'],
    ]
    for (const [edit, more, code] of cases)
      expect(await story.send(docId, base, edit, 'review', more)).toMatchObject({ status: 'rejected', code })
    expect(await rowsOf(docId)).toEqual([])
    expect(await stateOf(docId)).toMatchObject({ branches: [], rev: 2 })
  })

  test('RV-64 who takes no part leaves nothing', async () => {
    const { docId, base } = await story.inReview()
    const stranger = await openDesk(story.server, 'liuhe')
    const { steps, doc } = story.edit(base, 'review', appendTo('如下', '！'))
    const args = { docId, baseVersion: 1, baseSm3: base.sm3, resultSm3: sm3OfJson(doc.toJSON()), step: 'review' }
    const verdict = await stranger.send('SubmitBody', { ...args, steps: steps.map((one) => one.toJSON() as unknown) })
    expect(verdict).toMatchObject({ status: 'rejected', code: 'WF-NOT-FOUND' })
    expect(await branchesOf(docId)).toEqual([])
  })

  test('SE-08 the edits are read by those who may read the document, with the version they rest on', async () => {
    const { docId, branch, base, edited } = await lateEdit()
    for (const desk of [story.draft, story.leader, story.deputy]) {
      const { status, body } = await fetchBranch(desk, docId, branch.id)
      expect(status).toBe(200)
      expect(body).toMatchObject({ doc: docId, branch: branch.id, baseVersion: 1, baseSm3: base.sm3, base: base.body })
      expect(sm3OfJson(body.base)).toBe(base.sm3)
      expect(nodeOf({ ...base, body: body.body }).eq(edited.doc)).toBe(true)
    }
    for (const login of ['liuhe', 'admin'])
      expect((await fetchBranch(await openDesk(story.server, login), docId, branch.id)).status).toBe(404)
    expect((await fetchBranch(story.draft, docId, v7())).status).toBe(404)
    expect((await fetchBranch(story.draft, await createDraft(story.draft), branch.id)).status).toBe(404)
  })
})

describe('RV-62 late edits are brought in as suggestions of who wrote them', () => {
  test('C-01 tracked edits that came too late stand in the head with their own author, ids and times; the event names who brought them in', async () => {
    const { docId, base, edited, branch } = await lateEdit()
    const checkBase = await story.bodyOf(docId)
    const byCheck = story.edit(checkBase, 'check', replaceText('有关', '具体'))
    expect(await story.send(docId, checkBase, byCheck, 'check')).toMatchObject({ status: 'applied', bodyVersion: 2 })
    story.server.clock.forward(3_600_000)
    const verdict = await bringIn(story.check, docId, branch.id)
    expect(verdict).toMatchObject({ status: 'applied', bodyVersion: 3 })
    const now = nodeOf(await story.bodyOf(docId))
    const changes = listChanges(now)
    expect(new Set(changes.map((one) => one.id))).toEqual(new Set([...edited.changeIds, ...byCheck.changeIds]))
    expect(changes.find((one) => one.id === edited.changeIds[0])).toMatchObject({
      author: 'u-head',
      step: 'review',
      newText: '，迟到',
      at: listChanges(edited.doc)[0]?.at,
    })
    expect(rejectAll(now).eq(nodeOf(base))).toBe(true)
    expect(await lastVersion(docId)).toMatchObject({
      version: 3,
      author: 'u-head',
      step: 'review',
      base_version: 1,
      tracked: true,
      cmd_id: verdict.id,
      at: story.server.clock.now(),
    })
    const rows = await story.server.db
      .selectFrom('change')
      .select(['change_id', 'author', 'step'])
      .where('doc_id', '=', docId)
      .where('version', '=', 3)
      .execute()
    expect(rows).toEqual([{ change_id: edited.changeIds[0], author: 'u-head', step: 'review' }])
    const settled = { how: 'broughtIn', by: { userId: 'u-check' }, at: story.server.clock.now(), version: 3 }
    expect(await branchesOf(docId)).toMatchObject([{ settled }])
    expect((await rowsOf(docId))[0]?.resolved_at).toBe(story.server.clock.now())
    const events = await story.server.db
      .selectFrom('doc_event')
      .select(['event', 'actor'])
      .where('cmd_id', '=', verdict.id)
      .orderBy('n')
      .execute()
    expect(events).toMatchObject([
      { event: { type: 'BranchSettled' }, actor: 'u-check' },
      { event: { type: 'BodySaved', by: 'u-head', body: { version: 3 } }, actor: 'u-check' },
    ])
  })

  test('RV-62 by its author, when the turn came back', async () => {
    const { docId, task, base } = await story.inReview()
    const edited = story.edit(base, 'review', appendTo('如下', '，补'))
    // signed for another step than the turn at hand: refused, kept
    expect(await story.send(docId, base, edited, 'review', { step: 'check' })).toMatchObject({ code: 'WF-TASK-CLOSED' })
    const [branch] = await branchesOf(docId)
    expect(branch).toMatchObject({ step: 'review' })
    expect(await bringIn(story.head, docId, must(branch).id)).toMatchObject({ status: 'applied', bodyVersion: 2 })
    expect(nodeOf(await story.bodyOf(docId)).textContent).toContain('如下，补')
    await story.pass(docId, task, 'review')
  })

  test('RV-62 work on a version from before an untracked save is compared and suggested', async () => {
    const docId = await createDraft(story.draft)
    const first = await story.bodyOf(docId)
    const renamed = plain(nodeOf(first), replaceText('春季', '夏季'))
    await story.send(docId, first, renamed, 'draft')
    await submitDraft(story.draft, docId)
    const late = story.edit(first, 'review', replaceText('有关', '具体'))
    expect(await story.send(docId, first, late, 'review')).toMatchObject({ code: 'RV-STALE-BASE' })
    const [branch] = await branchesOf(docId)
    story.server.clock.forward(7_200_000)
    expect(await bringIn(story.head, docId, must(branch).id)).toMatchObject({ status: 'applied', bodyVersion: 3 })
    const now = nodeOf(await story.bodyOf(docId))
    expect(now.textContent).toContain('夏季')
    expect(rejectAll(now).eq(renamed.doc)).toBe(true)
    // dated to when the server got it: it was written no later
    for (const one of listChanges(now)) expect(one).toMatchObject({ author: 'u-head', step: 'review', at: branch?.at })
    expect(
      listChanges(now)
        .map((one) => one.newText)
        .join(''),
    ).toContain('具体')
  })

  test('C-10 a second untracked save of a draft is brought in as suggestions: from then on the draft is tracked', async () => {
    const docId = await createDraft(story.draft)
    const base = await story.bodyOf(docId)
    await story.send(docId, base, plain(nodeOf(base), replaceText('春季', '夏季')), 'draft')
    const other = plain(nodeOf(base), appendTo('如下', '，另一台电脑上写的'))
    expect(await story.send(docId, base, other, 'draft')).toMatchObject({ code: 'RV-STALE-BASE' })
    const [branch] = await branchesOf(docId)
    expect(await bringIn(story.draft, docId, must(branch).id)).toMatchObject({ status: 'applied', bodyVersion: 3 })
    expect(await stateOf(docId, story.draft)).toMatchObject({ tracked: true, state: 'F0' })
    const now = nodeOf(await story.bodyOf(docId))
    expect(now.textContent).toContain('夏季')
    expect(listChanges(now)).toMatchObject([{ newText: '，另一台电脑上写的', author: 'u-draft', step: 'draft' }])
  })

  test('RV-62 text altered past the tracking comes in as tracked suggestions of its author', async () => {
    const { docId, base } = await story.inReview()
    const altered = plain(nodeOf(base), replaceText('现将', '现就'))
    expect(await story.send(docId, base, altered, 'review')).toMatchObject({ code: 'RV-BASE-ALTERED' })
    const [branch] = await branchesOf(docId)
    expect(await bringIn(story.head, docId, must(branch).id)).toMatchObject({ status: 'applied' })
    const now = nodeOf(await story.bodyOf(docId))
    expect(rejectAll(now).eq(nodeOf(base))).toBe(true)
    expect([...changeSignatures(now).values()].flat().every((who) => who.author === 'u-head')).toBe(true)
  })

  test('RV-62 a forged signature does not come in with the words', async () => {
    const { docId, base } = await story.inReview()
    const forged = tracked(nodeOf(base), 'u-leader', 'sign', story.server.clock.now(), appendTo('如下', '，局长同意'))
    expect(await story.send(docId, base, forged, 'review')).toMatchObject({ code: 'RV-FOREIGN-AUTHOR' })
    const [branch] = await branchesOf(docId)
    expect(await bringIn(story.head, docId, must(branch).id)).toMatchObject({ status: 'applied' })
    const now = nodeOf(await story.bodyOf(docId))
    expect(listChanges(now)).toMatchObject([{ newText: '，局长同意', author: 'u-head', step: 'review' }])
    expect(changeSignatures(now).has(must(forged.changeIds[0]))).toBe(false)
  })

  test('RV-62 taking another’s change away comes in as striking it', async () => {
    const { docId, task, base } = await story.inReview()
    await story.send(docId, base, story.edit(base, 'review', appendTo('如下', '，请照办')), 'review')
    await story.pass(docId, task, 'review')
    const now = await story.bodyOf(docId)
    const gone = plain(nodeOf(now), replaceText('，请照办', ''))
    expect(await story.send(docId, now, gone, 'check')).toMatchObject({ code: 'RV-CHANGE-REMOVED' })
    const [branch] = await branchesOf(docId)
    expect(await bringIn(story.check, docId, must(branch).id)).toMatchObject({ status: 'applied' })
    const after = nodeOf(await story.bodyOf(docId))
    const signed = [...changeSignatures(after).values()].flat().map((who) => who.author)
    expect(signed).toContain('u-head')
    expect(signed).toContain('u-check')
    expect(rejectAll(after).eq(nodeOf(base))).toBe(true)
  })

  describe('RV-63 ids that were used', () => {
    test('the same change that came in another way is not doubled: there is nothing left to bring in', async () => {
      const { docId, base } = await story.inReview()
      const edited = story.edit(base, 'review', appendTo('如下', '，一次'))
      expect(await story.send(docId, base, edited, 'review')).toMatchObject({ status: 'applied' })
      // the same save from a second desk with the same profile
      const again = await story.send(docId, base, edited, 'review')
      expect(again).toMatchObject({ status: 'rejected' })
      const [branch] = await branchesOf(docId)
      const before = await story.bodyOf(docId)
      expect(await bringIn(story.head, docId, must(branch).id)).toMatchObject({ status: 'rejected', code: 'WF-BRANCH' })
      expect(await story.bodyOf(docId)).toEqual(before)
      expect((await branchesOf(docId))[0]?.settled).toBeNull()
    })

    test('of two changes only the one that is not there comes in', async () => {
      const { docId, base } = await story.inReview()
      const one = story.edit(base, 'review', appendTo('如下', '，一次'))
      expect(await story.send(docId, base, one, 'review')).toMatchObject({ status: 'applied' })
      const known = changeSignatures(one.doc)
      const more = tracked(one.doc, 'u-head', 'review', story.server.clock.now(), appendTo('通知', '（试行）'))
      const { deriveSteps } = await import('../../src-shared/revision/derive.ts')
      const steps = deriveSteps(nodeOf(base), more.doc, () => true)
      expect(await story.send(docId, base, { ...more, steps }, 'review')).toMatchObject({ status: 'rejected' })
      const [branch] = await branchesOf(docId)
      expect(await bringIn(story.head, docId, must(branch).id)).toMatchObject({ status: 'applied' })
      const now = nodeOf(await story.bodyOf(docId))
      expect(now.textContent.match(/一次/g)).toHaveLength(1)
      expect(now.textContent).toContain('（试行）')
      expect(changeSignatures(now).size).toBe(known.size + 1)
    })

    test('other words under a used id come in under a new one', async () => {
      const { docId, base } = await story.inReview()
      const edited = story.edit(base, 'review', appendTo('如下', '，甲'))
      expect(await story.send(docId, base, edited, 'review')).toMatchObject({ status: 'applied' })
      const state = await story.bodyOf(docId)
      const second = story.edit(base, 'review', appendTo('如下', '，乙'))
      const json = JSON.stringify(second.steps.map((one) => one.toJSON() as unknown))
      const steps = JSON.parse(json.replaceAll(must(second.changeIds[0]), must(edited.changeIds[0]))) as unknown[]
      expect(await story.send(docId, base, second, 'review', { steps })).toMatchObject({ status: 'rejected' })
      const [branch] = await branchesOf(docId)
      expect(await bringIn(story.head, docId, must(branch).id)).toMatchObject({ status: 'applied' })
      const now = nodeOf(await story.bodyOf(docId))
      expect(now.textContent).toContain('，甲')
      expect(now.textContent).toContain('，乙')
      expect(changeSignatures(now).size).toBe(2)
      expect((await story.bodyOf(docId)).version).toBe(state.version + 1)
    })
  })

  test('RV-51 on a damaged base or head nothing is brought in, and the edits stay', async () => {
    const { docId, branch } = await lateEdit()
    await sql`update body_version set doc = replace(doc::text, '各股室', '各股宝')::json where doc_id = ${docId}::uuid`.execute(
      story.server.db,
    )
    expect(await bringIn(story.check, docId, branch.id)).toMatchObject({ status: 'rejected', code: 'RV-CHAIN' })
    expect(await fetchBranch(story.draft, docId, branch.id)).toMatchObject({ status: 409, body: { code: 'RV-CHAIN' } })
    expect(await branchesOf(docId)).toMatchObject([{ settled: null }])
    expect(await putAside(story.check, docId, branch.id)).toMatchObject({ status: 'applied' })
  })
})

describe('WF-19 who may settle late edits, and when', () => {
  test('brought in only by who has the turn; put aside and taken up again by the author too; once brought in nothing more', async () => {
    const { docId, branch } = await lateEdit()
    for (const desk of [story.head, story.draft, story.leader])
      expect(await bringIn(desk, docId, branch.id)).toMatchObject({ status: 'rejected', code: 'WF-NOT-YOURS' })
    for (const desk of [story.draft, story.leader])
      expect(await putAside(desk, docId, branch.id)).toMatchObject({ status: 'rejected', code: 'WF-NOT-YOURS' })
    expect(await putAside(story.head, docId, branch.id)).toMatchObject({ status: 'applied' })
    expect(await branchesOf(docId)).toMatchObject([{ settled: { how: 'putAside', by: { userId: 'u-head' }, version: null } }])
    expect((await rowsOf(docId))[0]?.resolved_at).not.toBeNull()
    expect(await bringIn(story.check, docId, branch.id)).toMatchObject({ code: 'WF-BRANCH', rule: 'WF-19' })
    // the same once more is no quarrel, and who did it first stands
    expect(await putAside(story.check, docId, branch.id)).toMatchObject({ status: 'applied' })
    expect(await branchesOf(docId)).toMatchObject([{ settled: { how: 'putAside', by: { userId: 'u-head' } } }])
    expect(await putAside(story.check, docId, branch.id, false)).toMatchObject({ status: 'applied' })
    expect((await rowsOf(docId))[0]?.resolved_at).toBeNull()
    expect(await bringIn(story.check, docId, branch.id)).toMatchObject({ status: 'applied' })
    expect(await bringIn(story.check, docId, branch.id)).toMatchObject({ status: 'rejected', code: 'WF-BRANCH' })
    expect(await putAside(story.check, docId, branch.id, false)).toMatchObject({ status: 'rejected', code: 'WF-BRANCH' })
    expect(await bringIn(story.check, docId, v7())).toMatchObject({ code: 'WF-BRANCH' })
  })

  test('nothing comes in after 签发; late edits can still be put aside', async () => {
    const { docId, branch, checkTask } = await lateEdit()
    const task = await story.pass(docId, checkTask, 'check', 'cosign')
    expect(await story.sign(docId, task)).toMatchObject({ status: 'applied' })
    const before = await story.bodyOf(docId)
    expect(await bringIn(story.check, docId, branch.id)).toMatchObject({ status: 'rejected', code: 'WF-STATE' })
    expect(await bringIn(story.leader, docId, branch.id)).toMatchObject({ status: 'rejected', code: 'WF-STATE' })
    expect(await story.bodyOf(docId)).toEqual(before)
    expect(await putAside(story.head, docId, branch.id)).toMatchObject({ status: 'applied' })
  })

  test('SE-05 who lost the role of the step brings nothing in', async () => {
    const { replacePosts } = await import('../../src-server/store/directory.ts')
    const { postOf } = await import('../support/server/county.ts')
    const { docId, branch } = await lateEdit()
    await replacePosts(story.server.db, 'u-check', [{ ...postOf('u-check'), role: 'drafter' }])
    expect(await bringIn(story.check, docId, branch.id)).toMatchObject({ status: 'rejected', code: 'WF-NO-ROLE' })
    await replacePosts(story.server.db, 'u-check', [postOf('u-check')])
  })

  test('two who bring the same edits in at the same moment: once', async () => {
    const { docId, branch } = await lateEdit()
    const second = await openDesk(story.server, 'check')
    const verdicts = await Promise.all([bringIn(story.check, docId, branch.id), bringIn(second, docId, branch.id)])
    expect(verdicts.map((one) => one.status).toSorted()).toEqual(['applied', 'rejected'])
    const now = nodeOf(await story.bodyOf(docId))
    expect(placeOf(now, '，迟到').to).toBeGreaterThan(0)
    expect(now.textContent.match(/迟到/g)).toHaveLength(1)
  })
})
