import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { v7 } from 'uuid'
import { decideGrants } from '../../src-server/organisation/grants.ts'
import { replacePosts } from '../../src-server/store/directory.ts'
import { postOf } from '../support/server/county.ts'
import { verifyAuditChain } from '../../src-server/store/audit.ts'
import { organisationLimits, organisationPaths } from '../../src-shared/organisation/messages.ts'
import { isEmptyPlan } from '../../src-shared/organisation/model.ts'
import { paths } from '../../src-shared/sync/protocol.ts'
import { administeredCounty, csv, openOffice, tableOf, type Office } from '../support/organisation/office.ts'
import { call, createDraft, newDraft, openDesk, signIn, submitDraft } from '../support/server/desk.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'

let server: TestServer
let admin: Office
let sec: Office
/** a document on its way through its organ */
let doc: string
beforeAll(async () => {
  server = await startTestServer({ seed: administeredCounty() })
  const desk = await openDesk(server, 'draft')
  doc = await createDraft(desk)
  await submitDraft(desk, doc)
  admin = await openOffice(server, 'admin')
  sec = await openOffice(server, 'sec')
})
afterAll(() => server.close())

const directoryVersion = async (): Promise<number> =>
  (await server.db.selectFrom('sync_meta').select('directory_version').executeTakeFirstOrThrow()).directory_version

/** Applies tables as they are now with some lines changed, added or left out. */
async function edit(
  office: Office,
  tables: {
    units?: (lines: string[]) => string[]
    people?: (lines: string[]) => string[]
    posts?: (lines: string[]) => string[]
  },
) {
  const files = []
  for (const table of ['units', 'people', 'posts'] as const) {
    const change = tables[table]
    if (change) files.push(csv(`${table}.csv`, change(await tableOf(office, table))))
  }
  const checked = await office.check(...files)
  return { checked, applied: await office.apply(checked.body.base, ...files) }
}

