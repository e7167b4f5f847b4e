import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openKeyRing, type Opened } from '../../src-main/keys.ts'
import { keysOf, seal, unseal } from '../../src-main/sealing.ts'
import type { SystemSecret } from '../../src-main/system-secret.ts'

const session = {
  user: { id: 'u-1', name: '王芳', login: 'wangfang' },
  posts: [],
  county: '青禾县',
  epoch: '0190a000-0000-7000-8000-000000000000',
  expiresAt: 0,
}
let folder: string
let clock: number
let logged: string[]
let system: SystemSecret | undefined
beforeEach(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'liuhen-keys-'))
  clock = 1_000
  logged = []
  system = undefined
})
afterEach(() => fs.rm(folder, { recursive: true }))

const ringNow = () =>
  openKeyRing(
    path.join(folder, 'keys'),
    (_level, code) => void logged.push(code),
    () => clock,
    async () => system,
  )
const code = (task: Promise<unknown>) =>
  task.then(
    () => 'open',
    (error: { code?: string }) => error.code ?? String(error),
  )
/** Both open the same things. */
const same = (one: Opened, two: Opened): boolean =>
  one.keys.kid === two.keys.kid && one.keys.of('cache').equals(two.keys.of('cache'))
const keyFiles = async () => (await fs.readdir(path.join(folder, 'keys'))).toSorted()

describe('SE-31 a password opens the desk without a line', () => {
  it('and the key is the one made when the server first let the person in, also after a restart', async () => {
    expect(await code(ringNow().open('wangfang', 'right'))).toBe('SE-OFFLINE-UNKNOWN')
    const first = await ringNow().enter(session, 'wangfang', 'right')
    const again = await ringNow().open('wangfang', 'right')
    expect(same(first, again)).toBe(true)
    expect(again.session).toEqual(session)
    expect(same(first, await ringNow().enter(session, 'wangfang', 'right'))).toBe(true)
  })

  it('five wrong ones lock it for a quarter of an hour, across restarts, and the right one does not help meanwhile', async () => {
    await ringNow().enter(session, 'wangfang', 'right')
    const ring = ringNow()
    // guesses made at once count one by one
    const guesses = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => code(ring.open('wangfang', `wrong ${n}`))))
    expect(guesses).toEqual([...Array.from({ length: 4 }, () => 'SE-WRONG-PASSWORD'), 'SE-LOCKED', 'SE-LOCKED'])
    clock += 60_000
    expect(await code(ringNow().open('wangfang', 'right'))).toBe('SE-LOCKED')
    clock += 15 * 60_000
    expect(await code(ringNow().open('wangfang', 'right'))).toBe('open')
    // a right one in between starts the count anew
    const later = ringNow()
    for (let round = 0; round < 3; round++) {
      for (let n = 0; n < 4; n++) expect(await code(later.open('wangfang', 'wrong'))).toBe('SE-WRONG-PASSWORD')
      expect(await code(later.open('wangfang', 'right'))).toBe('open')
    }
  }, 60_000)

  it('SY-44 a count that cannot be written holds while the desk is open', async () => {
    await ringNow().enter(session, 'wangfang', 'right')
    const ring = ringNow()
    await fs.chmod(path.join(folder, 'keys'), 0o500)
    for (const name of await keyFiles()) await fs.mkdir(path.join(folder, 'keys', `${name}.new`)) // no file can be put there
    for (let n = 0; n < 5; n++) await code(ring.open('wangfang', 'wrong'))
    expect(await code(ring.open('wangfang', 'right'))).toBe('SE-LOCKED')
    expect(logged).toContain('SE-KEY-WRITE')
  })
})

