import { describe, expect, it } from 'vitest'
import type { CommandId, DocumentId } from '../../../src-shared/ids.ts'
import type { Acknowledged } from '../../../src-shared/ipc/journal-record.ts'
import { heed } from '../../../src-shared/sync/greeting.ts'
import { helloResponse, type CommandVerdict, type HelloResponse } from '../../../src-shared/sync/protocol.ts'
import { nextWanted, takeBodies } from '../../../src-shared/sync/bodies.ts'
import { takePage } from '../../../src-shared/sync/pull-page.ts'
import { createDesk } from '../../../src-shared/sync/desk.ts'
import { recover } from '../../../src-shared/sync/recover.ts'
import { recoverHistory } from '../../../src-shared/sync/recover-history.ts'
import { nextBatch, offerMoved } from '../../../src-shared/sync/sending.ts'
import { takeVerdicts } from '../../../src-shared/sync/verdicts.ts'
import type { DocumentState } from '../../../src-shared/workflow/document-state.ts'
import { chanceOf } from '../../support/clock.ts'
import { emptyDisk, rowsOf } from '../../support/store.ts'
import { endOf, installDesk, testDesk } from '../../support/test-desk.ts'

const scope = 'user:wang'
const EPOCHS = [1, 2, 3].map((n) => chanceOf(n).id())
const hello = (n: number, more: Partial<HelloResponse> = {}): HelloResponse =>
  helloResponse.parse({ epoch: EPOCHS[n], now: 0, proto: { min: 1, max: 1 }, lastSeq: 0, directoryVersion: 1, ...more })

/** A desk that greeted a server, and what the server answers then. */
async function greeted() {
  const world = await testDesk()
  const { disk, env } = world
  let seq = 0
  const greet = (answer: HelloResponse, at = 0) => {
    seq = answer.lastSeq
    return heed(env, answer, at)
  }
  await greet(hello(0))
  const applied = (id: CommandId, rev: number, more: Partial<CommandVerdict> = {}) =>
    takeVerdicts(env, [{ id, seq: ++seq, status: 'applied', rev, ...more }])
  const page = (docs: readonly DocumentState[], n: number, head: number) =>
    takePage(env, {
      epoch: EPOCHS[n] ?? '',
      scopes: { [scope]: { to: head, head, reset: false } },
      left: [],
      docs: docs.map((data, i) => ({ id: data.id, scope, v: i + 1, op: 'U' as const, data })),
      lastSeq: seq,
      complete: true,
    })
  const seen = (id: DocumentId): DocumentState | undefined =>
    rowsOf(disk, 'overlay').find((row) => row.docId === id)?.data ?? rowsOf(disk, 'docs').find((row) => row.id === id)?.data
  return { ...world, greet, applied, page, seen }
}

/** A draft the server had at revision 2, with an attachment, and lost all but revision 1 of. */
async function restored() {
  const world = await greeted()
  const { draft, attachFile, send, applied, page, seen, greet, outbox } = world
  const docId = await draft()
  const [create] = await send()
  await applied(create?.id as CommandId, 1)
  const first = seen(docId) as DocumentState
  await page([first], 0, 1)
  await attachFile(docId)
  const [attach] = await send()
  await applied(attach?.id as CommandId, 2)
  const second = seen(docId) as DocumentState
  await page([second], 0, 2)
  await greet(hello(1, { recovering: true }))
  const attachments = () => (seen(docId)?.attachments ?? []).length
  return { ...world, docId, first, second, attachments, ids: outbox().map((row) => row.cmdId) }
}

