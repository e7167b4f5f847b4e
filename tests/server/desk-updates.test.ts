import { readFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Network } from '../../src-main/network.ts'
import { installedPlace } from '../../src-main/update/place.ts'
import { openStarts } from '../../src-main/update/starts.ts'
import { openUpdater, type Hands, type Updater } from '../../src-main/update/updater.ts'
import { manifestName, releasePath } from '../../src-server/releases/folder.ts'
import { addRelease, letOut, mark, setMinimum } from '../../src-server/releases/releases.ts'
import { deviceId } from '../../src-shared/ids.ts'
import type { UpdateState } from '../../src-shared/ipc/update.ts'
import { countdownMs, idleMs } from '../../src-shared/update/decide.ts'
import { contactDesk } from '../support/server/contact-desk.ts'
import { must } from '../support/server/must.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'
import { installation, releaseKeys, smallRelease, type Keys } from '../support/update/small-release.ts'

/* The desk's updater beside a real server, with the package's own installer; only the program itself is a small one (UP-13). */
const keys = releaseKeys()
let server: TestServer
let root: string
const ends: (() => Promise<void> | void)[] = []

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'liuhen-updater-'))
})
beforeEach(async () => {
  server = await startTestServer({ updatePollMs: 150 })
})
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
  await server.close()
})
afterAll(() => rm(root, { recursive: true, force: true }))

/** Takes a release in and lets it out to everybody. */
async function publish(version: string, change: Parameters<typeof smallRelease>[2] = {}, signer: Keys = keys): Promise<Buffer> {
  const { release, bytes, file } = smallRelease(version, signer, change)
  const dir = await mkdtemp(join(root, 'built-'))
  await writeFile(join(dir, file.name), bytes)
  await writeFile(join(dir, manifestName), JSON.stringify(release))
  const now = server.clock.now()
  await addRelease(server.db, { dir, dataDir: server.dataDir, keys: [signer.publicKey], now })
  await letOut(server.db, { version, ring: 'broad', percent: 100, hours: 0, now })
  return bytes
}

type Line = Pick<Network, 'raw'>
const straight = (): Line => ({
  raw: (method, path, { headers, body, signal }) =>
    fetch(`${server.url}${path}`, {
      method,
      ...(headers ? { headers } : {}),
      ...(body ? { body: new Uint8Array(body) } : {}),
      ...(signal ? { signal } : {}),
    }),
})

/** A desk of 1.0.0 at which nobody sits. */
async function desk(change: { line?: Line; trusted?: readonly Keys[]; hands?: Partial<Hands>; base?: string } = {}) {
  const base = change.base ?? installation('1.0.0', change.trusted ?? [keys])
  const profile = await mkdtemp(join(root, 'profile-'))
  const { device, contactToken } = await contactDesk(server, 'draft')
  const hands: Hands = {
    lastInputAt: 0,
    printing: false,
    importing: false,
    onBattery: false,
    freeBytes: 1e12,
    unsent: 0,
    ...change.hands,
  }
  const watchers = new Set<() => void>()
  const did: string[] = []
  const logged: string[] = []
  const written = { ok: true }
  const clock = { ahead: 0 }
  const updater: Updater = openUpdater({
    place: installedPlace(join(base, 'liuhen')),
    policy: { mode: 'auto', windows: [], idleMs },
    version: '1.0.0',
    profile,
    device: { id: deviceId.parse(device), contactToken },
    network: change.line ?? straight(),
    starts: openStarts(profile),
    log: (_level, code) => void logged.push(code),
    now: () => Date.now() + clock.ahead,
    hands: async () => ({ ...hands }),
    flush: async () => {
      did.push('flush')
      return written.ok
    },
    restart: () => {
      did.push(`restart as ${fs.readFileSync(join(profile, 'starts', 'use'), 'utf8').trim()}`)
      for (const look of watchers) look()
    },
    told: () => {
      for (const look of watchers) look()
    },
  })
  ends.push(() => {
    updater.stop()
    fs.rmSync(base, { recursive: true, force: true })
  })
  /** Waits until the desk stands so. */
  const until = (wanted: (state: UpdateState) => boolean): Promise<UpdateState> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!wanted(updater.state())) return
        watchers.delete(look)
        resolve(updater.state())
      }
      watchers.add(look)
      look()
    })
  const reported = async () =>
    (await server.db.selectFrom('machine_report').select('report').where('id', '=', device).executeTakeFirst())?.report.update
  return { updater, base, profile, device, hands, did, logged, written, clock, until, reported }
}
/** Until the server has been told so. */
async function serverKnows(reported: () => Promise<unknown>, wanted: object): Promise<void> {
  await expect.poll(reported, { interval: 50, timeout: 20_000 }).toMatchObject(wanted)
}
const ready = (state: UpdateState): boolean => state.stage === 'ready'

