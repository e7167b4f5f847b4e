import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { v7 } from 'uuid'
import { verifyBundle } from '../../resources/verify/verify-bundle.mjs'
import { exportDocument } from '../../src-server/admin/export-document.ts'
import { verifyDocument } from '../../src-server/admin/verify-document.ts'
import { bodyJson } from '../../src-shared/document/body-json.ts'
import { listChanges } from '../../src-shared/revision/changes.ts'
import { acceptAll, rejectAll, stripChanges } from '../../src-shared/revision/resolve.ts'
import type { BodyResponse } from '../../src-shared/sync/protocol.ts'
import { sm3OfJson } from '../../src-server/sm3.ts'
import { aBody, createDraft, openDesk, submission, submitDraft, type Desk } from '../support/server/desk.ts'
import { must } from '../support/server/must.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'
import { nodeOf } from '../support/server/story.ts'
import { appendTo, placeOf, plain, replaceText, tracked, type Edited } from '../support/server/tracked.ts'

const HOUR = 3_600_000

let server: TestServer
/** 林知秋 drafts, 许文静 drafts along; each at one desk, 林知秋 at a second one too. */
let drafter: Desk, friend: Desk, second: Desk
beforeAll(async () => {
  server = await startTestServer()
  drafter = await openDesk(server, 'draft')
  second = await openDesk(server, 'draft')
  friend = await openDesk(server, 'check')
})
afterAll(() => server.close())

const paragraphs = ['各股室：', '第一件事。', '第二件事。', '第三件事。', '第四件事。', '第五件事。']
/** A draft of 林知秋 in which 许文静 may write. */
async function shared(): Promise<{ docId: string; base: BodyResponse }> {
  const docId = await createDraft(drafter, undefined, aBody('关于五件事的通知', paragraphs))
  expect(await drafter.send('AddCodrafter', { docId, userId: 'u-check' })).toMatchObject({ status: 'applied' })
  return { docId, base: must(await drafter.body(docId)) }
}
const save = (desk: Desk, docId: string, base: BodyResponse, { steps, doc }: Edited) =>
  desk.send('SubmitBody', submission(docId, base, steps, doc, 'draft'))
const leaseOf = async (docId: string) => must((await drafter.state(docId))?.lease)
const breakIt = async (desk: Desk, docId: string, reason = '急件') =>
  desk.send('BreakLease', { docId, leaseId: (await leaseOf(docId)).id, nextLeaseId: v7(), reason })
const headOf = async (docId: string) => nodeOf(must(await drafter.body(docId)))

