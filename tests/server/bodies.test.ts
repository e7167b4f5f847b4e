import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { v7 } from 'uuid'
import { bodyJson } from '../../src-shared/document/body-json.ts'
import { schema } from '../../src-shared/document/schema.ts'
import { rejectAll } from '../../src-shared/revision/resolve.ts'
import { listChanges } from '../../src-shared/revision/changes.ts'
import { paths, type BodiesResponse, type BodyResponse, type VersionRow } from '../../src-shared/sync/protocol.ts'
import { readBody } from '../../src-server/store/body-store.ts'
import { sm3OfJson } from '../../src-server/sm3.ts'
import {
  aBody,
  approve,
  call,
  createDraft,
  openDesk,
  SIGNED_ON,
  submission,
  submitDraft,
  type Desk,
} from '../support/server/desk.ts'
import { appendTo, placeOf, plain, replaceText, tracked, type Edited } from '../support/server/tracked.ts'
import type { TestServer } from '../support/server/start-test-server.ts'
import { nodeOf, openStory, type Story } from '../support/server/story.ts'
import { must } from '../support/server/must.ts'

let server: TestServer
let draft: Desk, head: Desk, check: Desk, deputy: Desk, leader: Desk
let bodyOf: Story['bodyOf'], inReview: Story['inReview']
beforeAll(async () => {
  ;({ server, draft, head, check, deputy, leader, bodyOf, inReview } = await openStory())
})
afterAll(() => server.close())

const lastAudit = (docId: string) =>
  server.db
    .selectFrom('audit_event')
    .select(['kind', 'code', 'actor'])
    .where('doc_id', '=', docId)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
const branches = (docId: string) =>
  server.db.selectFrom('body_branch').selectAll().where('doc_id', '=', docId).orderBy('at').execute()
const byHead = (base: BodyResponse, edit: Parameters<typeof tracked>[4]) =>
  tracked(nodeOf(base), 'u-head', 'review', server.clock.now(), edit)
const send = (desk: Desk, docId: string, base: BodyResponse, { steps, doc }: Edited, step = 'review', more: object = {}) =>
  desk.send('SubmitBody', { ...submission(docId, base, steps, doc, step), ...more })

