import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { countdownMs, decide, idleMs, isOverdue, type Machine, type UpdateAction } from '../../../src-shared/update/decide.ts'
import { isInHours } from '../../../src-shared/update/hours.ts'
import {
  feed as feedSchema,
  rings,
  type Feed,
  type Ring,
  type Rollout,
  type UpdatePolicy,
} from '../../../src-shared/update/messages.ts'
import { isNewer } from '../../../src-shared/update/order.ts'
import { isLetOut, opensAt, placeOf } from '../../../src-shared/update/rollout.ts'

const at = (text: string): number => Date.parse(`${text}+08:00`)
const now = at('2026-11-24T12:10:00')
const file = {
  name: 'liuhen-1.1.0-amd64.deb',
  platform: 'linux',
  arch: 'x64',
  kind: 'deb',
  size: 90_000_000,
  sha512: 'a'.repeat(128),
} as const
const rollout: Rollout = { version: '1.1.0', ring: 'broad', percent: 100, state: 'open', openedAt: now - 86_400_000, spreadMs: 0 }
const statement = {
  as: 'liuhen-release-1',
  version: '1.1.0',
  protocol: 1,
  releasedAt: now,
  notes: '修正',
  files: [file],
} as const
const feed: Feed = {
  ring: 'broad',
  release: { statement: { ...statement, files: [file] }, signature: '' },
  rollout,
  minimum: null,
  oldestProtocol: 1,
  askAgainMs: 600_000,
}
const policy: UpdatePolicy = { mode: 'auto', windows: [], idleMs }
const machine: Machine = {
  deviceId: 'd1',
  version: '1.0.0',
  protocol: 1,
  platform: 'linux',
  arch: 'x64',
  kind: 'deb',
  downloaded: '1.1.0',
  failed: null,
  dirty: false,
  unsent: 0,
  lastInputAt: now - idleMs,
  printing: false,
  importing: false,
  onBattery: false,
  freeBytes: 10 ** 11,
  asked: false,
}
type Change = {
  feed?: Partial<Feed>
  rollout?: Partial<Rollout>
  policy?: Partial<UpdatePolicy>
  machine?: Partial<Machine>
  verified?: boolean
  now?: number
}
function told(change: Change = {}): string {
  const given = { ...feed, rollout: { ...rollout, ...change.rollout }, ...change.feed }
  expect(feedSchema.safeParse(given).success).toBe(true)
  const action = decide(
    given,
    change.verified ?? true,
    { ...policy, ...change.policy },
    { ...machine, ...change.machine },
    change.now ?? now,
  )
  return 'why' in action ? `${action.do} ${action.why}` : action.do
}
const minimum = { version: '1.1.0', deadlineAt: now }

