import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { v7 } from 'uuid'
import { pageOf } from '../../src-server/admin/report.ts'
import { sm3OfJson } from '../../src-server/sm3.ts'
import { createDraft } from '../support/server/desk.ts'
import { codesOf, expectFound, harmed, liveThrough, onRowsOf, type Harm, type Lived } from '../support/server/lived-through.ts'
import { must } from '../support/server/must.ts'
import { nodeOf } from '../support/server/story.ts'
import { appendTo, plain, replaceText } from '../support/server/tracked.ts'

let lived: Lived
beforeAll(async () => {
  lived = await liveThrough()
})
afterAll(() => lived.close())

const harms = (docId: string): Harm[] => {
  const { mine, ofEvent } = onRowsOf(docId)
  const ofLate = mine("steps like '%今年%'")
  const ofSave = `${ofEvent('BodySaved')} and event->'body'->>'version' = '7'`
  const ofSettled = `${ofEvent('BranchSettled')} and event->'settled'->>'how' = 'broughtIn'`
  return [
    ['late edits are gone from their table', 'BRANCH', 'body_branch', `delete from body_branch ${ofLate}`],
    [
      'late edits nobody sent are put in',
      'BRANCH',
      'body_branch',
      `insert into body_branch select '${v7()}', doc_id, base_version, by_user, code, steps, at, resolved_at from body_branch ${ofLate}`,
    ],
    ['late edits name another author', 'BRANCH', 'body_branch', `update body_branch set by_user = 'u-check' ${ofLate}`],
    ['late edits name another version', 'BRANCH', 'body_branch', `update body_branch set base_version = 4 ${ofLate}`],
    ['late edits name another reason', 'BRANCH', 'body_branch', `update body_branch set code = 'RV-MERGE' ${ofLate}`],
    ['late edits came at another time', 'BRANCH', 'body_branch', `update body_branch set at = at + 1 ${ofLate}`],
    ['late edits are not settled any more', 'BRANCH', 'body_branch', `update body_branch set resolved_at = null ${ofLate}`],
    [
      'a byte of late edits is flipped',
      'BRANCH',
      'body_branch',
      `update body_branch set steps = replace(steps, '今年', '去年') ${ofLate}`,
    ],
    [
      'late edits do not fit their version',
      'BRANCH',
      'body_branch',
      `update body_branch set steps = replace(steps, '"from":', '"from":99') ${ofLate}`,
    ],
    [
      'late edits are settled into a version that is not their author’s',
      'BRANCH',
      'doc_event',
      `update doc_event set event = jsonb_set(event, '{settled,version}', '6') ${ofSettled}`,
    ],
    [
      'late edits are settled by somebody else',
      'BRANCH',
      'doc_event',
      `update doc_event set event = jsonb_set(event, '{settled,by,userId}', '"u-leader"') ${ofSettled}`,
    ],
    [
      'the event says another wrote the version they became',
      'BRANCH',
      'doc_event',
      `update doc_event set event = jsonb_set(event, '{by}', '"u-check"') ${ofSave}`,
    ],
    [
      'the version they became names who brought them in',
      'EVENT',
      'body_version',
      `update body_version set author = 'u-check' ${mine('version = 7')}`,
    ],
    [
      'the version they became says another base',
      'EVENT',
      'body_version',
      `update body_version set base_version = 6 ${mine('version = 7')}`,
    ],
    [
      'the event says another sent them',
      'BRANCH',
      'doc_event',
      `update doc_event set event = jsonb_set(event, '{branch,by,userId}', '"u-check"') ${ofEvent('BranchKept')}`,
    ],
    ['the event that they were kept is gone', 'BRANCH', 'doc_event', `delete from doc_event ${ofEvent('BranchKept')}`],
    ['the event that they were settled is gone', 'EVENT', 'doc_event', `delete from doc_event ${ofSettled}`],

    ['the clean copy is gone', 'CLEAN', 'clean_copy', `delete from clean_copy ${mine()}`],
    [
      'a byte of the clean copy is flipped',
      'CLEAN',
      'clean_copy',
      `update clean_copy set doc = replace(doc::text, '落实', '落空')::json ${mine()}`,
    ],
    ['the clean copy’s SM3 is another', 'CLEAN', 'clean_copy', `update clean_copy set sm3 = '${'a'.repeat(64)}' ${mine()}`],
    ['the clean copy is of another version', 'CLEAN', 'clean_copy', `update clean_copy set version = 6 ${mine()}`],
    ['the clean copy was made by another', 'CLEAN', 'clean_copy', `update clean_copy set by_user = 'u-leader' ${mine()}`],
    ['the clean copy was made at another time', 'CLEAN', 'clean_copy', `update clean_copy set at = at + 1 ${mine()}`],
    [
      'a clean copy nobody made is put in',
      'CLEAN',
      'clean_copy',
      `insert into clean_copy select doc_id, 6, sm3, doc, by_user, at, '${v7()}' from clean_copy ${mine()}`,
    ],
    [
      'the event names another clean copy',
      'CLEAN',
      'doc_event',
      `update doc_event set event = jsonb_set(event, '{clean,sm3}', '"${'b'.repeat(64)}"') ${ofEvent('CleanCopyMade')}`,
    ],
    [
      'the event says another made it',
      'CLEAN',
      'doc_event',
      `update doc_event set event = jsonb_set(event, '{clean,by,userId}', '"u-draft"') ${ofEvent('CleanCopyMade')}`,
    ],
    ['the event that it was made is gone', 'CLEAN', 'doc_event', `delete from doc_event ${ofEvent('CleanCopyMade')}`],
  ]
}

