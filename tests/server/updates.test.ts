import { createHash, randomBytes } from 'node:crypto'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { manifestName } from '../../src-server/releases/folder.ts'
import { addRelease, letOut, listReleases, mark, setMinimum, setRing } from '../../src-server/releases/releases.ts'
import { fleetCsv, fleetOf, fleetPage } from '../../src-server/releases/fleet.ts'
import { isSignedBy, newReleaseKey } from '../../src-server/releases/sign.ts'
import { signFolder } from '../../src-server/releases/sign-folder.ts'
import { verifyAuditChain } from '../../src-server/store/audit.ts'
import { contactHeader, paths } from '../../src-shared/sync/protocol.ts'
import { decide, idleMs, type Machine } from '../../src-shared/update/decide.ts'
import {
  feed as feedForm,
  signedRelease,
  type DeskReport,
  type Feed,
  type SignedRelease,
} from '../../src-shared/update/messages.ts'
import { call } from '../support/server/desk.ts'
import { contactDesk, type ContactDesk } from '../support/server/contact-desk.ts'
import { must } from '../support/server/must.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'

let server: TestServer
let root: string
let keys: string[]
let keyFile: string
const packages: Record<string, Buffer> = {}

/** A folder as the machine that builds gives it away. */
async function built(version: string): Promise<string> {
  const dir = await mkdtemp(join(root, 'built-'))
  const name = `liuhen_${version}_amd64.deb`
  packages[version] = randomBytes(200_000)
  await writeFile(join(dir, name), packages[version])
  await writeFile(join(dir, `liuhen-${version}-x64-setup.exe`), randomBytes(1000))
  await writeFile(join(dir, 'sbom.json'), '{}')
  await writeFile(join(root, 'notes.txt'), `修正 ${version} 的几处问题。\n`)
  await signFolder({ key: keyFile, dir, version, notes: join(root, 'notes.txt'), now: server.clock.now() })
  return dir
}
const add = (dir: string, trusted: readonly string[] = keys) =>
  addRelease(server.db, { dir, dataDir: server.dataDir, keys: trusted, now: server.clock.now() })
const out = (version: string, ring: string, percent = 100, hours = 0) =>
  letOut(server.db, { version, ring, percent, hours, now: server.clock.now() })
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: { code?: string }) => error.code ?? 'error',
  )
const report: DeskReport = {
  version: '1.0.0',
  protocol: 1,
  platform: 'linux',
  arch: 'x64',
  kind: 'deb',
  unsent: 0,
  update: { stage: 'none', version: null, code: null },
}
const ask = (desk: ContactDesk, json: unknown = report) =>
  call(server, 'POST', `${paths.updates}/${desk.device}`, { json, headers: { [contactHeader]: desk.contactToken } })
async function feedOf(desk: ContactDesk): Promise<Feed> {
  const answer = await ask(desk)
  expect(answer.status).toBe(200)
  return feedForm.parse(answer.body)
}
const offered = async (desk: ContactDesk) => {
  const { release, rollout } = await feedOf(desk)
  return [release?.statement.version, rollout?.state]
}
const machine: Machine = {
  deviceId: '',
  version: '1.0.0',
  protocol: 1,
  platform: 'linux',
  arch: 'x64',
  kind: 'deb',
  downloaded: null,
  failed: null,
  dirty: false,
  unsent: 0,
  lastInputAt: 0,
  printing: false,
  importing: false,
  onBattery: false,
  freeBytes: 1e12,
  asked: false,
}
const does = async (desk: ContactDesk, more: Partial<Machine> = {}): Promise<string> => {
  const told = await feedOf(desk)
  const verified = told.release !== null && isSignedBy(keys, told.release)
  const now = server.clock.now() + idleMs
  const action = decide(
    told,
    verified,
    { mode: 'auto', windows: [], idleMs },
    { ...machine, deviceId: desk.device, ...more },
    now,
  )
  return 'why' in action ? `${action.do} ${action.why}` : action.do
}
const file = (desk: ContactDesk, version: string, name: string, headers: Record<string, string> = {}) =>
  fetch(`${server.url}${paths.releases}/${desk.device}/${version}/${name}`, {
    headers: { [contactHeader]: desk.contactToken, ...headers },
  })