test('UP-02 UP-13 fetched and put beside while somebody works, told; when no hand is at the machine: flushed, then restarted as the new one', async () => {
  const { hands, until, did, base, updater, reported } = await desk({ hands: { lastInputAt: Date.now() + 1e6 } })
  expect(updater.state()).toMatchObject({ stage: 'none', version: null })
  await publish('1.1.0')
  expect(await until(ready)).toMatchObject({ version: '1.1.0', why: 'typing', notes: expect.stringContaining('修正') as string })
  expect(fs.existsSync(join(base, 'versions', '1.1.0', 'liuhen'))).toBe(true)
  await serverKnows(reported, { stage: 'ready', version: '1.1.0' })
  expect(did).toEqual([])
  hands.lastInputAt = 0
  await expect.poll(() => did, { interval: 50, timeout: 20_000 }).toEqual(['flush', 'restart as 1.1.0'])
})

test('UP-13 where what is typed cannot be written down nothing is restarted', async () => {
  const { until, did, updater, written, profile } = await desk({ hands: { lastInputAt: Date.now() + 1e6 } })
  await publish('1.1.0')
  await until(ready)
  written.ok = false
  await updater.now()
  expect(await until(({ why }) => why === 'flush')).toMatchObject({ stage: 'ready', version: '1.1.0' })
  expect(did).toEqual(['flush'])
  expect(fs.existsSync(join(profile, 'starts', 'use'))).toBe(false)
})

test('UP-06 held within one poll, withdrawn within one poll, and then it is not used', async () => {
  const { until, did } = await desk({ hands: { lastInputAt: Date.now() + 1e6 } })
  await publish('1.1.0')
  await until(ready)
  await mark(server.db, '1.1.0', 'held', server.clock.now())
  await until(({ why }) => why === 'held')
  await mark(server.db, '1.1.0', 'withdrawn', server.clock.now())
  await until(({ stage }) => stage === 'none')
  expect(did).toEqual([])
})

test('UP-11 a download that is cut goes on where it was, and nothing is fetched twice', async () => {
  const ranges: (string | undefined)[] = []
  let cuts = 3
  const cutting: Line = {
    raw: async (method, path, init) => {
      const answer = await straight().raw(method, path, init)
      if (!path.startsWith('/api/releases')) return answer
      ranges.push(init.headers?.['range'])
      if (cuts-- <= 0) return answer
      const bytes = new Uint8Array(await answer.arrayBuffer())
      const cut = new ReadableStream<Uint8Array>({
        start: (stream) => stream.enqueue(bytes.subarray(0, 1000)),
        pull: (stream) => stream.error(new Error('cut')),
      })
      return new Response(cut, { status: answer.status })
    },
  }
  const { until, logged } = await desk({ line: cutting, hands: { lastInputAt: Date.now() + 1e6 } })
  await publish('1.1.0')
  await until(ready)
  expect(ranges).toEqual([undefined, 'bytes=1000-', 'bytes=2000-', 'bytes=3000-'])
  expect(logged.filter((code) => code === 'UP-LINE')).toHaveLength(3)
})

