import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { v7 } from 'uuid'
import { openDesk as openDeskSession } from '../../../src-main/desk-session.ts'
import { openDevice } from '../../../src-main/device.ts'
import { openFileStore } from '../../../src-main/files/file-store.ts'
import { openKeyRing } from '../../../src-main/keys.ts'
import { openLostDevice } from '../../../src-main/lost-device/lost-device.ts'
import { finishWipe } from '../../../src-main/lost-device/wipe.ts'
import { devicesOf } from '../../../src-server/admin/lost-device.ts'
import { sm3OfJson } from '../../../src-server/sm3.ts'
import { commandId, documentId } from '../../../src-shared/ids.ts'
import type { JournalRecord } from '../../../src-shared/ipc/journal-record.ts'
import { paths } from '../../../src-shared/sync/protocol.ts'
import { schema } from '../../../src-shared/document/schema.ts'
import { aBody, call } from './desk.ts'
import { PASSWORD } from './county.ts'
import { fetchNetwork } from './fetch-network.ts'
import { startTestServer, type TestServer } from './start-test-server.ts'
import { appendTo, plain } from './tracked.ts'

/**
 * Real profile folders of real desks (without their window) beside the real server, for tests of machines that were reported
 * lost: one server for the file, a fresh folder for every test. `place` tells where both are.
 */
export function lostDesks() {
  let server: TestServer
  let profile: string
  let leaving: (() => Promise<unknown>)[]
  beforeAll(async () => void (server = await startTestServer()))
  afterAll(() => server.close())
  beforeEach(async () => {
    profile = await fs.mkdtemp(path.join(os.tmpdir(), 'liuhen-lost-'))
    leaving = []
  })
  afterEach(async () => {
    for (const leave of leaving) await leave()
    await fs.rm(profile, { recursive: true, force: true })
  })

  async function start() {
    const logged: string[] = []
    const log = (_level: string, code: string, detail = '') => void logged.push(`${code} ${detail}`.trim())
    await finishWipe(profile, log, server.clock.now)
    const line = fetchNetwork(server.url)
    const device = await openDevice(profile, log)
    const ring = openKeyRing(path.join(profile, 'keys'), log, server.clock.now, async () => undefined)
    const events = { left: 0, restarts: 0, told: [] as (string | null)[] }
    const lost = await openLostDevice({
      profile,
      device,
      network: line.network,
      ring,
      log,
      now: server.clock.now,
      leave: async () => {
        events.left++
        await desk.signOut()
      },
      restart: () => void events.restarts++,
      told: (fate) => void events.told.push(fate?.state ?? null),
    })
    const isLost = () => lost.fate() !== null
    const desk = openDeskSession(profile, '1', device, ring, line.network, log, server.clock.now, isLost)
    const files = openFileStore(path.join(profile, 'files'), line.network, log, () => {
      const open = desk.open()
      return open && { id: open.userId, key: open.keys.of('files') }
    })
    leaving.push(() => desk.signOut())
    return { desk, lost, line, device, files, events, logged }
  }
  type Desk = Awaited<ReturnType<typeof start>>

  const code = (task: Promise<unknown>) =>
    task.then(
      () => 'open',
      (error: { code?: string }) => error.code ?? String(error),
    )
  const auditOf = async (device: string): Promise<string[]> => {
    const rows = await server.db
      .selectFrom('audit_event')
      .select(['kind', 'detail'])
      .where('chain', '=', 'access')
      .orderBy('seq')
      .execute()
    return rows.filter((row) => row.detail.includes(device) && !row.kind.startsWith('sign-in')).map((row) => row.kind)
  }
  const listed = async (device: string) => {
    const { devices } = (await devicesOf(server.db, 'draft')) as { devices: { device: string; lost: string; wiped: string }[] }
    return devices.find((one) => one.device === device)
  }
  const left = async (): Promise<string[]> => (await fs.readdir(profile)).toSorted()
  const contact = (device: string, contactToken: string) =>
    call<{ status?: string; code?: string }>(server, 'POST', paths.contact, { json: { device, contactToken } })

  /** Offline work of a person at the desk: a draft with a save on it, typing on top, and a file that was not uploaded. */
  async function work(own: Desk, login = 'draft', words = '防汛值班') {
    own.line.state.left = Infinity
    await own.desk.signIn(login, PASSWORD)
    const { journal } = own.desk.mustBeOpen()
    own.line.state.left = 0
    const hash = await own.files.put(Buffer.from(`附件：${words}名单`.repeat(20_000)))
    const docId = documentId.parse(v7())
    const body = aBody(`关于${words}的通知`, ['各股室：', '现将有关事项通知如下。'])
    const saved = plain(schema.nodeFromJSON(body), appendTo('如下。', `${words}从今晚开始。`))
    const typed = plain(saved.doc, appendTo('开始。', '请带手电。'))
    const savedBody = saved.doc.toJSON() as Record<string, unknown>
    const at = server.clock.now()
    const command = (name: string, args: Record<string, unknown>): JournalRecord => ({
      type: 'command',
      command: { id: commandId.parse(v7()), name, ver: 1, doc: docId, args: { docId, ...args }, authoredAt: at, dependsOn: [] },
      at,
    })
    const baseSm3 = sm3OfJson(body)
    await journal.append([
      command('CreateDraft', { unitId: 'fgj-zh', body, bodySm3: baseSm3 }),
      command('SubmitBody', {
        baseVersion: 1,
        baseSm3,
        steps: saved.steps.map((one) => one.toJSON() as unknown),
        resultSm3: 'f'.repeat(64),
        step: 'draft',
      }),
      command('AddAttachment', { attachment: { sm3: hash, name: '名单.txt', size: 3, mime: 'text/plain' } }),
      { type: 'working', docId, baseVersion: 2, baseSm3: '', body: { base: savedBody }, after: 0, at: at + 1 },
      { type: 'typed', docId, steps: typed.steps.map((one) => one.toJSON() as unknown), after: at + 1, at: at + 2 },
    ])
    await own.desk.signOut()
    own.line.state.left = Infinity
    return { docId, hash }
  }
  /** What Chromium and the desk's other parts keep beside it. */
  async function furnish() {
    for (const name of [
      'IndexedDB/app_0.leveldb',
      'IndexedDB.aside-7/x',
      'Local Storage/leveldb',
      'directory',
      'canary',
      'opened',
    ])
      await fs.mkdir(path.join(profile, name), { recursive: true })
    await fs.writeFile(path.join(profile, 'directory', 'a.book'), 'sealed')
    await fs.writeFile(path.join(profile, 'window.json'), '{}')
    await fs.writeFile(path.join(profile, 'desk.log'), 'codes')
  }

  return { place: () => ({ server, profile, leaving }), start, work, furnish, code, auditOf, listed, left, contact }
}