describe('SE-50 the key file', () => {
  it('holds no name, no post, no password and no key in clear', async () => {
    const { keys } = await ringNow().enter({ ...session, posts: [] }, 'wangfang', 'right horse')
    for (const name of await keyFiles()) {
      const bytes = await fs.readFile(path.join(folder, 'keys', name))
      for (const word of ['王芳', '青禾县', 'right horse', session.epoch])
        for (const encoding of ['utf8', 'utf16le'] as const) expect(bytes.includes(Buffer.from(word, encoding)), word).toBe(false)
      expect(bytes.includes(keys.of('cache').toString('hex'))).toBe(false)
      expect(bytes.includes(keys.of('cache').toString('base64'))).toBe(false)
      expect((await fs.stat(path.join(folder, 'keys', name))).mode & 0o077).toBe(0)
    }
  })

  it('stands there twice: one damaged copy costs nothing, two are told and never written over', async () => {
    const first = await ringNow().enter(session, 'wangfang', 'right')
    const [one, two] = await keyFiles()
    expect([one, two]).toEqual(['u-1.key', 'u-1.key.2'])
    await fs.writeFile(path.join(folder, 'keys', one ?? ''), 'rotten')
    expect(same(first, await ringNow().open('wangfang', 'right'))).toBe(true)
    const online = await ringNow().enter(session, 'wangfang', 'right')
    expect(same(first, online)).toBe(true)
    expect(logged).toContain('SE-KEY-COPY')
    for (const name of await keyFiles()) await fs.writeFile(path.join(folder, 'keys', name), 'rotten')
    expect(await code(ringNow().enter(session, 'wangfang', 'right'))).toBe('SE-KEY')
    expect(await fs.readFile(path.join(folder, 'keys', 'u-1.key'), 'utf8')).toBe('rotten')
    // a person decided to begin anew: the rest lies beside
    const anew = await ringNow().beginAnew(session, 'wangfang', 'right', 'aside-7')
    expect(same(first, anew)).toBe(false)
    expect(await keyFiles()).toEqual(['u-1.key', 'u-1.key.2', 'u-1.key.2.aside-7', 'u-1.key.aside-7'])
    expect(same(anew, await ringNow().open('wangfang', 'right'))).toBe(true)
  })

  it('a key that cannot be written seals nothing', async () => {
    await fs.mkdir(path.join(folder, 'keys', 'u-1.key.new'), { recursive: true }) // no file can be put there
    expect(await code(ringNow().enter(session, 'wangfang', 'right'))).toBe('SE-KEY-WRITE')
  })

  it('one person’s key is not another’s', async () => {
    const li = { ...session, user: { id: 'u-2', name: '李建国', login: 'lijianguo' } }
    const one = await ringNow().enter(session, 'wangfang', 'right')
    const two = await ringNow().enter(li, 'lijianguo', 'right')
    expect(one.keys.of('journal').equals(two.keys.of('journal'))).toBe(false)
    // files exchanged on the disk open nothing
    for (const end of ['.key', '.key.2'])
      await fs.rename(path.join(folder, 'keys', `u-2${end}`), path.join(folder, 'keys', `u-1${end}`))
    expect(await code(ringNow().enter(session, 'wangfang', 'right'))).toBe('SE-KEY')
    expect(same(one, await ringNow().beginAnew(session, 'wangfang', 'right', 'aside-1'))).toBe(false)
  })
})

describe('SE-53 a password that was changed elsewhere', () => {
  it('never costs the key: the old one is asked for and the new one wraps from then on', async () => {
    const first = await ringNow().enter(session, 'wangfang', 'old')
    const ring = ringNow()
    expect(await code(ring.enter(session, 'wangfang', 'new'))).toBe('SE-OLD-PASSWORD')
    expect(await code(ring.renew(session, 'wangfang', 'wrong', 'new'))).toBe('SE-WRONG-PASSWORD')
    expect(same(first, await ring.renew(session, 'wangfang', 'old', 'new'))).toBe(true)
    expect(same(first, await ringNow().open('wangfang', 'new'))).toBe(true)
    expect(await code(ringNow().open('wangfang', 'old'))).toBe('SE-WRONG-PASSWORD')
  })

  it('asks nobody where the system has a real secret store, and never without the server', async () => {
    const hidden = new Map<string, Buffer>()
    system = {
      backend: 'gnome_libsecret',
      seal: async (secret) => {
        hidden.set('a', Buffer.from(secret))
        return 'a'
      },
      open: async (sealed) => Buffer.from(hidden.get(sealed) ?? ''),
    }
    const first = await ringNow().enter(session, 'wangfang', 'old')
    const wrapped = async (): Promise<boolean> =>
      (await fs.readFile(path.join(folder, 'keys', 'u-1.key.2'), 'utf8')).includes('gnome_libsecret')
    while (!(await wrapped())) await new Promise((resolve) => setImmediate(resolve))
    expect(await code(ringNow().open('wangfang', 'new'))).toBe('SE-WRONG-PASSWORD')
    expect(same(first, await ringNow().enter(session, 'wangfang', 'new'))).toBe(true)
    expect(same(first, await ringNow().open('wangfang', 'new'))).toBe(true)
    // a store that answers something else opens nothing
    hidden.set('a', Buffer.alloc(32))
    expect(await code(ringNow().enter(session, 'wangfang', 'third'))).toBe('SE-OLD-PASSWORD')
    system = { ...system, open: () => new Promise(() => undefined) }
    expect(await code(ringNow().enter(session, 'wangfang', 'third'))).toBe('SE-OLD-PASSWORD')
  })
})