describe('leases', () => {
  test('WF-17 who drafts holds the draft for a day; each save holds it a day longer', async () => {
    const docId = await createDraft(drafter)
    const first = await leaseOf(docId)
    expect(first).toMatchObject({ by: { userId: 'u-draft' }, device: drafter.device })
    expect(first.until - first.takenAt).toBe(24 * HOUR)
    server.clock.forward(HOUR)
    const base = must(await drafter.body(docId))
    await save(drafter, docId, base, plain(nodeOf(base), appendTo('各股室', '、各中心')))
    expect(await leaseOf(docId)).toMatchObject({ id: first.id, until: server.clock.now() + 24 * HOUR })
  })

  test('WF-17 another person and another desk of the same person are refused, with the name; a free draft is taken by the save itself', async () => {
    const { docId, base } = await shared()
    const edit = plain(nodeOf(base), replaceText('第一件事', '头一件事'))
    for (const desk of [friend, second])
      expect(await save(desk, docId, base, edit)).toMatchObject({ status: 'rejected', code: 'WF-LEASE', detail: '林知秋' })
    const { id } = await leaseOf(docId)
    expect(await drafter.send('ReleaseLease', { docId, leaseId: id })).toMatchObject({ status: 'applied' })
    expect(await save(friend, docId, base, edit)).toMatchObject({ status: 'applied', bodyVersion: 2 })
    expect(await leaseOf(docId)).toMatchObject({ by: { userId: 'u-check' }, device: friend.device })
    expect(await submitDraftRefused(docId)).toBe('WF-LEASE')
    // a day later it is free again
    server.clock.forward(24 * HOUR)
    const now = must(await drafter.body(docId))
    expect(await save(drafter, docId, now, plain(nodeOf(now), appendTo('头一件事', '，要紧')))).toMatchObject({
      status: 'applied',
    })
  })

  const submitDraftRefused = async (docId: string) => {
    try {
      await submitDraft(drafter, docId)
      return 'applied'
    } catch (error) {
      return String(error).match(/WF-[A-Z-]+/)?.[0]
    }
  }

  test('WF-18 a 合拟人 sees the draft, the office does not, not even after a lease was broken; removed, it is gone', async () => {
    const { docId } = await shared()
    const leader = await openDesk(server, 'leader')
    expect(await friend.state(docId)).toMatchObject({ id: docId })
    expect(await breakIt(friend, docId)).toMatchObject({ status: 'applied' })
    expect(await leader.state(docId)).toBeUndefined()
    expect(await drafter.send('AddCodrafter', { docId, userId: 'u-liuhe' })).toMatchObject({ code: 'WF-NO-ROLE' })
    expect(await friend.send('AddCodrafter', { docId, userId: 'u-head' })).toMatchObject({ code: 'WF-NOT-YOURS' })
    expect(await leader.send('TakeLease', { docId, leaseId: v7(), hours: 1 })).toMatchObject({ code: 'WF-NOT-FOUND' })
    await drafter.send('RemoveCodrafter', { docId, userId: 'u-check' })
    expect(await friend.state(docId)).toBeUndefined()
    expect(await friend.body(docId)).toBeUndefined()
  })

  test('SC-4 a draft taken along, broken with a reason, written by both: all changes stand, the head never goes back', async () => {
    const { docId, base } = await shared()
    await drafter.send('TakeLease', { docId, leaseId: v7(), hours: 72 })
    // without a line
    const offline = plain(nodeOf(base), (tr) => {
      for (const [from, to] of [
        ['第一件事', '第一件大事'],
        ['第三件事', '第三件难事'],
        ['第五件事', '末一件事'],
      ] as const)
        replaceText(from, to)(tr)
      return tr
    })
    server.clock.forward(30 * HOUR)
    expect(await breakIt(friend, docId)).toMatchObject({ status: 'applied' })
    expect((await drafter.state(docId))?.leasesBroken).toMatchObject([
      { by: { name: '许文静' }, reason: '急件', version: 1, lease: { by: { name: '林知秋' } } },
    ])
    const theirs = tracked(nodeOf(base), 'u-check', 'draft', server.clock.now(), (tr) => {
      appendTo('第三件', '急')(tr)
      return appendTo('第四件', '要')(tr)
    })
    expect(await save(friend, docId, base, theirs)).toMatchObject({ status: 'applied', bodyVersion: 2 })
    const before = await headOf(docId)

    const verdict = await save(drafter, docId, base, offline)
    expect(verdict).toMatchObject({ status: 'applied', bodyVersion: 3 })
    const head = await headOf(docId)
    expect(verdict.bodySm3).toBe(sm3OfJson(bodyJson(head)))
    const changes = listChanges(head)
    const mine = changes.filter((change) => change.author === 'u-draft')
    expect(mine.every((change) => change.step === 'draft')).toBe(true)
    expect(changes).toHaveLength(listChanges(before).length + mine.length)
    const ids = new Set(mine.map((change) => change.id))
    expect(stripChanges(head, (id) => ids.has(id)).eq(before)).toBe(true)
    expect(rejectAll(head).eq(nodeOf(base))).toBe(true)
    const final = acceptAll(head).textContent
    expect(final).toContain('第一件大事')
    expect(final).toContain('第四件要事')
    expect(final).toContain('末一件事')
    // both variants of the one they both wrote
    expect(final).toMatch(/第三件(难急|急难)事/)
    expect(await verifyDocument(server.db, docId, server.clock.now())).toMatchObject({ findings: [] })
    expect(verifyBundle(await bundleOf(docId))).toMatchObject({ ok: true })
  })

  test('SY-91 the head stands where the lease was broken: the save is made suggestions, not taken untracked', async () => {
    const { docId, base } = await shared()
    await breakIt(friend, docId)
    const edit = plain(nodeOf(base), replaceText('第二件事', '二'))
    expect(await save(drafter, docId, base, edit)).toMatchObject({ status: 'applied', bodyVersion: 2 })
    const head = await headOf(docId)
    expect(acceptAll(head).textContent).toBe(edit.doc.textContent)
    expect(rejectAll(head).eq(nodeOf(base))).toBe(true)
    expect(await verifyDocument(server.db, docId, server.clock.now())).toMatchObject({ findings: [] })
    expect(verifyBundle(await bundleOf(docId))).toMatchObject({ ok: true })
  })

  test('SY-92 a second late save rests on the text of the first, though no version is that text', async () => {
    const { docId, base } = await shared()
    await breakIt(friend, docId)
    const theirs = tracked(nodeOf(base), 'u-check', 'draft', server.clock.now(), (tr) => tr.split(placeOf(tr.doc, '件事。').from))
    await save(friend, docId, base, theirs)
    const one = plain(nodeOf(base), appendTo('第一件事', '甲'))
    const two = plain(one.doc, appendTo('甲', '乙'))
    const foreseen = { ...base, version: base.version + 1, sm3: sm3OfJson(bodyJson(one.doc)), body: bodyJson(one.doc) }
    const sends = [
      drafter.command('SubmitBody', submission(docId, base, one.steps, one.doc, 'draft')),
      drafter.command('SubmitBody', submission(docId, foreseen, two.steps, two.doc, 'draft')),
    ]
    expect((await drafter.push(...sends)).results).toMatchObject([
      { status: 'applied', bodyVersion: 3 },
      { status: 'applied', bodyVersion: 4 },
    ])
    expect(acceptAll(await headOf(docId)).textContent).toContain('件事甲乙')
    expect(await verifyDocument(server.db, docId, server.clock.now())).toMatchObject({ findings: [] })
  })

  test('SY-92 an old copy of text that is here already is refused, not written twice', async () => {
    const { docId, base } = await shared()
    await breakIt(friend, docId)
    const edit = plain(nodeOf(base), appendTo('第一件事', '甲'))
    expect(await save(drafter, docId, base, edit)).toMatchObject({ status: 'applied' })
    const again = plain(nodeOf(base), appendTo('第一件事', '甲丙'))
    expect(await save(drafter, docId, base, again)).toMatchObject({ status: 'rejected', code: 'RV-BASE-ALTERED' })
    expect(acceptAll(await headOf(docId)).textContent.split('甲')).toHaveLength(2)
  })

  test('SY-91 only whose lease was broken: another untracked save stays refused and is kept as a branch', async () => {
    const { docId, base } = await shared()
    await breakIt(friend, docId)
    const edit = plain(nodeOf(base), appendTo('第一件事', '甲'))
    expect(await save(friend, docId, base, edit)).toMatchObject({ status: 'rejected', code: 'RV-BASE-ALTERED' })
    expect((await drafter.state(docId))?.branches).toMatchObject([{ by: { userId: 'u-check' }, code: 'RV-BASE-ALTERED' }])
  })

  test('WF-17 the same person goes on at another desk with a reason; every command is audited', async () => {
    const { docId, base } = await shared()
    expect(await breakIt(second, docId, '换电脑继续写')).toMatchObject({ status: 'applied' })
    const here = tracked(nodeOf(base), 'u-draft', 'draft', server.clock.now(), appendTo('第一件事', '家里写的'))
    expect(await save(second, docId, base, here)).toMatchObject({ status: 'applied' })
    const there = plain(nodeOf(base), appendTo('第二件事', '单位写的'))
    expect(await save(drafter, docId, base, there)).toMatchObject({ status: 'applied' })
    expect(acceptAll(await headOf(docId)).textContent).toMatch(/家里写的.*单位写的/)
    const rows = await server.db
      .selectFrom('audit_event')
      .select('detail')
      .where('doc_id', '=', docId)
      .where('kind', '=', 'command.applied')
      .execute()
    const names = rows.map((row) => (JSON.parse(String(row.detail)) as { name: string }).name)
    expect(names).toEqual(['CreateDraft', 'AddCodrafter', 'BreakLease', 'SubmitBody', 'SubmitBody'])
  })
})

async function bundleOf(docId: string): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'liuhen-bundle-'))
  try {
    const file = join(dir, 'one.json')
    await exportDocument(server.db, docId, file, server.clock.now())
    return await readFile(file, 'utf8')
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}