describe('UP-02 what a desk does about updates', () => {
  const table: [string, Change, string][] = [
    ['a desk at rest installs what lies ready', {}, 'install'],
    ['what is not here yet is fetched', { machine: { downloaded: null } }, 'download'],
    ['what is newer than what lies here is fetched instead', { machine: { downloaded: '1.0.5' } }, 'download'],
    ['there is nothing newer', { machine: { version: '1.1.0' } }, 'nothing newest'],
    ['there is nothing at all', { feed: { release: null } }, 'nothing newest'],
    ['IT does it by other means', { policy: { mode: 'off' } }, 'nothing off'],
    ['the person decides when', { policy: { mode: 'notify' } }, 'offer'],
    ['and has decided', { policy: { mode: 'notify' }, machine: { asked: true } }, 'install'],
    ['UP-01 nobody of ours signed it', { verified: false }, 'refuse signature'],
    ['UP-03 an older one is never put in its place', { machine: { version: '1.1.1' } }, 'refuse older'],
    ['UP-03 by figures, not letters', { machine: { version: '1.10.0' } }, 'refuse older'],
    ['no file for this machine: another processor', { machine: { arch: 'arm64' } }, 'refuse machine'],
    ['no file for this machine: another way of installing', { machine: { kind: 'AppImage' } }, 'refuse machine'],
    ['UP-08 it fell twice as it started here', { machine: { failed: '1.1.0' } }, 'refuse failed'],
    ['UP-06 IT holds it', { rollout: { state: 'held' } }, 'wait held'],
    ['UP-06 IT took it back', { rollout: { state: 'withdrawn' } }, 'nothing withdrawn'],
    ['UP-06 the word on it is of another release', { rollout: { version: '1.0.9' } }, 'nothing withdrawn'],
    ['UP-04 its ring is not asked yet', { rollout: { ring: 'pilot' } }, 'nothing ring'],
    ['UP-04 nobody of its ring is', { rollout: { percent: 0 } }, 'nothing ring'],
    ['UP-04 the ring before goes whole', { rollout: { percent: 0 }, feed: { ring: 'pilot' } }, 'install'],
    [
      'UP-05 its moment has not come',
      { rollout: { openedAt: now, spreadMs: 86_400_000 }, machine: { downloaded: null } },
      'wait spread',
    ],
    [
      'UP-05 the person does not wait for it',
      { rollout: { openedAt: now, spreadMs: 86_400_000 }, machine: { downloaded: null, asked: true } },
      'download',
    ],
    ['there is no room', { machine: { downloaded: null, freeBytes: 10 ** 8 } }, 'wait disk'],
    ['somebody was here a moment ago', { machine: { lastInputAt: now - idleMs + 1 } }, 'wait typing'],
    ['something is not on disk yet', { machine: { dirty: true } }, 'wait typing'],
    ['not even when asked', { machine: { dirty: true, asked: true } }, 'wait typing'],
    ['it prints', { machine: { printing: true } }, 'wait printing'],
    ['it imports', { machine: { importing: true } }, 'wait importing'],
    ['it runs on its battery', { machine: { onBattery: true } }, 'wait battery'],
    ['it is not the hour', { policy: { windows: [{ from: 18 * 60, to: 8 * 60 }] } }, 'wait hours'],
    ['it is the hour', { policy: { windows: [{ from: 12 * 60, to: 13 * 60 + 30 }] } }, 'install'],
    ['unsent work is on disk twice and holds nothing up', { machine: { unsent: 7 } }, 'install'],
    [
      'UP-07 past the deadline it counts down, whatever the hour',
      { feed: { minimum }, policy: { windows: [{ from: 0, to: 1 }] } },
      'countdown',
    ],
    [
      'UP-07 but to nothing else than what is asked: what IT tries stays with IT',
      { feed: { minimum: { ...minimum, version: '1.0.5' } }, rollout: { ring: 'it' } },
      'nothing ring',
    ],
    ['UP-07 and whatever the ring', { feed: { minimum }, rollout: { ring: 'it' } }, 'countdown'],
    ['UP-07 also where the person was to be asked', { feed: { minimum }, policy: { mode: 'notify' } }, 'countdown'],
    ['UP-07 but not over words that are not on disk', { feed: { minimum }, machine: { dirty: true } }, 'wait typing'],
    ['UP-07 nor before IT lets it go on', { feed: { minimum }, rollout: { state: 'held' } }, 'wait held'],
    ['UP-07 a moment before the deadline it does not', { feed: { minimum: { ...minimum, deadlineAt: now + 1 } } }, 'install'],
    [
      'UP-09 too old to be spoken with: what is unsent goes first',
      { feed: { oldestProtocol: 2 }, machine: { unsent: 3 } },
      'sendFirst',
    ],
    ['UP-09 and then it, whatever the ring', { feed: { oldestProtocol: 2 }, rollout: { ring: 'it' } }, 'install'],
    ['UP-09 fetched meanwhile', { feed: { oldestProtocol: 2 }, machine: { unsent: 3, downloaded: null } }, 'download'],
  ]
  it.each(table)('%s', (_words, change, expected) => {
    expect(told(change)).toBe(expected)
  })
  it('UP-07 the countdown leaves a quarter of an hour', () => {
    const action: UpdateAction = decide({ ...feed, minimum }, true, policy, machine, now)
    expect(action).toEqual({ do: 'countdown', ms: countdownMs })
    expect(isOverdue({ ...feed, minimum }, { version: '1.1.0' }, now)).toBe(false)
  })
})

const seed = Number(process.env['LIUHEN_SEED'] ?? Math.floor(Math.random() * 1e9))
const drawn = { seed, numRuns: 2000 }
const ids = fc.uuid()
const versions = fc.tuple(fc.nat(99), fc.nat(99), fc.nat(99)).map((one) => one.join('.'))
const ringOf = fc.constantFrom<Ring[]>(...rings)

