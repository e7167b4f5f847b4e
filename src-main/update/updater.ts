import fs from 'node:fs/promises'
import path from 'node:path'
import type { UpdateState } from '../../src-shared/ipc/update.ts'
import { contactHeader, paths, PROTOCOL_VERSION } from '../../src-shared/sync/protocol.ts'
import { decide, type Machine, type UpdateAction } from '../../src-shared/update/decide.ts'
import {
  feed as feedForm,
  type DeskReport,
  type Feed,
  type SignedRelease,
  type UpdatePolicy,
} from '../../src-shared/update/messages.ts'
import { isNewer } from '../../src-shared/update/order.ts'
import type { Device } from '../device.ts'
import { codeOf } from '../durable.ts'
import type { Log } from '../log.ts'
import type { Network } from '../network.ts'
import { download } from './download.ts'
import { liesBeside, type InstalledPlace } from './place.ts'
import { putBeside } from './put-beside.ts'
import { isReleaseOf } from './signature.ts'
import type { Starts } from './starts.ts'
import { UpdateError } from './update-error.ts'

/** How it stands with hands and words at this moment; the rest of decide's Machine the updater knows itself. */
export type Hands = Pick<Machine, 'lastInputAt' | 'printing' | 'importing' | 'onBattery'> & {
  freeBytes: number
  /** null: nobody is signed in */
  unsent: number | null
}

export type UpdaterParts = {
  /** null: not installed from a package; the desk says so and nothing is done */
  place: InstalledPlace | null
  policy: UpdatePolicy
  version: string
  profile: string
  device: Device
  network: Pick<Network, 'raw'>
  starts: Starts
  log: Log
  now: () => number
  hands: () => Promise<Hands>
  /** Has all that is typed written down; false where that failed: then nothing is restarted. */
  flush: () => Promise<boolean>
  /** Ends this program and begins the other; never returns to here. */
  restart: () => void
  told: (state: UpdateState) => void
}

export type Updater = {
  state: () => UpdateState
  /** The person asked for it. */
  now: () => Promise<void>
  /** The server may answer now: somebody signed in, the line is back. Asks at once where it did not answer last time. */
  again: () => void
  stop: () => void
}

/** No word of the server: asked again after this. */
const unansweredMs = 10 * 60_000
/** Something is waited for that nobody tells of: looked at again after this. */
const lookMs = 20_000
/** What came was not what was signed: fetched again no sooner than this, unless the person asks. */
const wrongFileMs = 6 * 3_600_000
const wrongFiles = new Set(['UP-FILE', 'UP-SIGNATURE', 'UP-STATEMENT', 'UP-MACHINE', 'UP-OLDER'])
const quiet: UpdateState = { stage: 'none', version: null, notes: '', why: null, share: null, restartAt: null }
const refusals = { signature: 'UP-SIGNATURE', machine: 'UP-MACHINE' } as const

/**
 * Keeps this desk at the release its county wants (UP-02, UP-13): asks the server, does what `decide` says, one thing at a time, and says
 * how it stands to server and page. Fetching and putting beside happen while the desk is used; only the restart interrupts, and it comes
 * after everything typed is on disk.
 */