describe('bodies', () => {
  test('SY-66 an answer ends where it is large enough and names what it did not look at', async () => {
    const long = '各村要切实提高认识，加强组织领导，明确责任分工。'.repeat(20_000)
    const ids: string[] = []
    for (let i = 0; i < 6; i++) ids.push(await createDraft(draft, 'fgj-zh', aBody('长文', [long])))
    const got = new Set<string>()
    let wanted = ids
    for (let asked = 0; wanted.length > 0; asked++) {
      if (asked > 6) throw new Error('never ends')
      const { body } = await call<BodiesResponse>(server, 'POST', paths.bodies, { token: draft.token, json: { docs: wanted } })
      expect(body.bodies.length).toBeGreaterThan(0)
      expect(body.bodies.length + body.rest.length).toBe(wanted.length)
      if (asked === 0) expect(body.rest.length).toBeGreaterThan(0)
      for (const one of body.bodies) got.add(one.doc)
      wanted = body.rest
    }
    expect([...got].toSorted()).toEqual(ids.toSorted())
  })

  test('SY-20 an untracked draft is saved by steps; the header of the list follows', async () => {
    const docId = await createDraft(draft)
    const base = await bodyOf(docId)
    const edit = plain(nodeOf(base), replaceText('春季', '秋季'))
    expect(await send(draft, docId, base, edit, 'draft')).toMatchObject({
      status: 'applied',
      rev: 2,
      bodyVersion: 2,
      bodySm3: sm3OfJson(bodyJson(edit.doc)),
    })
    expect(await bodyOf(docId)).toMatchObject({ version: 2, body: bodyJson(edit.doc) })
    expect((await draft.state(docId))?.header.title).toBe('关于做好秋季防火工作的通知')
  })

  test('SY-20 a stale untracked save is refused and kept as a branch: one writer holds a draft', async () => {
    const docId = await createDraft(draft)
    const base = await bodyOf(docId)
    await send(draft, docId, base, plain(nodeOf(base), replaceText('春季', '夏季')), 'draft')
    const late = await send(draft, docId, base, plain(nodeOf(base), replaceText('通知', '意见')), 'draft')
    expect(late).toMatchObject({ status: 'rejected', code: 'RV-STALE-BASE' })
    expect(await branches(docId)).toMatchObject([
      { code: 'RV-STALE-BASE', base_version: 1, by_user: 'u-draft', resolved_at: null },
    ])
    expect(JSON.parse(must((await branches(docId))[0]).steps)).toHaveLength(1)
  })

  test('SY-20 a tracked save stands with author, step and time for each change', async () => {
    const { docId, base } = await inReview()
    const edit = byHead(base, replaceText('春季', '冬季'))
    expect(await send(head, docId, base, edit)).toMatchObject({ status: 'applied', bodyVersion: 2 })
    const rows = await server.db.selectFrom('change').selectAll().where('doc_id', '=', docId).execute()
    expect(rows.map((row) => row.change_id)).toEqual(edit.changeIds)
    expect(rows[0]).toMatchObject({ author: 'u-head', step: 'review', version: 2, at: server.clock.now() })
    expect(rejectAll(nodeOf(await bodyOf(docId))).eq(nodeOf(base))).toBe(true)
  })

  describe('SE-07 every refusal has its code, an audit row, and leaves the document as it was', () => {
    const forged = (base: BodyResponse) =>
      tracked(nodeOf(base), 'u-draft', 'review', server.clock.now(), appendTo('如下', '，请照办'))
    const cases: [name: string, code: string, make: (base: BodyResponse) => [Edited, step?: string, more?: object]][] = [
      ['text altered without a mark', 'RV-BASE-ALTERED', (base) => [plain(nodeOf(base), replaceText('春季', '冬季'))]],
      ['text struck out of sight', 'RV-BASE-ALTERED', (base) => [plain(nodeOf(base), replaceText('现将', ''))]],
      ['a change in another author’s name', 'RV-FOREIGN-AUTHOR', (base) => [forged(base)]],
      [
        'a change dated to another step',
        'RV-FOREIGN-STEP',
        (base) => [tracked(nodeOf(base), 'u-head', 'check', 1, appendTo('如下', '！'))],
      ],
      [
        'a change from the future',
        'RV-FUTURE',
        (base) => [tracked(nodeOf(base), 'u-head', 'review', server.clock.now() + 3 * 86_400_000, appendTo('如下', '！'))],
      ],
      [
        'a result with another hash',
        'RV-HASH',
        (base) => [byHead(base, appendTo('如下', '！')), 'review', { resultSm3: 'c'.repeat(64) }],
      ],
      ['a base nobody has', 'RV-BASE', (base) => [byHead(base, appendTo('如下', '！')), 'review', { baseSm3: 'c'.repeat(64) }]],
      ['a version nobody has', 'RV-BASE', (base) => [byHead(base, appendTo('如下', '！')), 'review', { baseVersion: 9 }]],
      [
        'steps that are none',
        'RV-STEP-INVALID',
        (base) => [byHead(base, appendTo('如下', '！')), 'review', { steps: [{ stepType: 'boom' }] }],
      ],
      [
        'a step out of the document',
        'RV-STEP-INVALID',
        (base) => [
          byHead(base, appendTo('如下', '！')),
          'review',
          { steps: [{ stepType: 'replace', from: 90_000, to: 90_001 }] },
        ],
      ],
      ['the work of a step that is over', 'WF-TASK-CLOSED', (base) => [byHead(base, appendTo('如下', '！')), 'check']],
    ]
    test.each(cases)('%s: %s', async (_name, code, make) => {
      const { docId, base } = await inReview()
      const [edit, step, more] = make(base)
      expect(await send(head, docId, base, edit, step, more)).toMatchObject({ status: 'rejected', code })
      expect(await lastAudit(docId)).toEqual({ kind: 'command.rejected', code, actor: 'u-head' })
      // what leads to no text is in the command log alone (RV-64)
      const kept = code !== 'RV-BASE' && code !== 'RV-STEP-INVALID'
      expect(await branches(docId)).toMatchObject(kept ? [{ code, by_user: 'u-head' }] : [])
      expect(await bodyOf(docId)).toEqual(base)
      expect((await draft.state(docId))?.rev).toBe(kept ? 3 : 2)
    })

    test('a document that breaks the schema: RV-SCHEMA', async () => {
      const { docId, base } = await inReview()
      const paragraph = placeOf(nodeOf(base), '现将').from - 1
      const broken = [
        { stepType: 'replace', from: paragraph, to: paragraph, slice: { content: [{ type: 'tableRow', content: [] }] } },
      ]
      const verdict = await send(head, docId, base, byHead(base, appendTo('如下', '！')), 'review', { steps: broken })
      expect(verdict.status).toBe('rejected')
      expect(['RV-SCHEMA', 'RV-STEP-INVALID']).toContain(verdict.code)
      expect(await lastAudit(docId)).toMatchObject({ kind: 'command.rejected', code: verdict.code })
    })

    test('another person’s change taken away or re-signed: RV-CHANGE-REMOVED, RV-CHANGE-ALTERED', async () => {
      const { docId, task, base } = await inReview()
      await send(head, docId, base, byHead(base, appendTo('如下', '，请照办')))
      await approve(head, docId, task)
      const now = await bodyOf(docId)
      const gone = plain(nodeOf(now), replaceText('，请照办', ''))
      expect(await send(check, docId, now, gone, 'check')).toMatchObject({ code: 'RV-CHANGE-REMOVED' })
      const { from, to } = placeOf(nodeOf(now), '，请照办')
      const resigned = plain(nodeOf(now), (tr) => {
        const mark = must(tr.doc.nodeAt(from)?.marks.find((m) => m.type.name === 'ins'))
        return tr.addMark(from, to, mark.type.create({ ...mark.attrs, author: 'u-check' }))
      })
      expect(await send(check, docId, now, resigned, 'check')).toMatchObject({ code: 'RV-CHANGE-ALTERED' })
      expect(await lastAudit(docId)).toMatchObject({ code: 'RV-CHANGE-ALTERED', actor: 'u-check' })
    })

    test('a new draft with forged tracking marks or another hash', async () => {
      const body = aBody()
      const forgedDraft = tracked(
        schema.nodeFromJSON(body),
        'u-leader',
        'sign',
        1,
        appendTo('如下', '，同意'),
      ).doc.toJSON() as object
      const create = (json: object, sm3 = sm3OfJson(json)) =>
        draft.send('CreateDraft', { docId: v7(), unitId: 'fgj-zh', body: json, bodySm3: sm3 })
      expect(await create(forgedDraft)).toMatchObject({ status: 'rejected', code: 'RV-UNEXPECTED-CHANGE' })
      expect(await create(body, 'd'.repeat(64))).toMatchObject({ code: 'RV-HASH' })
      expect(await create({ type: 'doc', content: [] })).toMatchObject({ code: 'RV-SCHEMA' })
      expect(await create({ type: 'paragraph' })).toMatchObject({ code: 'RV-SCHEMA' })
    })
  })

  test('SY-21 two authors who did not see each other merge: both changes stand, the original is untouched', async () => {
    const { docId, task, base } = await inReview()
    const first = byHead(base, replaceText('春季', '冬季'))
    await send(head, docId, base, first)
    await approve(head, docId, task)
    // 核稿 wrote offline on the version from before the head's edit
    const second = tracked(nodeOf(base), 'u-check', 'check', server.clock.now(), (tr) =>
      appendTo('防火', '防汛')(replaceText('有关', '具体')(tr)),
    )
    const verdict = await send(check, docId, base, second, 'check')
    expect(verdict).toMatchObject({ status: 'applied', bodyVersion: 3 })
    const merged = await bodyOf(docId)
    expect(merged.sm3).toBe(verdict.bodySm3)
    expect(new Set(listChanges(nodeOf(merged)).map((c) => c.id))).toEqual(new Set([...first.changeIds, ...second.changeIds]))
    expect(rejectAll(nodeOf(merged)).eq(nodeOf(base))).toBe(true)
    const authors = await server.db
      .selectFrom('change')
      .select(['author', 'version'])
      .where('doc_id', '=', docId)
      .orderBy('version')
      .execute()
    expect([...new Set(authors.map((row) => `${row.author} v${row.version}`))]).toEqual(['u-head v2', 'u-check v3'])
  })

  test('SY-21 two desks of one person saving at the same moment both land', async () => {
    const { docId, base } = await inReview()
    const other = await openDesk(server, 'head')
    const edits = [byHead(base, appendTo('如下', '甲')), byHead(base, appendTo('各股室：', '乙'))]
    const verdicts = await Promise.all([send(head, docId, base, must(edits[0])), send(other, docId, base, must(edits[1]))])
    expect(verdicts.map((v) => v.status)).toEqual(['applied', 'applied'])
    expect(new Set(verdicts.map((v) => v.bodyVersion))).toEqual(new Set([2, 3]))
    const merged = nodeOf(await bodyOf(docId))
    expect(
      listChanges(merged)
        .map((c) => c.newText)
        .toSorted(),
    ).toEqual(['乙', '甲'])
    expect(rejectAll(merged).eq(nodeOf(base))).toBe(true)
  })

  test('SY-21 work begun on a version from before an untracked save cannot be merged: refused, kept, never guessed', async () => {
    const docId = await createDraft(draft)
    const first = await bodyOf(docId)
    expect(await send(draft, docId, first, plain(nodeOf(first), replaceText('春季', '夏季')), 'draft')).toMatchObject({
      status: 'applied',
    })
    await submitDraft(draft, docId)
    const now = await bodyOf(docId)
    expect(await send(head, docId, first, byHead(first, appendTo('如下', '！')))).toMatchObject({
      status: 'rejected',
      code: 'RV-STALE-BASE',
    })
    expect(await branches(docId)).toMatchObject([{ code: 'RV-STALE-BASE', base_version: 1, by_user: 'u-head' }])
    expect(await bodyOf(docId)).toEqual(now)
  })

  test('SY-23 an edit that comes after the turn is over is kept as a branch', async () => {
    const { docId, task, base } = await inReview()
    await approve(head, docId, task)
    expect(await send(head, docId, base, byHead(base, appendTo('如下', '，迟到')))).toMatchObject({
      status: 'rejected',
      code: 'WF-TASK-CLOSED',
      rule: 'WF-04',
    })
    const [branch] = await branches(docId)
    expect(branch).toMatchObject({ code: 'WF-TASK-CLOSED', by_user: 'u-head', base_version: 1 })
    expect(branch?.steps).toContain('迟到')
  })

  test('SY-22 every version can be read for ever and replays to its SM3, though only a few are stored whole', async () => {
    const { docId, task } = await inReview()
    const seen: BodyResponse[] = [await bodyOf(docId)]
    for (let i = 2; i <= 45; i++) {
      const base = must(seen.at(-1))
      const verdict = await send(head, docId, base, byHead(base, appendTo('如下', `，第${i}版`)))
      expect(verdict).toMatchObject({ status: 'applied', bodyVersion: i })
      seen.push(await bodyOf(docId))
    }
    // a version the document was handed on at stays whole when the next one comes
    await approve(head, docId, task)
    const handedOn = must(seen.at(-1))
    const edit = tracked(nodeOf(handedOn), 'u-check', 'check', server.clock.now(), appendTo('如下', '。'))
    expect(await send(check, docId, handedOn, edit, 'check')).toMatchObject({ status: 'applied', bodyVersion: 46 })
    const whole = await server.db
      .selectFrom('body_version')
      .select('version')
      .where('doc_id', '=', docId)
      .where('doc', 'is not', null)
      .orderBy('version')
      .execute()
    expect(whole.map((row) => row.version)).toEqual([1, 20, 40, 45, 46])
    for (const body of seen) {
      const answer = await call<BodyResponse>(server, 'GET', `${paths.versions}/${docId}/${body.version}`, {
        token: leader.token,
      })
      expect(answer.body).toEqual(body)
    }
    expect((await call(server, 'GET', `${paths.versions}/${docId}/47`, { token: leader.token })).status).toBe(404)
    const listed = await call<{ versions: VersionRow[] }>(server, 'GET', `${paths.versions}/${docId}`, { token: leader.token })
    expect(listed.body.versions.slice(0, -1).map((row) => [row.version, row.sm3])).toEqual(
      seen.map((body) => [body.version, body.sm3]),
    )
    expect(listed.body.versions.at(-1)).toMatchObject({
      version: 46,
      author: 'u-check',
      step: 'check',
      tracked: true,
      changes: 1,
    })
    await server.db
      .updateTable('body_version')
      .set({ steps: '[]' })
      .where('doc_id', '=', docId)
      .where('version', '=', 30)
      .execute()
    await expect(readBody(server.db, docId, 31)).rejects.toThrow('does not replay')
    expect((await readBody(server.db, docId, 29))?.sm3).toBe(seen[28]?.sm3)
  })

  test('WF-08 a signature names exactly the open changes the signer was shown; decided ones are not open', async () => {
    const { docId, task, base } = await inReview()
    const edit = byHead(base, (tr) => appendTo('通知', '（试行）')(replaceText('有关', '具体')(tr)))
    await send(head, docId, base, edit)
    const changes = listChanges(nodeOf(await bodyOf(docId))).map((c) => c.id)
    let next = await approve(head, docId, task)
    const decide = (changeId: string, verdict: string) =>
      check.send('DecideChanges', { docId, decisions: [{ changeId, verdict }] })
    expect(await decide(v7(), 'accept')).toMatchObject({ status: 'rejected', code: 'WF-CHANGE', rule: 'WF-15' })
    expect(await decide(must(changes[0]), 'accept')).toMatchObject({ status: 'applied' })
    expect(
      await server.db
        .selectFrom('change_decision')
        .select(['change_id', 'verdict', 'by_user', 'step'])
        .where('doc_id', '=', docId)
        .execute(),
    ).toEqual([{ change_id: changes[0], verdict: 'accept', by_user: 'u-check', step: 'check' }])
    next = await approve(check, docId, next)
    next = await approve(deputy, docId, next)
    const { sm3 } = await bodyOf(docId)
    const sign = (openChanges: string[]) =>
      leader.send('Sign', { docId, taskId: next, text: '同意', signedOn: SIGNED_ON, bodySm3: sm3, openChanges })
    expect(await sign(changes)).toMatchObject({ status: 'rejected', code: 'WF-SIGN-OPEN', rule: 'WF-08' })
    expect(await sign([])).toMatchObject({ code: 'WF-SIGN-OPEN' })
    expect(await sign(changes.slice(1))).toMatchObject({ status: 'applied' })
  })

  test('DR-13 a rejected change of the title is out of the lists with the decision, and stays out with the next save', async () => {
    const { docId, task, base } = await inReview()
    const titleOf = async (desk: Desk): Promise<string> => must(await desk.state(docId)).header.title
    const was = await titleOf(head)
    await send(head, docId, base, byHead(base, replaceText('春季', '冬季')))
    expect(await titleOf(head)).toBe(was.replace('春季', '冬季'))
    await approve(head, docId, task)
    const head2 = await bodyOf(docId)
    const decisions = (verdict: string) => listChanges(nodeOf(head2)).map(({ id }) => ({ changeId: id, verdict }))
    expect(await check.send('DecideChanges', { docId, decisions: decisions('reject') })).toMatchObject({ status: 'applied' })
    expect(await titleOf(check)).toBe(was)
    const edit = tracked(nodeOf(head2), 'u-check', 'check', server.clock.now(), replaceText('有关', '具体'))
    expect(await send(check, docId, head2, edit, 'check')).toMatchObject({ status: 'applied' })
    expect(await titleOf(check)).toBe(was)
    await check.send('DecideChanges', { docId, decisions: decisions('undo') })
    expect(await titleOf(check)).toBe(was.replace('春季', '冬季'))
  })

  test('WF-07 a signature on the text from before a late edit is refused', async () => {
    const { docId, task, base } = await inReview()
    let next = task
    for (const desk of [head, check, deputy]) next = await approve(desk, docId, next)
    const edit = tracked(nodeOf(base), 'u-leader', 'sign', server.clock.now(), appendTo('如下', '，望照办'))
    await send(leader, docId, base, edit, 'sign')
    const args = { docId, taskId: next, text: '同意', signedOn: SIGNED_ON, openChanges: edit.changeIds }
    expect(await leader.send('Sign', { ...args, bodySm3: base.sm3 })).toMatchObject({ status: 'rejected', code: 'WF-SIGN-STALE' })
    expect(await leader.send('Sign', { ...args, bodySm3: (await bodyOf(docId)).sm3 })).toMatchObject({ status: 'applied' })
  })

  test('SE-08 bodies and versions are read only by those the document is visible to', async () => {
    const docId = await createDraft(draft)
    const stranger = await openDesk(server, 'liuhe')
    for (const desk of [stranger, head, leader]) {
      expect(await desk.body(docId)).toBeUndefined()
      expect((await call(server, 'GET', `${paths.versions}/${docId}/1`, { token: desk.token })).status).toBe(404)
    }
    await submitDraft(draft, docId)
    for (const desk of [head, leader, check]) expect((await desk.body(docId))?.version).toBe(1)
    expect(await stranger.body(docId)).toBeUndefined()
    expect(await (await openDesk(server, 'admin')).body(docId)).toBeUndefined()
  })
})
