import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 } from 'uuid'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { importOrganisation } from '../../src-server/admin/import-organisation.ts'
import { xlsxFile } from '../../src-server/organisation/files.ts'
import { startServer } from '../../src-server/server.ts'
import { openDatabase, type Db } from '../../src-server/store/database.ts'
import { migrate } from '../../src-server/store/migrate.ts'
import { writeTables } from '../../src-shared/organisation/write-tables.ts'
import { smallOrganisation } from '../support/organisation/organisation.ts'
import { createDatabase, dropDatabase, startCluster } from '../support/server/cluster.ts'
import { openOffice } from '../support/organisation/office.ts'
import { signIn } from '../support/server/desk.ts'
import { MONDAY } from '../support/server/start-test-server.ts'

let folder: string
let db: Db
let url: string
let end: () => Promise<void>
beforeAll(async () => {
  const cluster = await startCluster()
  const name = `t_${v7().replaceAll('-', '')}`
  url = await createDatabase(cluster.url, name)
  folder = await mkdtemp(join(tmpdir(), 'liuhen-org-'))
  db = openDatabase(url, 2)
  await migrate(db)
  end = async () => {
    await db.destroy()
    await dropDatabase(cluster.url, name)
    await cluster.stop()
    await rm(folder, { recursive: true, force: true })
  }
})
afterAll(() => end())

/** The small county with all three of the 三员, as the workbook somebody filled in. */
const workbook = (): Promise<Uint8Array> => {
  const { units, people, posts } = smallOrganisation()
  const admins = (['secadmin', 'auditor'] as const).map((role) => ({ id: `u-${role}`, login: role, name: role, waiting: false }))
  const held = admins.map(({ id, login }) => ({
    id: `p-${login}`,
    userId: id,
    unitId: 'county',
    role: login as 'secadmin' | 'auditor',
    title: '',
    waiting: false,
  }))
  return xlsxFile(writeTables({ units, people: [...people, ...admins], posts: [...posts, ...held] }))
}

test('AD-30 an empty database becomes a county from one workbook; its first 三员 get their passwords, all others wait', async () => {
  const file = join(folder, '青禾县.xlsx')
  await writeFile(file, await workbook())
  const checked = await importOrganisation(db, file, true, MONDAY)
  expect(checked).toMatchObject({ applied: false, errors: [], passwords: [], units: { added: 5 }, people: { added: 10 } })
  expect(await db.selectFrom('unit').select('id').execute()).toEqual([])

  const done = await importOrganisation(db, file, false, MONDAY)
  expect(done.applied).toBe(true)
  expect(done.passwords.map(({ login }) => login).toSorted()).toEqual(['admin', 'auditor', 'secadmin'])
  expect(await db.selectFrom('sync_meta').select('county').executeTakeFirstOrThrow()).toEqual({ county: '青禾县' })
  expect(await db.selectFrom('route_template').select('name').execute()).toHaveLength(1)

  const server = await startServer({
    databaseUrl: url,
    dataDir: folder,
    host: '127.0.0.1',
    port: 0,
    now: () => MONDAY,
    logger: undefined,
  })
  try {
    const password = (login: string) => done.passwords.find((one) => one.login === login)?.password
    const sec = await openOffice(server, 'secadmin', password('secadmin'))
    const { grants } = (await sec.look()).body
    // seven people with one post each
    expect(grants).toHaveLength(14)
    expect(await sec.grants('confirm', ...grants.map(({ id }) => id))).toMatchObject({ status: 200 })
    expect((await signIn(server, 'draft', v7(), 'wrong')).status).toBe(401)
  } finally {
    await server.close()
  }
  // a second time: nothing to do, and nobody gets a password by it
  expect(await importOrganisation(db, file, false, MONDAY)).toMatchObject({ people: { added: 0 }, passwords: [] })
})

test('AD-30 a file with trouble is told line by line and changes nothing', async () => {
  const file = join(folder, '岗位.csv')
  await writeFile(file, '登录名,单位编号,角色\ndraft,nowhere,厅长\n')
  const told = await importOrganisation(db, file, false, MONDAY)
  expect(told.applied).toBe(false)
  expect(told.errors).toContain('岗位表 第2行 “单位编号” ORG-POST-UNIT nowhere')
  expect(told.errors).toContain('岗位表 第2行 “角色” ORG-ROLE-UNKNOWN 厅长')
  await expect(importOrganisation(db, join(folder, 'none'), false, MONDAY)).rejects.toMatchObject({ code: 'ORG-NO-FILE' })
})
