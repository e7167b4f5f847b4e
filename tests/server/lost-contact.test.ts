import { randomBytes } from 'node:crypto'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { v7 } from 'uuid'
import { hashPassword } from '../../src-server/http/sign-in.ts'
import { markDevice } from '../../src-server/admin/lost-device.ts'
import { contactHeader, paths } from '../../src-shared/sync/protocol.ts'
import { call, signIn } from '../support/server/desk.ts'
import { PASSWORD } from '../support/server/county.ts'
import type { TestServer } from '../support/server/start-test-server.ts'
import { lostDesks } from '../support/server/lost-desk.ts'

/* What a machine may ask without anybody signed in, and the secret the server keeps for a person on a desk. */

const { place, start, work, code, contact } = lostDesks()
let server: TestServer
beforeAll(() => void ({ server } = place()))

describe('SE-71 a desk asks without a session whether it was reported lost', () => {
  it('only its own token is answered; a wrong one and an unknown desk are answered alike', async () => {
    const own = await start()
    expect(await contact(own.device.id, own.device.contactToken)).toMatchObject({ status: 401, body: { code: 'SE-CONTACT' } })
    await own.desk.signIn('draft', PASSWORD)
    const right = await contact(own.device.id, own.device.contactToken)
    expect(right).toMatchObject({ status: 200, body: { status: 'active', now: server.clock.now() } })
    const wrong = await contact(own.device.id, randomBytes(32).toString('base64url'))
    const unknown = await contact(v7(), own.device.contactToken)
    expect([wrong.status, wrong.body]).toEqual([unknown.status, unknown.body])
    expect(wrong).toMatchObject({ status: 401, body: { code: 'SE-CONTACT' } })
    expect((await contact(own.device.id, 'short')).status).toBe(400)
    const stored = await server.db.selectFrom('machine').selectAll().execute()
    expect(JSON.stringify(stored)).not.toContain(own.device.contactToken)
  })

  it('the first token counts: who signs in on that device id elsewhere does not take it over', async () => {
    const own = await start()
    await own.desk.signIn('draft', PASSWORD)
    const other = randomBytes(32).toString('base64url')
    const json = { login: 'head', password: PASSWORD, device: own.device.id, app: 'test', contactToken: other }
    expect((await call(server, 'POST', paths.signIn, { json })).status).toBe(200)
    expect((await contact(own.device.id, other)).status).toBe(401)
    expect((await contact(own.device.id, own.device.contactToken)).status).toBe(200)
  })

  it('too many questions are put off, and a stranger’s do not put off the desk’s own', async () => {
    const own = await start()
    await own.desk.signIn('draft', PASSWORD)
    const stranger = randomBytes(32).toString('base64url')
    const answers = await Promise.all(Array.from({ length: 40 }, () => contact(own.device.id, stranger)))
    expect(answers.some(({ status, body }) => status === 429 && body.code === 'SY-RATE')).toBe(true)
    expect((await contact(own.device.id, own.device.contactToken)).status).toBe(200)
  })

  it('gives no other right: nothing is handed in by a desk that is not lost, or without its token', async () => {
    const own = await start()
    await own.desk.signIn('draft', PASSWORD)
    const at = `${paths.surrender}/${own.device.id}`
    const headers = { [contactHeader]: own.device.contactToken }
    expect(await call(server, 'POST', at, { json: { files: [] }, headers })).toMatchObject({
      status: 403,
      body: { code: 'SE-NOT-LOST' },
    })
    await markDevice(server.db, own.device.id, 'lost', server.clock.now())
    for (const proof of [{}, { [contactHeader]: 'x' }, { [contactHeader]: randomBytes(32).toString('base64url') }])
      expect(await call(server, 'POST', at, { json: { files: [] }, headers: proof as Record<string, string> })).toMatchObject({
        status: 401,
        body: { code: 'SE-CONTACT' },
      })
    expect((await call(server, 'POST', paths.pull, { json: {}, headers })).status).toBe(401)
    const away = { files: [{ path: 'keys/../../etc/passwd', sha256: 'a'.repeat(64), size: 1 }] }
    expect(await call(server, 'POST', at, { json: away, headers })).toMatchObject({ status: 400 })
    const missing = { files: [{ path: 'keys/u-1.key', sha256: 'a'.repeat(64), size: 1 }] }
    expect(await call(server, 'POST', at, { json: missing, headers })).toMatchObject({
      status: 409,
      body: { code: 'SY-SURRENDER-OPEN' },
    })
    const forged = await call(server, 'PUT', `${at}/${'a'.repeat(64)}?from=0&total=3`, { raw: Buffer.from('abc'), headers })
    expect(forged).toMatchObject({ status: 422, body: { code: 'SY-BLOB-HASH' } })
    expect(
      await call(server, 'PUT', `${at}/${'a'.repeat(64)}?from=5&total=9`, { raw: Buffer.from('abc'), headers }),
    ).toMatchObject({
      status: 409,
    })
    const huge = await call(server, 'PUT', `${at}/${'a'.repeat(64)}?from=0&total=999999999999`, {
      raw: Buffer.from('abc'),
      headers,
    })
    expect(huge.status).toBe(400)
    expect(
      await server.db.selectFrom('quarantine_piece').select('sha256').where('device_id', '=', own.device.id).execute(),
    ).toEqual([])
  })
})

