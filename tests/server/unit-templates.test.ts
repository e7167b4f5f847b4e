import { afterAll, beforeAll, expect, test } from 'vitest'
import { v7 } from 'uuid'
import { bodyJson } from '../../src-shared/document/body-json.ts'
import { makeDocument, type DocumentContent } from '../../src-shared/document/make.ts'
import { templateLimits, templatePaths as at, type TemplatesResponse } from '../../src-shared/templates/messages.ts'
import { nodeOf } from '../../src-shared/sync/text.ts'
import { call, openDesk, type Desk } from '../support/server/desk.ts'
import { must } from '../support/server/must.ts'
import { appendTo, tracked } from '../support/server/tracked.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'

let server: TestServer
let check: Desk
let draft: Desk
let liuhe: Desk
beforeAll(async () => {
  server = await startTestServer()
  check = await openDesk(server, 'check')
  draft = await openDesk(server, 'draft')
  liuhe = await openDesk(server, 'liuhe')
})
afterAll(() => server.close())

type Answer = TemplatesResponse & { code?: string }
const ask = (desk: Desk, method: string, path: string, json?: unknown) =>
  call<Answer>(server, method, path, { token: desk.token, ...(json === undefined ? {} : { json }) })
const list = async (desk: Desk, tag = '') => (await ask(desk, 'GET', `${at.list}?tag=${encodeURIComponent(tag)}`)).body
const text = (content: DocumentContent) => bodyJson(makeDocument(content, v7))
const content: DocumentContent = {
  codes: { docType: '通知' },
  elements: { title: '关于召开会议的通知' },
  paragraphs: ['会议时间：', '特此通知。'],
}
const wanted = (more: object = {}) => ({ unitId: 'fgj', name: '会议通知', body: text(content), before: null, ...more })
const audited = async (kind: string) =>
  (await server.db.selectFrom('audit_event').selectAll().where('kind', '=', kind).execute()).map(({ actor, detail }) => ({
    actor,
    detail,
  }))

test('AD-73 AD-74 the office keeps it, all of the organ have it, another organ learns nothing of it; what is known is not sent again', async () => {
  const empty = await list(draft)
  expect(empty.templates).toEqual([])
  const kept = await ask(check, 'POST', at.keep, wanted())
  expect(kept.status).toBe(200)
  const mine = await list(draft, empty.tag)
  expect(mine.templates).toMatchObject([{ unitId: 'fgj', name: '会议通知', docType: '通知', by: '许文静' }])
  expect(nodeOf(must(mine.templates?.[0]).body).textContent).toContain('会议时间：')
  expect(await list(draft, mine.tag)).toEqual({ tag: mine.tag, templates: null })
  expect((await list(liuhe)).templates).toEqual([])
  // words are not audited
  const [line] = await audited('template.kept')
  expect(line).toMatchObject({ actor: 'u-check' })
  expect(line?.detail).not.toContain('会议')
})

test('AD-74 who does not check the organ’s documents keeps and removes none, and of another organ’s nobody learns whether it is there', async () => {
  const { id } = must((await list(draft)).templates?.[0])
  for (const desk of [draft, liuhe])
    expect((await ask(desk, 'POST', at.keep, wanted({ name: '别的' }))).body.code).toBe('TP-NOT-YOURS')
  expect((await ask(check, 'POST', at.keep, wanted({ unitId: 'liuhe' }))).body.code).toBe('TP-NOT-YOURS')
  expect((await ask(check, 'POST', at.keep, wanted({ unitId: 'fgj-zh' }))).body.code).toBe('ORG-NO-ORGAN')
  expect((await ask(draft, 'POST', at.remove, { id })).body.code).toBe('TP-NOT-YOURS')
  expect((await ask(liuhe, 'POST', at.remove, { id })).body.code).toBe('TP-STALE')
  expect((await ask(liuhe, 'POST', at.remove, { id: v7() })).body.code).toBe('TP-STALE')
  expect((await list(draft)).templates).toHaveLength(1)
})

test('AD-74 the second who replaces one of the same name is told and undoes nothing; one that is removed is gone for all', async () => {
  const former = must((await list(check)).templates?.[0])
  expect((await ask(check, 'POST', at.keep, wanted())).body.code).toBe('TP-STALE')
  const again = await ask(
    check,
    'POST',
    at.keep,
    wanted({ before: former.id, body: text({ ...content, codes: { docType: '函' } }) }),
  )
  const next = must(again.body.templates?.[0])
  expect([next.docType, next.id === former.id]).toEqual(['函', false])
  expect((await ask(check, 'POST', at.keep, wanted({ before: former.id }))).body.code).toBe('TP-STALE')
  expect((await ask(check, 'POST', at.remove, { id: former.id })).body.code).toBe('TP-STALE')
  expect((await ask(check, 'POST', at.remove, { id: next.id })).body.templates).toEqual([])
  expect((await list(draft)).templates).toEqual([])
  expect(await audited('template.removed')).toHaveLength(1)
})

test('AD-74 no tracked text, no 密级 in whatever place, nothing too long, no more than the limit', async () => {
  const refused = async (more: object) => (await ask(check, 'POST', at.keep, wanted(more))).body.code
  const secret = (where: Partial<DocumentContent>) => ({ body: text({ ...content, ...where }) })
  expect(await refused(secret({ codes: { docType: '通知', secrecy: '秘密' } }))).toBe('WF-SECRET')
  expect(await refused(secret({ elements: { title: '机密★ 关于召开会议的通知' } }))).toBe('WF-SECRET')
  expect(await refused(secret({ paragraphs: ['一', '秘密★1年'] }))).toBe('WF-SECRET')
  expect(await refused({ name: '秘密★1年' })).toBe('WF-SECRET')
  expect(await refused({ body: { type: 'doc' } })).toBe('RV-SCHEMA')
  const { doc } = tracked(makeDocument(content, v7), 'u-check', 'check', server.clock.now(), appendTo('会议时间', '一时'))
  expect(await refused({ body: bodyJson(doc) })).toBe('RV-SCHEMA')
  const long = { body: text({ ...content, paragraphs: ['长'.repeat(templateLimits.bytes / 3)] }) }
  expect(await refused(long)).toBe('TP-LARGE')
  for (let i = 1; i <= templateLimits.most; i++) expect(await refused({ name: `范本${i}` })).toBe(undefined)
  expect(await refused({ name: '再一个' })).toBe('TP-MANY')
  const { id } = must((await list(check)).templates?.find(({ name }) => name === '范本1'))
  expect(await refused({ name: '范本1', before: id })).toBe(undefined)
})
