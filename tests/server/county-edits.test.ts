import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sampleSealImage } from '../../src-server/sample/seal-image.ts'
import { verifyAuditChain } from '../../src-server/store/audit.ts'
import type { RouteDraft } from '../../src-shared/organisation/check-route.ts'
import {
  organisationPaths as at,
  type CheckedRoute,
  type ListedSeal,
  type RouteVersions,
} from '../../src-shared/organisation/messages.ts'
import { paths } from '../../src-shared/sync/protocol.ts'
import type { Directory } from '../../src-shared/workflow/directory.ts'
import { administeredCounty, openOffice, type Office } from '../support/organisation/office.ts'
import { createDraft, openDesk, submitDraft } from '../support/server/desk.ts'
import { must } from '../support/server/must.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'

let server: TestServer
let admin: Office
let sec: Office
beforeAll(async () => {
  server = await startTestServer({ seed: administeredCounty() })
  admin = await openOffice(server, 'admin')
  sec = await openOffice(server, 'sec')
})
afterAll(() => server.close())

type Refused = { code?: string }
const directory = async (office = admin) => (await office.ask<Directory>('GET', paths.directory)).body
const audited = async (kind: string) =>
  (await server.db.selectFrom('audit_event').selectAll().where('kind', '=', kind).execute()).map(({ actor, detail }) => ({
    actor,
    detail: JSON.parse(detail) as Record<string, unknown>,
  }))

describe('常用语 of an organ', () => {
  const organ = async () => must((await directory()).units.find((one) => !one.inner)).id
  const keep = (input: unknown, office = admin) => office.ask<Refused>('POST', at.phrases, input)

  test('AD-60 系统管理员 writes them, they go out with the address book, an empty list takes them away', async () => {
    const unitId = await organ()
    const { version } = await directory()
    const words = ['同意报县政府常务会议研究。', '请按程序办理。']
    for (const login of ['sec', 'auditor', 'leader', 'draft'])
      expect(await keep({ unitId, words, before: [] }, await openOffice(server, login))).toMatchObject({ status: 403 })
    expect(await keep({ unitId, words, before: [] })).toMatchObject({ status: 200 })
    const seen = await directory(await openOffice(server, 'draft'))
    expect([seen.version, seen.phrases]).toEqual([version + 1, [{ unitId, words }]])
    // who wrote on what is not there any more is told, and nothing is lost
    expect(await keep({ unitId, words: ['另一个'], before: [] })).toMatchObject({ status: 409, body: { code: 'ORG-STALE' } })
    expect(await keep({ unitId, words: ['一样。', '一样。'], before: words })).toMatchObject({ status: 400 })
    const section = must((await directory()).units.find((one) => one.inner)).id
    expect(await keep({ unitId: section, words, before: [] })).toMatchObject({ status: 422, body: { code: 'ORG-NO-ORGAN' } })
    expect((await directory()).phrases).toEqual([{ unitId, words }])
    expect(await keep({ unitId, words: [], before: words })).toMatchObject({ status: 200 })
    expect((await directory()).phrases).toEqual([])
    const lines = await audited('phrases.changed')
    expect(lines).toEqual([2, 0].map((n) => ({ actor: 'u-admin', detail: { unitId, n } })))
  })
})

