import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from 'kysely'
import { verifyAuditChain } from '../../src-server/store/audit.ts'
import { documentState, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import { does, nextTask, numbering, openIssueStory, type IssueStory } from '../support/issue/issue-story.ts'
import { faultsOf } from '../support/server/faults.ts'
import { must } from '../support/server/must.ts'

let story: IssueStory
beforeAll(async () => {
  story = await openIssueStory(96)
})
afterAll(() => story.server.close())

const stateOf = async (docId: string): Promise<DocumentState> => must(await story.clerk.state(docId))
const copyOf = (doc: DocumentState, unitId: string) => must(doc.issue?.receipts.findLast((one) => one.unitId === unitId)).docId
const verify = async (docId: string) => faultsOf(story.server, docId)

/** Numbered, lawfully without a seal, ready to go out. */
async function toDistribute(): Promise<string> {
  const docId = await story.toNumber()
  await does(story.clerk, 'AllocateNumber', docId, { ...numbering, ...nextTask() })
  await does(story.seal, 'WaiveSeal', docId, { why: 'letterhead', ...nextTask() })
  return docId
}
async function distributed(unitIds = ['liuhe', 'county']): Promise<string> {
  const docId = await toDistribute()
  await does(story.clerk, 'Distribute', docId, { unitIds, ...nextTask() })
  return docId
}

test('分发 begins one 收文 at each unit in the same moment, with the text of the 清稿, for whoever receives there', async () => {
  const docId = await distributed()
  const doc = await stateOf(docId)
  expect(doc.state).toBe('F10')
  expect(doc.issue?.receipts.map(({ unitId, as, status }) => [unitId, as, status])).toEqual([
    ['liuhe', 'main', 'sent'],
    ['county', 'copy', 'sent'],
  ])
  const id = copyOf(doc, 'liuhe')
  const copy = must(await story.liuhe.state(id))
  expect(documentState.parse(copy)).toEqual(copy)
  expect(copy).toMatchObject({
    kind: 'incoming',
    state: 'S0',
    unitId: 'liuhe',
    rev: 1,
    header: { title: doc.header.title },
    bodySm3: doc.clean?.sm3,
    links: [{ docId, as: 'original' }],
    incoming: { fromUnit: doc.unitName, fromDocId: docId, number: '青fgj〔2026〕1号' },
  })
  expect(copy.tasks).toMatchObject([{ step: 'receive', assignee: { userId: 'u-liuhe-reg' }, doneAt: null }])
  expect((await story.liuhe.body(id))?.sm3).toBe(doc.clean?.sm3)
  // neither the sender nor another unit sees what a unit has
  expect(await story.clerk.state(id)).toBeUndefined()
  expect(await story.county.state(id)).toBeUndefined()
  expect(await verify(docId)).toEqual([])
  expect(await verify(id)).toEqual([])
  expect(await verifyAuditChain(story.server.db)).toMatchObject({ ok: true })
})

test('SC-8 普发 to 98 units: one command, a copy and a receipt for each, all or none', async () => {
  const docId = await story.toNumber()
  const mainTo = ['liuhe', 'county', ...Array.from({ length: 96 }, (_, i) => `far-${i + 1}`)]
  await does(story.clerk, 'AllocateNumber', docId, { ...numbering, mainTo, copyTo: [], ...nextTask() })
  await does(story.seal, 'SealPaper', docId, { copies: 98, ...nextTask() })
  await does(story.clerk, 'Distribute', docId, { unitIds: mainTo, ...nextTask() })
  const doc = await stateOf(docId)
  expect(doc.issue?.receipts.map(({ unitId, status }) => [unitId, status])).toEqual(mainTo.map((unitId) => [unitId, 'sent']))
  const ids = must(doc.issue).receipts.map((one) => one.docId)
  const rows = await story.server.db.selectFrom('doc').select(['id', 'state', 'owner_unit']).where('id', 'in', ids).execute()
  expect(rows.map(({ owner_unit }) => owner_unit).toSorted()).toEqual(mainTo.toSorted())
  expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(['S0']))
  expect(await verify(docId)).toEqual([])
}, 30_000)

test('R-33 a unit outside the 分送范围 gets nothing, and neither does anybody else', async () => {
  const docId = await toDistribute()
  const before = await story.server.db.selectFrom('doc').select('id').execute()
  const verdict = await story.clerk.send('Distribute', { docId, unitIds: ['liuhe', 'fgj'], ...nextTask() })
  expect(verdict).toMatchObject({ status: 'rejected', code: 'WF-SCOPE', article: '第三十一条' })
  expect(await story.server.db.selectFrom('doc').select('id').execute()).toHaveLength(before.length)
})