describe('import and export of the organisation', () => {
  test('AD-20 an export imported again changes nothing, as workbook and as three CSV files', async () => {
    const workbook = { name: '机构.xlsx', bytes: Buffer.from(await admin.export('format=xlsx')).toString('base64') }
    const whole = await admin.check(workbook)
    expect([whole.status, whole.body.findings, isEmptyPlan(whole.body.plan)]).toEqual([200, [], true])
    const { checked, applied } = await edit(admin, { units: (l) => l, people: (l) => l, posts: (l) => l })
    expect(isEmptyPlan(checked.body.plan)).toBe(true)
    const before = await directoryVersion()
    expect(applied.status).toBe(200)
    expect(await directoryVersion()).toBe(before)
  })

  test('AD-21 what has an error changes nothing at all, whatever else is in it', async () => {
    const before = await admin.look()
    const { checked, applied } = await edit(admin, {
      units: (lines) => [...lines, 'gaj,青禾县公安局,county,县公安局,office,青公,否'],
      posts: (lines) => [...lines, ',draft,nowhere,拟稿人,'],
    })
    expect(checked.body.findings).toMatchObject([
      { level: 'error', code: 'ORG-POST-UNIT', file: 'posts.csv', table: 'posts', row: 13, column: '单位编号', value: 'nowhere' },
    ])
    expect(applied).toMatchObject({ status: 422, body: { code: 'ORG-ERRORS' } })
    expect((await admin.look()).body).toEqual(before.body)
  })

  test('AD-21 bytes that are no text, and units in a circle, change nothing', async () => {
    const before = await admin.look()
    const bytes = Buffer.concat([Buffer.from('单位编号,单位名称\n'), Buffer.from([0xff, 0xff, 0x0a])]).toString('base64')
    const broken = await admin.check({ name: 'units.csv', bytes })
    expect(broken.body.findings).toMatchObject([{ level: 'error', code: 'ORG-ENCODING', file: 'units.csv' }])
    expect(isEmptyPlan(broken.body.plan)).toBe(true)
    const { checked, applied } = await edit(admin, {
      units: (lines) => lines.map((line) => (line.startsWith('fgj,') ? line.replace(',county,', ',fgj-zh,') : line)),
    })
    expect(checked.body.findings).toMatchObject([{ level: 'error', code: 'ORG-CYCLE', file: 'units.csv', table: 'units' }])
    expect(applied).toMatchObject({ status: 422, body: { code: 'ORG-ERRORS' } })
    expect((await admin.look()).body).toEqual(before.body)
  })

  test('AD-22 two administrators: who comes second is told, and changes nothing', async () => {
    const second = await openOffice(server, 'admin2')
    const lines = await tableOf(admin, 'units')
    const mine = csv('a.csv', [...lines, 'sfj,青禾县司法局,county,县司法局,office,青司,否'])
    const theirs = csv('b.csv', [...lines, 'sjj,青禾县审计局,county,县审计局,office,青审,否'])
    const [a, b] = [(await admin.check(mine)).body.base, (await second.check(theirs)).body.base]
    expect(a).toBe(b)
    const both = await Promise.all([admin.apply(a, mine), second.apply(b, theirs)])
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
    expect(both.find(({ status }) => status === 409)?.body.code).toBe('ORG-STALE')
    const names = (await admin.look()).body.organisation.units.map(({ id }) => id)
    expect(names.filter((id) => id === 'sfj' || id === 'sjj')).toHaveLength(1)
  })

  test('AD-23 units change at once and desks are told of a newer address book', async () => {
    const before = await directoryVersion()
    const { applied } = await edit(admin, {
      units: (lines) => [
        ...lines.map((line) => line.replace('柳河镇人民政府', '柳河镇政府')),
        'mzj,青禾县民政局,county,县民政局,office,青民,否',
      ],
    })
    expect(applied.status).toBe(200)
    expect(await directoryVersion()).toBe(before + 1)
    const desk = await openDesk(server, 'draft')
    const { body } = await call<{ units: { id: string; name: string }[] }>(server, 'GET', `${paths.directory}?have=${before}`, {
      token: desk.token,
    })
    expect(body.units).toContainEqual(expect.objectContaining({ id: 'mzj', name: '青禾县民政局', prefixes: ['青民'] }))
    expect(body.units.find(({ id }) => id === 'liuhe')?.name).toBe('柳河镇政府')
  })

  test('AD-24 a unit with open work does not vanish; its documents are counted, not read', async () => {
    const desk = await openDesk(server, 'liuhe')
    await createDraft(desk, 'liuhe')
    const { checked, applied } = await edit(admin, {
      units: (lines) => lines.filter((line) => !line.startsWith('liuhe,')),
      posts: (lines) => lines.filter((line) => !line.includes(',liuhe,')),
    })
    expect(checked.body.findings).toMatchObject([{ code: 'ORG-UNIT-OPEN-WORK', other: 1 }])
    expect(applied).toMatchObject({ status: 422, body: { code: 'ORG-ERRORS' } })
  })
})

