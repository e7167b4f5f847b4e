import { expect, it } from 'vitest'
import { v7 } from 'uuid'
import type { Branch } from '../../../src-shared/workflow/branches.ts'
import type { DocumentState } from '../../../src-shared/workflow/document-state.ts'
import { takePage } from '../../../src-shared/sync/pull-page.ts'
import { takeVerdicts } from '../../../src-shared/sync/verdicts.ts'
import { personOf } from '../../support/small-county.ts'
import { rowsOf } from '../../support/store.ts'
import { testDesk } from '../../support/test-desk.ts'

/** A draft of 王芳 as a pull brings it: with edits of hers from another desk that were refused. */
async function withBranch() {
  const here = await testDesk()
  const docId = await here.draft()
  const [created] = await here.send()
  if (!created) throw new Error('no draft')
  await takeVerdicts(here.env, [{ id: created.id, seq: created.seq, status: 'applied', rev: 1, bodyVersion: 1 }])
  const doc = rowsOf(here.disk, 'overlay')[0]?.data
  if (!doc) throw new Error('no document')
  const branch: Branch = {
    id: v7() as Branch['id'],
    by: personOf('wang'),
    step: 'draft',
    baseVersion: 1,
    code: 'RV-STALE-BASE',
    at: here.now(),
    settled: null,
  }
  const pulled: DocumentState = { ...doc, rev: 2, lease: null, branches: [branch] }
  await here.env.store.transact('rw', ['docs', 'history', 'overlay'], async (tx) => {
    await tx.put('docs', { id: docId, data: pulled })
    for (const row of await tx.where('history', 'open', 1)) await tx.put('history', { ...row, open: 0 })
    await tx.remove('overlay', docId)
  })
  const seen = () => rowsOf(here.disk, 'overlay').find((row) => row.docId === docId)?.data ?? pulled
  return { ...here, docId, branch, pulled, seen }
}

it('bringing late edits in foresees no text and no version: it waits for the server (WF-19)', async () => {
  const { desk, docId, branch, seen, outbox } = await withBranch()
  expect(await desk.command('BringInBranch', { docId, branchId: branch.id })).toMatchObject({ ok: true, events: [] })
  expect(outbox().map((row) => row.name)).toEqual(['BringInBranch'])
  expect(seen()).toMatchObject({ bodyVersion: 1, branches: [{ settled: null }], tracked: false })
})

it('where it is refused, 需处理 says which edits and why, and the document is as it was (SY-61)', async () => {
  const { desk, env, docId, branch, seen, send, attention } = await withBranch()
  await desk.command('BringInBranch', { docId, branchId: branch.id })
  const [command] = await send()
  if (!command) throw new Error('nothing to send')
  await takeVerdicts(env, [{ id: command.id, seq: command.seq, status: 'rejected', code: 'RV-MERGE' }])
  expect(attention()).toMatchObject([{ code: 'RV-MERGE', commandName: 'BringInBranch', args: { branchId: branch.id } }])
  expect(seen().branches).toEqual([branch])
})

it('putting aside takes effect at once, without a line too, and can be taken back before it is sent', async () => {
  const { desk, docId, branch, seen } = await withBranch()
  await desk.command('PutBranchAside', { docId, branchId: branch.id, aside: true })
  expect(seen().branches[0]?.settled).toMatchObject({ how: 'putAside', by: { userId: 'wang' } })
  // somebody else may do the same meanwhile: nothing is refused for that
  expect(await desk.command('PutBranchAside', { docId, branchId: branch.id, aside: true })).toMatchObject({
    ok: true,
    events: [],
  })
  await desk.command('PutBranchAside', { docId, branchId: branch.id, aside: false })
  expect(seen().branches[0]?.settled).toBeNull()
})

it('SY-95 late edits that were brought in leave 需处理; put aside by somebody else they stay there', async () => {
  const { env, docId, branch, pulled, disk, now } = await withBranch()
  const item = {
    id: branch.id,
    kind: 'rejected' as const,
    reason: null,
    docId,
    cmdId: branch.id,
    title: '',
    code: branch.code,
    article: null,
    detail: null,
    commandName: 'SubmitBody',
    args: {},
    body: null,
    parkedBy: null,
    authoredAt: now(),
    at: now(),
    dismissedAt: null,
  }
  await env.store.transact('rw', ['attention'], (tx) => tx.put('attention', item))
  const page = (settled: Branch['settled'], to: number) =>
    takePage(env, {
      epoch: v7(),
      scopes: { 'user:wang': { to, head: to, reset: false } },
      left: [],
      docs: [{ id: docId, scope: 'user:wang', v: to, op: 'U', data: { ...pulled, rev: to, branches: [{ ...branch, settled }] } }],
      lastSeq: 1,
      complete: true,
    })
  const dismissed = () => rowsOf(disk, 'attention')[0]?.dismissedAt
  await page({ how: 'putAside', by: personOf('zhao'), at: now(), version: null }, 3)
  expect(dismissed()).toBeNull()
  await page({ how: 'broughtIn', by: personOf('zhao'), at: now(), version: 2 }, 4)
  expect(dismissed()).not.toBeNull()
})