test('UP-01 a file that is not what was signed is not used, told to the server, and fetched again only when asked', async () => {
  const bytes = await publish('1.1.0')
  const path = releasePath(server.dataDir, '1.1.0', must(fs.readdirSync(join(server.dataDir, 'releases', '1.1.0'))[0]))
  const flipped = Buffer.from(bytes)
  flipped[50] = (flipped[50] ?? 0) ^ 1
  await writeFile(path, flipped)
  const { until, did, reported, updater, base, logged } = await desk({ hands: { lastInputAt: Date.now() + 1e6 } })
  expect(await until(({ stage }) => stage === 'stuck')).toMatchObject({ version: '1.1.0', why: 'UP-FILE' })
  await serverKnows(reported, { stage: 'stuck', version: '1.1.0', code: 'UP-FILE' })
  expect([did, fs.existsSync(join(base, 'versions', '1.1.0'))]).toEqual([[], false])
  expect(logged.filter((code) => code === 'UP-DOWNLOAD')).toHaveLength(1)
  await writeFile(path, bytes)
  await updater.now()
  await until(ready)
  expect((await readFile(path)).equals(bytes)).toBe(true)
})

test.each([
  ['UP-SIGNATURE', 'a key the desk does not know', {}, releaseKeys()],
  ['UP-MACHINE', 'files for other machines only', { file: { arch: process.arch === 'arm64' ? 'x64' : 'arm64' } as const }, keys],
])('UP-01 %s: a release with %s is refused and that is told', async (code, _what, change, signer) => {
  const { until, did, reported } = await desk()
  await publish('1.1.0', change, signer)
  expect(await until(({ stage }) => stage === 'stuck')).toMatchObject({ version: '1.1.0', why: code })
  await serverKnows(reported, { stage: 'stuck', code })
  expect(did).toEqual([])
})

test('UP-02 without room it waits and fetches nothing; with a machine’s own installer that does not come it says so', async () => {
  const { until, hands, base } = await desk({ hands: { freeBytes: 1000 } })
  await publish('1.1.0')
  expect(await until(({ why }) => why === 'disk')).toMatchObject({ stage: 'waiting' })
  hands.freeBytes = 1e12
  fs.rmSync(join(base, 'liuhen-install'))
  expect(await until(({ stage }) => stage === 'stuck')).toMatchObject({ why: 'UP-NO-INSTALLER' })
})

test('UP-08 a version that fell twice is not tried again, and the server is told; the next one is', async () => {
  const { until, reported, profile, did } = await desk({ hands: { lastInputAt: Date.now() + 1e6 } })
  await publish('1.1.0')
  await until(ready)
  fs.mkdirSync(join(profile, 'starts'), { recursive: true })
  fs.writeFileSync(join(profile, 'starts', '1.1.0.tries'), 'xx')
  expect(await until(({ stage }) => stage === 'failed')).toMatchObject({ version: '1.1.0', why: 'UP-FELL' })
  await serverKnows(reported, { stage: 'failed', version: '1.1.0', code: 'UP-FELL' })
  await publish('1.2.0')
  expect(await until(ready)).toMatchObject({ version: '1.2.0' })
  expect(did).toEqual([])
})

test('UP-07 past the deadline it counts down a quarter of an hour, hand at the machine or not, then goes', async () => {
  const { until, did, clock, updater } = await desk({ hands: { lastInputAt: Date.now() + 1e9 } })
  await publish('1.1.0')
  await setMinimum(server.db, '1.1.0', 1000, server.clock.now())
  const { restartAt } = await until(({ restartAt: at }) => at !== null)
  expect(must(restartAt) - Date.now()).toBeLessThanOrEqual(countdownMs)
  expect(did).toEqual([])
  clock.ahead += countdownMs
  await expect.poll(() => did, { interval: 50, timeout: 20_000 }).toEqual(['flush', 'restart as 1.1.0'])
  expect(updater.state().version).toBe('1.1.0')
})

test('UP-12 a lost machine and a server that says nonsense: nothing happens, nothing falls', async () => {
  const lost = await desk()
  await server.db.updateTable('machine').set({ lost_at: 1 }).where('id', '=', lost.device).execute()
  const nonsense = await desk({ line: { raw: async () => new Response('<html>', { status: 200 }) } })
  await publish('1.1.0')
  await expect.poll(() => nonsense.logged, { timeout: 20_000 }).toContain('UP-FEED')
  expect([lost.updater.state().stage, nonsense.updater.state().stage]).toEqual(['none', 'none'])
})