describe('after a restore (SY-64, SY-100)', () => {
  it('commands go out again with the revision they had, and what is shown is not worked out twice', async () => {
    const { send, attachments, page, first, second, applied, outbox, ids } = await restored()
    expect(attachments()).toBe(1)
    const again = await send()
    expect(again.map((cmd) => [cmd.name, cmd.was, cmd.baseRev])).toEqual([
      ['CreateDraft', { rev: 1 }, 0],
      ['AddAttachment', { rev: 2 }, 1],
    ])
    // the server's own word comes before the verdicts: the attachment is on its way again, over the older document
    await page([first], 1, 1)
    expect(attachments()).toBe(1)
    expect(outbox().map((row) => row.covered)).toEqual([false, false])
    for (const [i, id] of ids.entries()) await applied(id, i + 1)
    await page([second], 1, 2)
    expect(attachments()).toBe(1)
    expect(outbox()).toEqual([])
  })

  it('what waits holds up the later commands of its document, is offered again when the document moves, and nobody is told', async () => {
    const { env, send, outbox, attention, draft, ids, docId } = await restored()
    const other = await draft('另一件')
    const [create] = await send()
    await takeVerdicts(env, [{ id: create?.id as CommandId, seq: 1, status: 'deferred', code: 'SY-WAITS' }])
    expect((await send()).map((cmd) => [cmd.doc, cmd.seq])).toEqual([[other, 1]])
    expect(attention()).toEqual([])
    expect(await offerMoved(env, new Set([other]))).toBe(false)
    expect(await offerMoved(env, new Set([docId]))).toBe(true)
    expect(outbox().map((row) => row.status)).toEqual(['queued', 'queued', 'inflight'])
    expect((await send()).map((cmd) => cmd.id).slice(0, 2)).toEqual(ids)
  })

  it('SY-101 a document that is not there again yet stays, and so does its text; waiting ended, both are as the server says', async () => {
    const { env, disk, page, greet, docId, opened, type } = await restored()
    await type(await opened(docId), '〔新写〕')
    await page([], 1, 0)
    expect(rowsOf(disk, 'docs').map((row) => row.id)).toEqual([docId])
    expect(rowsOf(disk, 'working').map((row) => row.docId)).toEqual([docId])
    const [kept] = rowsOf(disk, 'bodies')
    if (!kept) throw new Error('no body')
    // it was typed on a version the server does not have now
    await env.store.transact('rw', ['bodies', 'working', 'outbox'], async (tx) => {
      await tx.put('bodies', { ...kept, version: 3 })
      for (const row of await tx.all('working')) await tx.put('working', { ...row, baseVersion: 3 })
      for (const row of await tx.all('outbox')) await tx.remove('outbox', row.local)
    })
    const older = { doc: docId, version: 1, sm3: kept.sm3, body: kept.body }
    await takeBodies(
      env,
      { ids: [docId], rank: 0, docs: [docId] },
      { bodies: [older as never], damaged: [], rest: [] },
      () => undefined,
    )
    expect(rowsOf(disk, 'bodies')[0]?.version).toBe(3)
    await greet(hello(1))
    expect(rowsOf(disk, 'scopes')).toMatchObject([{ id: scope, cursor: 0 }])
    await page([], 1, 0)
    expect(rowsOf(disk, 'docs')).toEqual([])
    expect(rowsOf(disk, 'attention').map((item) => [item.code, item.kind])).toEqual([['SY-LEFT', 'quarantined']])
    expect(JSON.stringify(rowsOf(disk, 'attention'))).toContain('〔新写〕')
  })

  it('a refused save the server keeps goes out again too; its item stays as it is, or goes where the save is taken now (RV-64)', async () => {
    const { env, draft, opened, type, desk, send, applied, page, seen, greet, attention, outbox } = await greeted()
    const docId = await draft()
    const [create] = await send()
    await applied(create?.id as CommandId, 1)
    await page([seen(docId) as DocumentState], 0, 1)
    await type(await opened(docId), '〔晚到〕')
    await desk.submit(docId)
    const [save] = await send()
    const id = save?.id as CommandId
    await takeVerdicts(env, [{ id, seq: 2, status: 'rejected', code: 'WF-STATE', rev: 2 }])
    expect(attention().map((item) => item.id)).toEqual([id])
    await desk.settleItem(id, 'aside')
    const settled = attention()
    await greet(hello(1, { recovering: true }))
    expect((await send()).map((cmd) => [cmd.id, cmd.was])).toEqual([
      [create?.id, { rev: 1 }],
      [id, { rev: 2 }],
    ])
    await takeVerdicts(env, [{ id, seq: 2, status: 'rejected', code: 'WF-STATE', rev: 2 }])
    expect(attention()).toEqual(settled)
    await greet(hello(2, { recovering: true }))
    await send()
    await takeVerdicts(env, [{ id, seq: 2, status: 'applied', rev: 2 }])
    expect(attention()).toEqual([])
    expect(outbox().map((row) => row.name)).toEqual(['CreateDraft'])
  })
})

it('SY-194 a save an earlier epoch applied keeps its text while it waits to go again: later text takes a place of its own', async () => {
  const { draft, opened, type, typeAt, desk, send, applied, page, seen, greet, outbox } = await greeted()
  const docId = await draft()
  const [create] = await send()
  await applied(create?.id as CommandId, 1)
  await page([seen(docId) as DocumentState], 0, 1)
  const typed = await type(await opened(docId), '〔先写〕')
  await desk.submit(docId)
  const [save] = await send()
  if (!save) throw new Error('nothing sent')
  const { resultSm3 } = save.args as { resultSm3: string }
  await applied(save.id as CommandId, 2, { bodyVersion: 2, bodySm3: resultSm3 })
  await greet(hello(1, { recovering: true }))
  const saves = () => outbox().filter((row) => row.name === 'SubmitBody')
  expect(saves().map((row) => [row.cmdId, row.args])).toEqual([[save.id, save.args]])
  await typeAt(typed, endOf(typed.working), '〔后写〕')
  await desk.submit(docId)
  expect(saves()[0]).toMatchObject({ cmdId: save.id, args: save.args })
  expect(saves().map((row) => JSON.stringify(row.args).includes('〔后写〕'))).toEqual([false, true])
})