describe('SE-70 the third wrap, by a secret of the server', () => {
  const secretOf = (n: number): string => Buffer.alloc(32, n).toString('base64url')

  it('opens after a changed password, and the new password opens alone from then on', async () => {
    const first = await ringNow().enter(session, 'wangfang', 'old', secretOf(1))
    expect(await code(ringNow().open('wangfang', 'new'))).toBe('SE-WRONG-PASSWORD')
    expect(same(first, await ringNow().enter(session, 'wangfang', 'new', secretOf(1)))).toBe(true)
    expect(logged).toContain('SE-KEY-REWRAPPED')
    expect(same(first, await ringNow().open('wangfang', 'new'))).toBe(true)
    expect(await code(ringNow().open('wangfang', 'old'))).toBe('SE-WRONG-PASSWORD')
  })

  it('is asked before a keyring, and goes on where the keyring does not answer', async () => {
    system = { backend: 'gnome_libsecret', seal: async () => 'a', open: () => new Promise(() => undefined) }
    const first = await ringNow().enter(session, 'wangfang', 'old', secretOf(1))
    expect(same(first, await ringNow().enter(session, 'wangfang', 'new', secretOf(1)))).toBe(true)
  })

  it('is dead where the server deleted its secret: the old password is asked for, and then wraps under the new secret', async () => {
    const first = await ringNow().enter(session, 'wangfang', 'old', secretOf(1))
    expect(await code(ringNow().enter(session, 'wangfang', 'new', secretOf(2)))).toBe('SE-OLD-PASSWORD')
    expect(await code(ringNow().enter(session, 'wangfang', 'new'))).toBe('SE-OLD-PASSWORD')
    expect(same(first, await ringNow().renew(session, 'wangfang', 'old', 'new', secretOf(2)))).toBe(true)
    expect(same(first, await ringNow().enter(session, 'wangfang', 'third', secretOf(2)))).toBe(true)
    expect(await code(ringNow().enter(session, 'wangfang', 'fourth', secretOf(1)))).toBe('SE-OLD-PASSWORD')
  })

  it('comes with the next sign-in where the desk was opened without a line, and is not another person’s', async () => {
    const first = await ringNow().enter(session, 'wangfang', 'old')
    const ring = ringNow()
    const open = await ring.open('wangfang', 'old')
    await ring.remember(open.keys, session, secretOf(1))
    const li = { ...session, user: { id: 'u-2', name: '李建国', login: 'lijianguo' } }
    await ringNow().enter(li, 'lijianguo', 'his', secretOf(3))
    expect(await code(ringNow().enter(li, 'lijianguo', 'other', secretOf(1)))).toBe('SE-OLD-PASSWORD')
    expect(await code(ringNow().enter(session, 'wangfang', 'new', secretOf(3)))).toBe('SE-OLD-PASSWORD')
    expect(same(first, await ringNow().enter(session, 'wangfang', 'new', secretOf(1)))).toBe(true)
  })

  it('leaves no secret and no key in the files', async () => {
    const { keys } = await ringNow().enter(session, 'wangfang', 'old', secretOf(7))
    for (const name of await keyFiles()) {
      const bytes = await fs.readFile(path.join(folder, 'keys', name))
      expect(bytes.includes(secretOf(7))).toBe(false)
      expect(bytes.includes(Buffer.alloc(32, 7).toString('base64'))).toBe(false)
      expect(bytes.includes(keys.of('cache').toString('base64'))).toBe(false)
    }
  })
})

describe('SE-50 what is sealed', () => {
  it('opens with its key and its place only, and not with a bit changed', () => {
    const keys = keysOf('k', Buffer.alloc(32, 1))
    const sealed = seal(keys.of('files'), Buffer.from('公文'), 'here')
    expect(unseal(keys.of('files'), sealed, 'here')?.toString()).toBe('公文')
    expect(unseal(keys.of('files'), sealed, 'there')).toBeUndefined()
    expect(unseal(keys.of('journal'), sealed, 'here')).toBeUndefined()
    for (let at = 0; at < sealed.length; at++) {
      const turned = Buffer.from(sealed)
      turned[at] = (turned[at] ?? 0) ^ 4
      expect(unseal(keys.of('files'), turned, 'here')).toBeUndefined()
    }
    expect(unseal(keys.of('files'), Buffer.alloc(5), 'here')).toBeUndefined()
    expect(seal(keys.of('files'), Buffer.from('公文'), 'here').equals(sealed)).toBe(false)
  })

  it('SE-52 wiped keys are zeros and open nothing', () => {
    const master = Buffer.alloc(32, 1)
    const keys = keysOf('k', master)
    const cache = keys.of('cache')
    keys.wipe()
    expect([cache.equals(Buffer.alloc(32)), master.equals(Buffer.alloc(32))]).toEqual([true, true])
    expect(() => keys.of('cache')).toThrow('wiped')
  })
})
