import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { hashSync } from '@node-rs/argon2'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { v7 } from 'uuid'
import { verifyBundle } from '../../resources/verify/verify-bundle.mjs'
import { exportDocument } from '../../src-server/admin/export-document.ts'
import { pageOf } from '../../src-server/admin/report.ts'
import { verifyDocument } from '../../src-server/admin/verify-document.ts'
import { sampleCounty, SAMPLE_PASSWORD } from '../../src-server/sample/county.ts'
import { paths } from '../../src-shared/sync/protocol.ts'
import { openTaskOf } from '../../src-shared/workflow/document-state.ts'
import { call, openDesk, submission } from '../support/server/desk.ts'
import { must } from '../support/server/must.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'
import { nodeOf } from '../support/server/story.ts'
import { tracked } from '../support/server/tracked.ts'

describe('RV-54 the sample county', () => {
  let county: TestServer
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'liuhen-sample-'))
    const now = Date.parse('2026-11-22T10:00:00+08:00')
    const passwordHash = hashSync(SAMPLE_PASSWORD, { memoryCost: 64, timeCost: 1 })
    county = await startTestServer({ seed: sampleCounty({ seed: 20260714, now, passwordHash }), now })
  })
  afterAll(async () => {
    await county.close()
    await rm(folder, { recursive: true, force: true })
  })

  test('every document verifies, and so does its bundle; also after it went on here', async () => {
    const docs = await county.db.selectFrom('doc').select(['id', 'data']).orderBy('id').execute()
    expect(docs.length).toBeGreaterThan(30)
    const open = must(
      docs.find(
        ({ data }) => data.step === 'review' && data.tasks.some((task) => task.doneAt === null && task.step === 'review'),
      ),
    )
    const holder = must(open.data.tasks.find((task) => task.doneAt === null)).assignee.userId
    const { login } = await county.db.selectFrom('account').select('login').where('id', '=', holder).executeTakeFirstOrThrow()
    const desk = await openDesk(county, login, v7(), SAMPLE_PASSWORD)
    const base = must(await desk.body(open.id))
    const edit = tracked(nodeOf(base), holder, 'review', county.clock.now(), (tr) =>
      tr.insertText('（修订）', tr.doc.content.size - 2),
    )
    expect(await desk.send('SubmitBody', submission(open.id, base, edit.steps, edit.doc, 'review'))).toMatchObject({
      status: 'applied',
    })
    const task = must(openTaskOf(must(await desk.state(open.id)), holder))
    expect(await desk.send('OpenTask', { docId: open.id, taskId: task.id })).toMatchObject({ status: 'applied' })
    let versions = 0
    let changes = 0
    const started = performance.now()
    for (const { id } of docs) {
      const report = await verifyDocument(county.db, id, county.clock.now())
      expect(report.findings, report.state?.header.title).toEqual([])
      expect(report.chain.proved).toBe(report.chain.versions)
      expect(pageOf(report)).toContain('随全县数据导入')
      versions += report.chain.versions
      changes += report.chain.cameWith.size
      const file = path.join(folder, `${id}.json`)
      await exportDocument(county.db, id, file, county.clock.now())
      const outside = verifyBundle(await readFile(file, 'utf8'))
      expect(outside.findings, report.state?.header.title).toEqual([])
    }
    console.info(
      `sample county: ${docs.length} documents, ${versions} versions, ${changes} changes verified twice in ${Math.round(performance.now() - started)} ms`,
    )
    expect((await call(county, 'GET', `${paths.versions}/${open.id}/${base.version + 1}`, { token: desk.token })).status).toBe(
      200,
    )
  })
})
