import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { v7 } from 'uuid'
import { paths, type BodyResponse } from '../../src-shared/sync/protocol.ts'
import { sm3OfJson } from '../../src-server/sm3.ts'
import { BodyDamaged, readBody } from '../../src-server/store/body-store.ts'
import { agreeing, approve, call, createDraft, handingOn, SIGNED_ON, submission, type Desk } from '../support/server/desk.ts'
import { appendTo, tracked } from '../support/server/tracked.ts'
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

type Damaged = { doc: string; version: number; harmed: number; code: string }
const fetchBodies = (...docs: string[]) =>
  call<{ bodies: BodyResponse[]; damaged: Damaged[] }>(server, 'POST', paths.bodies, { token: draft.token, json: { docs } })
const fetchVersion = (docId: string, version: number) =>
  call<BodyResponse & { code?: string }>(server, 'GET', `${paths.versions}/${docId}/${version}`, { token: draft.token })
const rowsOf = (docId: string) =>
  server.db.selectFrom('body_version').selectAll().where('doc_id', '=', docId).orderBy('version').execute()

/** Saves an edit of the head's turn; gives the verdict. */
async function saveByHead(docId: string, words: string, more: object = {}) {
  const base = await bodyOf(docId)
  const edit = tracked(nodeOf(base), 'u-head', 'review', server.clock.now(), appendTo('如下', words))
  return head.send('SubmitBody', { ...submission(docId, base, edit.steps, edit.doc, 'review'), ...more })
}
/** A document in review with four versions. */
async function fourVersions() {
  const { docId, task } = await inReview()
  for (const words of ['，一', '，二', '，三']) expect(await saveByHead(docId, words)).toMatchObject({ status: 'applied' })
  return { docId, task, base: await bodyOf(docId) }
}
/** Takes the whole documents kept after the first away, so that later versions rest on their steps. */
const onlySteps = (docId: string) =>
  sql`update body_version set doc = null where doc_id = ${docId}::uuid and version > 1`.execute(server.db)

type Harm = { name: string; why: string; harmed: number; harm: (docId: string) => Promise<unknown> }
const onSteps = (docId: string, version: number, from: string, to: string) =>
  sql`update body_version set steps = replace(steps::text, ${from}, ${to})::json where doc_id = ${docId}::uuid and version = ${version}`.execute(
    server.db,
  )
const harms: Harm[] = [
  {
    name: 'a byte of the head flipped',
    why: 'hash',
    harmed: 4,
    harm: (docId) =>
      sql`update body_version set doc = replace(doc::text, '春季', '春李')::json where doc_id = ${docId}::uuid and version = 4`.execute(
        server.db,
      ),
  },
  {
    name: 'a byte of a step flipped',
    why: 'hash',
    harmed: 3,
    harm: async (docId) => [await onlySteps(docId), await onSteps(docId, 3, '，二', '，士')],
  },
  {
    name: 'steps that do not fit any more',
    why: 'steps',
    harmed: 3,
    harm: async (docId) => [await onlySteps(docId), await onSteps(docId, 3, '"from":', '"from":9')],
  },
  {
    name: 'a hole in the chain',
    why: 'hole',
    harmed: 3,
    harm: async (docId) => [
      await onlySteps(docId),
      await sql`delete from body_version where doc_id = ${docId}::uuid and version = 3`.execute(server.db),
    ],
  },
  {
    name: 'the head’s row gone',
    why: 'hole',
    harmed: 4,
    harm: (docId) => sql`delete from body_version where doc_id = ${docId}::uuid and version = 4`.execute(server.db),
  },
  {
    name: 'the whole chain gone',
    why: 'hole',
    harmed: 1,
    harm: (docId) => sql`delete from body_version where doc_id = ${docId}::uuid`.execute(server.db),
  },
]

