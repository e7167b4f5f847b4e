import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import http from 'node:http'
import os from 'node:os'
import path from 'node:path'
import { v7 } from 'uuid'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sm3 } from '../../src-server/sm3.ts'
import { openDatabase, type Db } from '../../src-server/store/database.ts'
import { loadCounty } from '../../src-server/store/load-county.ts'
import { migrate } from '../../src-server/store/migrate.ts'
import { contactHeader, paths } from '../../src-shared/sync/protocol.ts'
import { feed, type DeskReport, type Rollout } from '../../src-shared/update/messages.ts'
import { opensAt } from '../../src-shared/update/rollout.ts'
import { buildServer, postgres, serverNode, type Node, type Postgres } from '../support/cluster/processes.ts'
import { smallCounty } from '../support/server/county.ts'
import { smallRelease, releaseKeys } from '../support/update/small-release.ts'
import { costsOf } from './load/process-cost.ts'
import { quantile, result } from './result.ts'

/*
 * Every desk of a county asks for updates (domain.md §5: 4,663 people): all of them once, as fast as the server answers, held against the ten
 * minutes they have for it; and when they begin to fetch a release that is spread over eight hours, as a plot.
 */
const brief = process.env['LIUHEN_BRIEF'] === '1'
const desks = brief ? 300 : 4663
const rounds = brief ? 1 : 3
const pollSeconds = 600
const atOnce = 32

const data = fs.mkdtempSync(path.join(os.tmpdir(), 'liuhen-update-load-'))
const crew = Array.from({ length: desks }, () => ({ id: v7(), token: randomBytes(32).toString('base64url') }))
let program: Awaited<ReturnType<typeof buildServer>>
let pg: Postgres
let node: Node
let db: Db
beforeAll(async () => {
  program = await buildServer()
  pg = await postgres()
  db = openDatabase(pg.url, 2)
  await migrate(db)
  await loadCounty(db, smallCounty(), Date.now())
  const { id: clerk } = await db.selectFrom('account').select('id').where('login', '=', 'draft').executeTakeFirstOrThrow()
  for (let from = 0; from < desks; from += 500) {
    const some = crew.slice(from, from + 500)
    await db
      .insertInto('machine')
      .values(some.map(({ id, token }) => ({ id, contact_hash: sm3(token) })))
      .execute()
    await db
      .insertInto('device')
      .values(some.map(({ id }) => ({ id, user_id: clerk, app: 'bench', last_seen_at: 0 })))
      .execute()
  }
  const { release } = smallRelease('1.1.0', releaseKeys())
  await db
    .insertInto('release')
    .values({
      version: '1.1.0',
      statement: JSON.stringify(release.statement),
      signature: release.signature,
      added_at: 0,
      ring: 'broad',
      percent: 100,
      state: 'open',
      opened_at: 0,
      spread_ms: 8 * 3_600_000,
    })
    .execute()
  node = await serverNode(program.main, pg.url, data)
  await node.start()
})
afterAll(async () => {
  await node?.kill()
  await db?.destroy()
  await pg?.stop()
  await program?.remove()
  fs.rmSync(data, { recursive: true, force: true })
})

const report: DeskReport = {
  version: '1.0.0',
  protocol: 1,
  platform: 'linux',
  arch: 'x64',
  kind: 'deb',
  unsent: 3,
  update: { stage: 'ready', version: '1.1.0', code: null },
}

/** One question of a desk; what went over the line for it, headers with it. */
function ask(
  agent: http.Agent,
  { id, token }: (typeof crew)[number],
): Promise<{ ms: number; bytes: number; answer: string; status: number }> {
  const begun = performance.now()
  const body = JSON.stringify(report)
  return new Promise((resolve, reject) => {
    const headers = { [contactHeader]: token, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    const request = http.request(`${node.url}${paths.updates}/${id}`, { method: 'POST', agent, headers }, (response) => {
      let answer = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk))
      response.on('end', () => {
        const bytes = body.length + answer.length + JSON.stringify(response.rawHeaders).length + JSON.stringify(headers).length
        resolve({ ms: performance.now() - begun, bytes, answer, status: response.statusCode ?? 0 })
      })
    })
    request.on('error', reject)
    request.end(body)
  })
}

