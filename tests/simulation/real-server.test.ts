import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startCluster, type Cluster } from '../support/server/cluster.ts'
import { startRealServer } from '../support/world-real-server.ts'
import { runWorld, type WorldOptions } from '../support/world.ts'

const long = process.env['LIUHEN_LONG'] === '1'
const seeds = Number(process.env['LIUHEN_SEEDS'] ?? (long ? 100 : 10))
const first = Number(process.env['LIUHEN_FIRST_SEED'] ?? 1)
const hour = 3_600_000

/** Like the worlds of sync.test.ts. An even seed lets requests meet on the server; an odd one runs the same every time. */
function worldOf(seed: number): WorldOptions {
  const base = {
    seed,
    steps: seed % 2 === 1 ? 110 : 70,
    desks: seed % 3 === 0 ? 3 : 2,
    server: startRealServer,
    overlapMs: seed % 2 === 0 ? 400 : 0,
    crash: seed % 4 === 1 ? 0.002 : 0,
    typing: seed % 4 < 2 ? 0.2 : 0.5,
    brisk: seed % 2 === 1,
    cloned: seed % 6 === 0,
  }
  switch (seed % 10) {
    case 5:
      return { ...base, razed: 0.03 }
    case 7:
      return { ...base, rolledBack: 0.04 }
    case 9:
      return { ...base, restored: 0.06 }
    default:
      return base
  }
}

// one cluster for all seeds, a database for each
let cluster: Cluster
const given = process.env['LIUHEN_TEST_PG']
beforeAll(async () => {
  cluster = await startCluster()
  process.env['LIUHEN_TEST_PG'] = cluster.url
})
afterAll(async () => {
  if (given === undefined) delete process.env['LIUHEN_TEST_PG']
  await cluster?.stop()
})

describe('desks and the county server itself on a bad line', () => {
  it(`settle alike and lose nothing (${seeds} seeds from ${first})`, { timeout: 24 * hour }, async () => {
    const total: Record<string, number> = {}
    for (let seed = first; seed < first + seeds; seed++) {
      const { faults, did } = await runWorld(worldOf(seed))
      const again = `LIUHEN_FIRST_SEED=${seed} LIUHEN_SEEDS=1 npx vitest run --project node tests/simulation/real-server.test.ts`
      expect(faults, `seed ${seed}; run it alone: ${again}`).toEqual([])
      for (const [what, n] of Object.entries(did)) total[what] = (total[what] ?? 0) + n
    }
    if (process.env['LIUHEN_COUNTS']) console.log(total)
    // a world in which nothing happens proves nothing
    const must = ['type', 'SubmitDraft', 'Approve', 'http sign-in 200', 'http push 200', 'http pull 200', 'http bodies 200']
    if (seeds >= 10) for (const what of must) expect(total[what] ?? 0, what).toBeGreaterThan(0)
  })
})
