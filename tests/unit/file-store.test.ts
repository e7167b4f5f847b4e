import { randomBytes } from 'node:crypto'
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { sm3 } from 'sm-crypto-v2'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { pictureHash, servePage } from '../../src-main/app-protocol.ts'
import { openFileStore } from '../../src-main/files/file-store.ts'
import type { Network } from '../../src-main/network.ts'
import { openPictures } from '../../src-main/files/pictures.ts'
import { fakeBlobServer } from '../support/blob-server.ts'
import { pngOf } from '../support/picture-bytes.ts'

let folder: string
let server: ReturnType<typeof fakeBlobServer>
const logged: string[] = []
const keys: Record<string, Buffer> = {}
const keyOf = (user: string): Buffer => (keys[user] ??= randomBytes(32))
const storeOf = () =>
  openFileStore(
    folder,
    server.network,
    (_level, code) => void logged.push(code),
    () => (server.state.user ? { id: server.state.user, key: keyOf(server.state.user) } : undefined),
  )
beforeEach(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'liuhen-files-'))
  server = fakeBlobServer()
  logged.length = 0
})
afterEach(() => fs.rm(folder, { recursive: true }))

const code = (task: Promise<unknown>) =>
  task.then(
    () => 'done',
    (error: { code?: string }) => error.code,
  )
const waiting = async (user: string) =>
  (await fs.readdir(path.join(folder, user)).catch(() => [])).filter((name) => name.endsWith('.up')).length

