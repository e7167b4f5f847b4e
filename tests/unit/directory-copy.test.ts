import { randomBytes } from 'node:crypto'
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { openDirectoryCopy, watchDirectory } from '../../src-main/directory-copy.ts'
import type { Log } from '../../src-main/log.ts'
import type { Directory } from '../../src-shared/workflow/directory.ts'
import { smallCounty } from '../support/small-county.ts'

let profile: string
let folder: string
let lines: string[]
const log: Log = (_level, code, detail) => void lines.push(`${code} ${detail ?? ''}`)
const key = randomBytes(32)
const open = (id = 'u-1', own = key) => openDirectoryCopy(folder, log, () => ({ id, key: own }))
const county = smallCounty.county
const newer: Directory = { ...smallCounty, version: smallCounty.version + 1, posts: smallCounty.posts.slice(1) }

beforeEach(async () => {
  profile = await fs.mkdtemp(path.join(os.tmpdir(), 'liuhen-directory-'))
  folder = path.join(profile, 'directory')
  lines = []
})
afterEach(async () => {
  await fs.rm(profile, { recursive: true })
})

const onlyFile = async (): Promise<string> => {
  const names = await fs.readdir(folder)
  expect(names).toHaveLength(1)
  return path.join(folder, names[0] ?? '')
}

it('SY-89 what was kept is there after a restart, and a newer one takes its place', async () => {
  await open().keep(smallCounty)
  expect(await open().read(county)).toEqual(smallCounty)
  const copy = open()
  await Promise.all([copy.keep(smallCounty), copy.keep(newer)])
  expect(await open().read(county)).toEqual(newer)
  expect(lines).toEqual([])
  // as closed as the accounts file, and no county's name in the file's
  const file = await onlyFile()
  expect((await fs.stat(file)).mode & 0o077).toBe(0)
  expect(path.basename(file)).toMatch(/^[\da-f]{16}\.book$/)
})

it('SY-89 a read waits for the write before it', async () => {
  const copy = open()
  void copy.keep(smallCounty)
  expect(await copy.read(county)).toEqual(smallCounty)
})

it('SY-89 where there is none, the answer is none, and another county is never answered with this one', async () => {
  expect(await open().read(county)).toBeNull()
  await open().keep(smallCounty)
  expect(await open().read('邻县')).toBeNull()
  expect(await open().read(undefined)).toBeNull()
  await open().keep({ ...newer, county: '邻县' })
  expect(await open().read(county)).toEqual(smallCounty)
  expect(lines).toEqual([])
})

it('SE-50 the copy is sealed for who reads it: no name in it, and nobody else opens it', async () => {
  await open().keep(smallCounty)
  const text = await fs.readFile(await onlyFile())
  for (const encoding of ['utf8', 'utf16le'] as const)
    for (const word of [county, smallCounty.posts[0]?.name ?? county])
      expect(text.includes(Buffer.from(word, encoding)), `${word} ${encoding}`).toBe(false)
  expect(await open('u-2').read(county)).toBeNull()
  expect(lines).toEqual([])
  expect(await open('u-1', randomBytes(32)).read(county)).toBeNull()
  const locked = openDirectoryCopy(folder, log, () => undefined)
  expect(await locked.read(county)).toBeNull()
  await locked.keep(newer)
  expect(await open().read(county)).toEqual(smallCounty)
})

it('SY-89 a damaged file counts as none and is logged without a name; the next one heals it', async () => {
  await open().keep(smallCounty)
  const file = await onlyFile()
  const whole = await fs.readFile(file)
  const turned = Buffer.from(whole)
  turned[100] = (turned[100] ?? 0) ^ 1
  const damages = {
    empty: Buffer.alloc(0),
    'half of it': whole.subarray(0, whole.length / 2),
    'one bit': turned,
    'not sealed at all': Buffer.from(JSON.stringify(smallCounty)),
  }
  for (const [what, bytes] of Object.entries(damages)) {
    await fs.writeFile(file, bytes)
    lines = []
    expect(await open().read(county), what).toBeNull()
    expect(lines, what).toEqual([expect.stringMatching(/^DIR-DAMAGED \w+$/)])
  }
  await open().keep(newer)
  expect(await open().read(county)).toEqual(newer)
})

it('SY-89 a write cut off leaves the older one, and its leftover is in nobody’s way', async () => {
  await open().keep(smallCounty)
  const file = await onlyFile()
  await fs.writeFile(`${file}.new`, `${'x'.repeat(1_000_000)}`)
  expect(await open().read(county)).toEqual(smallCounty)
  await open().keep(newer)
  expect(await open().read(county)).toEqual(newer)
  expect(await onlyFile()).toBe(file)
})

it('SY-89 a write that fails is logged as a code and stops nothing', async () => {
  await fs.writeFile(folder, 'a file where the folder should be')
  await open().keep(smallCounty)
  expect(lines).toEqual([expect.stringMatching(/^DIR-WRITE E[A-Z]+$/)])
  expect(await open().read(county)).toBeNull()
})

it('SY-89 a write that fails at its end gives its room back', async () => {
  await open().keep(smallCounty)
  const file = await onlyFile()
  // a folder of its name: the rename cannot take place
  await fs.rm(file)
  await fs.mkdir(file)
  await fs.writeFile(path.join(file, 'x'), '')
  await open().keep(newer)
  expect(lines).toEqual([expect.stringMatching(/^DIR-WRITE E[A-Z]+$/)])
  expect(await fs.readdir(folder)).not.toContain(`${path.basename(file)}.new`)
})

/** The traffic of one engine against a server with `newer`. */
function traffic() {
  const fetch = vi.fn(async (): Promise<Directory | null> => newer)
  return { fetch, watch: watchDirectory(open(), () => county, fetch) }
}

it('SY-89 what the engine asked for is kept as it passes, and not fetched again', async () => {
  const { fetch, watch } = traffic()
  watch.greeted(newer.version)
  void watch.said(newer)
  await watch.settled()
  expect(fetch).not.toHaveBeenCalled()
  expect(await open().read(county)).toEqual(newer)
})

it('SY-89 a copy that is missing or older is fetched though the engine’s cache has the newest, once per start', async () => {
  for (const older of [undefined, smallCounty]) {
    await fs.rm(folder, { recursive: true, force: true })
    if (older) await open().keep(older)
    const { fetch, watch } = traffic()
    await watch.settled() // nobody has said yet which is the newest
    expect(fetch).not.toHaveBeenCalled()
    watch.greeted(newer.version)
    await watch.said(null)
    await watch.settled()
    await watch.settled()
    expect(fetch).toHaveBeenCalledOnce()
    expect(await open().read(county)).toEqual(newer)
  }
})

it('SY-89 no line for it: the engine never hears of it, and the next start tries again', async () => {
  const lost = watchDirectory(
    open(),
    () => county,
    () => Promise.reject(new Error('offline')),
  )
  lost.greeted(newer.version)
  await lost.settled()
  const { watch } = traffic()
  watch.greeted(newer.version)
  await watch.settled()
  expect(await open().read(county)).toEqual(newer)
})