export function openUpdater(parts: UpdaterParts): Updater {
  const { place, policy, version, profile, device, network, starts, log, now, told } = parts
  const folder = path.join(profile, 'updates')
  let feed: Feed | undefined
  let state = quiet
  let asked = false
  let countdown: { version: string; at: number } | undefined
  let wrong: { version: string; code: string; until: number } | undefined
  let timer: NodeJS.Timeout | undefined
  let pollAt = 0
  let answered = false
  let stopped = false
  let running: Promise<void> | undefined

  const become = (next: UpdateState): void => {
    if (JSON.stringify(next) === JSON.stringify(state)) return
    state = next
    told(state)
  }
  const about = (release: SignedRelease | null | undefined, more: Partial<UpdateState>): UpdateState => ({
    ...quiet,
    version: release?.statement.version ?? null,
    notes: release?.statement.notes ?? '',
    ...more,
  })

  const report = (unsent: number | null): DeskReport => ({
    version,
    protocol: PROTOCOL_VERSION,
    platform: platformOf(),
    arch: process.arch === 'arm64' ? 'arm64' : 'x64',
    kind: place?.kind ?? 'none',
    unsent,
    update: {
      stage: state.stage,
      version: state.version,
      code: state.why !== null && /^[A-Z]/.test(state.why) ? state.why : null,
    },
  })

  /** Asks the server; what it said last stays where it does not answer. */
  const ask = async (hands: Hands): Promise<void> => {
    pollAt = now() + unansweredMs
    answered = false
    const answer = await network
      .raw('POST', `${paths.updates}/${device.id}`, {
        headers: { [contactHeader]: device.contactToken, 'content-type': 'application/json' },
        body: Buffer.from(JSON.stringify(report(hands.unsent))),
      })
      .catch(() => undefined)
    if (!answer?.ok) return
    const said = feedForm.safeParse(await answer.json().catch(() => undefined))
    if (!said.success) return log('warn', 'UP-FEED')
    feed = said.data
    answered = true
    // a little apart, so that a county's desks do not ask in step
    pollAt = now() + feed.askAgainMs * (0.9 + Math.random() * 0.2)
  }

  const machineOf = (hands: Hands, failed: string | null, release: SignedRelease | null): Machine => ({
    ...hands,
    deviceId: device.id,
    version,
    protocol: PROTOCOL_VERSION,
    platform: platformOf(),
    arch: process.arch === 'arm64' ? 'arm64' : 'x64',
    kind: place?.kind ?? 'none',
    downloaded: place && release && liesBeside(place, release.statement.version) ? release.statement.version : null,
    failed,
    // the journal has every key within a second, and the flush has the last ones
    dirty: false,
    unsent: hands.unsent ?? 0,
    asked,
  })

  /** Fetches a release and puts it beside the program. */
  const fetchRelease = async (
    here: InstalledPlace,
    release: SignedRelease,
    action: Extract<UpdateAction, { do: 'download' }>,
  ) => {
    const { version: wanted } = release.statement
    log('info', 'UP-DOWNLOAD', wanted)
    // of another release nothing is kept
    for (const other of await fs.readdir(folder).catch(() => []))
      if (other !== wanted) await fs.rm(path.join(folder, other), { recursive: true, force: true })
    let last = 0
    become(about(release, { stage: 'downloading', share: 0 }))
    const file = await download({
      network,
      device,
      version: wanted,
      file: action.file,
      folder: path.join(folder, wanted),
      progress: (done, total) => {
        if (done < total && now() - last < 500) return
        last = now()
        become(about(release, { stage: 'downloading', share: done / total }))
      },
    })
    await putBeside(here, release, file)
    await fs.rm(folder, { recursive: true, force: true })
    log('info', 'UP-READY', wanted)
  }

  const restart = async (release: SignedRelease): Promise<void> => {
    const { version: wanted } = release.statement
    if (!(await parts.flush())) {
      asked = false
      log('warn', 'UP-FLUSH')
      return become(about(release, { stage: 'ready', why: 'flush' }))
    }
    await starts.use(wanted)
    log('info', 'UP-RESTART', wanted)
    stopped = true
    parts.restart()
  }

  /** One step; true: there is another one to do at once. */
  const step = async (hands: Hands): Promise<boolean> => {
    const failed = await starts.failed()
    const fell = failed !== null && isNewer(failed, version) ? failed : null
    const unless = (next: UpdateState): UpdateState =>
      fell === null ? next : { ...quiet, stage: 'failed', version: fell, why: 'UP-FELL' }
    if (!feed || !place) {
      become(unless(quiet))
      return false
    }
    const { release } = feed
    const verified = release !== null && isReleaseOf(place.keys, release)
    const action = decide(feed, verified, policy, machineOf(hands, fell, release), now())
    if (action.do !== 'countdown' || countdown?.version !== release?.statement.version) countdown = undefined
    if (release === null || action.do === 'nothing') {
      asked = false
      become(unless(quiet))
      return false
    }
    if (action.do === 'refuse') {
      asked = false
      const code = action.why === 'signature' || action.why === 'machine' ? refusals[action.why] : undefined
      become(code ? about(release, { stage: 'stuck', why: code }) : unless(quiet))
      return false
    }
    if (action.do === 'wait' || action.do === 'offer' || action.do === 'sendFirst') {
      const here = liesBeside(place, release.statement.version)
      become(about(release, { stage: here ? 'ready' : 'waiting', why: action.do === 'wait' ? action.why : action.do }))
      return false
    }
    if (action.do === 'download') {
      if (wrong?.version === release.statement.version && now() < wrong.until && !asked) {
        become(about(release, { stage: 'stuck', why: wrong.code }))
        return false
      }
      await fetchRelease(place, release, action)
      asked = false
      return true
    }
    if (action.do === 'countdown') {
      countdown ??= { version: release.statement.version, at: now() + action.ms }
      if (now() < countdown.at) {
        become(about(release, { stage: 'ready', restartAt: countdown.at }))
        return false
      }
    }
    await restart(release)
    return false
  }

  /** One round: what went wrong is told and tried again later. Never rejects. */
  const round = async (): Promise<void> => {
    try {
      const before = state
      let hands = await parts.hands()
      if (now() >= pollAt) await ask(hands)
      while (!stopped && (await step(hands))) hands = await parts.hands()
      // how it ended is told at once; the server need not wait for the next time
      if (!stopped && (before.stage !== state.stage || before.version !== state.version)) await ask(await parts.hands())
    } catch (error) {
      const code = error instanceof UpdateError ? error.code : 'UP-TROUBLE'
      asked = false
      const line = code === 'UP-LINE'
      log(line ? 'info' : 'warn', code, error instanceof UpdateError ? '' : codeOf(error))
      const release = feed?.release
      if (release && wrongFiles.has(code)) wrong = { version: release.statement.version, code, until: now() + wrongFileMs }
      become(about(release, { stage: line ? 'waiting' : 'stuck', why: line ? 'line' : code }))
    }
  }

  const go = (): Promise<void> => {
    clearTimeout(timer)
    running ??= round().finally(() => {
      running = undefined
      if (stopped) return
      const again = Math.min(Math.max(pollAt - now(), 100), state.stage === 'none' ? Infinity : waitFor())
      timer = setTimeout(() => void go(), again)
      timer.unref()
    })
    return running
  }
  const waitFor = (): number => (state.restartAt === null ? lookMs : Math.max(100, Math.min(lookMs, state.restartAt - now())))

  void go()
  return {
    state: () => state,
    now: async () => {
      asked = true
      await running
      asked = true
      await go()
    },
    again: () => {
      if (answered || stopped) return
      pollAt = 0
      void Promise.resolve(running).then(go)
    },
    stop: () => {
      stopped = true
      clearTimeout(timer)
    },
  }
}

const platformOf = (): DeskReport['platform'] =>
  process.platform === 'win32' || process.platform === 'darwin' ? process.platform : 'linux'
