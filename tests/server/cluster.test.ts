import { expect, it } from 'vitest'
import { runCluster } from '../support/cluster/run-cluster.ts'
import { hour } from '../support/world-seeds.ts'

/* LIUHEN_LONG=1 goes on for ten minutes; LIUHEN_CLUSTER_SECONDS says how long in seconds. */
const long = process.env['LIUHEN_LONG'] === '1'
const seconds = Number(process.env['LIUHEN_CLUSTER_SECONDS'] ?? (long ? 600 : 15))
const seed = Number(process.env['LIUHEN_CLUSTER_SEED'] ?? Date.now() % 1_000_000)

it(
  `SY-143 two nodes and their database killed and paused, lines cut, under 20 desks: no loss, no duplicate, no stall (${seconds} s, seed ${seed})`,
  { timeout: hour },
  async () => {
    const { faults, did, settledMs } = await runCluster({ seed, desks: 20, workMs: seconds * 1000, settleMs: 120_000 })
    if (process.env['LIUHEN_COUNTS']) console.log(did, `settled in ${settledMs} ms`)
    expect(faults, `seed ${seed}`).toEqual([])
    // a county in which nothing happens proves nothing
    for (const what of [
      'type',
      'SubmitDraft',
      'Approve',
      'node killed',
      'node paused',
      'database killed',
      'database paused',
      'lines cut',
    ])
      expect(did[what] ?? 0, `${what} in ${JSON.stringify(did)}`).toBeGreaterThan(0)
  },
)
