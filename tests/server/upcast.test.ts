import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Environment } from '../../src-server/commands/environment.ts'
import { argSm3Of, runCommand } from '../../src-server/commands/run-command.ts'
import { countyCache } from '../../src-server/store/directory.ts'
import { canonicalJson } from '../../src-shared/document/canonical.ts'
import { paths, type HelloResponse, type WireCommand } from '../../src-shared/sync/protocol.ts'
import { commandNames } from '../../src-shared/workflow/commands.ts'
import { commandLives } from '../../src-shared/workflow/upcast.ts'
import { call, createDraft, openDesk, type Desk } from '../support/server/desk.ts'
import { must } from '../support/server/must.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'

let server: TestServer
beforeAll(async () => void (server = await startTestServer()))
afterAll(() => server.close())

/** A server on which AddAttachment is at version 4: once its name and SM3 stood by themselves, then `mime` was missing. */
const newer = (): Environment => ({
  db: server.db,
  dataDir: server.dataDir,
  now: server.clock.now,
  county: countyCache(),
  wake: () => undefined,
  lives: {
    ...commandLives,
    AddAttachment: {
      oldest: 2,
      newest: 4,
      steps: {
        2: (args) => {
          const { docId, name, sm3 } = args as { docId: string; name: string; sm3: string }
          return { docId, attachment: { name, sm3, size: 0 } }
        },
        3: (args) => {
          const { docId, attachment } = args as { docId: string; attachment: object }
          return { docId, attachment: { ...attachment, mime: 'application/octet-stream' } }
        },
      },
    },
  },
})
const run = (desk: Desk, cmd: WireCommand) =>
  runCommand(newer(), { userId: desk.session.user.id, name: desk.session.user.name, deviceId: desk.device }, desk.epoch, cmd)
const attach = (desk: Desk, docId: string, ver: number, args: object, more: Partial<WireCommand> = {}) =>
  desk.command('AddAttachment', { docId, ...args }, { ver, ...more })
const SM3 = 'c'.repeat(64)

describe('a server that is newer than a desk', () => {
  test('SY-108 reads commands of two versions back; log, hash and audit line are of what was sent', async () => {
    const desk = await openDesk(server, 'draft')
    const docId = await createDraft(desk)
    const old = attach(desk, docId, 2, { name: '附件一.pdf', sm3: SM3 })
    const first = await run(desk, old)
    expect(first).toMatchObject({ verdict: { status: 'applied', rev: 2 } })
    expect((await desk.state(docId))?.attachments).toEqual([
      { name: '附件一.pdf', sm3: SM3, size: 0, mime: 'application/octet-stream' },
    ])
    const row = await server.db.selectFrom('command_log').selectAll().where('cmd_id', '=', old.id).executeTakeFirstOrThrow()
    const args = canonicalJson(old.args)
    expect(row).toMatchObject({ ver: 2, args, arg_sm3: argSm3Of('AddAttachment', 2, docId, args) })
    const line = await server.db
      .selectFrom('audit_event')
      .select('detail')
      .where('doc_id', '=', docId)
      .where('kind', '=', 'command.applied')
      .orderBy('seq', 'desc')
      .executeTakeFirstOrThrow()
    expect(JSON.parse(line.detail)).toMatchObject({ command: old.id, argSm3: row.arg_sm3 })
    // sent again by the same old desk: the same verdict, nothing twice
    expect(await run(desk, old)).toEqual({ ...first, moved: [] })
    expect((await desk.state(docId))?.rev).toBe(2)
  })

  test('SY-108 what came in between is read too; what is too old is refused once, with a code of its own', async () => {
    const desk = await openDesk(server, 'draft')
    const docId = await createDraft(desk)
    const attachment = { name: '附件二.pdf', sm3: SM3, size: 7 }
    expect(await run(desk, attach(desk, docId, 3, { attachment }))).toMatchObject({ verdict: { status: 'applied' } })
    const ancient = attach(desk, docId, 1, { file: SM3 })
    expect(await run(desk, ancient)).toMatchObject({ verdict: { status: 'rejected', code: 'SY-OLD-COMMAND' } })
    expect(await run(desk, ancient)).toMatchObject({ verdict: { status: 'rejected', code: 'SY-OLD-COMMAND' } })
  })

  test('SY-05 what is newer than the server is put off: not judged, not logged, its number not used', async () => {
    const desk = await openDesk(server, 'draft')
    const docId = await createDraft(desk)
    const ahead = attach(desk, docId, 5, {})
    expect(await run(desk, ahead)).toMatchObject({ verdict: { status: 'deferred', code: 'SY-UNKNOWN-COMMAND' } })
    const next = attach(desk, docId, 4, { attachment: { name: 'a.pdf', sm3: SM3, size: 1, mime: 'a/b' } }, { seq: ahead.seq })
    expect(await run(desk, next)).toMatchObject({ verdict: { status: 'applied', seq: ahead.seq } })
  })

  test('SY-107 says at the greeting what it reads, how much it takes, and what time it is', async () => {
    const desk = await openDesk(server, 'draft')
    const json = { proto: 1, device: desk.device, app: '', epoch: null }
    const { body } = await call<HelloResponse>(server, 'POST', paths.hello, { token: desk.token, json })
    expect(Object.keys(body.cmds).toSorted()).toEqual([...commandNames].toSorted())
    expect(must(body.cmds['SubmitBody'])).toEqual([1, 1])
    expect(body).toMatchObject({ recovering: false, now: server.clock.now(), limits: { pushCommands: 100 } })
  })
})