describe('the two-person rule', () => {
  test('SE-110 a new account and its posts are inert until 安全保密员 confirms, and work from then on', async () => {
    const { applied } = await edit(admin, {
      people: (lines) => [...lines, 'liqing,李青'],
      posts: (lines) => [...lines, ',liqing,fgj,分管领导,副局长'],
    })
    expect(applied.status).toBe(200)
    expect((await signIn(server, 'liqing', v7())).body).toMatchObject({ code: 'SE-WRONG-PASSWORD' })
    expect(await server.db.selectFrom('post').select('id').where('user_id', '=', 'u-liqing').execute()).toEqual([])
    // as long as it waits it is part of the export: importing that asks for nothing twice
    const { checked } = await edit(admin, { people: (l) => l, posts: (l) => l })
    expect(isEmptyPlan(checked.body.plan)).toBe(true)

    const { grants } = (await sec.look()).body
    expect(grants).toMatchObject([
      { kind: 'account', login: 'liqing', name: '李青', askedBy: '管理员' },
      { kind: 'post', login: 'liqing', post: { unitName: '青禾县发展和改革局', role: 'deputyLeader' } },
    ])
    const [account = '', post = ''] = grants.map(({ id }) => id)
    expect(await sec.grants('confirm', post)).toMatchObject({ status: 409, body: { code: 'ORG-ACCOUNT-FIRST' } })
    const { body } = await sec.grants('confirm', account, post)
    expect(body.passwords).toMatchObject([{ login: 'liqing' }])
    const desk = await openDesk(server, 'liqing', v7(), body.passwords[0]?.password)
    expect(desk.session.posts).toMatchObject([{ role: 'deputyLeader', unitId: 'fgj', name: '李青' }])
    expect(Object.keys((await desk.pull()).scopes)).toContain('unit:fgj:office')
    expect((await sec.look()).body.grants).toEqual([])
    expect(await sec.grants('confirm', account)).toMatchObject({ status: 409, body: { code: 'ORG-STALE' } })
  })

  test('SE-110 another role is a new right: the old one ends at once, the new one waits; refused, nothing is held', async () => {
    await edit(admin, {
      posts: (lines) => lines.map((line) => (line.includes(',check,') ? line.replace('核稿人', '主要领导') : line)),
    })
    const desk = await openDesk(server, 'check')
    expect(desk.session.posts).toEqual([])
    expect(Object.keys((await desk.pull()).scopes)).toEqual(['user:u-check'])
    const { grants } = (await sec.look()).body
    expect(grants).toMatchObject([{ kind: 'post', post: { role: 'leader' } }])
    expect((await sec.grants('refuse', ...grants.map(({ id }) => id))).body.passwords).toEqual([])
    expect((await openDesk(server, 'check')).session.posts).toEqual([])
    expect((await admin.look()).body.organisation.posts.some(({ userId }) => userId === 'u-check')).toBe(false)
  })

  test('SE-110 a refused account takes its posts with it and can be asked for again under its old id', async () => {
    const ask = () =>
      edit(admin, { people: (lines) => [...lines, 'mali,马莉'], posts: (lines) => [...lines, ',mali,fgj,拟稿人,'] })
    await ask()
    const account = (await sec.look()).body.grants.find(({ kind }) => kind === 'account')
    await sec.grants('refuse', account?.id ?? '')
    expect((await sec.look()).body.grants).toEqual([])
    expect((await signIn(server, 'mali', v7())).body).toMatchObject({ code: 'SE-WRONG-PASSWORD' })
    await ask()
    const again = (await sec.look()).body.grants
    expect(again.map(({ userId }) => userId)).toEqual(['u-mali', 'u-mali'])
    // taken out of the table again, it does not wait any more
    await edit(admin, {
      people: (lines) => lines.filter((line) => !line.startsWith('mali,')),
      posts: (lines) => lines.filter((line) => !line.includes(',mali,')),
    })
    expect((await sec.look()).body.grants).toEqual([])
  })

  test('SE-110 who asked cannot confirm, not even as 安全保密员 of a later day; roles that exclude one another are refused once more', async () => {
    await edit(admin, { posts: (lines) => [...lines, ',liuhe-leader,liuhe,督办员,', ',head,fgj,档案员,'] })
    const { grants } = (await sec.look()).body
    const [first, second] = [grants.find(({ login }) => login === 'head'), grants.find(({ login }) => login === 'liuhe-leader')]
    const confirm = (id: string | undefined, actor: string) =>
      decideGrants(server.db, [id ?? ''], 'confirm', { actor, at: server.clock.now() })
    await expect(confirm(first?.id, 'u-admin')).rejects.toMatchObject({ code: 'ORG-SAME-PERSON' })
    await replacePosts(server.db, 'u-head', [{ ...postOf('u-head'), role: 'auditor' }])
    await expect(confirm(first?.id, 'u-sec')).rejects.toMatchObject({ code: 'ORG-ROLES-EXCLUDE' })
    await replacePosts(server.db, 'u-head', [postOf('u-head')])
    expect((await sec.grants('refuse', first?.id ?? '', second?.id ?? '')).status).toBe(200)
  })

  test('SE-111 who leaves loses the session, the posts and the scopes at once', async () => {
    const desk = await openDesk(server, 'deputy')
    expect(Object.keys((await desk.pull()).scopes)).toContain('unit:fgj:office')
    const { applied } = await edit(admin, {
      people: (lines) => lines.filter((line) => !line.startsWith('deputy,')),
      posts: (lines) => lines.filter((line) => !line.includes(',deputy,')),
    })
    expect(applied.status).toBe(200)
    await expect(desk.pull()).rejects.toThrow('401')
    expect((await signIn(server, 'deputy', v7())).body).toMatchObject({ code: 'SE-WRONG-PASSWORD' })
  })
})