beforeAll(async () => {
  server = await startTestServer()
  root = await mkdtemp(join(tmpdir(), 'liuhen-updates-'))
  const made = await newReleaseKey(join(root, 'release.key'))
  keys = [made.publicKey]
  keyFile = made.privateKey
})
afterAll(async () => {
  await server.close()
  await rm(root, { recursive: true, force: true })
})

test('UP-04 UP-06 ring by ring: IT first, then a unit, then all; held within one poll, withdrawn for good', async () => {
  const [it, pilot, broad] = await Promise.all(['head', 'liuhe', 'draft'].map((login) => contactDesk(server, login)))
  if (!it || !pilot || !broad) throw new Error('no desks')
  await setRing(server.db, 'device', it.device, 'it', server.clock.now())
  await setRing(server.db, 'unit', 'liuhe', 'pilot', server.clock.now())
  await add(await built('1.1.0'))
  expect(await Promise.all([does(it), does(pilot), does(broad)])).toEqual(['download', 'nothing ring', 'nothing ring'])
  await out('1.1.0', 'pilot')
  expect(await Promise.all([does(it), does(pilot), does(broad)])).toEqual(['download', 'download', 'nothing ring'])
  await out('1.1.0', 'broad')
  expect(await does(broad)).toBe('download')
  await mark(server.db, '1.1.0', 'held', server.clock.now())
  expect(await Promise.all([does(it), does(broad, { downloaded: '1.1.0' })])).toEqual(['wait held', 'wait held'])
  await mark(server.db, '1.1.0', 'open', server.clock.now())
  expect(await does(broad, { downloaded: '1.1.0' })).toBe('install')
  // IT tries the next one; all others stay with what they have
  await add(await built('1.2.0'))
  expect([await offered(it), await offered(broad)]).toEqual([
    ['1.2.0', 'open'],
    ['1.1.0', 'open'],
  ])
  await mark(server.db, '1.2.0', 'withdrawn', server.clock.now())
  expect(await offered(it)).toEqual(['1.1.0', 'open'])
  expect(await codeOf(mark(server.db, '1.2.0', 'open', server.clock.now()))).toBe('REL-STATE')
  expect((await listReleases(server.db)).map(({ version, state }) => [version, state])).toEqual([
    ['1.2.0', 'withdrawn'],
    ['1.1.0', 'open'],
  ])
  expect((await file(it, '1.2.0', 'liuhen_1.2.0_amd64.deb')).status).toBe(404)
})

test('UP-07 past the deadline of the oldest release a desk gets just that one, not what IT still tries', async () => {
  const desk = await contactDesk(server, 'draft')
  await add(await built('1.3.0'))
  await out('1.1.0', 'pilot')
  expect(await does(desk, { downloaded: '1.1.0' })).toBe('nothing ring')
  await setMinimum(server.db, '1.1.0', server.clock.now() + 1000, server.clock.now())
  expect(await offered(desk)).toEqual(['1.1.0', 'open'])
  expect(await does(desk, { downloaded: '1.1.0' })).toBe('countdown')
  expect(await does(desk, { downloaded: '1.1.0', dirty: true })).toBe('wait typing')
  expect(await codeOf(setMinimum(server.db, '9.9.9', 0, 0))).toBe('REL-NONE')
  await out('1.1.0', 'broad')
})

test('UP-11 a file comes in pieces and goes on after a cut; of another release, another name or for a stranger nothing comes', async () => {
  const desk = await contactDesk(server, 'draft')
  const name = 'liuhen_1.1.0_amd64.deb'
  const bytes = must(packages['1.1.0'])
  const head = await file(desk, '1.1.0', name, { range: 'bytes=0-99999' })
  const etag = must(head.headers.get('etag'))
  expect([head.status, head.headers.get('content-range')]).toEqual([206, `bytes 0-99999/${bytes.length}`])
  const rest = await file(desk, '1.1.0', name, { range: 'bytes=100000-', 'if-range': etag })
  const whole = Buffer.concat([Buffer.from(await head.arrayBuffer()), Buffer.from(await rest.arrayBuffer())])
  expect(whole.equals(bytes)).toBe(true)
  // what lies at the desk is of another file: it begins anew
  expect((await file(desk, '1.1.0', name, { range: 'bytes=100000-', 'if-range': '"other"' })).status).toBe(200)
  expect((await file(desk, '1.1.0', name, { range: `bytes=${bytes.length}-` })).status).toBe(416)
  for (const [version, other] of [
    ['1.1.0', manifestName],
    ['1.1.0', 'liuhen_1.3.0_amd64.deb'],
    ['9.9.9', name],
  ] as const)
    expect((await file(desk, version, other)).status, other).toBe(404)
  for (const other of ['..%2f..%2fseal.key', '%2e%2e', 'a%00b'])
    expect((await file(desk, '1.1.0', other)).status, other).toBeGreaterThanOrEqual(400)
  const stranger = { ...desk, contactToken: randomBytes(32).toString('base64url') }
  expect((await file(stranger, '1.1.0', name)).status).toBe(401)
  expect((await ask(stranger)).status).toBe(401)
})