describe('RV-50 damage in a chain is found when it is read, and named', () => {
  test.each(harms)(
    '$name: $why at v$harmed; the other documents and the versions before it are there',
    async ({ why, harmed, harm }) => {
      const sound = await fourVersions()
      const { docId, base } = await fourVersions()
      await harm(docId)
      const found = await readBody(server.db, docId, 4).catch((error: unknown) => error)
      expect(found).toBeInstanceOf(BodyDamaged)
      expect(found).toMatchObject({ docId, version: harmed, why, code: 'RV-CHAIN' })
      const answer = await fetchBodies(docId, sound.docId)
      expect(answer.status).toBe(200)
      expect(answer.body.bodies).toEqual([sound.base])
      expect(answer.body.damaged).toEqual([{ doc: docId, version: 4, harmed, code: 'RV-CHAIN' }])
      expect(await fetchVersion(docId, 4)).toMatchObject({ status: 409, body: { code: 'RV-CHAIN' } })
      for (let version = 1; version < harmed; version++) expect((await fetchVersion(docId, version)).status).toBe(200)
      expect((await fetchVersion(docId, 5)).status).toBe(404)
      expect(base.version).toBe(4)
      expect(server.logs.some((line) => line.includes('RV-CHAIN') && line.includes(docId))).toBe(true)
    },
  )
})

describe('RV-51 nothing is built on a damaged chain, and no desk asks for ever', () => {
  test.each(harms)(
    '$name: every command that needs the text is refused once, audited, its work kept, nothing overwritten',
    async ({ harm }) => {
      const { docId, base } = await fourVersions()
      const edit = tracked(nodeOf(base), 'u-head', 'review', server.clock.now(), appendTo('如下', '，四'))
      await harm(docId)
      const before = await rowsOf(docId)
      const command = head.command('SubmitBody', submission(docId, base, edit.steps, edit.doc, 'review'))
      const [verdict] = (await head.push(command)).results
      expect(verdict).toMatchObject({ status: 'rejected', code: 'RV-CHAIN' })
      expect((await head.push(command)).results).toEqual([verdict])
      expect(await rowsOf(docId)).toEqual(before)
      const line = await server.db
        .selectFrom('audit_event')
        .selectAll()
        .where('doc_id', '=', docId)
        .orderBy('seq', 'desc')
        .executeTakeFirst()
      expect(line).toMatchObject({ kind: 'command.rejected', code: 'RV-CHAIN', actor: 'u-head' })
      const branch = await server.db.selectFrom('body_branch').selectAll().where('doc_id', '=', docId).executeTakeFirst()
      expect(branch).toMatchObject({ code: 'RV-CHAIN', by_user: 'u-head', base_version: 4 })
      expect(branch?.steps).toContain('，四')
    },
  )

  test('a signature, decisions and the first 报送 on a damaged head are refused; an opinion still goes', async () => {
    const { docId, task, base } = await fourVersions()
    const flip = () =>
      sql`update body_version set doc = replace(doc::text, '春季', '春李')::json where doc_id = ${docId}::uuid and version = 4`.execute(
        server.db,
      )
    await flip()
    let next = agreeing(docId, task, base.sm3)
    expect(await head.send('Approve', next)).toMatchObject({ status: 'applied' })
    const decisions = [{ changeId: v7(), verdict: 'accept' }]
    expect(await check.send('DecideChanges', { docId, decisions })).toMatchObject({ status: 'rejected', code: 'RV-CHAIN' })
    for (const desk of [check, deputy]) {
      next = agreeing(docId, next.nextTaskId, base.sm3)
      expect(await desk.send('Approve', next)).toMatchObject({ status: 'applied' })
    }
    const sign = { docId, taskId: next.nextTaskId, text: '同意', signedOn: SIGNED_ON, bodySm3: base.sm3, openChanges: [] }
    expect(await leader.send('Sign', sign)).toMatchObject({ status: 'rejected', code: 'RV-CHAIN' })
    const fresh = await createDraft(draft)
    const { sm3 } = await bodyOf(fresh)
    await sql`update body_version set doc = replace(doc::text, '春季', '春李')::json where doc_id = ${fresh}::uuid`.execute(
      server.db,
    )
    expect(await draft.send('SubmitDraft', handingOn(fresh, sm3))).toMatchObject({ status: 'rejected', code: 'RV-CHAIN' })
  })
})