describe('SE-70 the server’s secret for a person on a desk', () => {
  const reset = async (login: string, password: string) =>
    server.db
      .updateTable('credential')
      .set({ hash: await hashPassword(password) })
      .where('user_id', '=', `u-${login}`)
      .execute()
  afterEach(() => reset('deputy', PASSWORD))

  it('a password that was reset at the server opens the desk with all that was not sent, and nobody is asked for the old one', async () => {
    const own = await start()
    await work(own, 'deputy')
    await reset('deputy', 'new password')
    own.line.state.left = 0
    expect(await code(own.desk.signIn('deputy', 'new password'))).toBe('SE-WRONG-PASSWORD')
    await own.desk.signIn('deputy', PASSWORD)
    await own.desk.signOut()
    own.line.state.left = Infinity
    const later = await start()
    await later.desk.signIn('deputy', 'new password')
    expect(later.desk.mustBeOpen().journal.read().records).toHaveLength(5)
    await later.desk.signOut()
    later.line.state.left = 0
    await later.desk.signIn('deputy', 'new password')
    await later.desk.signOut()
    expect(await code(later.desk.signIn('deputy', PASSWORD))).toBe('SE-WRONG-PASSWORD')
  })

  it('is one per person and desk, stays over sign-ins, and comes with a right password on that desk only', async () => {
    const [one, two] = [v7(), v7()]
    const secretOf = async (login: string, device: string) =>
      ((await signIn(server, login, device)).body as { deviceSecret?: string }).deviceSecret
    const first = await secretOf('deputy', one)
    expect(first).toMatch(/^[\w-]{43}$/)
    expect(await secretOf('deputy', one)).toBe(first)
    expect(new Set([first, await secretOf('deputy', two), await secretOf('leader', one)]).size).toBe(3)
    expect((await signIn(server, 'deputy', one, 'wrong')).body).not.toHaveProperty('deviceSecret')
  })

  it('deleted at the server the wrap is dead: the old password is asked for', async () => {
    const own = await start()
    await work(own, 'deputy')
    await markDevice(server.db, own.device.id, 'forget', server.clock.now())
    await reset('deputy', 'new password')
    expect(await code(own.desk.signIn('deputy', 'new password'))).toBe('SE-OLD-PASSWORD')
    await own.desk.rekey(PASSWORD)
    expect(own.desk.mustBeOpen().journal.read().records).toHaveLength(5)
  })
})
