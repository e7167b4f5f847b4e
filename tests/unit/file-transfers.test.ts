import { randomBytes } from 'node:crypto'
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { openFileStore, type FileStoreOptions } from '../../src-main/files/file-store.ts'
import { openTransfers, type FileProgress } from '../../src-main/files/transfers.ts'
import { TransportError } from '../../src-shared/sync/ports.ts'
import { documentId } from '../../src-shared/ids.ts'
import { sm3 } from '../../src-server/sm3.ts'
import { fakeBlobServer } from '../support/blob-server.ts'

let folder: string
let server: ReturnType<typeof fakeBlobServer>
let owner: { id: string; key: Buffer } | undefined
const told: FileProgress[] = []
const storeOf = (options: FileStoreOptions = {}) =>
  openFileStore(
    path.join(folder, 'files'),
    server.network,
    () => undefined,
    () => owner,
    { progress: (one) => void told.push(one), ...options },
  )
beforeEach(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'liuhen-transfers-'))
  server = fakeBlobServer()
  owner = { id: 'wang', key: randomBytes(32) }
  told.length = 0
})
afterEach(() => fs.rm(folder, { recursive: true }))

const mib = 1024 * 1024
const piece = 64 * 1024
const code = (task: Promise<unknown>) =>
  task.then(
    () => 'done',
    (error: { code?: string }) => error.code ?? String(error),
  )
const inFolder = async () => (await fs.readdir(path.join(folder, 'files', 'wang'))).filter((name) => name !== 'index').toSorted()
const whole = (store: ReturnType<typeof storeOf>, hash: string) => store.read(hash, 100 * mib)
/** A file at the server that this person may read. */
const atServer = (size: number): { bytes: Buffer; hash: string } => {
  const bytes = randomBytes(size)
  const hash = sm3(bytes)
  server.give(hash, bytes)
  return { bytes, hash }
}
/** Holds answers back until `go`. */
const gate = (): { go: () => void } => {
  let go: () => void = () => undefined
  server.state.gate = new Promise((resolve) => {
    go = resolve
  })
  return { go: () => ((server.state.gate = undefined), go()) }
}

it('SY-151 a download that was cut goes on after a restart where it was, sealed meanwhile, and is shown only whole', async () => {
  const { bytes, hash } = atServer(6 * mib + 123)
  server.state.cutAfter = 1_500_000
  expect(await code(whole(storeOf(), hash))).toBe('NET-OFFLINE')
  expect(await inFolder()).toEqual([`${hash}.part`])
  const part = await fs.readFile(path.join(folder, 'files', 'wang', `${hash}.part`))
  expect(part.indexOf(bytes.subarray(0, 64))).toBe(-1)
  server.state.cutAfter = Number.POSITIVE_INFINITY
  server.state.ranges.length = 0
  // a kill: what was written last is torn, the next desk has nothing but the folder
  await fs.appendFile(path.join(folder, 'files', 'wang', `${hash}.part`), randomBytes(1000))
  expect((await whole(storeOf(), hash)).equals(bytes)).toBe(true)
  const first = Number.parseInt(server.state.ranges[0] ?? '', 10)
  expect(first % piece).toBe(0)
  expect(first).toBeGreaterThan(1_400_000)
  expect(server.state.ranges).toHaveLength(2)
  expect(await inFolder()).toEqual([hash])
})

it('SY-151 other bytes than the name says are thrown away and told; the next ask begins anew', async () => {
  const { bytes, hash } = atServer(2 * mib)
  server.blobs.set(hash, randomBytes(2 * mib))
  expect(await code(whole(storeOf(), hash))).toBe('AT-DAMAGED')
  expect(await inFolder()).toEqual([])
  expect(told.at(-1)).toMatchObject({ id: hash, direction: 'down', state: 'failed', code: 'AT-DAMAGED' })
  server.blobs.set(hash, bytes)
  expect((await whole(storeOf(), hash)).equals(bytes)).toBe(true)
  // begun with another length than the server tells now
  const other = atServer(300_000)
  server.state.cutAfter = 200_000
  await code(whole(storeOf(), other.hash))
  server.state.cutAfter = Number.POSITIVE_INFINITY
  server.blobs.set(other.hash, other.bytes.subarray(0, 299_000))
  expect(await code(whole(storeOf(), other.hash))).toBe('AT-DAMAGED')
  expect(await inFolder()).toEqual([hash])
})

it('SY-151 an empty file is a file; one too large, or nobody’s here, leaves nothing behind', async () => {
  const empty = atServer(0)
  expect(await whole(storeOf(), empty.hash)).toHaveLength(0)
  const large = atServer(mib)
  expect(await code(storeOf().read(large.hash, 1000))).toBe('AT-TOO-LARGE')
  expect(await code(storeOf().read('c'.repeat(64)))).toBe('AT-MISSING')
  expect(await code(storeOf({ freeBytes: async () => 100 * mib + 10 }).read(large.hash))).toBe('AT-FULL')
  expect(await inFolder()).toEqual([empty.hash])
})