describe(`laws (seed ${seed})`, () => {
  test('UP-02 words that are not on disk, a print or an import are never broken off', () => {
    const busy = fc.constantFrom<Partial<Machine>[]>({ dirty: true }, { printing: true }, { importing: true })
    const state = fc.constantFrom<Rollout['state'][]>('open', 'held', 'withdrawn')
    fc.assert(
      fc.property(
        busy,
        state,
        ringOf,
        fc.boolean(),
        fc.boolean(),
        fc.constantFrom(1, 2),
        (more, held, ring, asked, late, oldest) => {
          const given = {
            ...feed,
            rollout: { ...rollout, state: held, ring },
            minimum: late ? minimum : null,
            oldestProtocol: oldest,
          }
          const action = decide(given, true, policy, { ...machine, ...more, asked }, now)
          expect(['install', 'countdown']).not.toContain(action.do)
        },
      ),
      drawn,
    )
  })
  test('UP-04 a growing share and a wider ring only add desks; UP-06 a hold stops all of them', () => {
    fc.assert(
      fc.property(ids, versions, ringOf, ringOf, fc.nat(100), fc.nat(100), (id, version, own, widest, a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)]
        const of = (percent: number, ring: Ring) => isLetOut({ ...rollout, version, percent, ring }, own, id)
        if (of(less, widest)) expect(of(more, widest)).toBe(true)
        const wider = rings[Math.min(rings.length - 1, rings.indexOf(widest) + 1)] ?? 'broad'
        if (of(100, widest)) expect(of(100, wider)).toBe(true)
        expect(isLetOut({ ...rollout, version, ring: widest, state: 'held' }, own, id)).toBe(false)
      }),
      drawn,
    )
  })
  test('UP-04 UP-05 a share is that share of a county, others go first the next time, and desks are spread evenly over time', () => {
    const desks = Array.from({ length: 4663 }, (_, i) => `01900000-0000-7000-8000-${String(i).padStart(12, '0')}`)
    for (const version of ['1.1.0', '1.1.1', '2.0.0']) {
      const first = desks.filter((id) => isLetOut({ ...rollout, version, percent: 30 }, 'broad', id))
      expect(first.length / desks.length).toBeGreaterThan(0.27)
      expect(first.length / desks.length).toBeLessThan(0.33)
    }
    const early = (version: string) => desks.filter((id) => placeOf(id, version) < 0.3)
    const again = new Set(early('1.1.1'))
    expect(early('1.1.0').filter((id) => again.has(id)).length / desks.length).toBeLessThan(0.13)
    const hour = 3_600_000
    const begins = desks.map((id) => opensAt({ ...rollout, openedAt: 0, spreadMs: 4 * hour }, id))
    for (let quarter = 0; quarter < 16; quarter++) {
      const here = begins.filter((one) => Math.floor(one / (hour / 4)) === quarter).length
      expect(here, `quarter ${quarter}`).toBeGreaterThan(desks.length / 16 / 1.4)
      expect(here, `quarter ${quarter}`).toBeLessThan((desks.length / 16) * 1.4)
    }
    expect(Math.max(...begins)).toBeLessThan(4 * hour)
  })
  test('UP-03 later is an order: never both, never neither, and it passes on', () => {
    fc.assert(
      fc.property(versions, versions, versions, (a, b, c) => {
        expect([isNewer(a, b), isNewer(b, a), a === b].filter(Boolean)).toHaveLength(1)
        if (isNewer(a, b) && isNewer(b, c)) expect(isNewer(a, c)).toBe(true)
      }),
      drawn,
    )
  })
  test('hours go over midnight, and both ways round they make a day', () => {
    fc.assert(
      fc.property(fc.nat(1439), fc.nat(1439), fc.integer({ min: 0, max: 4e12 }), (from, to, moment) => {
        const both = [isInHours({ from, to }, moment), isInHours({ from: to, to: from }, moment)]
        expect(both.filter(Boolean)).toHaveLength(from === to ? 0 : 1)
      }),
      drawn,
    )
    expect(isInHours({ from: 18 * 60, to: 8 * 60 }, at('2026-11-24T23:59:00'))).toBe(true)
    expect(isInHours({ from: 18 * 60, to: 8 * 60 }, at('2026-11-25T07:59:59'))).toBe(true)
    expect(isInHours({ from: 18 * 60, to: 8 * 60 }, at('2026-11-25T08:00:00'))).toBe(false)
  })
})
