import { describe, expect, it } from 'vitest'
import { runWorld, type WorldOptions } from '../support/world.ts'
import { hour, seedsOfRun } from '../support/world-seeds.ts'

const { first, seeds } = seedsOfRun(200, 5000)

/** What a seed's world is like: its last digit says which disasters happen beside the bad line. */
function worldOf(seed: number): WorldOptions {
  const base = {
    seed,
    steps: seed % 2 === 1 ? 110 : 70,
    desks: seed % 3 === 0 ? 3 : 2,
    crash: seed % 2 === 0 ? 0.002 : 0,
    typing: seed % 4 < 2 ? 0.2 : 0.5,
    brisk: seed % 2 === 1,
    cloned: seed % 6 === 0,
    leases: seed % 3 === 1 ? 0.6 : seed % 4 === 0 ? 0.3 : 0.05,
  }
  switch (seed % 10) {
    case 1:
    case 2:
      return { ...base, refuses: 0.03 } // the disk is full now and then
    case 3:
      return { ...base, refuses: 0.03, razed: 0.03 }
    case 5:
      return { ...base, razed: 0.03 } // the cache comes back empty
    case 7:
      return { ...base, rolledBack: 0.04 } // an old copy of the profile is put back
    case 9:
      return { ...base, restored: 0.04 } // the server is set back to a backup
    default:
      return base
  }
}

describe('desks and a server on a bad line', () => {
  it(`settle alike and lose nothing (${seeds} seeds from ${first})`, { timeout: 24 * hour }, async () => {
    const total: Record<string, number> = {}
    for (let seed = first; seed < first + seeds; seed++) {
      const { faults, did } = await runWorld(worldOf(seed))
      const again = `LIUHEN_FIRST_SEED=${seed} LIUHEN_SEEDS=1 npx vitest run --project node tests/simulation/sync.test.ts`
      expect(faults, `seed ${seed}; run it alone: ${again}`).toEqual([])
      for (const [what, n] of Object.entries(did)) total[what] = (total[what] ?? 0) + n
    }
    if (process.env['LIUHEN_COUNTS']) console.log(total)
    // a world in which nothing happens proves nothing
    if (seeds >= 100)
      for (const what of [
        'type',
        'SubmitDraft',
        'Approve',
        'Return',
        'crash',
        'cache refused',
        'raze',
        'rollback',
        'restore',
        'session expired',
      ])
        expect(total[what] ?? 0, what).toBeGreaterThan(0)
    // at least one document in four worlds comes all the way to 签发
    if (seeds >= 200) for (const what of ['Sign', 'signed']) expect(total[what] ?? 0, what).toBeGreaterThanOrEqual(seeds / 4)
  })
})

describe('the oracle notices', () => {
  const mutants: { name: string; options: Omit<WorldOptions, 'seed' | 'steps' | 'desks'>; fault: RegExp }[] = [
    {
      name: 'a server without an idempotency log',
      options: { mutant: 'noIdempotencyLog', crash: 0.002 },
      fault: /took effect, yet|twice|is lost|queue stuck/,
    },
    {
      name: 'a server that trusts numbers alone',
      options: { mutant: 'trustSeqOnly', rolledBack: 0.06 },
      fault: /is nowhere|is lost/,
    },
    {
      name: 'a server that forgets to say a document left',
      options: { mutant: 'forgetLeaveTombstone' },
      fault: /should be gone/,
    },
    {
      name: 'a desk that forgets acknowledged commands, and a restored server',
      options: { forgetHistory: true, restored: 0.08 },
      fault: /is nowhere|is lost/,
    },
  ]
  for (const { name, options, fault } of mutants) {
    it(name, { timeout: hour }, async () => {
      const found: string[] = []
      for (let seed = 1; seed <= 30 && !found.some((text) => fault.test(text)); seed++)
        found.push(...(await runWorld({ seed, steps: 60, desks: 2, typing: 0.3, ...options })).faults)
      expect(found.join('\n')).toMatch(fault)
    })
  }
})