test('UP-12 a desk tells its version and how far it came, the last word counts; a lost one gets nothing', async () => {
  const desk = await contactDesk(server, 'draft')
  const kept = () =>
    server.db.selectFrom('machine_report').select(['at', 'report']).where('id', '=', desk.device).executeTakeFirst()
  await ask(desk)
  server.clock.forward(1000)
  const failed = { ...report, unsent: null, update: { stage: 'failed', version: '1.1.0', code: 'UP-FELL' } }
  await ask(desk, failed)
  expect(await kept()).toEqual({ at: server.clock.now(), report: failed })
  for (const wrong of [{}, { ...report, version: '关于' }, { ...report, update: { ...failed.update, code: '关于堤防的请示' } }])
    expect((await ask(desk, wrong)).status).toBe(400)
  expect((await kept())?.report).toEqual(failed)
  await server.db.updateTable('machine').set({ lost_at: 1 }).where('id', '=', desk.device).execute()
  expect([(await ask(desk)).status, (await file(desk, '1.1.0', 'liuhen_1.1.0_amd64.deb')).status]).toEqual([403, 403])
})

test('UP-12 the fleet at a glance and as a list: versions, silence, what failed; no formula runs in a table program', async () => {
  const own = await startTestServer()
  try {
    const at = await contactDesk(own, 'draft')
    const other = await contactDesk(own, 'liuhe')
    const say = (desk: ContactDesk, json: unknown) =>
      call(own, 'POST', `${paths.updates}/${desk.device}`, { json, headers: { [contactHeader]: desk.contactToken } })
    await say(at, { ...report, unsent: 2, update: { stage: 'failed', version: '1.1.0', code: 'UP-FELL' } })
    own.clock.forward(2 * 86_400_000)
    await say(other, { ...report, version: '1.10.0' })
    await setRing(own.db, 'unit', 'liuhe', 'pilot', own.clock.now())
    await own.db.updateTable('account').set({ login: '=1+1' }).where('login', '=', 'liuhe').execute()
    const desks = await fleetOf(own.db)
    expect(desks.map(({ device, ring, units, unsent, code }) => [device, ring, units, unsent, code])).toEqual([
      [at.device, 'broad', ['青禾县发展和改革局'], 2, 'UP-FELL'],
      [other.device, 'pilot', ['柳河镇人民政府'], 0, ''],
    ])
    const lines = fleetPage(desks, own.clock.now()).split('\n')
    expect(lines[0]).toBe('设备 2 台，有未上报内容的 1 台，报失 0 台')
    expect(lines.filter((line) => /^ {2}1\./.test(line)).map((line) => line.trim().split(/\s+/).slice(0, 2))).toEqual([
      ['1.10.0', '1'],
      ['1.0.0', '1'],
      ['1.1.0', 'UP-FELL'],
    ])
    expect(lines.find((line) => line.includes('七天内'))).toMatch(/ 1 █/)
    const csv = fleetCsv(desks)
    expect(csv.startsWith('\u{FEFF}设备,')).toBe(true)
    expect(csv).toContain(`${other.device},"'=1+1",柳河镇人民政府,1.10.0,pilot,`)
  } finally {
    await own.close()
  }
})

