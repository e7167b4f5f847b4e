import { randomBytes } from 'node:crypto'
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { evicted, type Cached } from '../../src-main/files/evict.ts'
import { openFileStore } from '../../src-main/files/file-store.ts'
import { sm3 } from '../../src-server/sm3.ts'
import { fakeBlobServer } from '../support/blob-server.ts'

const kib = 1024
let folder: string
let server: ReturnType<typeof fakeBlobServer>
let clock: number
const owner = { id: 'wang', key: randomBytes(32) }
const storeOf = (limitBytes: number) =>
  openFileStore(
    folder,
    server.network,
    () => undefined,
    () => owner,
    { limitBytes, now: () => ++clock },
  )
beforeEach(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'liuhen-cache-'))
  server = fakeBlobServer()
  clock = 1_000
})
afterEach(() => fs.rm(folder, { recursive: true }))

const code = (task: Promise<unknown>) =>
  task.then(
    () => 'done',
    (error: { code?: string }) => error.code ?? String(error),
  )
const here = async () => (await fs.readdir(path.join(folder, 'wang'))).filter((name) => /^[0-9a-f]{64}$/.test(name)).toSorted()
const atServer = (size: number): string => {
  const bytes = randomBytes(size)
  server.give(sm3(bytes), bytes)
  return sm3(bytes)
}

it('SY-155 what goes is what may go and was used longest ago, and no more than is needed (property, seed printed by fast-check)', () => {
  const file = fc.record({ bytes: fc.nat(100), usedAt: fc.nat(1000), stays: fc.boolean() })
  fc.assert(
    fc.property(fc.array(file, { maxLength: 30 }), fc.nat(1500), (made, limit) => {
      const files: Cached[] = made.map((one, i) => ({ ...one, name: String(i) }))
      const gone = new Set(evicted(files, limit))
      const bytes = (some: readonly Cached[]) => some.reduce((sum, one) => sum + one.bytes, 0)
      const left = files.filter((one) => !gone.has(one.name))
      const lost = files.filter((one) => gone.has(one.name))
      if (lost.some((one) => one.stays)) return false
      if (bytes(left) > limit && left.some((one) => !one.stays)) return false
      const newest = Math.max(...lost.map((one) => one.usedAt))
      if (left.some((one) => !one.stays && one.usedAt < newest)) return false
      // without the last of them it would not have been enough
      return (
        lost.length === 0 ||
        bytes(left) + (lost.find((one) => one.usedAt === newest && one.name === [...gone].at(-1))?.bytes ?? 0) > limit
      )
    }),
    { numRuns: 500 },
  )
})

it('SY-155 over the limit the longest unused go; pinned ones, and such the server has not, stay', async () => {
  const store = storeOf(350 * kib)
  server.state.online = false
  const unsent = await store.put(randomBytes(100 * kib))
  server.state.online = true
  const [old, pinned, fresh] = [atServer(100 * kib), atServer(100 * kib), atServer(100 * kib)]
  await store.read(pinned)
  await store.read(old)
  await store.read(fresh)
  // nobody has said what is pinned: nothing goes
  expect(await here()).toEqual([unsent, old, pinned, fresh].toSorted())
  await store.read(old) // used once more: now `fresh` is the oldest that may go
  await store.pin([pinned])
  expect(await here()).toEqual([unsent, old, pinned].toSorted())
  server.state.online = false
  expect(await code(store.read(fresh))).toBe('NET-OFFLINE')
  server.state.online = true
  expect(await store.read(fresh)).toHaveLength(100 * kib)
  // once the server has it, it may go like any other: it was used longest ago but for what is pinned
  expect(await here()).toEqual([unsent, pinned, fresh].toSorted())
  await store.upload()
  await store.read(old)
  expect(await here()).toEqual([old, pinned, fresh].toSorted())
})

it('SY-155 what is open or on its way stays; taken in anew while it may go, it is kept and goes up', async () => {
  const store = storeOf(10)
  await store.pin([])
  const bytes = randomBytes(50 * kib)
  const hash = sm3(bytes)
  server.give(hash, bytes)
  await store.withFile(hash, 1_000_000, async (file) => {
    await store.pin([])
    expect(await here()).toEqual([hash])
    return file.size
  })
  await Promise.all([store.pin([]), store.put(bytes), store.pin([]), store.pin([])])
  expect(await here()).toEqual([hash])
  await store.upload()
  expect(await here()).toEqual([])
  expect(server.seen).toContain('PUT')
})

it('SY-156 the book outlives a restart; lost or damaged, it is begun anew from the folder and nothing goes before pins are told', async () => {
  const first = storeOf(1_000 * kib)
  const [a, b, c] = [atServer(100 * kib), atServer(100 * kib), atServer(100 * kib)]
  for (const hash of [a, b, c]) await first.read(hash)
  await first.pin([a])
  // the next start knows what is pinned, before the page says it
  const second = storeOf(250 * kib)
  await second.read(c)
  await second.read(atServer(10 * kib))
  expect(await here()).toContain(a)
  expect(await here()).not.toContain(b)
  const book = path.join(folder, 'wang', 'index')
  expect((await fs.readFile(book)).includes(a)).toBe(false)
  for (const damage of [() => fs.rm(book), () => fs.writeFile(book, 'rubbish'), () => fs.truncate(book, 20)]) {
    await damage()
    const kept = await here()
    const third = storeOf(1)
    await third.read(c)
    expect(await here()).toEqual(kept)
  }
  await storeOf(1).pin([c])
  expect(await here()).toEqual([c])
})

it('SY-156 what a killed desk left half of a taking-in is cleared away after an hour, half downloads like files', async () => {
  const store = storeOf(1_000)
  const there = await store.put(randomBytes(10))
  const own = path.join(folder, 'wang')
  const at = (name: string) => path.join(own, name)
  const [old, young, half] = [`${there}.${'1'.repeat(36)}.new`, `${there}.${'2'.repeat(36)}.new`, `${'d'.repeat(64)}.part`]
  for (const name of [old, young, half]) await fs.writeFile(at(name), randomBytes(2_000))
  clock = Date.now()
  const before = (clock - 2 * 3_600_000) / 1000
  await fs.utimes(at(old), before, before)
  await store.pin([])
  expect((await fs.readdir(own)).toSorted()).toEqual([there, `${there}.up`, young, 'index'].toSorted())
})

it('SY-157 what is pinned is fetched ahead while there is a line, not what the person stopped; what is not there yet holds up nothing', async () => {
  const store = storeOf(1_000 * kib)
  const [a, b] = [atServer(10 * kib), atServer(10 * kib)]
  server.state.online = false
  await store.pin([a])
  expect(server.seen).toEqual([])
  server.state.online = true
  await store.pin(['c'.repeat(64), a, b])
  expect(await here()).toEqual([a, b].toSorted())
  server.state.online = false
  expect(await store.read(a)).toHaveLength(10 * kib)
})
