import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { v7 } from 'uuid'
import { verifyAuditChain } from '../../src-server/store/audit.ts'
import { paths } from '../../src-shared/sync/protocol.ts'
import { PASSWORD } from '../support/server/county.ts'
import { call, openDesk, signIn } from '../support/server/desk.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'

let server: TestServer
beforeAll(async () => void (server = await startTestServer()))
afterAll(() => server.close())

const NEW = '新的-Liuhen-9'
const change = (token: string, oldPassword: string, newPassword: string) =>
  call(server, 'POST', paths.password, { token, json: { oldPassword, newPassword } })
const directory = async (token: string): Promise<number> => (await call(server, 'GET', paths.directory, { token })).status

describe('a person changes their own password', () => {
  test('AD-52 the new one signs in and the old one does not; their other sessions end, nobody else is touched', async () => {
    const [here, there, other] = [
      await openDesk(server, 'draft'),
      await openDesk(server, 'draft'),
      await openDesk(server, 'head'),
    ]
    expect((await change(here.token, PASSWORD, NEW)).status).toBe(204)
    expect([await directory(here.token), await directory(there.token), await directory(other.token)]).toEqual([200, 401, 200])
    expect((await signIn(server, 'draft', v7())).status).toBe(401)
    expect((await signIn(server, 'draft', v7(), NEW)).status).toBe(200)
    expect((await signIn(server, 'head', v7())).status).toBe(200)
    const lines = await server.db.selectFrom('audit_event').selectAll().where('kind', '=', 'password.changed').execute()
    expect(lines.map(({ actor }) => actor)).toEqual(['u-draft'])
    expect(await verifyAuditChain(server.db)).toMatchObject({ ok: true })
    expect(server.logs.join('')).not.toContain(NEW)
  })

  test('AD-53 what is too easy is refused before the old password is looked at', async () => {
    const { token } = await openDesk(server, 'check')
    const tried = ['short', 'my-CHECK-2026', 'aaaaaaaaab', 'wrong-password']
    const codes = []
    for (const next of tried) codes.push((await change(token, 'wrong-password', next)).body.code)
    expect(codes).toEqual(['SE-PASSWORD-SHORT', 'SE-PASSWORD-LOGIN', 'SE-PASSWORD-PLAIN', 'SE-PASSWORD-SAME'])
    expect(await server.db.selectFrom('login_failure').selectAll().where('login', '=', 'check').execute()).toEqual([])
    expect((await signIn(server, 'check', v7())).status).toBe(200)
  })

  test('AD-52 a wrong old password is a failed attempt: five lock, and the right one does not help then', async () => {
    const { token } = await openDesk(server, 'leader')
    for (let i = 0; i < 5; i++)
      expect(await change(token, `wrong ${i}`, NEW)).toMatchObject({ status: 403, body: { code: 'SE-WRONG-PASSWORD' } })
    expect(await change(token, PASSWORD, NEW)).toMatchObject({ status: 423, body: { code: 'SE-LOCKED' } })
    server.clock.forward(15 * 60_000)
    expect((await signIn(server, 'leader', v7())).status).toBe(200)
  })

  test('AD-52 two at once: one of them is the password, and without a session there is none', async () => {
    const { token } = await openDesk(server, 'deputy')
    const both = await Promise.all([change(token, PASSWORD, `${NEW}a`), change(token, PASSWORD, `${NEW}b`)])
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([204, 403])
    const open = [
      (await signIn(server, 'deputy', v7(), `${NEW}a`)).status,
      (await signIn(server, 'deputy', v7(), `${NEW}b`)).status,
    ]
    expect(open.toSorted((a, b) => a - b)).toEqual([200, 401])
    expect((await call(server, 'POST', paths.password, { json: { oldPassword: 'a', newPassword: 'b' } })).status).toBe(401)
  })
})
