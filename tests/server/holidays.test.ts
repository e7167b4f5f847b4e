import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { turnClocks } from '../../src-server/jobs/turn-clocks.ts'
import { countyCache } from '../../src-server/store/directory.ts'
import { verifyAuditChain } from '../../src-server/store/audit.ts'
import type { Moved } from '../../src-server/commands/publish.ts'
import { organisationPaths as at, type CheckedHolidays } from '../../src-shared/organisation/messages.ts'
import { paths } from '../../src-shared/sync/protocol.ts'
import { openTurn } from '../../src-shared/workflow/document-state.ts'
import type { Directory } from '../../src-shared/workflow/directory.ts'
import { notice2027 } from '../support/organisation/holidays.ts'
import { administeredCounty, openOffice, type Office } from '../support/organisation/office.ts'
import { createDraft, openDesk, submitDraft } from '../support/server/desk.ts'
import { must } from '../support/server/must.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'

const shanghai = (text: string): number => Date.parse(`${text}+08:00`)
const base64 = (bytes: string | Uint8Array): string => Buffer.from(bytes).toString('base64')
const file = base64(JSON.stringify(notice2027()))

let server: TestServer
let admin: Office
beforeAll(async () => {
  server = await startTestServer({ seed: administeredCounty(), now: shanghai('2026-11-20T09:00:00') })
  admin = await openOffice(server, 'admin')
})
afterAll(() => server.close())

type Answer = CheckedHolidays & { code?: string }
const check = (bytes: string, office = admin) => office.ask<Answer>('POST', at.checkHolidays, { bytes })
const apply = (bytes: string, base: string, office = admin) => office.ask<Answer>('POST', at.applyHolidays, { bytes, base })
const rows = () => server.db.selectFrom('holiday_year').selectAll().execute()
const directory = async (office = admin) => (await office.ask<Directory>('GET', paths.directory)).body
const codes = (one: { body: Answer }) => one.body.findings.map(({ code }) => code)
/** The limit of a turn that begins at an instant, as the server works it out. */
async function dueFrom(when: string): Promise<string> {
  server.clock.forward(shanghai(when) - server.clock.now())
  const desk = await openDesk(server, 'draft')
  const docId = await createDraft(desk)
  await submitDraft(desk, docId)
  const turn = must(openTurn(must(await desk.state(docId))))
  return new Date(must(turn.dueAt) + 8 * 3_600_000).toISOString().slice(0, 16)
}

describe('a year of holidays', () => {
  test('AD-49 only 系统管理员 checks and imports, asked again at every request', async () => {
    for (const login of ['sec', 'auditor', 'leader', 'draft']) {
      const office = await openOffice(server, login)
      expect(await check(file, office)).toMatchObject({ status: 403, body: { code: 'ORG-NOT-YOURS' } })
      expect(await apply(file, 'x', office)).toMatchObject({ status: 403, body: { code: 'ORG-NOT-YOURS' } })
    }
    expect(await rows()).toEqual([])
  })

  test('AD-48 what cannot be read is told with its reason and changes nothing', async () => {
    const { version } = await directory()
    // 元旦 as GBK writes it
    const [head, tail] = ['{"year":2027,"papers":[],"days":[{"name":"', '","date":"2027-01-01","isOffDay":true}]}']
    const gbk = Buffer.concat([Buffer.from(head), Buffer.from([0xd4, 0xaa, 0xb5, 0xa9]), Buffer.from(tail)])
    expect(codes(await check(base64(gbk)))).toEqual(['CAL-ENCODING'])
    expect(codes(await check(base64('')))).toEqual(['CAL-EMPTY'])
    expect(codes(await check(base64('year,2027')))).toEqual(['CAL-FORM'])
    expect(codes(await check(base64(JSON.stringify({ ...notice2027(), year: 2031 }))))).toContain('CAL-YEAR')
    const { base } = (await check(file)).body
    expect(await apply(base64(gbk), base)).toMatchObject({ status: 422, body: { code: 'CAL-ERRORS' } })
    expect(await apply(file, `${base}9`)).toMatchObject({ status: 409, body: { code: 'ORG-STALE' } })
    expect(await check('A'.repeat(400_000))).toMatchObject({ status: 413 })
    expect([await rows(), (await directory()).version]).toEqual([[], version])
  })

  test('AD-49 CA-08 applied it is audited, moves the directory, and turns are due by it from then on', async () => {
    const { version } = await directory()
    // 2027-02-04 is the day before 春节; 20 hours are three days and half an hour
    expect(await dueFrom('2027-02-04T08:30:00')).toBe('2027-02-09T09:00')
    server.clock.forward(shanghai('2027-02-04T08:31:00') - server.clock.now())
    admin = await openOffice(server, 'admin')
    const looked = await check(file)
    expect(looked.body).toMatchObject({ before: null, findings: [], notice: { year: 2027, work: ['2027-02-14', '2027-10-09'] } })
    const done = await apply(file, looked.body.base)
    expect(done.status).toBe(200)
    const now = await directory(await openOffice(server, 'draft'))
    expect(now.version).toBe(version + 1)
    expect(now.holidays).toEqual([looked.body.notice])
    expect(await dueFrom('2027-02-04T08:32:00')).toBe('2027-02-16T09:02')
    // the same file once more: what was shown counts no more, and the year is known
    expect(await apply(file, looked.body.base)).toMatchObject({ status: 409, body: { code: 'ORG-STALE' } })
    expect((await check(file)).body.before).toEqual(looked.body.notice)
    const line = await server.db.selectFrom('audit_event').selectAll().where('kind', '=', 'holidays.imported').execute()
    expect(line.map(({ actor, detail }) => [actor, JSON.parse(detail)])).toMatchObject([
      ['u-admin', { year: 2027, off: 18, work: 2 }],
    ])
    expect(await verifyAuditChain(server.db)).toMatchObject({ ok: true })
  })

  test('CA-09 reminders keep the imported year: nothing is told on a day that is off by it, however late a turn is', async () => {
    server.clock.forward(shanghai('2027-02-10T10:00:00') - server.clock.now())
    const woken: Moved[][] = []
    const env = { db: server.db, now: server.clock.now, county: countyCache(), wake: (moved: Moved[]) => void woken.push(moved) }
    // the first document's turn was due on 02-09 by weekends alone
    expect(await turnClocks(env as never)).toBe(0)
    server.clock.forward(shanghai('2027-02-15T09:00:00') - server.clock.now())
    expect(await turnClocks(env as never)).toBeGreaterThan(0)
  })
})
