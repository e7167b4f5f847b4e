import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { v7 } from 'uuid'
import { sm3OfJson } from '../../src-server/sm3.ts'
import { documentChain, verifyAuditChain } from '../../src-server/store/audit.ts'
import { approve, createDraft, openDesk, submitDraft } from '../support/server/desk.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'
import { must } from '../support/server/must.ts'

let server: TestServer
let docId: string
beforeAll(async () => {
  server = await startTestServer()
  const [drafter, head] = await Promise.all([openDesk(server, 'draft'), openDesk(server, 'head')])
  docId = await createDraft(drafter)
  await approve(head, docId, await submitDraft(drafter, docId))
  await head.send('DiscardDraft', { docId })
})
afterAll(() => server.close())
beforeEach(async () => expect(await verifyAuditChain(server.db)).toMatchObject({ ok: true }))

/** Does to the log what only the owner of the database could, looks, and takes it back. */
async function whileTampered(change: string, look: () => Promise<void>): Promise<void> {
  await sql.raw('create table kept as table audit_event').execute(server.db)
  await sql.raw('create table kept_chain as table audit_chain').execute(server.db)
  await sql
    .raw(`begin; alter table audit_event disable trigger all; ${change}; alter table audit_event enable trigger all; commit`)
    .execute(server.db)
  await look()
  await sql
    .raw(
      'begin; alter table audit_event disable trigger all; delete from audit_event; insert into audit_event table kept; alter table audit_event enable trigger all; commit',
    )
    .execute(server.db)
  await sql
    .raw('begin; delete from audit_chain; insert into audit_chain table kept_chain; drop table kept, kept_chain; commit')
    .execute(server.db)
}
const chain = () => documentChain(docId)

test('SE-06 every command is a line of the chain, applied or refused, with who, when, which and its hash', async () => {
  const lines = await server.db.selectFrom('audit_event').selectAll().where('doc_id', '=', docId).orderBy('seq').execute()
  expect(lines.map((l) => [l.kind, l.code, l.actor])).toEqual([
    ['command.applied', null, 'u-draft'],
    ['command.applied', null, 'u-draft'],
    ['command.applied', null, 'u-head'],
    ['command.rejected', 'WF-STATE', 'u-head'],
  ])
  expect(JSON.parse(must(lines[0]).detail)).toMatchObject({
    name: 'CreateDraft',
    events: ['DraftCreated'],
    rev: 1,
    bodyVersion: 1,
    bodySm3: expect.stringMatching(/^[0-9a-f]{64}$/),
  })
  expect(lines.every((l) => l.at === server.clock.now() && /^[0-9a-f]{64}$/.test(l.hash))).toBe(true)
})

test('SE-06 one flipped byte in any column of any line is found', async () => {
  for (const column of [
    "detail = replace(detail, 'CreateDraft', 'CreateDraff')",
    "actor = 'u-drafu'",
    'at = at + 1',
    "kind = 'command.applies'",
    "code = 'x'",
    'doc_id = null',
  ])
    await whileTampered(`update audit_event set ${column} where chain = '${chain()}' and seq = 1`, async () => {
      expect(await verifyAuditChain(server.db)).toEqual({ ok: false, chain: chain(), seq: 1, why: 'altered' })
    })
})

test('SE-06 a line taken out, the last lines cut off, or a whole chain removed is found', async () => {
  await whileTampered(`delete from audit_event where chain = '${chain()}' and seq = 2`, async () => {
    expect(await verifyAuditChain(server.db)).toEqual({ ok: false, chain: chain(), seq: 2, why: 'missing' })
  })
  await whileTampered(`delete from audit_event where chain = '${chain()}' and seq = 4`, async () => {
    expect(await verifyAuditChain(server.db)).toEqual({ ok: false, chain: chain(), seq: 3, why: 'head' })
  })
  await whileTampered(`delete from audit_chain where chain = '${chain()}'`, async () => {
    expect(await verifyAuditChain(server.db)).toEqual({ ok: false, chain: chain(), seq: 0, why: 'head' })
  })
})

test('SE-06 a line altered with its own hash made right again is found at the next line', async () => {
  const line = must(
    await server.db.selectFrom('audit_event').selectAll().where('chain', '=', chain()).where('seq', '=', 2).executeTakeFirst(),
  )
  const forged = { ...line, actor: 'u-leader' }
  const fields = [
    forged.chain,
    forged.seq,
    forged.at,
    forged.actor,
    forged.kind,
    forged.doc_id,
    forged.code,
    forged.detail,
    forged.prev_hash,
  ]
  const change = `update audit_event set actor = 'u-leader', hash = '${sm3OfJson(fields)}' where chain = '${chain()}' and seq = 2`
  await whileTampered(change, async () => {
    expect(await verifyAuditChain(server.db)).toEqual({ ok: false, chain: chain(), seq: 3, why: 'altered' })
  })
})

test('SE-07 a refused command leaves no trace in the document, and its audit line names no text', async () => {
  const drafter = await openDesk(server, 'draft')
  const args = {
    docId,
    taskId: v7(),
    toStep: 'draft',
    text: '机密理由',
    signedOn: '2026-03-02',
    basisSm3: '0'.repeat(64),
    nextTaskId: v7(),
  }
  expect(await drafter.send('Return', args)).toMatchObject({ status: 'rejected', code: 'WF-NOT-YOURS' })
  const all = JSON.stringify(await server.db.selectFrom('audit_event').selectAll().execute())
  for (const text of ['机密理由', '防火', '林知秋']) expect(all).not.toContain(text)
  // what the person wrote is not lost: the log of commands has it
  const logged = await server.db.selectFrom('command_log').select('args').where('doc_id', '=', docId).execute()
  expect(logged.some((row) => row.args.includes('机密理由'))).toBe(true)
})
