import { v7 } from 'uuid'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAdmin } from '../../src-server/admin/create-admin.ts'
import { verifyAuditChain } from '../../src-server/store/audit.ts'
import { administeredCounty, openOffice } from '../support/organisation/office.ts'
import { signIn } from '../support/server/desk.ts'
import { must } from '../support/server/must.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'

let server: TestServer
beforeAll(async () => void (server = await startTestServer({ seed: administeredCounty() })))
afterAll(() => server.close())

const create = (role: string, login: string, name = '', unitId = '') =>
  createAdmin(server.db, { role, login, name, unitId }, server.clock.now())
const loginOf = async (role: 'auditor' | 'secadmin'): Promise<string> =>
  must(
    (
      await server.db
        .selectFrom('post as p')
        .innerJoin('account as a', 'a.id', 'p.user_id')
        .select('a.login')
        .where('p.role', '=', role)
        .executeTakeFirst()
    )?.login,
  )

test('OP-09 who lost the password of one of the 三员 gets a new first one at the server; the old one and its sessions are over', async () => {
  const office = await openOffice(server, 'sec')
  const login = await loginOf('secadmin')
  const { password } = await create('secadmin', login)
  expect((await office.look()).status).toBe(401)
  expect((await signIn(server, login, v7())).status).toBe(401)
  expect((await signIn(server, login, v7(), password)).status).toBe(200)
  await expect(create('auditor', login)).rejects.toMatchObject({ code: 'ADMIN-NONE' })
  await expect(create('leader', login)).rejects.toMatchObject({ code: 'ADMIN-ROLE' })
})

test('OP-09 a new one only where nobody holds that role, in a unit there is, under a login that is free', async () => {
  const unitId = must(await server.db.selectFrom('unit').select('id').executeTakeFirst()).id
  await expect(create('secadmin', 'sec2', '方新', unitId)).rejects.toMatchObject({ code: 'ADMIN-THERE' })
  await server.db.deleteFrom('post').where('role', '=', 'auditor').execute()
  await expect(create('auditor', 'aud2', '石新', 'nowhere')).rejects.toMatchObject({ code: 'ADMIN-UNIT' })
  await expect(create('auditor', 'draft', '石新', unitId)).rejects.toMatchObject({ code: 'ADMIN-LOGIN' })
  await expect(create('auditor', 'A b', '石新', unitId)).rejects.toMatchObject({ code: 'ADMIN-LOGIN' })
  const { password } = await create('auditor', 'aud2', '石新', unitId)
  expect((await signIn(server, 'aud2', v7(), password)).status).toBe(200)
  await expect(create('auditor', 'aud3', '石三', unitId)).rejects.toMatchObject({ code: 'ADMIN-THERE' })
  expect(await verifyAuditChain(server.db)).toMatchObject({ ok: true })
})
