import { connect } from 'node:net'
import fastify from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { admit, type AdmissionOptions } from '../../src-server/http/admission.ts'
import { refuseWithCodes } from '../../src-server/http/replies.ts'
import { startServer, type RunningServer } from '../../src-server/server.ts'
import { contactHeader, paths } from '../../src-shared/sync/protocol.ts'
import { call, createDraft, openDesk } from '../support/server/desk.ts'
import { must } from '../support/server/must.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'

/** A server whose pushes are answered when the test says so, with a clock the test turns. */
async function gate(options: Partial<AdmissionOptions>) {
  let now = 0
  const app = fastify()
  refuseWithCodes(app)
  const chosen = { connections: 1, pushesPerSecond: Infinity, patienceMs: 0, clock: () => now, random: () => 0.5, ...options }
  const admitted = admit(app, chosen)
  const order: string[] = []
  const held: (() => void)[] = []
  let arrived: (() => void) | undefined
  app.post(paths.push, async (request) => {
    order.push(request.headers.authorization ?? '')
    await new Promise<void>((done) => {
      held.push(done)
      arrived?.()
    })
    return {}
  })
  app.get(paths.health, () => ({ ok: true }))
  app.post(paths.pull, () => ({}))
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const push = (token = 'a') => fetch(url + paths.push, { method: 'POST', headers: { authorization: `Bearer ${token}` } })
  /** starts pushes and waits until the handler has them */
  const start = async (count: number) => {
    const answers: Promise<Response>[] = []
    for (let i = 0; i < count; i++) {
      const here = new Promise<void>((done) => (arrived = done))
      answers.push(push())
      await here
    }
    return answers
  }
  /** resolves when so many wait at the door */
  const waiting = async (count: number): Promise<void> => {
    while ((admitted.waiting().get('push') ?? 0) !== count) await new Promise((done) => setImmediate(done))
  }
  return {
    app,
    url,
    push,
    start,
    order,
    waiting,
    admitted,
    release: () => held.splice(0).forEach((done) => done()),
    forward: (ms: number) => (now += ms),
  }
}
const bodyOf = async (response: Response) => ({
  status: response.status,
  ...((await response.json()) as { code?: string; retryMs?: number }),
})

describe('SY-128 admission', () => {
  test('UP-12 SY-181 machines of one address are machines of their own at the door, one of them still has eight places', async () => {
    const { app, url, start, waiting, release, admitted } = await gate({ room: { push: 12 }, patienceMs: 60_000 })
    const from = (machine: string) => fetch(url + paths.push, { method: 'POST', headers: { [contactHeader]: machine } })
    const inside = await start(12)
    const one = Array.from({ length: 8 }, () => from('one'))
    await waiting(8)
    expect((await from('one')).status).toBe(503)
    const others = Array.from({ length: 3 }, (_, i) => from(`other-${i}`))
    await waiting(11)
    release()
    while (admitted.inFlight().get('push') !== 11 || (admitted.waiting().get('push') ?? 0) > 0)
      await new Promise((done) => setImmediate(done))
    const all = Promise.all([...inside, ...one, ...others])
    const pump = setInterval(release, 5)
    expect((await all).map(({ status }) => status)).toEqual(Array.from({ length: 23 }, () => 200))
    clearInterval(pump)
    await app.close()
  })

  test('what is beyond the room of its class is sent away at once with a time; other classes and health are not in the way', async () => {
    const { app, url, push, start, release, admitted } = await gate({ room: { push: 3 } })
    const running = await start(3)
    expect(admitted.inFlight().get('push')).toBe(3)
    const away = await bodyOf(await push())
    expect(away).toMatchObject({ status: 503, code: 'SY-BUSY' })
    expect(must(away.retryMs)).toBeGreaterThanOrEqual(500)
    expect((await fetch(url + paths.health)).status).toBe(200)
    expect((await fetch(url + paths.pull, { method: 'POST' })).status).toBe(200)
    release()
    expect((await Promise.all(running)).map((r) => r.status)).toEqual([200, 200, 200])
    const [again] = await start(1)
    release()
    expect((await must(again)).status).toBe(200)
    await app.close()
  })

  test('a request whose desk hangs up gives its room back', async () => {
    const { app, url, start, push, release, admitted } = await gate({ room: { push: 2 } })
    const [one] = await start(1)
    const stop = new AbortController()
    const gone = fetch(url + paths.push, { method: 'POST', signal: stop.signal }).catch(() => undefined)
    const full = async (): Promise<void> => {
      while (admitted.inFlight().get('push') !== 2) await new Promise((done) => setImmediate(done))
    }
    await full()
    stop.abort()
    await gone
    // its work is still being done
    expect((await push()).status).toBe(503)
    release()
    await one
    const empty = async (): Promise<void> => {
      while (admitted.inFlight().get('push') !== 0) await new Promise((done) => setImmediate(done))
    }
    await empty()
    // and one that hangs up in the middle of what it sends
    const { hostname, port } = new URL(url)
    const socket = connect(Number(port), hostname, () =>
      socket.write(
        `POST ${paths.push} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"a":`,
      ),
    )
    while (admitted.inFlight().get('push') !== 1) await new Promise((done) => setImmediate(done))
    socket.destroy()
    await empty()
    await app.close()
  })

  test('the longer the queue outside, the longer the time that is told, up to half a minute and a half second', async () => {
    const { app, push, start, release, forward } = await gate({ room: { push: 1 } })
    for (let i = 0; i < 10; i++) {
      const [one] = await start(1)
      forward(100)
      release()
      await one
    }
    const [held] = await start(1)
    const times: number[] = []
    for (let i = 0; i < 50; i++) times.push(must((await bodyOf(await push())).retryMs))
    expect(times[49]).toBeGreaterThan(must(times[0]))
    expect(Math.max(...times)).toBeLessThanOrEqual(30_500)
    release()
    await held
    await app.close()
  })
})