describe('RV-52 a body with what this version does not know is read but never edited', () => {
  /** Puts a mark of a newer version on the head, as a newer server would have stored it. */
  async function newer(docId: string): Promise<string> {
    const body = await bodyOf(docId)
    const json = JSON.parse(
      JSON.stringify(body.body).replace('"text":"各股室："', '"text":"各股室：","marks":[{"type":"highlight"}]'),
    ) as object
    const sm3 = sm3OfJson(json)
    await server.db
      .updateTable('body_version')
      .set({ doc: JSON.stringify(json), sm3 })
      .where('doc_id', '=', docId)
      .where('version', '=', body.version)
      .execute()
    await sql`update doc set body_sm3 = ${sm3}, data = jsonb_set(data, '{bodySm3}', to_jsonb(${sm3}::text)) where id = ${docId}::uuid`.execute(
      server.db,
    )
    return sm3
  }

  test('its text is given out; saves, decisions and signatures are refused with RV-NEWER-SCHEMA; it can be handed on', async () => {
    const { docId, task, base } = await fourVersions()
    const sm3 = await newer(docId)
    const answer = await fetchBodies(docId)
    expect(answer.body.damaged).toEqual([])
    expect(answer.body.bodies[0]).toMatchObject({ sm3, version: 4 })
    const before = await rowsOf(docId)
    const edit = tracked(nodeOf(base), 'u-head', 'review', server.clock.now(), appendTo('如下', '，四'))
    const save = { ...submission(docId, base, edit.steps, edit.doc, 'review'), baseSm3: sm3 }
    expect(await head.send('SubmitBody', save)).toMatchObject({ status: 'rejected', code: 'RV-NEWER-SCHEMA' })
    expect(await rowsOf(docId)).toEqual(before)
    await approve(head, docId, task)
    expect(
      await check.send('DecideChanges', { docId, decisions: [{ changeId: must(edit.changeIds[0]), verdict: 'accept' }] }),
    ).toMatchObject({
      code: 'RV-NEWER-SCHEMA',
    })
  })
})

describe('RV-53 a change id is used once, and the audit line tells what a save brought', () => {
  test('an id the document had before is refused, also when its change is gone from the text', async () => {
    const { docId, base } = await fourVersions()
    const edit = tracked(nodeOf(base), 'u-head', 'review', server.clock.now(), appendTo('如下', '，四'))
    const gone = { doc_id: docId, change_id: must(edit.changeIds[0]), author: 'u-head', step: 'review', version: 2, at: 1 }
    await server.db.insertInto('change').values(gone).execute()
    expect(await head.send('SubmitBody', submission(docId, base, edit.steps, edit.doc, 'review'))).toMatchObject({
      status: 'rejected',
      code: 'RV-ID-REUSED',
      detail: edit.changeIds[0],
    })
    expect(await bodyOf(docId)).toEqual(base)
  })

  test('a save’s audit line carries the number of new changes and the SM3 of its events', async () => {
    const { docId } = await fourVersions()
    const line = must(
      await server.db.selectFrom('audit_event').selectAll().where('doc_id', '=', docId).orderBy('seq', 'desc').executeTakeFirst(),
    )
    const events = await server.db
      .selectFrom('doc_event')
      .select('event')
      .where('doc_id', '=', docId)
      .orderBy('rev', 'desc')
      .limit(1)
      .execute()
    expect(JSON.parse(line.detail)).toMatchObject({
      changes: 1,
      events: ['BodySaved'],
      eventsSm3: sm3OfJson(events.map((row) => row.event)),
    })
  })
})