describe('[SY-24] files of a desk', () => {
  it('are on disk and marked before they have a name; they go up once there is a line, whole and once', async () => {
    server.state.online = false
    const store = storeOf()
    const big = Buffer.concat([pngOf(40, 30), Buffer.alloc(2_500_000, 7)])
    const hash = await store.put(big)
    expect(hash).toBe(sm3(big))
    await store.upload()
    expect(await waiting('wang')).toBe(1)
    server.state.online = true
    // a new start of the desk: nothing but the disk says what is to go up
    const again = storeOf()
    await Promise.all([again.upload(), again.upload()])
    expect(server.blobs.get(hash)?.equals(big)).toBe(true)
    expect(await waiting('wang')).toBe(0)
    expect(server.seen).toEqual(['HEAD', 'PUT', 'PUT', 'PUT'])
  })

  it('two puts of the same bytes at once are one file; what is put while an upload runs goes up with it', async () => {
    const store = storeOf()
    const [first, second] = await Promise.all([store.put(Buffer.from('a')), store.put(Buffer.from('a'))])
    expect(first).toBe(second)
    const running = store.upload()
    const late = await store.put(Buffer.from('b'))
    await Promise.all([running, store.upload()])
    expect([...server.blobs.keys()].toSorted()).toEqual([first, late].toSorted())
    expect(await waiting('wang')).toBe(0)
  })

  it('a server that cannot take them now leaves the mark; a mark without its file is dropped', async () => {
    const store = storeOf()
    await store.put(Buffer.from('a'))
    server.state.status = 503
    await store.upload()
    expect(await waiting('wang')).toBe(1)
    expect(logged).toEqual(['AT-UPLOAD'])
    server.state.status = 0
    await fs.writeFile(path.join(folder, 'wang', `${'b'.repeat(64)}.up`), '')
    await store.upload()
    expect(await waiting('wang')).toBe(0)
    expect([...server.blobs.keys()]).toEqual([sm3(Buffer.from('a'))])
  })

  it('SY-110 what a restored server has lost goes up again, once it can be asked', async () => {
    const store = storeOf()
    const [kept, lost] = [await store.put(Buffer.from('留下的')), await store.put(Buffer.from('丢了的'))]
    await store.upload()
    server.blobs.delete(lost)
    server.owned.delete(lost)
    server.state.online = false
    await store.offerAgain()
    expect(server.blobs.has(lost)).toBe(false)
    server.state.online = true
    const puts = server.seen.length
    await store.upload()
    expect(server.blobs.has(lost)).toBe(true)
    // what it still has is only asked for
    expect(server.seen.slice(puts).filter((method) => method === 'PUT')).toHaveLength(1)
    expect(server.blobs.has(kept)).toBe(true)
    expect(await waiting('wang')).toBe(0)
  })

  it('SY-133 a file in which the server found a virus is told of once and not sent again and again', async () => {
    const told: string[] = []
    const store = openFileStore(
      folder,
      {
        connection: () => 'online',
        raw: (method: string, ...rest: unknown[]) =>
          method === 'PUT'
            ? Promise.resolve(Response.json({ code: 'AT-VIRUS' }, { status: 422 }))
            : (server.raw as (...all: unknown[]) => Promise<Response>)(method, ...rest),
      } as unknown as Network,
      () => undefined,
      () => ({ id: 'wang', key: keyOf('wang') }),
      { refused: (reason) => void told.push(reason) },
    )
    const hash = await store.put(Buffer.from('EICAR'))
    await store.upload()
    expect(told).toEqual(['AT-VIRUS'])
    expect((await store.read(hash)).toString()).toBe('EICAR')
  })

  it('SY-86 a file that would leave less than 100 MB is not taken in, and one here is still read', async () => {
    const mb = 1024 * 1024
    let free: number | null = 100 * mb + 10
    const store = openFileStore(
      folder,
      server.network,
      () => undefined,
      () => ({ id: 'wang', key: keyOf('wang') }),
      { freeBytes: async () => free },
    )
    const hash = await store.put(Buffer.alloc(10))
    expect(await code(store.put(Buffer.alloc(11)))).toBe('AT-FULL')
    expect((await store.read(hash)).length).toBe(10)
    free = null
    expect(await code(store.put(Buffer.alloc(11)))).toBe('done')
  })

  it('[SE-09] each person has their own: nobody reads or sends what another left here', async () => {
    const store = storeOf()
    server.state.online = false
    const hash = await store.put(Buffer.from('王的图'))
    server.state.user = 'li'
    expect(await code(store.read(hash))).toBe('NET-OFFLINE')
    expect(await store.sendAgain(hash)).toBe(false)
    server.state.online = true
    await store.upload()
    expect(server.owned.size).toBe(0)
    expect(await code(store.read(hash))).toBe('AT-MISSING')
    server.state.user = ''
    expect(await code(store.read(hash))).toBe('SE-SIGNED-OUT')
    server.state.user = 'wang'
    await store.upload()
    expect([...(server.owned.get(hash) ?? [])]).toEqual(['wang'])
  })

  it('a file that rotted on the disk is fetched anew; one that comes wrong is not kept', async () => {
    const bytes = Buffer.from('好的')
    const hash = await storeOf().put(bytes)
    await storeOf().upload()
    await fs.writeFile(path.join(folder, 'wang', hash), 'rotten')
    expect((await storeOf().read(hash)).equals(bytes)).toBe(true)
    expect(logged).toContain('AT-DAMAGED')
    await fs.rm(path.join(folder, 'wang', hash))
    server.blobs.set(hash, Buffer.from('other'))
    expect(await code(storeOf().read(hash))).toBe('AT-DAMAGED')
    expect((await fs.readdir(path.join(folder, 'wang'))).filter((name) => name !== 'index')).toEqual([])
  })

  it('one that is here goes up once more, so that it is shown to be had in this person’s own name', async () => {
    const store = storeOf()
    const bytes = pngOf(10, 10)
    const hash = sm3(bytes)
    server.blobs.set(hash, bytes)
    server.owned.set(hash, new Set(['wang']))
    const pictures = openPictures(store, async () => [])
    expect(await pictures.keep(hash)).toBe('here')
    expect(await waiting('wang')).toBe(1)
    server.seen.length = 0
    await store.upload()
    expect(server.seen).toEqual(['HEAD', 'PUT'])
    expect(await waiting('wang')).toBe(0)
    expect(await code(pictures.keep('c'.repeat(64)))).toBe('AT-MISSING')
    expect(await pictures.trouble('c'.repeat(64))).toBe('missing')
    expect(await pictures.trouble(await store.put(Buffer.from('%PDF')))).toBe('broken')
    server.state.online = false
    expect(await pictures.trouble('c'.repeat(64))).toBe('offline')
    expect(await pictures.keep('c'.repeat(64))).toBe('later')
  })
})

