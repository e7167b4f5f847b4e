import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sm3OfJson } from '../../src-server/sm3.ts'
import { bodyJson } from '../../src-shared/document/body-json.ts'
import { schema } from '../../src-shared/document/schema.ts'
import { listChanges } from '../../src-shared/revision/changes.ts'
import { checkCleanCopy, cleanCopy } from '../../src-shared/revision/clean-copy.ts'
import { verdicts } from '../../src-shared/workflow/document-state.ts'
import type { Desk } from '../support/server/desk.ts'
import { must } from '../support/server/must.ts'
import { nodeOf, openStory, type Story } from '../support/server/story.ts'
import { appendTo, replaceText } from '../support/server/tracked.ts'

let story: Story
beforeAll(async () => {
  story = await openStory()
})
afterAll(() => story.server.close())

const stateOf = async (docId: string) => must(await story.draft.state(docId))
const rowsOf = (docId: string) => story.server.db.selectFrom('clean_copy').selectAll().where('doc_id', '=', docId).execute()

/** A signed document: one change accepted, one rejected, one open as the signer was shown it. */
async function signed() {
  const { docId, task, base } = await story.inReview()
  await story.send(docId, base, story.edit(base, 'review', replaceText('有关', '具体')), 'review')
  const second = await story.bodyOf(docId)
  await story.send(docId, second, story.edit(second, 'review', appendTo('通知', '（试行）')), 'review')
  const third = await story.bodyOf(docId)
  await story.send(docId, third, story.edit(third, 'review', appendTo('如下', '，请照办')), 'review')
  const next = await story.pass(docId, task, 'review')
  const ids = listChanges(nodeOf(await story.bodyOf(docId)))
  const idOf = (text: string) => must(ids.find((one) => one.newText === text)).id
  const decisions = [
    { changeId: idOf('具体'), verdict: 'accept' },
    { changeId: idOf('（试行）'), verdict: 'reject' },
  ]
  expect(await story.check.send('DecideChanges', { docId, decisions })).toMatchObject({ status: 'applied' })
  const last = await story.pass(docId, next, 'check', 'cosign')
  expect(await story.sign(docId, last)).toMatchObject({ status: 'applied' })
  return docId
}
/** What a desk makes of the text at hand. */
async function madeHere(docId: string) {
  const body = await story.bodyOf(docId)
  const decided = verdicts(await stateOf(docId))
  const clean = cleanCopy(nodeOf(body), (id) => decided.get(id))
  return { docId, bodySm3: body.sm3, sm3: sm3OfJson(bodyJson(clean)) }
}
const make = (desk: Desk, args: { docId: string; bodySm3: string; sm3: string }) => desk.send('MakeCleanCopy', args)

describe('RV-65 清稿 at the server', () => {
  test('RV-36 the office makes it: stored with its SM3, exactly the decisions away from the signed text; head and chain stay', async () => {
    const docId = await signed()
    const before = await story.bodyOf(docId)
    const args = await madeHere(docId)
    story.server.clock.forward(60_000)
    const verdict = await make(story.check, args)
    expect(verdict).toMatchObject({ status: 'applied', bodyVersion: before.version, bodySm3: before.sm3 })
    expect(await story.bodyOf(docId)).toEqual(before)
    const state = await stateOf(docId)
    expect(state.clean).toEqual({
      version: before.version,
      sm3: args.sm3,
      by: expect.objectContaining({ userId: 'u-check', name: '许文静' }) as unknown,
      at: story.server.clock.now(),
    })
    const [row] = await rowsOf(docId)
    expect(row).toMatchObject({
      version: before.version,
      sm3: args.sm3,
      by_user: 'u-check',
      at: story.server.clock.now(),
      cmd_id: verdict.id,
    })
    expect(sm3OfJson(must(row).doc)).toBe(args.sm3)
    const clean = schema.nodeFromJSON(must(row).doc)
    const decided = verdicts(state)
    expect(checkCleanCopy(nodeOf(before), clean, (id) => decided.get(id))).toEqual({ ok: true })
    expect(clean.textContent).toContain('具体')
    expect(clean.textContent).toContain('，请照办')
    expect(clean.textContent).not.toContain('试行')
    expect(clean.textContent).not.toContain('有关')
    const line = must(
      await story.server.db
        .selectFrom('audit_event')
        .selectAll()
        .where('doc_id', '=', docId)
        .orderBy('seq', 'desc')
        .executeTakeFirst(),
    )
    expect(JSON.parse(line.detail)).toMatchObject({ name: 'MakeCleanCopy', events: ['CleanCopyMade'] })
  })

  test('WF-CLEAN another result, another text or a second one is refused; nothing is stored', async () => {
    const docId = await signed()
    const args = await madeHere(docId)
    const refused = { status: 'rejected', code: 'WF-CLEAN' }
    expect(await make(story.check, { ...args, sm3: 'c'.repeat(64) })).toMatchObject(refused)
    expect(await make(story.check, { ...args, bodySm3: 'c'.repeat(64) })).toMatchObject(refused)
    expect(await rowsOf(docId)).toEqual([])
    expect((await stateOf(docId)).clean).toBeNull()
    expect(await make(story.check, args)).toMatchObject({ status: 'applied' })
    expect(await make(story.check, args)).toMatchObject(refused)
    expect(await rowsOf(docId)).toHaveLength(1)
  })

  test('only the office, and only after 签发', async () => {
    const docId = await signed()
    const args = await madeHere(docId)
    for (const desk of [story.draft, story.head, story.deputy, story.leader])
      expect(await make(desk, args)).toMatchObject({ status: 'rejected', code: 'WF-NOT-YOURS' })
    const open = await story.inReview()
    expect(await make(story.check, await madeHere(open.docId))).toMatchObject({ status: 'rejected', code: 'WF-STATE' })
  })

  test('RV-51 of a damaged text none is made', async () => {
    const docId = await signed()
    const args = await madeHere(docId)
    await sql`update body_version set doc = replace(doc::text, '各股室', '各股宝')::json where doc_id = ${docId}::uuid`.execute(
      story.server.db,
    )
    expect(await make(story.check, args)).toMatchObject({ status: 'rejected', code: 'RV-CHAIN' })
    expect(await rowsOf(docId)).toEqual([])
  })

  test('the table is append-only', async () => {
    const docId = await signed()
    await make(story.check, await madeHere(docId))
    for (const change of ['delete from clean_copy', `update clean_copy set by_user = 'u-leader'`, 'truncate clean_copy'])
      await expect(sql.raw(change).execute(story.server.db)).rejects.toThrow('append-only')
    expect(await rowsOf(docId)).toHaveLength(1)
  })
})
