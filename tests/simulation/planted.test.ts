import { expect, it } from 'vitest'
import { runWorld, type WorldOptions } from '../support/world.ts'
import { hour } from '../support/world-seeds.ts'

/* A simulation that finds nothing proves something only where it finds what was put there: each of these must be caught. */

type Planted = { name: string; options: Omit<WorldOptions, 'seed' | 'steps' | 'desks'>; fault: RegExp }
const planted: readonly Planted[] = [
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
  { name: 'a server that forgets to say a document left', options: { mutant: 'forgetLeaveTombstone' }, fault: /should be gone/ },
  {
    name: 'a server whose cursors are numbers of one sequence',
    options: { mutant: 'plainSequence', brisk: true },
    fault: /SY-DIVERGED|document .* differs|should be gone|took effect as rev \d+ of .*, yet rev \d+ is shown/,
  },
  { name: 'a server that leaves a row out of a page', options: { mutant: 'dropsRow' }, fault: /SY-DIVERGED/ },
  {
    name: 'a server that reads the last number outside the snapshot',
    options: { mutant: 'lastSeqOutsideSnapshot', brisk: true },
    fault: /took effect as rev \d+ of .*, yet rev \d+ is shown/,
  },
  {
    name: 'a desk that forgets acknowledged commands, and a restored server',
    options: { deskMutant: 'forgetHistory', restored: 0.08 },
    fault: /is nowhere|is lost/,
  },
  {
    name: 'a desk that does not look at the epoch, and a restored server',
    options: { deskMutant: 'epochIgnored', restored: 0.08 },
    fault: /is nowhere|is lost|differs|queue stuck/,
  },
  {
    name: 'a desk that goes by its old numbers after it got a new device number',
    options: { deskMutant: 'overlayByOldSeq', newDevice: 0.6, crash: 0.01 },
    fault: /overlay left/,
  },
  {
    name: 'a desk that takes an ended session for a verdict',
    options: { deskMutant: 'authIsFinal' },
    fault: /which the server never said|took effect, yet/,
  },
  {
    name: 'a desk whose queue a refused command blocks',
    options: { deskMutant: 'refusedBlocks' },
    fault: /queue stuck|first in the queue/,
  },
  {
    name: 'a desk that lets a document go with the unsent text of it',
    options: { deskMutant: 'purgeWithoutText', typing: 0.5, leases: 0.6, lingers: 0.95, removes: 0.4, crash: 0 },
    fault: /is lost/,
  },
  {
    name: 'a desk that writes cursors before documents',
    options: { deskMutant: 'cursorsFirst' },
    fault: /SY-DIVERGED|document .* differs|body of .* differs/,
  },
  {
    name: 'a journal that forgets what was sent, and a lost cache',
    options: { deskMutant: 'settleWhenSent', razed: 0.08 },
    fault: /is nowhere|is lost/,
  },
  {
    name: 'a journal that says yes before it is on disk, and a lost cache',
    options: { deskMutant: 'ackBeforeSync', razed: 0.08 },
    fault: /is nowhere|is lost/,
  },
]

for (const { name, options, fault } of planted)
  it(`SY-144 the oracle notices ${name}`, { timeout: hour }, async () => {
    const found: string[] = []
    for (let seed = 1; seed <= 160 && !found.some((text) => fault.test(text)); seed++)
      found.push(...(await runWorld({ seed, steps: 60, desks: 2, typing: 0.3, ...options })).faults)
    expect(found.join('\n')).toMatch(fault)
  })
