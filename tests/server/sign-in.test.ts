import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { v7 } from 'uuid'
import { paperWatermark } from '../../src-server/admin/paper-policy.ts'
import { verifyAuditChain } from '../../src-server/store/audit.ts'
import { paths } from '../../src-shared/sync/protocol.ts'
import { call, createDraft, openDesk, signIn } from '../support/server/desk.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'

let server: TestServer
beforeAll(async () => void (server = await startTestServer()))
afterAll(() => server.close())

const MINUTE = 60_000
const hello = (desk: { token: string }, device: string) =>
  call(server, 'POST', paths.hello, { token: desk.token, json: { proto: 1, device, app: 'test', epoch: null } })

describe('sign-in', () => {
  test('SE-89 a session says what the county asks of paper, nothing where nothing is asked; setting it is audited', async () => {
    expect((await signIn(server, 'head', v7())).body).not.toHaveProperty('paper')
    for (const watermark of ['drafts', 'always']) {
      expect(await paperWatermark(server.db, watermark, server.clock.now())).toEqual({ watermark })
      expect((await signIn(server, 'head', v7())).body).toMatchObject({ paper: { watermark } })
    }
    expect(await paperWatermark(server.db, '', server.clock.now())).toEqual({ watermark: 'always' })
    await expect(paperWatermark(server.db, 'sometimes', 0)).rejects.toMatchObject({ code: 'NO-RULE' })
    await paperWatermark(server.db, 'off', server.clock.now())
    expect((await signIn(server, 'head', v7())).body).not.toHaveProperty('paper')
    expect(await verifyAuditChain(server.db)).toMatchObject({ ok: true })
    const told = await server.db.selectFrom('audit_event').select('detail').where('kind', '=', 'paper.watermark').execute()
    expect(told).toHaveLength(3)
  })

  test('a right password opens a session with posts, county and epoch', async () => {
    const { status, body } = await signIn(server, 'head', v7())
    expect(status).toBe(200)
    expect(body).toMatchObject({
      user: { id: 'u-head', login: 'head' },
      county: '青禾县',
      posts: [{ role: 'sectionHead', unitId: 'fgj-zh' }],
    })
    expect(body.expiresAt).toBeGreaterThan(server.clock.now())
    const { epoch } = await server.db.selectFrom('sync_meta').select('epoch').executeTakeFirstOrThrow()
    expect(body.epoch).toBe(epoch)
  })

  test('SE-01 five failures lock the login for 15 minutes, even for the right password', async () => {
    const device = v7()
    for (let i = 0; i < 5; i++)
      expect(await signIn(server, 'deputy', device, 'wrong')).toMatchObject({ status: 401, body: { code: 'SE-WRONG-PASSWORD' } })
    expect(await signIn(server, 'deputy', device)).toMatchObject({
      status: 423,
      body: { code: 'SE-LOCKED', retryMs: 15 * MINUTE },
    })
    server.clock.forward(15 * MINUTE - 1)
    expect(await signIn(server, 'deputy', device)).toMatchObject({ status: 423, body: { retryMs: 1 } })
    server.clock.forward(1)
    expect((await signIn(server, 'deputy', device)).status).toBe(200)
  })

  test('SE-01 a lock that ran out starts a new count, and four failures do not lock', async () => {
    const device = v7()
    for (let i = 0; i < 4; i++) await signIn(server, 'leader', device, 'wrong')
    expect((await signIn(server, 'leader', device)).status).toBe(200)
    for (let i = 0; i < 4; i++) await signIn(server, 'leader', device, 'wrong')
    expect((await signIn(server, 'leader', device)).status).toBe(200)
  })

  test('SE-01 guesses sent all at once are counted too: at most five are looked at', async () => {
    const device = v7()
    const answers = await Promise.all(Array.from({ length: 20 }, () => signIn(server, 'liuhe', device, 'wrong')))
    expect(answers.filter((answer) => answer.status === 401)).toHaveLength(5)
    expect(answers.filter((answer) => answer.status === 423)).toHaveLength(15)
  })

  test('SE-01 an honest person signing in on many desks at once is not locked out', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => signIn(server, 'check', v7())))
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 200))
  })

  test('SE-02 an unknown login answers and locks exactly like a known one', async () => {
    const answers = []
    for (let i = 0; i < 6; i++) answers.push(await signIn(server, 'nobody', v7(), 'wrong'))
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 423])
    expect(answers[0]?.body).toEqual({ code: 'SE-WRONG-PASSWORD' })
  })

  test('SE-03 the token is 256 bits and only its hash is stored', async () => {
    const { body } = await signIn(server, 'head', v7())
    expect(Buffer.from(body.token, 'base64url')).toHaveLength(32)
    const stored = await server.db.selectFrom('session').selectAll().execute()
    expect(JSON.stringify(stored)).not.toContain(body.token)
  })

  test('SE-03 a session ends at its time, at sign-out, and a made-up token opens nothing', async () => {
    const first = await openDesk(server, 'head')
    expect((await hello(first, first.device)).status).toBe(200)
    expect((await call(server, 'POST', paths.signOut, { token: first.token })).status).toBe(204)
    expect(await hello(first, first.device)).toMatchObject({ status: 401, body: { code: 'SE-NO-SESSION' } })
    expect((await hello({ token: 'x'.repeat(43) }, first.device)).status).toBe(401)
    const second = await openDesk(server, 'head')
    server.clock.forward(7 * 24 * 60 * MINUTE)
    expect(await hello(second, second.device)).toMatchObject({ status: 401, body: { code: 'SE-NO-SESSION' } })
  })

  test('SY-141 a text the database cannot hold is the request’s fault, and opens nothing (fuzz seed 84363)', async () => {
    const ask = { login: 'deputy', password: 'Qinghe-2026!', device: v7(), app: '\u0000' }
    const { n } = await server.db
      .selectFrom('session')
      .select((q) => q.fn.countAll<string>().as('n'))
      .executeTakeFirstOrThrow()
    expect(await call(server, 'POST', paths.signIn, { json: ask })).toMatchObject({ status: 400, body: { code: 'SY-MALFORMED' } })
    const after = await server.db
      .selectFrom('session')
      .select((q) => q.fn.countAll<string>().as('n'))
      .executeTakeFirstOrThrow()
    expect(after.n).toBe(n)
  })

  test('SE-04 a session is bound to its device: another device in message or header is refused', async () => {
    const desk = await openDesk(server, 'head')
    expect(await hello(desk, v7())).toMatchObject({ status: 401, body: { code: 'SE-DEVICE' } })
    const stolen = await call(server, 'GET', paths.directory, { token: desk.token, headers: { 'x-liuhen-device': v7() } })
    expect(stolen).toMatchObject({ status: 401, body: { code: 'SE-DEVICE' } })
  })

  test('SE-04 a revoked device is out at once and cannot sign in again', async () => {
    const desk = await openDesk(server, 'head')
    await server.db.updateTable('device').set({ revoked: true }).where('id', '=', desk.device).execute()
    expect(await hello(desk, desk.device)).toMatchObject({ status: 401, body: { code: 'SE-REVOKED' } })
    expect(await signIn(server, 'head', desk.device)).toMatchObject({ status: 403, body: { code: 'SE-REVOKED' } })
  })

  test('SE-06 sign-ins, failures and locks are in the audit log', async () => {
    const kinds = await server.db.selectFrom('audit_event').select('kind').distinct().where('chain', '=', 'access').execute()
    expect(kinds.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['sign-in.ok', 'sign-in.failed', 'sign-in.locked']))
  })

  test('SE-10 refusals are a status and a code: unknown path, malformed JSON, missing fields, too large', async () => {
    expect(await call(server, 'GET', '/api/nowhere')).toMatchObject({ status: 404, body: { code: 'SY-NOT-FOUND' } })
    expect(await call(server, 'POST', paths.signIn, { raw: '{"login":' })).toMatchObject({
      status: 400,
      body: { code: 'SY-MALFORMED' },
    })
    expect(await call(server, 'POST', paths.signIn, { json: { login: 'x' } })).toMatchObject({
      status: 400,
      body: { code: 'SY-MALFORMED' },
    })
    const huge = { login: 'x'.repeat(300_000), password: 'x', device: v7(), app: '' }
    expect(await call(server, 'POST', paths.signIn, { json: huge })).toMatchObject({
      status: 413,
      body: { code: 'SY-TOO-LARGE' },
    })
    expect((await call(server, 'POST', paths.pull, { json: {} })).status).toBe(401)
  })

  test('SE-11 without a session there is health, and sample sign-ins only in the sample county', async () => {
    expect((await call(server, 'GET', paths.health)).status).toBe(200)
    expect(await call(server, 'GET', paths.sample)).toMatchObject({ status: 404, body: { code: 'SY-NOT-FOUND' } })
  })

  test('SE-11 no other route answers without a session; a machine’s own two ask for its token (SE-71)', async () => {
    const open: string[] = [paths.health, paths.sample, paths.signIn]
    for (const path of Object.values(paths).filter((one) => !open.includes(one))) {
      const own = path === paths.contact || path === paths.surrender
      const at = path === paths.surrender ? `${path}/${v7()}` : path
      const json = path === paths.contact ? { device: v7(), contactToken: 'A'.repeat(43) } : { files: [] }
      const answers = [await call(server, 'POST', at, { json }), await call(server, 'GET', at)]
      for (const { status, body } of answers) {
        expect([401, 404], at).toContain(status)
        expect([own ? 'SE-CONTACT' : 'SE-NO-SESSION', 'SY-NOT-FOUND'], at).toContain(body.code)
      }
      if (own) expect(answers[0], at).toMatchObject({ status: 401, body: { code: 'SE-CONTACT' } })
    }
  })

  test('SE-12 no title, name, login or password is ever in a log line', async () => {
    const desk = await openDesk(server, 'draft')
    await createDraft(desk)
    const text = server.logs.join('\n')
    expect(server.logs.length).toBeGreaterThan(10)
    for (const secret of ['防火', '林知秋', 'Qinghe', desk.token, '"draft"']) expect(text).not.toContain(secret)
  })
})
