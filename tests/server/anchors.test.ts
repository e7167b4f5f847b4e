import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sweep } from '../../src-server/jobs/sweep.ts'
import { anchorDay, putAnchorsAside, verifyAnchors } from '../../src-server/store/anchors.ts'
import { appendAudit, auditHash, START, verifyAuditChain } from '../../src-server/store/audit.ts'
import { countyCache } from '../../src-server/store/directory.ts'
import { must } from '../support/server/must.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'

/* The audit log, signed day by day: what a rewritten chain cannot take along (SE-133). */
const day = 86_400_000
let server: TestServer
beforeEach(async () => {
  server = await startTestServer()
})
afterEach(() => server.close())

const note = (kind: string) =>
  server.db
    .transaction()
    .execute((tx) => appendAudit(tx, { chain: 'access', at: server.clock.now(), actor: 'u-draft', kind, detail: {} }))
const anchor = () => anchorDay(server.db, server.dataDir, server.clock.now())
const check = () => verifyAnchors(server.db, server.dataDir)
const file = () => join(server.dataDir, 'anchors.jsonl')

/** As the owner of the tables can who means ill. */
async function forging(work: () => Promise<unknown>): Promise<void> {
  const all = async (how: 'disable' | 'enable') => {
    for (const table of ['audit_event', 'audit_anchor'])
      await sql.raw(`alter table ${table} ${how} trigger all`).execute(server.db)
  }
  await all('disable')
  await work()
  await all('enable')
}

/** Three days with a line each, every one anchored. */
async function threeDays(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    await note(`test.day-${i}`)
    expect(await anchor()).toBe(true)
    server.clock.forward(day)
  }
}

test('SE-133 the sweep anchors each day once, in the table and in the file', async () => {
  await note('test.one')
  const env = {
    db: server.db,
    dataDir: server.dataDir,
    now: server.clock.now,
    county: countyCache(),
    wake: () => undefined,
  }
  expect([await sweep(env), await sweep(env), await anchor()]).toEqual(['done', 'done', false])
  server.clock.forward(day)
  expect(await sweep(env)).toBe('done')
  const days = (await server.db.selectFrom('audit_anchor').select('day').orderBy('day').execute()).map((row) => row.day)
  expect(days).toEqual(['2026-03-02', '2026-03-03'])
  expect((await readFile(file(), 'utf8')).trim().split('\n')).toHaveLength(2)
  expect(await check()).toEqual({ ok: true, anchors: 2, findings: [] })
})

test('SE-133 a chain rewritten whole, every hash worked out anew, has its days against it', async () => {
  await threeDays()
  // the line of the second day becomes another, and all that follow are hashed again
  let before = START
  for (const line of await server.db
    .selectFrom('audit_event')
    .selectAll()
    .where('chain', '=', 'access')
    .orderBy('seq')
    .execute()) {
    const forged = { ...line, prev_hash: before, actor: line.kind === 'test.day-1' ? 'u-head' : line.actor }
    const { hash: _, ...bare } = forged
    before = auditHash(bare)
    const changed = { actor: forged.actor, prev_hash: forged.prev_hash, hash: before }
    await forging(() =>
      server.db.updateTable('audit_event').set(changed).where('chain', '=', 'access').where('seq', '=', line.seq).execute(),
    )
  }
  await server.db.updateTable('audit_chain').set({ hash: before }).where('chain', '=', 'access').execute()
  expect(await verifyAuditChain(server.db)).toMatchObject({ ok: true })
  const { ok, findings } = await check()
  expect(ok).toBe(false)
  expect(findings.map(({ day: on, why, chain }) => [on, why, chain])).toEqual([
    ['2026-03-03', 'line', 'access'],
    ['2026-03-04', 'line', 'access'],
  ])
})

test('SE-133 an altered anchor, one signed by another key, a deleted row and a cut file are named by their day', async () => {
  await threeDays()
  const text = await readFile(file(), 'utf8')
  const rows = await server.db.selectFrom('audit_anchor').selectAll().orderBy('day').execute()
  const put = (row: (typeof rows)[number]) =>
    forging(() => server.db.updateTable('audit_anchor').set(row).where('day', '=', row.day).execute())
  const second = must(rows[1])

  await put({ ...second, statement: second.statement.replace('2026-03-03', '2026-03-09') })
  expect((await check()).findings).toMatchObject([
    { day: '2026-03-03', why: 'signature' },
    { day: '2026-03-03', why: 'file' },
  ])
  await put(second)
  expect((await check()).ok).toBe(true)

  await expect(server.db.deleteFrom('audit_anchor').execute()).rejects.toThrow('append-only')
  await forging(() => server.db.deleteFrom('audit_anchor').where('day', '=', '2026-03-03').execute())
  expect((await check()).findings).toEqual([{ day: '2026-03-03', why: 'gone' }])
  await server.db.insertInto('audit_anchor').values(second).execute()

  await writeFile(file(), text.split('\n').slice(1).join('\n'))
  expect((await check()).findings).toEqual([{ day: '2026-03-02', why: 'file' }])
  await writeFile(file(), text.replace('2026-03-04', '2026-03'))
  expect((await check()).findings.map(({ why }) => why)).toContain('gone')
  await writeFile(file(), text)

  // another key from tomorrow on: what it signs counts as another's for who has the old one's
  await rm(join(server.dataDir, 'anchor.key'))
  await anchor()
  expect((await check()).findings).toEqual(rows.map((row) => ({ day: row.day, why: 'key' })))
})

test('SE-133 after a restore the file of the days that are gone is put aside, and the new days agree', async () => {
  await threeDays()
  await forging(() => server.db.deleteFrom('audit_anchor').where('day', '>', '2026-03-02').execute())
  expect((await check()).ok).toBe(false)
  expect([await putAnchorsAside(server.dataDir, 'e1'), await putAnchorsAside(server.dataDir, 'e2')]).toEqual([true, false])
  expect(await check()).toMatchObject({ ok: true, anchors: 1 })
  expect((await readFile(join(server.dataDir, 'anchors-before-e1.jsonl'), 'utf8')).trim().split('\n')).toHaveLength(3)
})