describe('acknowledged commands (SY-106)', () => {
  it('are told to the journal, and come back from it where the cache was lost: before what is unsent, and only to a server that forgot', async () => {
    const world = await testDesk()
    const acks: Acknowledged[] = []
    const settle = (_cmdIds: unknown, _docIds: unknown, more: readonly Acknowledged[] = []) =>
      Promise.resolve(void acks.push(...more))
    const env = { ...world.env, journal: { ...world.env.journal, settle } }
    await heed(env, hello(0), 0)
    const docId = await world.draft()
    await world.attachFile(docId)
    const cmds = await world.send()
    await takeVerdicts(
      env,
      cmds.map(({ id, seq }) => ({ id, seq, status: 'applied', rev: seq })),
    )
    expect(acks.map(({ cmdId, seq, rev, epoch }) => [cmdId, seq, rev, epoch])).toEqual(
      cmds.map(({ id, seq }) => [id, seq, seq, EPOCHS[0]]),
    )
    const kept = cmds.map(({ seq: _seq, ...command }, i) => ({ command, ack: acks[i] as Acknowledged }))

    const disk = emptyDisk()
    const fresh = world.envOver(disk)
    await installDesk(fresh, cmds[0]?.id ?? '')
    await recover(fresh, [])
    const next = createDesk(fresh, () => undefined)
    await next.createDraft({ elements: { title: '乙' }, paragraphs: [] })
    expect(await recoverHistory(fresh, kept)).toBe(2)
    expect(await recoverHistory(fresh, kept)).toBe(0)
    const sent = async () => {
      const batch = await nextBatch(fresh)
      return batch.kind === 'send' ? batch.cmds.map(({ name, seq, was }) => [name, seq, was?.rev]) : []
    }
    // the same server: only what is new, under the number after its last
    await heed(fresh, hello(0, { lastSeq: 2 }), 0)
    expect(await sent()).toEqual([['CreateDraft', 3, undefined]])
    await heed(fresh, hello(1, { lastSeq: 0 }), 0)
    expect(await sent()).toEqual([
      ['CreateDraft', 1, 1],
      ['AddAttachment', 2, 2],
      ['CreateDraft', 3, undefined],
    ])
  })
})

describe('a greeting (SY-107)', () => {
  it('tells what the server can read: the rest waits here unsent, and goes when the server is newer', async () => {
    const { draft, attachFile, send, greet, outbox } = await greeted()
    await attachFile(await draft('甲'))
    const other = await draft('乙')
    const can = { CreateDraft: [1, 1] as [number, number] }
    await greet(hello(0, { cmds: can }))
    expect((await send()).map((cmd) => cmd.name)).toEqual(['CreateDraft', 'CreateDraft'])
    expect(outbox().map((row) => row.status)).toEqual(['inflight', 'deferred', 'inflight'])
    expect(outbox()[2]?.docId).toBe(other)
    await greet(hello(0, { cmds: { ...can, AddAttachment: [1, 2] } }))
    expect((await send()).map((cmd) => cmd.name)).toContain('AddAttachment')
  })

  it('tells how much a push may carry, and how far the clocks are apart', async () => {
    const { draft, send, greet, disk } = await greeted()
    for (const title of ['甲', '乙', '丙']) await draft(title)
    await greet(hello(0, { now: 5000, limits: { pushCommands: 2, pushBytes: 1e6, commandBytes: 1e6 } }), 3000)
    expect(await send()).toHaveLength(2)
    expect(rowsOf(disk, 'meta').find((row) => row.key === 'clockOffset')?.value).toBe(2000)
  })
})

it('SY-66 bodies the server did not get to are asked for again, those it may not give are not', async () => {
  const { env } = await testDesk()
  const [given, later, kept] = [1, 2, 3].map((n) => `0190a1b2-0000-7000-8000-00000000000${n}` as DocumentId)
  if (!given || !later || !kept) throw new Error('no ids')
  await env.store.transact('rw', ['wanted'], (tx) =>
    tx.putMany('wanted', [
      { id: given, rank: 1, docs: [given] },
      { id: 'pack', rank: 1, docs: [later, kept] },
    ]),
  )
  const body = { doc: given, version: 1, sm3: 'a'.repeat(64), body: {} }
  const wanted = await nextWanted(env, 10)
  if (!wanted) throw new Error('nothing wanted')
  await takeBodies(env, wanted, { bodies: [body], damaged: [], rest: [later] }, () => undefined)
  expect((await nextWanted(env, 10))?.docs).toEqual([later])
})