describe('[RV-70] pictures taken in', () => {
  it('are refused by what they are and how large they are; a name says nothing', async () => {
    const pictures = openPictures(storeOf(), async () => [])
    const png = pngOf(300, 200)
    expect(await pictures.put(png)).toEqual({ sm3: sm3(png), width: 300, height: 200 })
    expect(await code(pictures.put(Buffer.from('<svg onload="alert(1)"/>')))).toBe('AT-PICTURE-KIND')
    expect(await code(pictures.put(Buffer.concat([png, Buffer.alloc(10 * 1024 * 1024)])))).toBe('AT-PICTURE-LARGE')
    const vast = Buffer.from(png)
    vast.writeUInt32BE(30_000, 16)
    vast.writeUInt32BE(30_000, 20)
    expect(await code(pictures.put(vast))).toBe('AT-PICTURE-PIXELS')
    expect(await waiting('wang')).toBe(1)
  })

  it('from the dialog: those that are pictures, and a code for each other', async () => {
    const names = ['图.txt', '假.png', '没有.png', '大.jpg'].map((name) => path.join(folder, name))
    const [good = '', fake = '', , large = ''] = names
    await fs.writeFile(good, pngOf(30, 20))
    await fs.writeFile(fake, 'text')
    await fs.writeFile(large, Buffer.alloc(10 * 1024 * 1024 + 1))
    const picked = await openPictures(storeOf(), async () => names).pick()
    expect(picked.pictures.map(({ width, height }) => [width, height])).toEqual([[30, 20]])
    expect(picked.refused).toEqual(['AT-PICTURE-KIND', 'AT-PICTURE-UNREAD', 'AT-PICTURE-LARGE'])
    expect(await openPictures(storeOf(), async () => []).pick()).toEqual({ pictures: [], refused: [] })
  })
})

describe('[SE-40] the address of a picture', () => {
  const hash = sm3(pngOf(8, 8))
  const good = `app://liuhen/picture/${hash}`

  it('is 64 small hex digits and nothing else', () => {
    expect(pictureHash(good)).toBe(hash)
    for (const url of [
      `app://liuhen/picture/${hash.toUpperCase()}`,
      `${good}?x=1`,
      `${good}#x`,
      `${good}/`,
      `${good}0`,
      `app://liuhen/picture/${hash.slice(1)}`,
      `app://liuhen/picture/../picture/${hash}`,
      `app://liuhen/picture/%2e%2e/${hash}`,
      `app://liuhen/picture/%2f${hash}`,
      `app://liuhen//picture/${hash}`,
      `app://liuhen/picture/${hash}%00`,
      `app://other/picture/${hash}`,
      `app://liuhen:80/picture/${hash}`,
      `app://a@liuhen/picture/${hash}`,
      `https://liuhen/picture/${hash}`,
      'app://liuhen/picture/',
      'app://liuhen/picture/../../etc/passwd',
    ])
      expect(pictureHash(url), url).toBeUndefined()
  })

  it('gives the bytes as what they are, to GET alone; a file that is no picture is not shown', async () => {
    const pages = path.join(folder, 'pages')
    await fs.mkdir(pages)
    const store = storeOf()
    await store.put(pngOf(8, 8))
    const serve = servePage(
      pages,
      openPictures(store, async () => []),
    )
    const answer = await serve(new Request(good))
    expect(answer.status).toBe(200)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; sandbox",
    })
    expect(Buffer.from(await answer.arrayBuffer()).equals(pngOf(8, 8))).toBe(true)
    expect((await serve(new Request(good, { method: 'POST' }))).status).toBe(405)
    expect((await serve(new Request(`${good}?x`))).status).toBe(404)
    const page = await store.put(Buffer.from('<html><script>alert(1)</script></html>'))
    expect((await serve(new Request(`app://liuhen/picture/${page}`))).status).toBe(404)
    // not here and not at the server, or not for this person: one answer; without a line another, so that the page asks again
    const missing = await serve(new Request(`app://liuhen/picture/${'d'.repeat(64)}`))
    expect([missing.status, missing.headers.get('cache-control')]).toEqual([404, 'no-store'])
    server.state.online = false
    expect((await serve(new Request(`app://liuhen/picture/${'d'.repeat(64)}`))).status).toBe(503)
    server.state.user = ''
    expect((await serve(new Request(good))).status).toBe(503)
  })

  it('[SE-09] fetches what this person may read, keeps it, and has it without a line', async () => {
    const bytes = pngOf(9, 9)
    const name = sm3(bytes)
    server.blobs.set(name, bytes)
    server.owned.set(name, new Set(['wang']))
    const serve = servePage(
      folder,
      openPictures(storeOf(), async () => []),
    )
    const url = `app://liuhen/picture/${name}`
    const [one, two] = await Promise.all([serve(new Request(url)), serve(new Request(url))])
    expect([one.status, two.status, server.seen]).toEqual([200, 200, ['GET']])
    server.state.online = false
    expect((await serve(new Request(url))).status).toBe(200)
    server.state.user = 'li'
    expect((await serve(new Request(url))).status).toBe(503)
    server.state.online = true
    expect((await serve(new Request(url))).status).toBe(404)
  })
})