it('SY-158 where a file is, is said: here, here alone, or not here', async () => {
  const store = storeOf()
  const { hash } = atServer(100)
  const own = await store.put(randomBytes(100))
  const all = ['c'.repeat(64), hash, own]
  expect(await store.where(all)).toEqual(['absent', 'absent', 'unsent'])
  await store.upload()
  await store.read(hash)
  expect(await store.where(all)).toEqual(['absent', 'here', 'here'])
  expect(told.map(({ id, state }) => [id, state])).toEqual([
    [own, 'done'],
    [hash, 'done'],
  ])
})

it('SY-152 what is asked for twice is fetched once', async () => {
  const { bytes, hash } = atServer(mib)
  const store = storeOf()
  const [one, two] = await Promise.all([whole(store, hash), whole(store, hash)])
  expect([one.equals(bytes), two.equals(bytes), server.state.ranges.length]).toEqual([true, true, 1])
})

it('SY-154 a download is stopped at once, waiting or under way, and goes on when it is asked for again', async () => {
  const files = [atServer(mib), atServer(mib), atServer(mib)]
  const [first, , third] = files
  const store = storeOf()
  const { go } = gate()
  const asked = files.map(({ hash }) => code(store.read(hash, 100 * mib)))
  await vi.waitFor(() => expect(server.seen.length).toBe(2))
  store.cancel(third?.hash ?? '') // has no turn yet
  expect(await asked[2]).toBe('AT-CANCELLED')
  store.cancel(first?.hash ?? '')
  expect(await asked[0]).toBe('AT-CANCELLED')
  expect(told.filter((one) => one.state === 'cancelled').map((one) => one.id)).toEqual([third?.hash, first?.hash])
  go()
  expect(await asked[1]).toBe('done')
  expect((await whole(store, third?.hash ?? '')).equals(third?.bytes ?? Buffer.alloc(0))).toBe(true)
})

it('[SE-52] a lock in the middle of a download ends it; nothing is sealed with the wiped key, and it goes on after', async () => {
  const { bytes, hash } = atServer(3 * mib)
  const { go } = gate()
  const asked = code(whole(storeOf(), hash))
  await vi.waitFor(() => expect(server.seen.length).toBe(1))
  const key = Buffer.from(owner?.key ?? '')
  owner?.key.fill(0)
  owner = undefined
  go()
  expect(await asked).toBe('SE-DESK-LOCKED')
  expect((await fs.stat(path.join(folder, 'files', 'wang', `${hash}.part`))).size).toBeLessThan(100)
  owner = { id: 'wang', key }
  expect((await whole(storeOf(), hash)).equals(bytes)).toBe(true)
})

it('SY-150 a file of the person’s disk is taken in whole; one that changes, goes or is stopped meanwhile leaves nothing', async () => {
  const docId = documentId.parse('0197a1b2-0000-7000-8000-000000000001')
  const source = path.join(folder, '附件.pdf')
  const bytes = randomBytes(3 * mib + 17)
  await fs.writeFile(source, bytes)
  const of = { id: 'one', name: '附件.pdf', docId }
  const store = storeOf()
  const taken = await store.take(source, of)
  expect(taken).toEqual({ sm3: sm3(bytes), size: bytes.length })
  expect((await whole(store, taken.sm3)).equals(bytes)).toBe(true)
  expect(await inFolder()).toEqual([taken.sm3, `${taken.sm3}.up`])

  expect(await code(store.take(path.join(folder, 'nothing'), of))).toBe('AT-UNREAD')
  expect(await code(store.take(folder, of))).toBe('AT-UNREAD')
  // somebody writes into it while it is read
  const taking = code(store.take(source, of))
  await fs.appendFile(source, randomBytes(5 * mib))
  expect(await taking).toBe('AT-CHANGED')
  const stopped = storeOf({
    freeBytes: async () => {
      setImmediate(() => stopped.cancel('two'))
      return null
    },
  })
  expect(await code(stopped.take(source, { ...of, id: 'two' }))).toBe('AT-CANCELLED')
  const large = path.join(folder, 'large')
  await fs.writeFile(large, '')
  await fs.truncate(large, 200 * mib + 1)
  expect(await code(store.take(large, of))).toBe('AT-TOO-LARGE')
  expect(await inFolder()).toEqual([taken.sm3, `${taken.sm3}.up`])
})

