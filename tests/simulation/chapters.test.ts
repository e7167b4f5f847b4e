import { afterAll, beforeAll, expect, it } from 'vitest'
import { startCluster, type Cluster } from '../support/server/cluster.ts'
import { realServer } from '../support/world-real-server.ts'
import { runWorld, type WorldOptions } from '../support/world.ts'
import { hour, seedsOfRun } from '../support/world-seeds.ts'

const { first, seeds, all } = seedsOfRun(10, 2000)

const must = [
  'Recheck',
  'AllocateNumber',
  'VoidNumber',
  'SealPaper',
  'WaiveSeal',
  'Distribute',
  'ReDistribute',
  'CloseIssue',
  'ArchiveIssue',
  'SignFor',
  'RegisterIncoming',
  'Precheck',
  'Propose',
  'Instruct',
  'OpenConsult',
  'Circulate',
  'AddSigner',
  'Transfer',
  'Reassign',
  'Urge',
  '委托 given',
  'clocks told',
  'restore',
  'crash',
  'cache refused',
]

/** Three organs' desks at everything that comes beside and after the way to 签发; what happens to them is said by the seed's last digit. */
function worldOf(seed: number): WorldOptions {
  const base = {
    seed,
    steps: 300,
    desks: seed % 4 === 0 ? 4 : 3,
    chapters: true,
    server: realServer(),
    typing: 0.1,
    leases: 0.02,
    brisk: true,
    drafts: 4,
    ownActs: 0.03,
    crash: seed % 2 === 0 ? 0.001 : 0,
  }
  switch (seed % 10) {
    case 3:
    case 6:
    case 9:
      return { ...base, restored: 0.02 } // the server is set back to a backup
    case 5:
      return { ...base, razed: 0.02 } // the cache comes back empty
    case 7:
      return { ...base, rolledBack: 0.02 } // an old copy of the profile is put back
    case 8:
      return { ...base, refuses: 0.02 } // the disk is full now and then
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

it(
  `SY-193 发文、会签、流转、收文 on a bad line: nothing is lost, numbers, receipts and turns agree (${seeds} seeds from ${first})`,
  { timeout: 24 * hour },
  async () => {
    const total: Record<string, number> = {}
    for (const seed of all) {
      const { faults, did } = await runWorld(worldOf(seed))
      const again = `LIUHEN_FIRST_SEED=${seed} LIUHEN_SEEDS=1 npx vitest run --project node tests/simulation/chapters.test.ts`
      expect(faults, `seed ${seed}; run it alone: ${again}`).toEqual([])
      for (const [what, n] of Object.entries(did)) total[what] = (total[what] ?? 0) + n
    }
    console.log(
      `seeds ${all.join()}: ${Object.entries(total)
        .map(([what, n]) => `${what} ${n}`)
        .join(', ')}`,
    )
    // a world in which nothing happens proves nothing
    if (seeds >= 10) for (const what of must) expect(total[what] ?? 0, what).toBeGreaterThan(0)
  },
)