test('UP-01 UP-10 a release that is altered in any word, has a wrong or missing file, or nobody of ours signed is not taken in', async () => {
  const dir = await built('1.4.0')
  const other = await newReleaseKey(join(root, 'other.key'))
  expect(await codeOf(add(dir, []))).toBe('REL-KEYS')
  expect(await codeOf(add(dir, [other.publicKey]))).toBe('REL-SIGNATURE')
  expect(await codeOf(add(dir, ['no key']))).toBe('REL-SIGNATURE')
  const path = join(dir, manifestName)
  const text = await readFile(path, 'utf8')
  const release: SignedRelease = signedRelease.parse(JSON.parse(text))
  const { statement } = release
  const first = must(statement.files.find(({ kind }) => kind === 'deb'))
  const rest = statement.files.filter((one) => one !== first)
  const changed: SignedRelease['statement'][] = [
    { ...statement, version: '1.4.1' },
    { ...statement, protocol: 2 },
    { ...statement, releasedAt: statement.releasedAt + 1 },
    { ...statement, notes: `${statement.notes}！` },
    { ...statement, files: rest },
    ...(['size', 'sha512', 'arch', 'platform', 'kind', 'name'] as const).map((key) => {
      const to = {
        size: first.size + 1,
        sha512: 'b'.repeat(128),
        arch: 'arm64',
        platform: 'win32',
        kind: 'msi',
        name: 'x.deb',
      } as const
      return { ...statement, files: [{ ...first, [key]: to[key] }, ...rest] }
    }),
  ]
  for (const one of changed) {
    await writeFile(path, JSON.stringify({ ...release, statement: one }))
    expect(await codeOf(add(dir)), JSON.stringify(one)).toBe('REL-SIGNATURE')
  }
  for (const broken of ['', '{', '[]', '{"statement":{}}']) {
    await writeFile(path, broken)
    expect(await codeOf(add(dir)), broken).toBe('REL-FILES')
  }
  await writeFile(path, text)
  const deb = join(dir, first.name)
  const bytes = await readFile(deb)
  await writeFile(deb, Buffer.from(bytes).fill(0, 10, 11))
  expect(await codeOf(add(dir))).toBe('REL-FILES')
  await rm(deb)
  expect(await codeOf(add(dir))).toBe('REL-FILES')
  await writeFile(deb, bytes)
  expect(await add(dir)).toMatchObject({ version: '1.4.0', ring: 'it', files: 2 })
  expect(await codeOf(add(dir))).toBe('REL-THERE')
  // nothing half of what was refused lies at the server
  expect((await readdir(join(server.dataDir, 'releases'))).toSorted()).toEqual(['1.1.0', '1.2.0', '1.3.0', '1.4.0'])
  const there = await readFile(join(server.dataDir, 'releases', '1.4.0', first.name))
  expect(createHash('sha512').update(there).digest('hex')).toBe(first.sha512)
})

test('UP-10 the folder of one server, on a stick, is taken in by another; what is done stands in the audit chain', async () => {
  const stick = join(root, 'stick')
  await mkdir(stick)
  await cp(join(server.dataDir, 'releases', '1.1.0'), stick, { recursive: true })
  const far = await startTestServer()
  try {
    const told = await addRelease(far.db, { dir: stick, dataDir: far.dataDir, keys, now: far.clock.now() })
    expect(told).toMatchObject({ version: '1.1.0', ring: 'it', state: 'open' })
  } finally {
    await far.close()
  }
  const kinds = await server.db.selectFrom('audit_event').select('kind').where('kind', 'like', 'release.%').execute()
  expect(new Set(kinds.map(({ kind }) => kind))).toEqual(
    new Set([
      'release.added',
      'release.ring',
      'release.let-out',
      'release.held',
      'release.open',
      'release.withdrawn',
      'release.minimum',
    ]),
  )
  expect(await verifyAuditChain(server.db)).toMatchObject({ ok: true })
})

test('UP-10 a folder without packages, a second signing, a ring or desk that is none: told, and nothing is done', async () => {
  const dir = await mkdtemp(join(root, 'empty-'))
  const sign = (version: string, from = dir) =>
    signFolder({ key: keyFile, dir: from, version, notes: join(root, 'notes.txt'), now: 1 })
  expect(await codeOf(sign('1.0.0'))).toBe('REL-FILES')
  expect(await codeOf(sign('1.4.0', await built('1.5.0')))).toBe('REL-FILES')
  expect(await codeOf(newReleaseKey(keyFile))).toBe('REL-KEY')
  expect(await codeOf(out('1.1.0', 'everybody'))).toBe('REL-RING')
  expect(await codeOf(out('1.1.0', 'broad', 101))).toBe('REL-RING')
  expect(await codeOf(out('8.0.0', 'broad'))).toBe('REL-NONE')
  expect(await codeOf(setRing(server.db, 'unit', 'nowhere', 'it', 0))).toBe('REL-NOBODY')
  expect(await codeOf(setRing(server.db, 'device', 'no id', 'it', 0))).toBe('REL-NOBODY')
})
