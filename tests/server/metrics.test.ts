import { afterAll, beforeAll, expect, test } from 'vitest'
import { startServer, type RunningServer } from '../../src-server/server.ts'
import { registry } from '../../src-server/http/metrics.ts'
import { paths } from '../../src-shared/sync/protocol.ts'
import { call, createDraft, newDraft, openDesk, submitDraft } from '../support/server/desk.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'
import { openWake } from '../support/server/wake.ts'

let server: TestServer
let node: RunningServer
beforeAll(async () => {
  server = await startTestServer()
  const { databaseUrl, dataDir, clock } = server
  const metrics = { host: '127.0.0.1', port: 0 }
  node = await startServer({ databaseUrl, dataDir, host: '127.0.0.1', port: 0, now: clock.now, metrics })
})
afterAll(async () => {
  await node.close()
  await server.close()
})
const scrape = async () => (await fetch(String(node.metricsUrl))).text()

test('SY-127 commands, answers, streams, connections and the age of the backup are told as Prometheus text', async () => {
  const there = { url: node.url, clock: server.clock }
  const desk = await openDesk(there, 'draft')
  const wake = await openWake(node, desk.token)
  const docId = await createDraft(desk)
  await submitDraft(desk, docId)
  await desk.push(desk.command('DiscardDraft', { docId }))
  await desk.push(desk.command('Dance', newDraft()))
  await call(node, 'GET', '/api/nothing')
  // a command of the other node
  await createDraft(await openDesk(server, 'draft'))
  await wake.next()
  await server.db
    .updateTable('sync_meta')
    .set({ last_backup_at: server.clock.now() - 3_600_000 })
    .execute()
  const text = await scrape()
  const lines = text.split('\n')
  expect(lines).toContain('liuhen_commands_total{name="CreateDraft",status="applied",code=""} 1')
  expect(text).toMatch(/liuhen_commands_total\{name="DiscardDraft",status="rejected",code="WF-[A-Z-]+"\} 1/)
  expect(lines).toContain('liuhen_commands_total{name="unknown",status="deferred",code="SY-UNKNOWN-COMMAND"} 1')
  expect(lines).toContain('liuhen_request_seconds_count{route="push",status="2xx"} 4')
  expect(lines).toContain('liuhen_refused_total{code="SY-NOT-FOUND"} 1')
  expect(lines).toContain('liuhen_wake_streams 1')
  expect(lines).toContain('liuhen_up 1')
  expect(lines).toContain('liuhen_backup_age_seconds 3600')
  expect(text).toMatch(/liuhen_database_connections\{state="waiting"\} \d+/)
  expect(text).toMatch(/liuhen_event_loop_lag_seconds 0\.\d+/)
  expect(text).not.toContain(docId)
  for (const line of lines.filter((one) => one !== '' && !one.startsWith('#')))
    expect(line).toMatch(/^[a-z_]+(?:\{[a-z]+="[^"\n]*"(?:,[a-z]+="[^"\n]*")*\})? -?\d[\d.e+-]*$/)
  wake.close()
})

test('SE-11 the address of the desks tells no metrics, and the listener tells nothing else', async () => {
  expect((await call(node, 'GET', '/metrics')).status).toBe(404)
  for (const path of ['/', paths.health, '/metrics/..'])
    expect((await fetch(new URL(path, String(node.metricsUrl)))).status).toBe(404)
})

test('SY-127 text: labels are escaped, histograms add up, what cannot be read is left out', async () => {
  const counts = registry()
  counts.counter('a_total', 'A').add({ x: 'q"\\\n' }, 2)
  const times = counts.histogram('t', 'T', [1, 2])
  for (const seconds of [0.5, 1.5, 9]) times.observe(seconds)
  counts.gauge('g', 'G', () => Promise.reject(new Error('away')))
  expect((await counts.text()).split('\n')).toEqual([
    '# HELP a_total A',
    '# TYPE a_total counter',
    'a_total{x="q\\"\\\\\\n"} 2',
    '# HELP t T',
    '# TYPE t histogram',
    't_bucket{le="1"} 1',
    't_bucket{le="2"} 2',
    't_bucket{le="+Inf"} 3',
    't_sum 11',
    't_count 3',
    '# HELP g G',
    '# TYPE g gauge',
    '',
  ])
})