describe('who may what', () => {
  const requests: [method: string, path: string, roles: string][] = [
    ['GET', organisationPaths.organisation, 'admin sec auditor'],
    ['POST', organisationPaths.check, 'admin'],
    ['POST', organisationPaths.apply, 'admin'],
    ['GET', `${organisationPaths.export}?format=xlsx`, 'admin'],
    ['POST', organisationPaths.grants, 'sec'],
  ]
  test.each(requests)('SE-112 %s %s is for %s alone', async (method, path, roles) => {
    for (const login of ['admin', 'sec', 'auditor', 'leader']) {
      const office = await openOffice(server, login)
      const response = await fetch(`${server.url}${path}`, {
        method,
        headers: { authorization: `Bearer ${office.token}`, 'content-type': 'application/json' },
        ...(method === 'POST' ? { body: '{}' } : {}),
      })
      expect([login, response.status === 403]).toEqual([login, !roles.split(' ').includes(login)])
    }
    expect((await fetch(`${server.url}${path}`, { method })).status).toBe(401)
  })

  test('SE-112 the 三员 read no document: not by pulling, not by asking for it', async () => {
    for (const login of ['admin', 'sec', 'auditor']) {
      const desk = await openDesk(server, login)
      expect((await desk.pull()).docs).toEqual([])
      expect(await desk.body(doc)).toBeUndefined()
      const versions = await call(server, 'GET', `${paths.versions}/${doc}`, { token: desk.token })
      expect(versions).toMatchObject({ status: 404 })
      expect(await desk.send('CreateDraft', newDraft('county'))).toMatchObject({ status: 'rejected', code: 'WF-NOT-YOURS' })
    }
  })

  test('SE-112 who becomes an administrator loses the documents of earlier posts', async () => {
    const desk = await openDesk(server, 'draft')
    expect((await desk.pull()).docs.map(({ id }) => id)).toContain(doc)
    await edit(admin, {
      posts: (lines) => lines.map((line) => (line.includes(',draft,') ? line.replace('拟稿人', '安全审计员') : line)),
    })
    await sec.grants('confirm', ...(await sec.look()).body.grants.map(({ id }) => id))
    const { left, docs } = await desk.pull()
    expect([left, docs]).toEqual([['user:u-draft'], []])
    expect(await desk.body(doc)).toBeUndefined()
  })

  test('SE-113 every act is in the audit log, with ids and hashes and without names', async () => {
    expect(await verifyAuditChain(server.db)).toMatchObject({ ok: true })
    const lines = await server.db
      .selectFrom('audit_event')
      .select(['kind', 'actor', 'detail'])
      .where('chain', '=', 'access')
      .execute()
    const kinds = new Set(lines.map(({ kind }) => kind))
    for (const kind of ['imported', 'exported', 'units.added', 'people.added', 'people.removed', 'posts.added', 'posts.changed'])
      expect(kinds).toContain(`organisation.${kind}`)
    for (const kind of ['grant.confirmed', 'grant.refused']) expect(kinds).toContain(kind)
    expect(lines.find(({ kind }) => kind === 'grant.confirmed')?.actor).toBe('u-sec')
    expect(JSON.stringify([lines, server.logs])).not.toMatch(/李青|马莉|民政局/)
  })

  test('SE-114 a request larger than files may be, and one that is none, are refused', async () => {
    const big = 'A'.repeat(organisationLimits.requestBytes)
    expect(await admin.check({ name: 'x.csv', bytes: big })).toMatchObject({ status: 413 })
    expect(await admin.check({ name: 'x.csv', bytes: '!!' })).toMatchObject({ status: 400, body: { code: 'SY-MALFORMED' } })
    expect(await sec.grants('confirm', 'nobody')).toMatchObject({ status: 400 })
  })
})