describe('SY-181 the line at the door', () => {
  const patienceMs = 20_000

  test('who finds no room waits and is let in in turn, and nobody is sent away', async () => {
    const { app, push, start, release, order, waiting } = await gate({ room: { push: 1 }, patienceMs })
    const answers = await start(1)
    for (const [i, token] of ['b', 'c', 'd'].entries()) {
      // at first as many may wait as work
      if (i > 0) await letOne()
      answers.push(push(token))
      await waiting(1)
    }
    async function letOne(): Promise<void> {
      release()
      await waiting(0)
    }
    await letOne()
    const ticker = setInterval(release, 1)
    expect((await Promise.all(answers)).map((r) => r.status)).toEqual([200, 200, 200, 200])
    clearInterval(ticker)
    expect(order).toEqual(['Bearer a', 'Bearer b', 'Bearer c', 'Bearer d'])
    await app.close()
  })

  test('whoever would not have a turn in time, by how fast it went lately, hears so at once; one session has few places', async () => {
    const { app, push, start, release, forward, waiting } = await gate({ room: { push: 1 }, patienceMs })
    for (let i = 0; i < 5; i++) {
      const [one] = await start(1)
      forward(1_000)
      release()
      await one
    }
    const answers = await start(1)
    for (let i = 0; i < 8; i++) answers.push(push('greedy'))
    await waiting(8)
    expect(await bodyOf(await push('greedy'))).toMatchObject({ status: 503, code: 'SY-BUSY' })
    for (let i = 8; i < 20; i++) answers.push(push(`desk ${i}`))
    await waiting(20)
    expect(await bodyOf(await push('the 21st'))).toMatchObject({ status: 503, code: 'SY-BUSY', retryMs: expect.any(Number) })
    const ticker = setInterval(release, 1)
    expect(new Set((await Promise.all(answers)).map((r) => r.status))).toEqual(new Set([200]))
    clearInterval(ticker)
    await app.close()
  })

  test('a wait ends with SY-BUSY when patience does, and a desk that hangs up leaves its place to the next', async () => {
    const short = await gate({ room: { push: 1 }, patienceMs: 30 })
    const [held] = await short.start(1)
    expect(await bodyOf(await short.push('b'))).toMatchObject({ status: 503, code: 'SY-BUSY' })
    short.release()
    expect((await must(held)).status).toBe(200)
    await short.app.close()

    const { app, url, push, start, release, order, waiting, admitted } = await gate({ room: { push: 1 }, patienceMs })
    const [first] = await start(1)
    const stop = new AbortController()
    const gone = fetch(url + paths.push, { method: 'POST', signal: stop.signal }).catch(() => undefined)
    await waiting(1)
    stop.abort()
    await gone
    await waiting(0)
    const next = push('next')
    await waiting(1)
    const ticker = setInterval(release, 1)
    expect((await must(first)).status).toBe(200)
    expect((await next).status).toBe(200)
    clearInterval(ticker)
    expect(order).toEqual(['Bearer a', 'Bearer next'])
    while (admitted.inFlight().get('push') !== 0) await new Promise((done) => setImmediate(done))
    await app.close()
  })
})

describe('SY-129 rate', () => {
  test('one session’s pushes are metered, another’s are not held up, and time mends it', async () => {
    const { app, push, release, forward } = await gate({ pushesPerSecond: 2, room: { push: 100 } })
    const ticker = setInterval(release, 1)
    const statuses: number[] = []
    for (let i = 0; i < 8; i++) statuses.push((await push('a')).status)
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 429, 429])
    expect(await bodyOf(await push('a'))).toMatchObject({ code: 'SY-RATE', retryMs: expect.any(Number) })
    expect((await push('b')).status).toBe(200)
    forward(1_000)
    expect((await push('a')).status).toBe(200)
    clearInterval(ticker)
    await app.close()
  })
})

describe('on a county server', () => {
  let server: TestServer
  let node: RunningServer
  beforeAll(async () => {
    server = await startTestServer()
    const { databaseUrl, dataDir, clock } = server
    node = await startServer({ databaseUrl, dataDir, host: '127.0.0.1', port: 0, now: clock.now, pushesPerSecond: 1 })
  })
  afterAll(() => server.close())

  test('SY-129 SY-130 a push too many is refused with 429; refused requests are one audit line per device and minute', async () => {
    const desk = await openDesk({ url: node.url, clock: server.clock }, 'draft')
    for (let i = 0; i < 3; i++) await createDraft(desk)
    const json = { epoch: desk.epoch, device: desk.device, cmds: [] }
    for (let i = 0; i < 2; i++)
      expect(await call(node, 'POST', paths.push, { token: desk.token, json })).toMatchObject({
        status: 429,
        body: { code: 'SY-RATE' },
      })
    for (let i = 0; i < 3; i++) await call(node, 'POST', paths.pull, { token: desk.token, json: { epoch: 'no' } })
    await call(node, 'GET', paths.directory)
    await call(node, 'GET', paths.directory)
    await node.close()
    const lines = await server.db
      .selectFrom('audit_event')
      .selectAll()
      .where('kind', '=', 'request.refused')
      .orderBy('seq')
      .execute()
    const told = lines.map(({ actor, detail }) => ({ actor, ...(JSON.parse(detail) as object) }))
    expect(told).toContainEqual({ actor: 'u-draft', device: desk.device, codes: { 'SY-MALFORMED': 3 } })
    expect(told).toContainEqual({ actor: '?', codes: { 'SE-NO-SESSION': 2, 'SY-RATE': 2 } })
    expect(lines).toHaveLength(2)
  })
})