it('SY-153 an upload goes on where the server is; stopped, it stays marked until it is asked for or the desk starts again', async () => {
  const store = storeOf()
  const bytes = randomBytes(3 * mib)
  const hash = await store.put(bytes)
  server.parts.set(`wang/${hash}`, bytes.subarray(0, 2 * mib))
  const { go } = gate()
  const sending = store.upload()
  await vi.waitFor(() => expect(server.seen).toContain('PUT'))
  store.cancel(hash)
  go()
  await sending
  // the last piece was on its way; the server has it
  expect(server.seen.filter((method) => method === 'PUT')).toHaveLength(1)

  const second = await store.put(randomBytes(3 * mib))
  const held = gate()
  const again = store.upload()
  await vi.waitFor(() => expect(server.seen.filter((method) => method === 'PUT')).toHaveLength(2))
  store.cancel(second)
  held.go()
  await again
  expect(told.at(-1)).toMatchObject({ id: second, direction: 'up', state: 'cancelled' })
  await store.upload()
  expect(await inFolder()).toContain(`${second}.up`)
  expect(await store.sendAgain(second)).toBe(true)
  await store.upload()
  expect(await inFolder()).not.toContain(`${second}.up`)
  expect(server.blobs.has(second)).toBe(true)
})

it('SY-153 over a thin line smaller pieces go up, and larger ones again where it is quick', async () => {
  const bytes = randomBytes(2 * mib)
  const store = storeOf()
  const hash = await store.put(bytes)
  const raw = server.network.raw
  const sizes: number[] = []
  // a request of more than 300,000 bytes is not through in time
  server.network.raw = (method, url, init) => {
    if (method === 'PUT') sizes.push(init.body?.length ?? 0)
    const isLate = method === 'PUT' && sizes.length < 4 && (init.body?.length ?? 0) > 300_000
    return isLate ? Promise.reject(new TransportError({ kind: 'offline' })) : raw(method, url, init)
  }
  for (let round = 0; round < 4; round++) await store.upload()
  expect(server.blobs.get(hash)?.equals(bytes)).toBe(true)
  expect(sizes.slice(0, 6)).toEqual([mib, mib / 2, mib / 4, mib / 2, mib, mib / 4])
})

it('SY-153 one whose bytes here are spoilt is told of once, and the others go up, small ones first', async () => {
  const refused: string[] = []
  const store = storeOf({ refused: (one) => void refused.push(one) })
  const [large, small, spoilt] = [
    await store.put(randomBytes(2 * mib)),
    await store.put(randomBytes(10)),
    await store.put(randomBytes(500)),
  ]
  const file = path.join(folder, 'files', 'wang', spoilt)
  const bytes = await fs.readFile(file)
  bytes[40] = (bytes[40] ?? 0) ^ 1
  await fs.writeFile(file, bytes)
  await store.upload()
  await store.upload()
  expect([...server.blobs.keys()]).toEqual([small, large])
  expect(refused).toEqual(['AT-SPOILT'])
  expect(await inFolder()).toContain(`${spoilt}.up`)
})

it('SY-154 the page hears at most five times a second, of nothing that takes only a moment, and always of what went wrong', () => {
  vi.useFakeTimers()
  try {
    const transfers = openTransfers((one) => void told.push(one))
    const quick = transfers.begin({ id: 'quick', direction: 'down', total: 10 })
    quick.report(10)
    vi.advanceTimersByTime(300)
    quick.end('done')
    expect(told.splice(0)).toMatchObject([{ id: 'quick', state: 'done' }])
    transfers.begin({ id: 'in', direction: 'in', total: 10 }).end('done')
    transfers.begin({ id: 'later', direction: 'up', total: 10 }).end('waiting', 'NET-OFFLINE')
    expect(told).toEqual([])
    const slow = transfers.begin({ id: 'slow', direction: 'down', total: 0 })
    for (let at = 1; at <= 200; at++) {
      slow.report(at, 1000)
      vi.advanceTimersByTime(10)
    }
    // 2 s, the first 0.4 of them quiet
    expect(told.length).toBeLessThanOrEqual(10)
    expect(told.length).toBeGreaterThanOrEqual(8)
    expect(told.at(-1)).toMatchObject({ id: 'slow', state: 'running', total: 1000 })
    const before = told.length
    vi.advanceTimersByTime(5000) // nothing moves: nothing to tell
    expect(told.length).toBeLessThanOrEqual(before + 1)
    expect(transfers.cancel('slow')).toBe(true)
    expect(slow.signal.reason).toMatchObject({ code: 'AT-CANCELLED' })
    slow.end('cancelled')
    slow.end('done')
    expect(told.at(-1)?.state).toBe('cancelled')
    expect(transfers.cancel('slow')).toBe(false)
    transfers.begin({ id: 'bad', direction: 'up', total: 1 }).end('failed', 'AT-VIRUS')
    expect(told.at(-1)).toMatchObject({ id: 'bad', state: 'failed', code: 'AT-VIRUS' })
  } finally {
    vi.useRealTimers()
  }
})
