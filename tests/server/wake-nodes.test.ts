import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { County } from '../../src-server/store/directory.ts'
import { startServer, type RunningServer } from '../../src-server/server.ts'
import { spreadOf, wakeHub, type Listener } from '../../src-server/http/wake-hub.ts'
import { startEpoch } from '../../src-server/store/epoch.ts'
import { tailHeads } from '../../src-server/jobs/tail-heads.ts'
import { createDraft, openDesk, submitDraft } from '../support/server/desk.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'
import { openWake } from '../support/server/wake.ts'

let a: TestServer
let b: RunningServer
beforeAll(async () => {
  a = await startTestServer()
  b = await startServer({ databaseUrl: a.databaseUrl, dataDir: a.dataDir, host: '127.0.0.1', port: 0, now: a.clock.now })
})
afterAll(async () => {
  await b.close()
  await a.close()
})

describe('wake-up across nodes', () => {
  test('SY-124 a push at one node wakes a desk at another within two seconds', async () => {
    const drafter = await openDesk(a, 'draft')
    const head = await openDesk({ url: b.url, clock: a.clock }, 'head')
    const wake = await openWake(b, head.token)
    const docId = await createDraft(drafter)
    await submitDraft(drafter, docId)
    const pushed = performance.now()
    const { scopes } = await wake.next()
    const took = performance.now() - pushed
    expect(scopes).toEqual([['user:u-head', 1]])
    expect(took).toBeLessThan(2_000)
    console.log(`wake-up across nodes: ${Math.round(took)} ms`)
    wake.close()
  })

  test('SY-124 a desk hears of a move once, whichever node made it', async () => {
    const here = await openDesk(a, 'draft')
    const wake = await openWake(a, here.token)
    await createDraft(here)
    const [first] = (await wake.next()).scopes
    // the tail has looked at least once more when a command of the other node arrives
    await createDraft(await openDesk({ url: b.url, clock: a.clock }, 'draft'))
    const [second] = (await wake.next()).scopes
    expect(second?.[1]).toBe((first?.[1] ?? 0) + 1)
    wake.close()
  })

  test('SY-124 what was there before is no news; after a new epoch counters may be lower and are heard of', async () => {
    const told: [string, number][][] = []
    let heard: (() => void) | undefined
    const moved = (scopes: readonly (readonly [string, number])[]) => {
      told.push(scopes.map(([scope, v]) => [scope, v]))
      heard?.()
    }
    const news = () => new Promise<void>((done) => (heard = done))
    await a.db.insertInto('scope_head').values({ scope: 'user:u-gone', v: 9, digest: null, digest_v: null }).execute()
    const tail = await tailHeads({ db: a.db, moved })
    expect(told).toEqual([])
    const next = news()
    await startEpoch(a.db, 0, a.clock.now())
    await a.db
      .updateTable('scope_head')
      .set({ v: 1, updated_at: sql<Date>`clock_timestamp()` })
      .where('scope', '=', 'user:u-gone')
      .execute()
    await next
    expect(told.flat()).toContainEqual(['user:u-gone', 1])
    await tail.stop()
  })
})

/** Streams of one scope, without a server. */
function hubOf(count: number, scopesLive: () => County) {
  const woken: number[] = []
  const hub = wakeHub(Date.now, () => Promise.resolve(scopesLive()), seeded())
  for (let i = 0; i < count; i++) {
    const listener: Listener = {
      userId: `u-${i}`,
      tokenHash: String(i),
      expiresAt: Infinity,
      write: () => woken.push(performance.now()) > 0,
      finish: () => undefined,
      end: () => undefined,
    }
    hub.add(listener)
  }
  return { hub, woken }
}
const seeded = (): (() => number) => {
  let state = 1
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
}

describe('SY-125 a scope with many streams', () => {
  const office = {
    directory: { units: [{ id: 'o', inner: false, parentId: null }] },
    postsOf: () => [{ role: 'leader', unitId: 'o' }],
  }

  test('wakes few at once and many one after the other, each exactly once', async () => {
    expect([spreadOf(1), spreadOf(50), spreadOf(500), spreadOf(100_000)]).toEqual([0, 0, 1_000, 5_000])
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] })
    try {
      const { hub, woken } = hubOf(1_000, () => office as unknown as County)
      const start = performance.now()
      hub.moved([['unit:o:office', 7]])
      await vi.advanceTimersByTimeAsync(50)
      expect(woken.length).toBeLessThan(100)
      hub.moved([['unit:o:office', 8]])
      await vi.advanceTimersByTimeAsync(2_300)
      // both moves reached everyone in one breath
      expect(woken.length).toBe(1_000)
      const spread = woken.map((at) => at - start)
      expect(Math.max(...spread)).toBeGreaterThan(1_500)
      hub.close()
    } finally {
      vi.useRealTimers()
    }
  })
})