it('4,663 desks ask for updates, against the time they have', { timeout: 600_000 }, async () => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: atOnce })
  const first = await ask(agent, crew[0] as (typeof crew)[number])
  expect(feed.parse(JSON.parse(first.answer)).release?.statement.version).toBe('1.1.0')
  const costs = () => ({ node: costsOf([node.pid() ?? 0]).cpuMs, database: costsOf(pg.pids()).cpuMs })
  const before = costs()
  const times: number[] = []
  const seconds: number[] = []
  let bytes = 0
  let refused = 0
  for (let round = 0; round < rounds; round++) {
    const begun = performance.now()
    const queue = [...crew]
    const worker = async (): Promise<void> => {
      for (let desk = queue.pop(); desk; desk = queue.pop()) {
        const one = await ask(agent, desk)
        times.push(one.ms)
        bytes += one.bytes
        if (one.status !== 200) refused++
      }
    }
    await Promise.all(Array.from({ length: atOnce }, worker))
    seconds.push((performance.now() - begun) / 1000)
  }
  agent.destroy()
  const after = costs()
  const polls = desks * rounds
  expect(refused).toBe(0)
  expect(
    Number(
      (
        await db
          .selectFrom('machine_report')
          .select(({ fn }) => fn.countAll().as('n'))
          .executeTakeFirstOrThrow()
      ).n,
    ),
  ).toBe(desks)
  const round = quantile(seconds, 0.5)
  console.log(
    [
      `${desks} desks: ${(desks / round).toFixed(0)} polls/s, ${round.toFixed(1)} s for all (median of ${rounds})`,
      `one poll p50 ${quantile(times, 0.5).toFixed(1)} ms, p95 ${quantile(times, 0.95).toFixed(1)} ms with ${atOnce} at once`,
      `about ${(bytes / polls).toFixed(0)} bytes a poll both ways, ${(((bytes / polls) * (desks / pollSeconds) * 8) / 1000).toFixed(0)} kbit/s at one poll in ${pollSeconds} s`,
      `CPU a poll: node ${((after.node - before.node) / polls).toFixed(2)} ms, database ${((after.database - before.database) / polls).toFixed(2)} ms`,
      `that is ${((((after.node - before.node + after.database - before.database) / polls) * (desks / pollSeconds)) / 10).toFixed(1)} % of one core at one poll in ${pollSeconds} s`,
    ].join('\n'),
  )
  spreadPlot()
  const folder = path.resolve('artifacts', 'bench')
  fs.mkdirSync(folder, { recursive: true })
  const name = `all ${desks} desks asked for updates, s, against the interval they ask in`
  fs.writeFileSync(path.join(folder, 'updates.json'), JSON.stringify([result(7, name, round, pollSeconds, 0.1)]))
})

/** When the desks begin to fetch, a bar for each ten minutes: on the screen, and as a picture in artifacts/. */
function spreadPlot(): void {
  const spreadMs = 8 * 3_600_000
  const rollout: Rollout = { version: '1.1.0', ring: 'broad', percent: 100, state: 'open', openedAt: 0, spreadMs }
  const bins = Array.from({ length: 48 }, () => 0)
  for (const { id } of crew) {
    const bin = Math.floor((opensAt(rollout, id) / spreadMs) * bins.length)
    bins[bin] = (bins[bin] ?? 0) + 1
  }
  const most = Math.max(...bins)
  const bars = ' ▁▂▃▄▅▆▇█'
  console.log(
    `begun in each ten minutes of eight hours, ${Math.min(...bins)}–${most}: ${bins.map((n) => bars[Math.round((n / most) * 8)]).join('')}`,
  )
  const [width, height] = [960, 240]
  const step = width / bins.length
  const rects = bins.map((n, i) => {
    const tall = (n / most) * (height - 40)
    return `<rect x="${i * step + 1}" y="${height - 20 - tall}" width="${step - 2}" height="${tall}" fill="#1f4e79"/>`
  })
  const labels = Array.from(
    { length: 9 },
    (_, h) => `<text x="${(h * width) / 8}" y="${height - 4}" font-size="12">${h} h</text>`,
  )
  const title = `<text x="0" y="14" font-size="12">${desks} desks begin to fetch a release spread over 8 hours; most in ten minutes: ${most}</text>`
  fs.mkdirSync(path.resolve('artifacts'), { recursive: true })
  fs.writeFileSync(
    path.resolve('artifacts', 'update-spread.svg'),
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width + 30} ${height}" font-family="sans-serif">${title}${rects.join('')}${labels.join('')}</svg>\n`,
  )
}
