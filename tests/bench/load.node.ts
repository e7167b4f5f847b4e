import fs from 'node:fs'
import http from 'node:http'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startServer } from '../../src-server/server.ts'
import { openDatabase, type Db } from '../../src-server/store/database.ts'
import { loadCounty } from '../../src-server/store/load-county.ts'
import { migrate } from '../../src-server/store/migrate.ts'
import { buildServer, postgres, serverNode, type Node, type Postgres } from '../support/cluster/processes.ts'
import { smallCounty } from '../support/server/county.ts'
import { post } from '../support/small-county.ts'
import { listen, push, seatDesks, type LightDesk } from './load/desks.ts'
import { costsOf } from './load/process-cost.ts'
import { rawDatabase, statementsOf } from './load/raw.ts'
import { quantile, result } from './result.ts'

/*
 * A county at work: a thousand desks that listen, a hundred commands a second, the server and its database in processes of
 * their own. LIUHEN_LOAD_SECONDS says how long (300 for the record), LIUHEN_BRIEF=1 only tries it out.
 */
const brief = process.env['LIUHEN_BRIEF'] === '1'
const seconds = Number(process.env['LIUHEN_LOAD_SECONDS'] ?? (brief ? 3 : 60))
const desks = brief ? 100 : 1000
const perSecond = 100
const writers = brief ? 50 : 200
const unitId = 'fgj-zh'
const userIds = Array.from({ length: 50 }, (_, i) => `load-${i}`)
const nodeConnections = 12
/** how long both go as fast as they can */
const fullSeconds = brief ? 1 : 10

