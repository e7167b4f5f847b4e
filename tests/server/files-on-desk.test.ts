import { randomBytes } from 'node:crypto'
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { openFileStore } from '../../src-main/files/file-store.ts'
import type { Network } from '../../src-main/network.ts'
import { TransportError } from '../../src-shared/sync/ports.ts'
import { sm3 } from '../../src-server/sm3.ts'
import { realLine } from '../support/real-line.ts'
import { openDesk, type Desk } from '../support/server/desk.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'

/* The desk's file store against the real server over HTTP. */
let server: TestServer
let writer: Desk, stranger: Desk
let folder: string
beforeAll(async () => {
  server = await startTestServer()
  ;[writer, stranger] = await Promise.all([openDesk(server, 'draft'), openDesk(server, 'liuhe')])
})
afterAll(() => server.close())
beforeEach(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'liuhen-on-desk-'))
})
afterEach(() => fs.rm(folder, { recursive: true }))

const mib = 1024 * 1024
const code = (task: Promise<unknown>) =>
  task.then(
    () => 'done',
    (error: { code?: string }) => error.code ?? String(error),
  )
const seat = (desk: Desk, name: string) => {
  const { line, network } = realLine(server.url, desk.token)
  const owner = { id: desk.session.user.id, key: randomBytes(32) }
  // read at every request: the tests put faults in its place
  const raw: Network['raw'] = (...all) => network.raw(...all)
  const store = () =>
    openFileStore(
      path.join(folder, name),
      { ...network, raw },
      () => undefined,
      () => owner,
    )
  return { line, network, store, own: path.join(folder, name, owner.id) }
}

test('SY-151 SY-153 up and down over a line that is cut: both go on where they were, after a restart too; to a stranger it is not there', async () => {
  const bytes = randomBytes(9 * mib + 5)
  const hash = sm3(bytes)
  const one = seat(writer, 'one')
  const sender = one.store()
  await sender.put(bytes)
  // the line goes with the fourth piece
  const raw = one.network.raw
  let puts = 0
  one.network.raw = (method, ...rest) =>
    method === 'PUT' && ++puts === 4 ? Promise.reject(new TransportError({ kind: 'offline' })) : raw(method, ...rest)
  await sender.upload()
  expect(one.line.seen.filter((what) => what.startsWith('PUT'))).toHaveLength(3)
  one.line.seen.length = 0
  await one.store().upload()
  expect(one.line.seen[0]).toBe('HEAD')
  expect(one.line.seen[1]).toBe(`PUT bytes ${3 * mib}-${4 * mib - 1}/${bytes.length}`)
  expect(one.line.seen).toHaveLength(1 + 7)

  // the same person at another desk; the answer breaks off in the second range
  const two = seat(writer, 'two')
  const get = two.network.raw
  two.network.raw = async (method, url, init) => {
    const answer = await get(method, url, init)
    if (!init.headers?.['range']?.startsWith(`bytes=${4 * mib}-`) || !answer.body) return answer
    let came = 0
    const cut = new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, out) => {
        came += chunk.length
        if (came > mib) out.error(new Error('cut'))
        else out.enqueue(chunk)
      },
    })
    return new Response(answer.body.pipeThrough(cut), { status: answer.status, headers: answer.headers })
  }
  expect(await code(two.store().read(hash, 100 * mib))).toBe('NET-OFFLINE')
  two.network.raw = get
  two.line.seen.length = 0
  expect((await two.store().read(hash, 100 * mib)).equals(bytes)).toBe(true)
  const from = Number(/bytes=(\d+)-/.exec(two.line.seen[0] ?? '')?.[1])
  expect(from).toBeGreaterThanOrEqual(4 * mib)
  expect(two.line.seen).toHaveLength(2)
  // and without a line it is here
  two.line.up = false
  expect((await two.store().read(hash, 100 * mib)).equals(bytes)).toBe(true)

  const three = seat(stranger, 'three')
  expect(await code(three.store().read(hash, 100 * mib))).toBe('AT-MISSING')
  three.line.up = false
  expect(await code(three.store().read(hash, 100 * mib))).toBe('NET-OFFLINE')
  expect((await fs.readdir(three.own)).filter((name) => name !== 'index')).toEqual([])
})

test('SY-151 an empty file comes as it went', async () => {
  const one = seat(writer, 'one')
  const hash = await one.store().put(Buffer.alloc(0))
  await one.store().upload()
  expect(await seat(writer, 'two').store().read(hash)).toHaveLength(0)
})