test('a command that is sent again delivers nothing twice', async () => {
  const docId = await toDistribute()
  const cmd = story.clerk.command('Distribute', { docId, unitIds: ['liuhe'], ...nextTask() })
  const [first, second] = [await story.clerk.push(cmd), await story.clerk.push(cmd)]
  expect(second.results).toEqual(first.results)
  expect((await stateOf(docId)).issue?.receipts).toHaveLength(1)
})

test('收回 takes the copy back while nobody signed for it; 补发 sends another', async () => {
  const docId = await distributed()
  const id = copyOf(await stateOf(docId), 'liuhe')
  await does(story.clerk, 'RecallCopy', docId, { unitId: 'liuhe', reason: '误发' })
  expect(must(await story.liuhe.state(id)).state).toBe('XR')
  expect((await stateOf(docId)).issue?.receipts[0]).toMatchObject({
    status: 'recalled',
    reason: '误发',
    by: { userId: 'u-clerk' },
  })
  await does(story.clerk, 'ReDistribute', docId, { unitIds: ['liuhe'], reason: '改正后再发' })
  const again = copyOf(await stateOf(docId), 'liuhe')
  expect(again).not.toBe(id)
  expect(must(await story.liuhe.state(again)).state).toBe('S0')
  for (const one of [docId, id, again]) expect(await verify(one)).toEqual([])
})

test('a unit was quicker: what it has signed for is not called back, on either side', async () => {
  const docId = await distributed()
  const id = copyOf(await stateOf(docId), 'liuhe')
  // as the unit's 签收 leaves it, before the receipt is back
  await sql`update doc set state = 'S1', data = jsonb_set(data::jsonb, '{state}', '"S1"')::json where id = ${id}::uuid`.execute(
    story.server.db,
  )
  const verdict = await story.clerk.send('RecallCopy', { docId, unitId: 'liuhe', reason: '误发' })
  expect(verdict).toMatchObject({ status: 'rejected', code: 'WF-RECEIVED' })
  expect((await stateOf(docId)).issue?.receipts[0]?.status).toBe('sent')
})

test('办结 with a reason, 归档 with every part and its SM3; with a part missing it is refused', async () => {
  const docId = await distributed()
  expect(await story.clerk.send('CloseIssue', { docId, reason: '', ...nextTask() })).toMatchObject({ code: 'WF-RECEIPTS' })
  await does(story.clerk, 'CloseIssue', docId, { reason: '另行送达', ...nextTask() })
  const filing = { fileNo: '0021-WS·2026-Y-BGS-0001', retention: 'permanent' }
  expect(await story.clerk.send('ArchiveIssue', { docId, ...filing })).toMatchObject({ code: 'WF-NOT-YOURS' })
  await does(story.archive, 'ArchiveIssue', docId, filing)
  const doc = await stateOf(docId)
  expect(doc.state).toBe('F12')
  expect(doc.issue?.archived?.packed.map(({ kind }) => kind)).toEqual(['original', 'final', 'marked', 'slip', 'metadata'])
  expect(doc.issue?.archived?.packed.find(({ kind }) => kind === 'marked')?.sm3).toBe(doc.signed?.bodySm3)
  expect(await verify(docId)).toEqual([])
  const other = await distributed()
  await does(story.clerk, 'CloseIssue', other, { reason: '另行送达', ...nextTask() })
  await sql`update body_version set doc = replace(doc::text, '各股室', '各股宝')::json where doc_id = ${other}::uuid`.execute(
    story.server.db,
  )
  expect(await story.archive.send('ArchiveIssue', { docId: other, ...filing })).toMatchObject({
    status: 'rejected',
    code: 'RV-CHAIN',
  })
})

test('R-34 撤销 and 废止 reach everybody who has a copy, in the same moment', async () => {
  const docId = await distributed()
  const id = copyOf(await stateOf(docId), 'liuhe')
  await does(story.leader, 'RepealIssue', docId, { reason: '有新办法', from: '2026-06-01' })
  const mark = { how: 'repealed', from: '2026-06-01', reason: '有新办法' }
  expect((await stateOf(docId)).issue?.mark).toMatchObject(mark)
  expect(must(await story.liuhe.state(id)).issue?.mark).toMatchObject(mark)
  expect(await story.leader.send('RevokeIssue', { docId, reason: '再' })).toMatchObject({ code: 'WF-MARKED' })
  for (const one of [docId, id]) expect(await verify(one)).toEqual([])
})