const data = fs.mkdtempSync(path.join(os.tmpdir(), 'liuhen-load-'))
let program: Awaited<ReturnType<typeof buildServer>>
let pg: Postgres
let node: Node
let db: Db
beforeAll(async () => {
  program = await buildServer()
  pg = await postgres()
  db = openDatabase(pg.url, 2)
  await migrate(db)
  const county = smallCounty()
  const users = userIds.map((id) => ({ id, login: id, name: id, passwordHash: 'none' }))
  const posts = userIds.map((id) => post(id, id, '科员', 'drafter', unitId))
  await loadCounty(db, { ...county, users: [...county.users, ...users], posts: [...county.posts, ...posts] }, Date.now())
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

/** Starts `work` so many times a second, whether or not the ones before are done. */
async function atRate(ms: number, work: (n: number) => Promise<void>): Promise<void> {
  const begun = performance.now()
  const under: Promise<void>[] = []
  for (let n = 0; performance.now() - begun < ms; n++) {
    under.push(work(n))
    await pause(Math.max(0, begun + (n + 1) * (1000 / perSecond) - performance.now()))
  }
  await Promise.all(under)
}

it('a thousand desks and a hundred commands a second, against as many bare statements', { timeout: 1_200_000 }, async () => {
  const crew = await seatDesks(db, userIds, desks)
  const { epoch } = await db.selectFrom('sync_meta').select('epoch').executeTakeFirstOrThrow()
  const agent = new http.Agent({ keepAlive: true, maxSockets: 64 })
  const idle = costsOf([node.pid() ?? 0])

  // each applied command moves its author's own scope by one: the version says which commands a wake-up tells of
  const sent = new Map<string, number[]>(userIds.map((id) => [id, []]))
  const wakes: number[] = []
  const listening = async (desk: LightDesk): Promise<() => void> => {
    let known = 0
    return listen(node.url, desk, (v) => {
      const times = sent.get(desk.userId) ?? []
      for (; known < Math.min(v, times.length); known++) wakes.push(performance.now() - (times[known] ?? 0))
    })
  }
  const streams: (() => void)[] = []
  for (let from = 0; from < crew.length; from += 50)
    streams.push(...(await Promise.all(crew.slice(from, from + 50).map(listening))))
  const withStreams = costsOf([node.pid() ?? 0])

  const busy = new Set<LightDesk>()
  const pushes: number[] = []
  const refusals: string[] = []
  let busyAnswers = 0
  const costs = () => ({ node: costsOf([node.pid() ?? 0]), database: costsOf(pg.pids()), client: costsOf([process.pid]) })
  const before = costs()
  const one = async (desk: LightDesk): Promise<void> => {
    sent.get(desk.userId)?.push(performance.now())
    const { ms, busy: waited, refused } = await push(node.url, desk, epoch, unitId, agent)
    pushes.push(ms)
    busyAnswers += waited
    if (refused !== null) refusals.push(refused)
  }
  await atRate(seconds * 1000, async (n) => {
    // a desk sends one command after the other
    const free = Array.from({ length: writers }, (_, i) => crew[(n + i) % writers]).find((desk) => desk && !busy.has(desk))
    if (!free) return
    busy.add(free)
    await one(free)
    busy.delete(free)
  })
  const after = costs()
  const counted = pushes.splice(0)
  expect(refusals).toEqual([])
  await pause(500)
  for (const close of streams) close()

  // as fast as it goes: as many desks as keep all connections busy, each sending one command after the other
  const full = await asFast(async (n) => one(crew[n] as LightDesk))
  expect(refusals).toEqual([])
  agent.destroy()

  const raw = await bareStatements(crew, epoch)
  const cpu = (cost: keyof typeof before): number => after[cost].cpuMs - before[cost].cpuMs
  const per = (cost: keyof typeof before): number => cpu(cost) / counted.length
  const told = {
    desks,
    pushes: counted.length,
    busyAnswers,
    perSecond: counted.length / seconds,
    pushP50: quantile(counted, 0.5),
    pushP99: quantile(counted, 0.99),
    wakes: wakes.length,
    wakeP50: quantile(wakes, 0.5),
    wakeP99: quantile(wakes, 0.99),
    nodeCpuMsPerCommand: per('node'),
    databaseCpuMsPerCommand: per('database'),
    clientCpuMsPerCommand: per('client'),
    // of one core
    nodeCpuPerThousandDesks: (cpu('node') / (seconds * 1000) / desks) * 1000,
    databaseCpuPerThousandDesks: (cpu('database') / (seconds * 1000) / desks) * 1000,
    nodeMib: after.node.mib,
    databaseMib: after.database.mib,
    mibPerThousandStreams: ((withStreams.mib - idle.mib) / desks) * 1000,
    statements: raw.statements,
    rawP50: quantile(raw.times, 0.5),
    rawP99: quantile(raw.times, 0.99),
    commandsPerSecondAtMost: full,
    rawCommitsPerSecondAtMost: raw.full,
  }
  console.log(told)
  const name = `one command of ${perSecond}/s with ${desks} desks listening, ms (as many bare statements in one transaction)`
  const results = [
    result(4, `${name}, median`, told.pushP50, told.rawP50, 5),
    result(4, `${name}, p99`, told.pushP99, told.rawP99, 5),
    result(4, `push, p99 at ${perSecond}/s with ${desks} desks, ms (limit 500)`, told.pushP99, 500, 1),
    result(4, `wake-up of the others after a command is sent, p99, ms (limit 2000)`, told.wakeP99, 2000, 1),
    // times, so that less is better: ms for one command and for one bare transaction when nothing waits
    result(4, 'ms per command as fast as it goes (bare transactions of as many statements)', 1000 / full, 1000 / raw.full, 5),
  ]
  const folder = path.resolve(import.meta.dirname, '../../artifacts/bench')
  fs.mkdirSync(folder, { recursive: true })
  fs.writeFileSync(path.join(folder, 'load.json'), JSON.stringify(results))
})

/** How often a second `work` gets done when each of a row of workers begins anew as soon as it is done. */
async function asFast(work: (worker: number) => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  let done = 0
  const worker = async (_: unknown, n: number): Promise<void> => {
    for (; performance.now() - begun < fullSeconds * 1000; done++) await work(n)
  }
  await Promise.all(Array.from({ length: 2 * nodeConnections }, worker))
  return done / ((performance.now() - begun) / 1000)
}

/** The same rate of transactions with as many statements, without a server: what the database itself costs. */
async function bareStatements(
  crew: readonly LightDesk[],
  epoch: string,
): Promise<{ statements: number; times: number[]; full: number }> {
  const here = await startServer({ databaseUrl: pg.url, dataDir: data, host: '127.0.0.1', port: 0 })
  const agent = new http.Agent({ keepAlive: true })
  const asked = await statementsOf(async () => {
    expect(await push(here.url, crew[0] as LightDesk, epoch, unitId, agent)).toMatchObject({ refused: null })
  })
  agent.destroy()
  await here.close()
  const raw = await rawDatabase(pg.url, asked, nodeConnections)
  const times: number[] = []
  await atRate((seconds * 1000) / 3, async () => void times.push(await raw.run()))
  const full = await asFast(raw.run)
  await raw.close()
  return { statements: asked.length, times, full }
}
