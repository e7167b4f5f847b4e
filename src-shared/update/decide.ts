import { isInHours } from './hours.ts'
import type { DeskReport, Feed, ReleaseFile, UpdatePolicy } from './messages.ts'
import { isNewer } from './order.ts'
import { isLetOut, opensAt } from './rollout.ts'

/** A desk as it is at this moment. Times are epoch ms. */
export type Machine = {
  deviceId: string
  version: string
  protocol: number
  platform: DeskReport['platform']
  arch: DeskReport['arch']
  kind: DeskReport['kind']
  /** the release whose file lies here whole and proved */
  downloaded: string | null
  /** a release that fell twice as it started here and was left again */
  failed: string | null
  /** what is typed and not on disk yet, a composition among it */
  dirty: boolean
  /** commands and texts the server does not have yet */
  unsent: number
  lastInputAt: number
  printing: boolean
  importing: boolean
  onBattery: boolean
  freeBytes: number
  /** the person asked for it: 重启并更新 */
  asked: boolean
}

export type Wait = 'typing' | 'printing' | 'importing' | 'battery' | 'hours' | 'spread' | 'held' | 'disk'
export type Refusal = 'signature' | 'machine' | 'older' | 'failed'

/** What a desk does about updates now (UP-02). */
export type UpdateAction =
  | { do: 'nothing'; why: 'off' | 'newest' | 'ring' | 'withdrawn' }
  | { do: 'refuse'; why: Refusal }
  | { do: 'wait'; why: Wait; until: number | null }
  | { do: 'download'; file: ReleaseFile }
  /** tells that there is one, and waits for the person */
  | { do: 'offer' }
  /** flushes, installs, starts anew */
  | { do: 'install' }
  /** the deadline is past: counts down, then installs */
  | { do: 'countdown'; ms: number }
  /** 先交后升: too old to be spoken with; what is unsent goes first, then the update, whatever the ring */
  | { do: 'sendFirst' }

/** So long nobody has touched the machine before it restarts by itself, where IT says nothing else. */
export const idleMs = 10 * 60_000
/** So long a person has once the deadline is past. */
export const countdownMs = 15 * 60_000
/** The file twice (download, unpacked), and some. */
const roomFor = (file: ReleaseFile): number => 3 * file.size + 200 * 1024 * 1024

/**
 * What this desk does about updates now. `verified`: the release's signature is by one of the keys this program was built with. Pure:
 * the same answer for the same question, and nothing waits in it. After the deadline of a minimum only what would lose words
 * still defers it: typing that is not on disk, a print or an import under way (UP-07).
 */
export function decide(feed: Feed, verified: boolean, policy: UpdatePolicy, machine: Machine, now: number): UpdateAction {
  const tooOld = machine.protocol < feed.oldestProtocol
  const overdue = isOverdue(feed, machine, now)
  if (policy.mode === 'off') return { do: 'nothing', why: 'off' }
  const { release, rollout } = feed
  if (!release) return { do: 'nothing', why: 'newest' }
  if (!verified) return { do: 'refuse', why: 'signature' }
  const { version, files } = release.statement
  if (version === machine.version) return { do: 'nothing', why: 'newest' }
  if (!isNewer(version, machine.version)) return { do: 'refuse', why: 'older' }
  if (rollout?.version !== version || rollout.state === 'withdrawn') return { do: 'nothing', why: 'withdrawn' }
  if (version === machine.failed) return { do: 'refuse', why: 'failed' }
  const file = files.find((one) => one.platform === machine.platform && one.arch === machine.arch && one.kind === machine.kind)
  if (!file) return { do: 'refuse', why: 'machine' }
  // who cannot be spoken with any more goes before all rings, but not before IT stops it
  if (rollout.state === 'held') return { do: 'wait', why: 'held', until: null }
  const hurries = tooOld || (overdue && version === feed.minimum?.version)
  if (!hurries && !isLetOut(rollout, feed.ring, machine.deviceId)) return { do: 'nothing', why: 'ring' }
  if (machine.downloaded !== version) return beforeDownload(file, feed, machine, now, hurries)
  if (tooOld && machine.unsent > 0 && !machine.asked) return { do: 'sendFirst' }
  const busy = inHand(machine, policy.idleMs, now, hurries)
  if (busy) return { do: 'wait', why: busy, until: null }
  if (machine.asked) return { do: 'install' }
  if (overdue && hurries) return { do: 'countdown', ms: countdownMs }
  if (policy.mode === 'notify') return { do: 'offer' }
  if (machine.onBattery) return { do: 'wait', why: 'battery', until: null }
  if (policy.windows.length > 0 && !policy.windows.some((one) => isInHours(one, now)))
    return { do: 'wait', why: 'hours', until: null }
  return { do: 'install' }
}

/** Is the deadline of the oldest release that may be used past for this one (UP-07)? */
export const isOverdue = ({ minimum }: Feed, { version }: Pick<Machine, 'version'>, now: number): boolean =>
  minimum !== null && isNewer(minimum.version, version) && now >= minimum.deadlineAt

function beforeDownload(file: ReleaseFile, { rollout }: Feed, machine: Machine, now: number, hurries: boolean): UpdateAction {
  if (machine.freeBytes < roomFor(file)) return { do: 'wait', why: 'disk', until: null }
  const begins = rollout ? opensAt(rollout, machine.deviceId) : now
  if (!hurries && !machine.asked && now < begins) return { do: 'wait', why: 'spread', until: begins }
  return { do: 'download', file }
}

/** What must not be broken off. A hand at the machine defers what does not hurry; words that are not on disk defer everything. */
function inHand(
  { dirty, printing, importing, lastInputAt, asked }: Machine,
  idle: number,
  now: number,
  hurries: boolean,
): Wait | undefined {
  if (printing) return 'printing'
  if (importing) return 'importing'
  if (dirty) return 'typing'
  return !asked && !hurries && now - lastInputAt < idle ? 'typing' : undefined
}
