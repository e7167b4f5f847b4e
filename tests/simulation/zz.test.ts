import { it } from 'vitest'
import { runWorld } from '../support/world.ts'
it('t', { timeout: 1e6 }, async () => {
  for (let seed = 1; seed <= 120; seed++) {
    const base = {
      seed,
      steps: seed % 2 === 1 ? 110 : 70,
      desks: seed % 3 === 0 ? 3 : 2,
      crash: seed % 2 === 0 ? 0.002 : 0,
      typing: seed % 4 < 2 ? 0.2 : 0.5,
      brisk: seed % 2 === 1,
      cloned: seed % 6 === 0,
    }
    const o =
      seed % 10 === 5
        ? { ...base, razed: 0.03 }
        : seed % 10 === 7
          ? { ...base, rolledBack: 0.04 }
          : seed % 10 === 9
            ? { ...base, restored: 0.04 }
            : base
    const { did, faults } = await runWorld(o)
    for (const [k, n] of Object.entries(did))
      if (/RV-|WF-CHANGE|WF-NOT-FOUND|WF-SIGN/.test(k)) console.log(`seed ${seed} ${JSON.stringify(o)} ${k} ${n}`)
    if (faults.length) console.log('seed', seed, faults)
  }
})