describe('RV-66 damage to late edits and the clean copy has a finding of its own', () => {
  // takes back nothing it should not: the document is sound before and after each
  afterEach(async () => expect((await lived.verify()).findings).toEqual([]))

  test.each(harms('').map(([name, code], i) => [name, code, i] as const))('%s: %s', (_name, _code, i) =>
    expectFound(lived, must(harms(lived.docId)[i])),
  )

  test('a clean copy forged with its own SM3 made right is not what the decisions give: CLEAN', async () => {
    const { db } = lived.story.server
    const row = await db.selectFrom('clean_copy').selectAll().where('doc_id', '=', lived.docId).executeTakeFirstOrThrow()
    const text = JSON.stringify(row.doc).replace('具体', '特殊')
    const sm3 = sm3OfJson(JSON.parse(text))
    const { mine, ofEvent } = onRowsOf(lived.docId)
    await harmed(lived, 'clean_copy', `update clean_copy set doc = '${text}', sm3 = '${sm3}' ${mine()}`, async () => {
      const event = `update doc_event set event = replace(event::text, '${row.sm3}', '${sm3}')::jsonb ${ofEvent('CleanCopyMade')}`
      await harmed(lived, 'doc_event', event, async () => {
        const report = await lived.verify()
        expect(codesOf(report)).toContain('CLEAN')
        expect(report.findings.map((one) => one.words).join('')).toContain('不是按接受、拒绝得出的')
      })
    })
  })
})

describe('RV-66 late edits and a clean copy that are as they should be', () => {
  test('verify, and the page tells who wrote them, who brought them in or put them aside, and who made the clean copy', async () => {
    const report = await lived.verify()
    expect(report.findings).toEqual([])
    const page = pageOf(report)
    for (const words of [
      '周正 据第 5 稿的修改没有并入（WF-TASK-CLOSED）',
      '由 许文静 并入为第 7 稿，仍署 周正',
      '由 周正 搁置',
      '许文静 据第 7 稿生成清稿',
    ])
      expect(page).toContain(words)
    expect(page).not.toMatch(/undefined|NaN|\[object/)
  })

  test('also in a draft that came to be tracked by bringing one in, with edits that stay open', async () => {
    const { story } = lived
    const docId = await createDraft(story.draft)
    const base = await story.bodyOf(docId)
    await story.send(docId, base, plain(nodeOf(base), replaceText('春季', '夏季')), 'draft')
    const late = await story.send(docId, base, plain(nodeOf(base), appendTo('如下', '，另写的')), 'draft')
    const open = await story.send(docId, base, plain(nodeOf(base), appendTo('如下', '，又写的')), 'draft')
    expect([late.code, open.code]).toEqual(['RV-STALE-BASE', 'RV-STALE-BASE'])
    expect(await story.draft.send('BringInBranch', { docId, branchId: late.id })).toMatchObject({ status: 'applied' })
    const report = await lived.verify(docId)
    expect(report.findings).toEqual([])
    expect(report.chain).toMatchObject({ versions: 3, proved: 3 })
    const { verifyBundle } = await import('../../resources/verify/verify-bundle.mjs')
    expect(verifyBundle(await lived.bundleOf(docId)).findings).toEqual([])
  })
})