describe('a route template', () => {
  const check = (id: string, draft: RouteDraft, office = admin) =>
    office.ask<CheckedRoute & Refused>('POST', at.checkRoute, { id, draft })
  const publish = (id: string, draft: RouteDraft, base: string, office = admin) =>
    office.ask<CheckedRoute & Refused>('POST', at.publishRoute, { id, draft, base })
  const versions = (id: string, office = admin) => office.ask<RouteVersions>('GET', `${at.routes}/${id}`)
  const route = async () => must((await directory()).routes[0])
  const errors = ({ body }: { body: CheckedRoute }) => body.findings.filter(({ level }) => level === 'error')
  const without = (draft: RouteDraft, id: string): RouteDraft => ({ ...draft, steps: draft.steps.filter((one) => one.id !== id) })

  test('AD-63 AD-64 only 系统管理员 publishes; what contradicts itself or names nobody is told step by step, nothing changes', async () => {
    const { id, version, ...draft } = await route()
    const { base } = (await check(id, draft)).body
    for (const login of ['sec', 'auditor', 'leader']) {
      const office = await openOffice(server, login)
      expect(await check(id, draft, office)).toMatchObject({ status: 403, body: { code: 'ORG-NOT-YOURS' } })
      expect(await publish(id, draft, base, office)).toMatchObject({ status: 403, body: { code: 'ORG-NOT-YOURS' } })
    }
    const bad = without(draft, 'check')
    expect(errors(await check(id, bad))).toMatchObject([{ level: 'error', code: 'RT-CHECK', step: null }])
    expect(await publish(id, bad, base)).toMatchObject({ status: 422, body: { code: 'ORG-ROUTE' } })
    const vanished = {
      ...draft,
      steps: draft.steps.map((one) => (one.id === 'cosign' ? { ...one, role: 'supervisor' as const } : one)),
    }
    expect(errors(await check(id, vanished))).toMatchObject([{ level: 'error', code: 'RT-NOBODY', step: 3 }])
    expect(await publish(id, without(draft, 'cosign'), `${base}9`)).toMatchObject({ status: 409, body: { code: 'ORG-STALE' } })
    expect(await check('none', draft)).toMatchObject({ status: 404, body: { code: 'ORG-NO-ROUTE' } })
    expect(await route()).toEqual({ id, version, ...draft })
    expect(await audited('route.published')).toEqual([])
  })

  test('AD-65 AD-66 published it is the next version for new drafts; what is in work keeps its own, the old one can be looked at', async () => {
    const old = await route()
    const { id, version, ...draft } = old
    const desk = await openDesk(server, 'draft')
    const before = await createDraft(desk)
    await submitDraft(desk, before)
    const next = without(draft, 'cosign')
    const looked = (await check(id, next)).body
    expect(looked).toMatchObject({ version: version + 1, running: 1 })
    expect(looked.findings).toEqual(looked.findings.filter(({ code }) => code === 'RT-ORGANS'))
    expect(await publish(id, next, looked.base)).toMatchObject({ status: 200, body: { version: version + 1 } })
    // the same once more: what was shown does not hold any more
    expect(await publish(id, next, looked.base)).toMatchObject({ status: 409, body: { code: 'ORG-STALE' } })
    expect((await directory()).routes).toMatchObject([{ id, version: version + 1, steps: next.steps }])
    const after = await createDraft(desk)
    const routes = await Promise.all([before, after].map(async (doc) => must(await desk.state(doc)).route))
    expect(routes).toMatchObject([
      { version, steps: old.steps },
      { version: version + 1, steps: next.steps },
    ])
    const all = (await versions(id, await openOffice(server, 'auditor'))).body
    expect(all.map((one) => [one.version, one.steps.length, one.replaced?.by ?? null])).toEqual([
      [version + 1, next.steps.length, null],
      [version, old.steps.length, expect.any(String)],
    ])
    expect((await versions(id, await openOffice(server, 'leader'))).status).toBe(403)
    expect(await audited('route.published')).toMatchObject([{ actor: 'u-admin', detail: { id, version: version + 1 } }])
  })
})

describe('seals', () => {
  const list = async (office = admin) => (await office.ask<{ seals: ListedSeal[] }>('GET', at.seals)).body.seals
  const image = Buffer.from(sampleSealImage()).toString('base64')
  const cut = (input: object, office = sec) => office.ask<{ id: string } & Refused>('POST', at.seals, input)
  const withdraw = (id: string, office = sec) => office.ask<Refused>('POST', at.withdrawSeal, { id })

  test('AD-70 AD-71 安全保密员 has a seal cut and withdrawn, all three see it, its key never leaves the server, both are audited', async () => {
    const unitId = must((await directory()).units.find((one) => !one.inner)).id
    for (const login of ['admin', 'auditor', 'leader', 'draft'])
      expect(await cut({ unitId, image, widthMm: 42 }, await openOffice(server, login))).toMatchObject({
        status: 403,
        body: { code: 'ORG-NOT-YOURS' },
      })
    const rubbish = Buffer.from('no picture').toString('base64')
    expect(await cut({ unitId, image: rubbish, widthMm: 42 })).toMatchObject({ status: 422, body: { code: 'ORG-SEAL-PICTURE' } })
    expect(await cut({ unitId: 'nobody', image, widthMm: 42 })).toMatchObject({ status: 422, body: { code: 'ORG-NO-ORGAN' } })
    expect(await list()).toEqual([])
    const { id } = (await cut({ unitId, image, widthMm: 42 })).body
    const [seal] = await list(await openOffice(server, 'auditor'))
    expect(seal).toMatchObject({ id, unitId, image, widthMm: 42, withdrawnAt: null })
    expect(Object.keys(must(seal)).filter((key) => /key/i.test(key))).toEqual([])
    expect((await (await openOffice(server, 'leader')).ask('GET', at.seals)).status).toBe(403)
    expect(await withdraw(id, admin)).toMatchObject({ status: 403 })
    expect(await withdraw(id)).toMatchObject({ status: 200 })
    expect(await withdraw(id)).toMatchObject({ status: 422, body: { code: 'ORG-NO-SEAL' } })
    expect((await list()).map(({ withdrawnAt }) => withdrawnAt)).toEqual([server.clock.now()])
    for (const kind of ['seal.cut', 'seal.withdrawn'])
      expect(await audited(kind)).toMatchObject([{ actor: 'u-sec', detail: { id } }])
    expect(await verifyAuditChain(server.db)).toMatchObject({ ok: true })
  })
})
