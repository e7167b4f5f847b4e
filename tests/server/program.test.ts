import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { build } from 'vite'
import { v7 } from 'uuid'
import { paths, type SampleSignIns } from '../../src-shared/sync/protocol.ts'
import { call, openDesk, signIn } from '../support/server/desk.ts'

const root = resolve(import.meta.dirname, '../..')
const program = join(root, 'out', `server-${process.pid}`)
let data: string
const running = new Set<ChildProcess>()

beforeAll(async () => {
  const outDir = { outDir: program, emptyOutDir: true }
  await build({ configFile: join(root, 'vite.server.config.ts'), root, logLevel: 'error', build: outDir })
  data = await mkdtemp(join(tmpdir(), 'liuhen-program-'))
})
afterAll(async () => {
  for (const child of running) await end(child, 'SIGTERM')
  await rm(program, { recursive: true, force: true })
  await rm(data, { recursive: true, force: true })
})

type Started = {
  child: ChildProcess
  url?: string | undefined
  /** the first line, where it is JSON */
  said: Record<string, unknown>
  out: () => string
  errors: () => string
}

/** Runs the built server as its own process until it says where it listens, or ends. */
async function start(args: string[] = [], more: Record<string, string> = {}): Promise<Started> {
  const env = { ...process.env, LIUHEN_DATA: data, LIUHEN_PORT: '0', LIUHEN_SAMPLE: '1', DATABASE_URL: '', ...more }
  const child = spawn(process.execPath, [join(program, 'main.js'), ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(child)
  child.once('exit', () => running.delete(child))
  let errors = ''
  let out = ''
  child.stdout.on('data', (text) => (out += String(text)))
  child.stderr.on('data', (text) => (errors += String(text)))
  const ended = once(child, 'exit').then(() => undefined)
  const first = once(createInterface({ input: child.stdout }), 'line').then(([line]) => line as string)
  const line = await Promise.race([first, ended])
  const said = line?.startsWith('{') ? (JSON.parse(line) as Record<string, unknown>) : {}
  return { child, url: said['listening'] as string | undefined, said, out: () => out, errors: () => errors }
}
async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  child.kill(signal)
  return (await once(child, 'exit'))[0] as number | null
}
const databasePid = async () =>
  Number((await readFile(join(data, 'database', 'cluster', 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')[0])
const alive = (pid: number) => {
  try {
    return pid > 0 && process.kill(pid, 0)
  } catch {
    return false
  }
}

describe('the server as a program', () => {
  test('SY-31 says where it listens with the sample county loaded, and ends cleanly on SIGTERM with its database', async () => {
    const { child, url = '' } = await start()
    const sample = await call<SampleSignIns>({ url }, 'GET', paths.sample)
    expect(sample.body).toMatchObject({
      county: '青禾县',
      people: expect.arrayContaining([expect.objectContaining({ login: 'wangfang' })]),
    })
    for (const { login } of sample.body.people)
      expect((await signIn({ url }, login, v7(), sample.body.password)).status).toBe(200)
    const pid = await databasePid()
    expect(alive(pid)).toBe(true)
    expect(await end(child, 'SIGTERM')).toBe(0)
    expect(alive(pid)).toBe(false)
  })

  test('SY-30 after a kill -9 of the server a new one takes the database over; the county is not loaded twice', async () => {
    const first = await start()
    const before = await openDeskAt(first.url)
    await end(first.child, 'SIGKILL')
    const pid = await databasePid()
    expect(alive(pid)).toBe(true)
    const second = await start()
    expect(await databasePid()).toBe(pid)
    expect((await openDeskAt(second.url)).epoch).toBe(before.epoch)
    // the session from before the crash still holds
    const hello = await call({ url: second.url ?? '' }, 'GET', `${paths.directory}?have=1`, { token: before.token })
    expect(hello.status).toBe(204)

    const taken = await start([], { LIUHEN_PORT: new URL(second.url ?? '').port })
    expect(taken.url).toBeUndefined()
    expect(JSON.parse(taken.errors())).toMatchObject({ failed: 'PORT-IN-USE' })
    const check = await start(['verify-audit'])
    expect(await endOf(check)).toBe(0)
    // neither of them stopped the database under the running server
    expect((await call({ url: second.url ?? '' }, 'GET', paths.health)).status).toBe(200)
    expect(await end(second.child, 'SIGTERM')).toBe(0)
    expect(alive(pid)).toBe(false)
  })

  test('SY-121 SY-122 SY-123 backup, restore into an empty place, and verify: JSON and a page on standard output, progress beside it', async () => {
    const kept = join(data, 'backups')
    const backup = await start(['backup', kept])
    expect(await endOf(backup)).toBe(0)
    expect(backup.said).toMatchObject({ sm3: expect.stringMatching(/^[0-9a-f]{64}$/), missing: 0 })
    expect(backup.errors()).toMatch(/数据表 \d+\/\d+：doc，\d+ 行/)
    const elsewhere = { LIUHEN_DATA: join(data, 'elsewhere') }
    const restore = await start(['restore', kept], elsewhere)
    expect(await endOf(restore)).toBe(0)
    expect(restore.said).toMatchObject({ sm3: backup.said['sm3'], rows: backup.said['rows'] })
    const verify = await start(['verify'], elsewhere)
    expect(await endOf(verify)).toBe(0)
    expect(verify.out()).toMatch(/^全县核验单[^]*结论：相符[^]*公文：[1-9]\d* 件，不符 0 件/)
    const twice = await start(['restore', kept], elsewhere)
    expect(await endOf(twice)).toBe(1)
    expect(JSON.parse(twice.errors())).toMatchObject({
      failed: 'BK-NOT-EMPTY',
      message: expect.stringContaining('只能恢复到空数据库'),
    })
  })

  test('SE-72 SE-76 the administrator finds a desk by its person, marks it lost and found, and looks into the quarantine', async () => {
    const devices = await start(['devices', 'wangfang'])
    expect(await endOf(devices)).toBe(0)
    const [{ device }] = devices.said['devices'] as [{ device: string }]
    for (const [mark, status] of [
      [[], 'lost'],
      [['--found'], 'found'],
    ] as const) {
      const marked = await start(['lost-device', device, ...mark])
      expect(await endOf(marked)).toBe(0)
      expect(marked.said).toEqual({ device, status, people: 1 })
    }
    const none = await start(['lost-device', v7()])
    expect(await endOf(none)).toBe(1)
    expect(JSON.parse(none.errors())).toMatchObject({ failed: 'NO-DEVICE' })
    const list = await start(['quarantine', 'list'])
    expect(await endOf(list)).toBe(0)
    expect(list.out()).toBe('[]\n')
    for (const wrong of [['lost-device'], ['lost-device', device, '--gone'], ['quarantine', 'open', v7()]]) {
      const refused = await start(wrong)
      expect(await endOf(refused)).toBe(64)
      expect(refused.errors()).toContain('lost-device ID [--found|--forget]')
    }
  })

  test('SE-89 the administrator sets what the county asks of paper', async () => {
    for (const [args, watermark] of [
      [[], 'off'],
      [['drafts'], 'drafts'],
      [[], 'drafts'],
      [['off'], 'off'],
    ] as const) {
      const set = await start(['paper-watermark', ...args])
      expect(await endOf(set)).toBe(0)
      expect(set.said).toEqual({ watermark })
    }
    const wrong = await start(['paper-watermark', 'sometimes'])
    expect(await endOf(wrong)).toBe(1)
    expect(JSON.parse(wrong.errors())).toMatchObject({ failed: 'NO-RULE' })
  })

  test('the administrator’s commands: unknown ones are told the known', async () => {
    const unknown = await start(['dance'])
    expect(await endOf(unknown)).toBe(64)
    expect(unknown.errors()).toContain('serve | settings | migrate')
  })
})

const openDeskAt = (url = '') => openDesk({ url, clock: { now: Date.now } }, 'wangfang', v7(), 'liuhen2026')
const endOf = async ({ child }: Started): Promise<number | null> =>
  child.exitCode ?? ((await once(child, 'exit'))[0] as number | null)
