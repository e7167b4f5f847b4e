import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import { v7 } from 'uuid'
import { limits, paths, type PushResponse, type WireCommand } from '../../src-shared/sync/protocol.ts'
import { replacePosts } from '../../src-server/store/directory.ts'
import { postOf } from '../support/server/county.ts'
import {
  agreeing,
  call,
  createDraft,
  handingOn,
  newDraft,
  openDesk,
  SIGNED_ON,
  submitDraft,
  type Desk,
} from '../support/server/desk.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'
import { must } from '../support/server/must.ts'

let server: TestServer
let desk: Desk
beforeAll(async () => {
  server = await startTestServer()
  desk = await openDesk(server, 'draft')
})
afterAll(() => server.close())

const revOf = async (id: string) => (await server.db.selectFrom('doc').select('rev').where('id', '=', id).executeTakeFirst())?.rev
const audited = (id: string) =>
  server.db.selectFrom('audit_event').select(['kind', 'code']).where('doc_id', '=', id).orderBy('seq').execute()

describe('push', () => {
  test('SY-01 a command is applied once: sent twice in a row or in one push it answers the same and changes nothing more', async () => {
    const command = desk.command('CreateDraft', newDraft())
    const first = await desk.push(command)
    expect(first.results).toMatchObject([{ id: command.id, seq: command.seq, status: 'applied', rev: 1, bodyVersion: 1 }])
    // the answer was lost on the line: the desk sends it again
    expect((await desk.push(command)).results).toEqual(first.results)
    expect((await desk.push(command, command)).results).toEqual([first.results[0], first.results[0]])
    expect(await revOf(command.doc)).toBe(1)
    expect(await server.db.selectFrom('doc_event').selectAll().where('doc_id', '=', command.doc).execute()).toHaveLength(1)
  })

  test('SY-01 the same command through two connections at once is applied once', async () => {
    const command = desk.command('CreateDraft', newDraft())
    const answers = await Promise.all(Array.from({ length: 8 }, () => desk.push(command)))
    for (const { results } of answers) expect(results).toMatchObject([{ status: 'applied', rev: 1 }])
    expect(await revOf(command.doc)).toBe(1)
  })

  test('SY-01 a refusal is remembered like an acceptance', async () => {
    const command = desk.command('DiscardDraft', { docId: v7() })
    const first = await desk.push(command)
    expect(first.results).toMatchObject([{ status: 'rejected', code: 'WF-NOT-FOUND', rule: 'WF-01' }])
    expect((await desk.push(command)).results).toEqual(first.results)
  })

  test('SY-02 a gap in the sequence stops the push with the last number the server has; nothing after it runs', async () => {
    const other = await openDesk(server, 'draft')
    const [one, two, three] = [newDraft(), newDraft(), newDraft()].map((args) => other.command('CreateDraft', args))
    const answer = await other.push(must(one), must(three))
    expect(answer.results).toMatchObject([{ status: 'applied' }])
    expect(answer.stop).toEqual({ kind: 'gap', lastSeq: 1 })
    expect(await revOf(must(three).doc)).toBeUndefined()
    expect((await other.push(must(two), must(three))).results).toMatchObject([{ status: 'applied' }, { status: 'applied' }])
  })

  test('SY-02 a new command under a used number means the device was copied: forked', async () => {
    const other = await openDesk(server, 'draft')
    await other.push(other.command('CreateDraft', newDraft()))
    other.setSeq(0)
    expect(await other.push(other.command('CreateDraft', newDraft()))).toMatchObject({
      results: [],
      stop: { kind: 'forked', lastSeq: 1 },
    })
  })

  test('SY-03 a known command sent under the next number of another device is answered and the number used up', async () => {
    const lost = await openDesk(server, 'draft')
    const command = lost.command('CreateDraft', newDraft())
    await lost.push(command)
    const fresh = await openDesk(server, 'draft')
    const again = { ...command, seq: 1 }
    fresh.setSeq(1)
    const next = fresh.command('CreateDraft', newDraft())
    expect((await fresh.push(again, next)).results).toMatchObject([
      { id: command.id, seq: 1, status: 'applied', rev: 1 },
      { seq: 2, status: 'applied' },
    ])
  })

  test('SY-04 an id with other content, or from another person, is refused, never run, audited, and blocks nobody', async () => {
    const other = await openDesk(server, 'draft')
    const used = other.command('CreateDraft', newDraft())
    await other.push(used)
    const reused = { ...other.command('CreateDraft', newDraft()), id: used.id }
    const next = other.command('CreateDraft', newDraft())
    const answer = await other.push(reused, next)
    expect(answer.results).toMatchObject([{ status: 'rejected', code: 'SY-ID-REUSED' }, { status: 'applied' }])
    expect(await revOf(reused.doc)).toBeUndefined()
    expect(await audited(reused.doc)).toEqual([{ kind: 'command.rejected', code: 'SY-ID-REUSED' }])
    const stranger = await openDesk(server, 'liuhe')
    expect((await stranger.push({ ...used, seq: 1 })).results).toEqual([
      { id: used.id, seq: 1, status: 'rejected', code: 'SY-ID-REUSED' },
    ])
  })

  test('SY-05 an unknown name or version is deferred: not judged, not counted, and the push ends there', async () => {
    const other = await openDesk(server, 'draft')
    const newer = other.command('CreateDraft', newDraft(), { ver: 2 })
    const after = other.command('CreateDraft', newDraft())
    const answer = await other.push(newer, after)
    expect(answer.results).toMatchObject([{ id: newer.id, status: 'deferred' }])
    expect(answer.stop).toBeUndefined()
    expect(await revOf(after.doc)).toBeUndefined()
    const unknown = { ...newer, name: 'Teleport', ver: 1 }
    expect((await other.push(unknown)).results).toMatchObject([{ status: 'deferred' }])
    // after the server learnt it, the very same number is still free
    expect((await other.push({ ...newer, ver: 1 })).results).toMatchObject([{ status: 'applied', seq: 1 }])
  })

  test('SY-06 another epoch stops the push before anything is judged', async () => {
    const other = await openDesk(server, 'draft')
    const json = { epoch: v7(), device: other.device, cmds: [other.command('CreateDraft', newDraft())] }
    const answer = await call(server, 'POST', paths.push, { token: other.token, json })
    expect(answer.body).toEqual({ epoch: other.epoch, results: [], stop: { kind: 'epoch' } })
  })

  test('SY-06 after a restore desks send again what the backup had not seen; what it had is answered, nothing is done twice', async () => {
    const other = await openDesk(server, 'draft')
    const kept = other.command('CreateDraft', newDraft())
    const lost = other.command('CreateDraft', newDraft())
    await other.push(kept, lost)
    // the backup is from before the second command, and the restore gave the server a new epoch
    for (const table of ['scope_entry', 'body_version', 'doc_event'] as const) {
      await sql`alter table ${sql.table(table)} disable trigger all`.execute(server.db)
      await server.db.deleteFrom(table).where('doc_id', '=', lost.doc).execute()
      await sql`alter table ${sql.table(table)} enable trigger all`.execute(server.db)
    }
    await server.db.deleteFrom('doc').where('id', '=', lost.doc).execute()
    await server.db.deleteFrom('command_log').where('cmd_id', '=', lost.id).execute()
    const epoch = v7()
    await server.db.updateTable('sync_meta').set({ epoch }).execute()
    const send = (from: Desk, under: string, cmds: WireCommand[]) =>
      call<PushResponse>(server, 'POST', paths.push, { token: from.token, json: { epoch: under, device: from.device, cmds } })
    const stale = await send(other, other.epoch, [kept])
    expect(stale.body).toEqual({ epoch, results: [], stop: { kind: 'epoch' } })
    const again = await send(await openDesk(server, 'draft'), epoch, [kept, lost])
    expect(again.body.results).toMatchObject([
      { id: kept.id, status: 'applied', rev: 1 },
      { id: lost.id, status: 'applied', rev: 1 },
    ])
    expect(await server.db.selectFrom('doc_event').selectAll().where('doc_id', '=', kept.doc).execute()).toHaveLength(1)
    expect(await revOf(lost.doc)).toBe(1)
    await server.db.updateTable('sync_meta').set({ epoch: other.epoch }).execute()
  })

  test('SY-07 a command that depends on a refused or unknown one is refused with its own code; others go on', async () => {
    const other = await openDesk(server, 'draft')
    const refused = other.command('CreateDraft', { ...newDraft(), unitId: 'liuhe' })
    const child = other.command('CreateDraft', newDraft(), { dependsOn: [refused.id] })
    const grandchild = other.command('CreateDraft', newDraft(), { dependsOn: [child.id] })
    const orphan = other.command('CreateDraft', newDraft(), { dependsOn: [v7() as typeof child.id] })
    const free = other.command('CreateDraft', newDraft())
    const happy = other.command('OpenTask', { docId: free.doc, taskId: free.doc }, { dependsOn: [free.id] })
    const { results } = await other.push(refused, child, grandchild, orphan, free, happy)
    expect(results.map((r) => r.code ?? r.status)).toEqual([
      'WF-NOT-YOURS',
      'SY-PARKED',
      'SY-PARKED',
      'SY-PARKED',
      'applied',
      'applied',
    ])
  })

  test('SY-09 a command too large is refused by itself, a push too large as a whole', async () => {
    const other = await openDesk(server, 'draft')
    const big = other.command('CreateDraft', { ...newDraft(), extra: '长'.repeat(limits.commandBytes / 3 + 1) })
    const next = other.command('CreateDraft', newDraft())
    expect((await other.push(big, next)).results).toMatchObject([
      { status: 'rejected', code: 'SY-TOO-LARGE' },
      { status: 'applied' },
    ])
    const raw = JSON.stringify({ epoch: other.epoch, device: other.device, cmds: [], pad: 'x'.repeat(limits.pushBytes) })
    expect(await call(server, 'POST', paths.push, { token: other.token, raw })).toMatchObject({
      status: 413,
      body: { code: 'SY-TOO-LARGE' },
    })
    const many = Array.from({ length: limits.pushCommands + 1 }, () => other.command('CreateDraft', newDraft()))
    const json = { epoch: other.epoch, device: other.device, cmds: many.map((m) => ({ ...m, args: {} })) }
    expect(await call(server, 'POST', paths.push, { token: other.token, json })).toMatchObject({
      status: 400,
      body: { code: 'SY-MALFORMED' },
    })
  })

  test('SY-10 what is no command is malformed: wrong arguments, another document, no text, nesting without end', async () => {
    const other = await openDesk(server, 'draft')
    const giveBack = (text: string) =>
      other.command('Return', {
        docId: v7(),
        taskId: v7(),
        toStep: 'draft',
        text,
        signedOn: SIGNED_ON,
        basisSm3: '0'.repeat(64),
        nextTaskId: v7(),
      })
    const cases = [
      other.command('CreateDraft', { docId: v7() }),
      other.command('DiscardDraft', { docId: v7() }, { doc: v7() as never }),
      giveBack('a\u0000b'),
      giveBack('a\ud800b'),
      other.command('DiscardDraft', { docId: v7() }, { args: null }),
    ]
    for (const one of cases) expect((await other.push(one)).results).toMatchObject([{ status: 'rejected', code: 'SY-MALFORMED' }])
    // the same letters written out are text
    const literal = other.command('DiscardDraft', { docId: v7(), note: 'a\\u0000b' })
    expect((await other.push(literal)).results).toMatchObject([{ code: 'WF-NOT-FOUND' }])
    const deep = `{"epoch":"${other.epoch}","device":"${other.device}","cmds":[${'['.repeat(100_000)}${']'.repeat(100_000)}]}`
    expect(await call(server, 'POST', paths.push, { token: other.token, raw: deep })).toMatchObject({
      status: 400,
      body: { code: 'SY-MALFORMED' },
    })
  })

  test('SE-04 a push that names another device is refused', async () => {
    const json = { epoch: desk.epoch, device: v7(), cmds: [desk.command('CreateDraft', newDraft())] }
    desk.setSeq(desk.lastSeq() - 1)
    expect(await call(server, 'POST', paths.push, { token: desk.token, json })).toMatchObject({
      status: 401,
      body: { code: 'SE-DEVICE' },
    })
  })

  test('SE-05 rights count as they are when the command runs: posts taken away refuse, given back allow', async () => {
    const drafter = await openDesk(server, 'draft')
    const head = await openDesk(server, 'head')
    const docId = await createDraft(drafter)
    const taskId = await submitDraft(drafter, docId)
    const post = postOf('u-head')
    const { sm3 } = must(await head.body(docId))
    const args = agreeing(docId, taskId, sm3)
    await replacePosts(server.db, 'u-head', [{ ...post, role: 'archivist' }])
    expect(await head.send('Approve', args)).toMatchObject({ status: 'rejected', code: 'WF-NO-ROLE' })
    await replacePosts(server.db, 'u-head', [])
    expect(await head.send('Approve', args)).toMatchObject({ status: 'rejected', code: 'WF-NOT-YOURS' })
    await replacePosts(server.db, 'u-head', [post])
    expect(await head.send('Approve', args)).toMatchObject({ status: 'applied' })
  })

  test('SE-05 a stranger to a document is refused whatever the command', async () => {
    const stranger = await openDesk(server, 'liuhe')
    const docId = await createDraft(desk)
    const { sm3 } = must(await desk.body(docId))
    expect(await stranger.send('DiscardDraft', { docId })).toMatchObject({ code: 'WF-NOT-FOUND' })
    expect(await stranger.send('SubmitDraft', handingOn(docId, sm3))).toMatchObject({ code: 'WF-NOT-FOUND' })
    expect(await audited(docId)).toEqual([
      { kind: 'command.applied', code: null },
      { kind: 'command.rejected', code: 'WF-NOT-FOUND' },
      { kind: 'command.rejected', code: 'WF-NOT-FOUND' },
    ])
  })
})
