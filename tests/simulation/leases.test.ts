import { expect, it } from 'vitest'
import { runWorld, type WorldOptions } from '../support/world.ts'
import { hour, seedsOfRun } from '../support/world-seeds.ts'

// 92: additions before and behind a phrase were one replacement of it; 778: an addition was cut out of two phrases
const { first, seeds, all } = seedsOfRun(60, 3000, [92, 778])

/** People who draft together for long, on lines that come and go; the last digit says what else befalls them. */
function worldOf(seed: number): WorldOptions {
  const base = { seed, steps: 110, desks: seed % 2 === 0 ? 3 : 2, typing: 0.45, leases: 0.4, lingers: 0.95 }
  switch (seed % 5) {
    case 1:
      return { ...base, crash: 0, brisk: true }
    case 2:
      return { ...base, crash: 0.002, refuses: 0.03 }
    case 3:
      return { ...base, crash: 0, razed: 0.03 }
    case 4:
      return { ...base, crash: 0, rolledBack: 0.04 }
    default:
      return { ...base, crash: 0.002, cloned: seed % 10 === 0 }
  }
}

/** Where no disk is lost and no profile copied, nobody whose lease was broken has to copy anything by hand. */
const byHand = /^text of a broken lease (RV-|SY-REBASE|SY-UNTRACKED|SY-NO-TEXT|SY-JOURNAL)/

it(`SY-91 a broken lease loses no letter (${seeds} seeds from ${first})`, { timeout: 24 * hour }, async () => {
  const total: Record<string, number> = {}
  for (const seed of all) {
    const { faults, did } = await runWorld(worldOf(seed))
    const again = `LIUHEN_FIRST_SEED=${seed} LIUHEN_SEEDS=1 npx vitest run --project node tests/simulation/leases.test.ts`
    const told = seed % 5 === 1 ? Object.keys(did).filter((what) => byHand.test(what)) : []
    expect([...faults, ...told], `seed ${seed}; run it alone: ${again}`).toEqual([])
    for (const [what, n] of Object.entries(did)) total[what] = (total[what] ?? 0) + n
  }
  if (process.env['LIUHEN_COUNTS']) console.log(total)
  if (seeds >= 60)
    for (const what of ['AddCodrafter', 'TakeLease', 'ReleaseLease', 'BreakLease', 'late draft taken'])
      expect(total[what] ?? 0, what).toBeGreaterThanOrEqual(seeds / 6)
})
