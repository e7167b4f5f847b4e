import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { v7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDesk, type Desk } from '../../src-main/desk-session.ts'
import { openDevice } from '../../src-main/device.ts'
import { openKeyRing } from '../../src-main/keys.ts'
import { documentId } from '../../src-shared/ids.ts'
import type { JournalRecord } from '../../src-shared/ipc/journal-record.ts'
import { fakeLine } from '../support/fake-line.ts'

let profile: string
let line: ReturnType<typeof fakeLine>
let clock: number
let started: Desk[]
beforeEach(async () => {
  profile = await fs.mkdtemp(path.join(os.tmpdir(), 'liuhen-session-'))
  line = fakeLine()
  started = []
  clock = 1_000_000
  line.persons.set('wangfang', { id: 'u-wang', name: '王芳', password: 'right' })
})
afterEach(async () => {
  for (const desk of started) await desk.signOut()
  await fs.rm(profile, { recursive: true })
})

/** The desk after a start. */
const start = async () => {
  const log = () => undefined
  const ring = openKeyRing(
    path.join(profile, 'keys'),
    log,
    () => clock,
    async () => undefined,
  )
  const desk = openDesk(profile, '1', await openDevice(profile, log), ring, line.network, log, () => clock)
  started.push(desk)
  return desk
}
const code = (task: Promise<unknown>) =>
  task.then(
    () => 'open',
    (error: { code?: string }) => error.code ?? String(error),
  )
const docId = documentId.parse(v7())
const typed = (n: number): JournalRecord => ({ type: 'typed', docId, steps: [{ n }], after: n - 1, at: n })
const journalIn = async (desk: Awaited<ReturnType<typeof start>>) => desk.mustBeOpen().journal.read().records

describe('SE-31 who sits at the desk', () => {
  it('needs the server once, then the password alone opens what lies here', async () => {
    const desk = await start()
    line.state.online = false
    expect(await code(desk.signIn('wangfang', 'right'))).toBe('SE-OFFLINE-UNKNOWN')
    line.state.online = true
    expect(await desk.signIn('wangfang', 'right')).toMatchObject({ mode: 'online', session: { user: { name: '王芳' } } })
    await desk.mustBeOpen().journal.append([typed(1)])
    line.state.online = false
    const again = await start()
    expect(again.current()).toBeNull()
    expect(await code(again.signIn('wangfang', 'wrong'))).toBe('SE-WRONG-PASSWORD')
    expect(await again.signIn('wangfang', 'right')).toMatchObject({ mode: 'offline', session: { user: { name: '王芳' } } })
    expect(await journalIn(again)).toEqual([typed(1)])
    // with the line back it signs in by itself
    line.state.online = true
    expect(await line.state.expired()).toBe(true)
    expect(again.current()?.mode).toBe('online')
  })

  it('a wrong password the server refuses is not tried on this desk', async () => {
    const desk = await start()
    await desk.signIn('wangfang', 'right')
    await desk.signOut()
    expect(await code(desk.signIn('wangfang', 'wrong'))).toBe('SE-WRONG-PASSWORD')
    expect([desk.current(), desk.open()]).toEqual([null, undefined])
    expect(() => desk.mustBeOpen()).toThrow('SE-SIGNED-OUT')
  })
})

describe('SE-52 a locked desk', () => {
  it('keeps who sits there and nothing else; the password opens it as it was', async () => {
    const desk = await start()
    await desk.signIn('wangfang', 'right')
    await desk.mustBeOpen().journal.append([typed(1)])
    const { keys, journal } = desk.mustBeOpen()
    const cache = Buffer.from(keys.of('cache'))
    const inUse = keys.of('cache')
    const pending = journal.append([typed(2)])
    expect(await desk.lock()).toBe(true)
    expect(await desk.lock()).toBe(false)
    await pending // what was asked before the lock is on the disk
    expect(desk.current()).toMatchObject({ locked: true, session: { user: { name: '王芳' } } })
    expect(desk.open()).toBeUndefined()
    expect(() => desk.mustBeOpen()).toThrow('SE-DESK-LOCKED')
    expect(inUse.equals(Buffer.alloc(32))).toBe(true)
    await expect(journal.append([typed(3)])).rejects.toThrow()
    expect(await line.state.expired()).toBe(false)

    line.state.online = false
    expect(await code(desk.unlock('wrong'))).toBe('SE-WRONG-PASSWORD')
    const open = await desk.unlock('right')
    expect([open.mode, open.locked]).toEqual(['online', undefined])
    expect(desk.mustBeOpen().keys.of('cache').equals(cache)).toBe(true)
    expect(await journalIn(desk)).toEqual([typed(1), typed(2)])
    expect(await desk.unlock('whatever')).toEqual(open)
  })

  it('counts wrong passwords like a sign-in, and somebody else may sign in at it', async () => {
    const desk = await start()
    await desk.signIn('wangfang', 'right')
    await desk.lock()
    line.state.online = false
    for (let n = 0; n < 4; n++) expect(await code(desk.unlock('wrong'))).toBe('SE-WRONG-PASSWORD')
    expect(await code(desk.unlock('wrong'))).toBe('SE-LOCKED')
    expect(await code(desk.unlock('right'))).toBe('SE-LOCKED')
    clock += 15 * 60_000
    expect(await code(desk.unlock('right'))).toBe('open')
    await desk.lock()
    line.state.online = true
    line.persons.set('lijianguo', { id: 'u-li', name: '李建国', password: 'other' })
    expect(await desk.signIn('lijianguo', 'other')).toMatchObject({ session: { user: { id: 'u-li' } } })
    expect(await journalIn(desk)).toEqual([])
  })

  it('nobody there: nothing to lock and nothing to open', async () => {
    const desk = await start()
    expect(await desk.lock()).toBe(false)
    expect(await code(desk.unlock('right'))).toBe('SE-SIGNED-OUT')
  })
})

describe('SE-53 a password that was changed at the server', () => {
  beforeEach(async () => {
    const desk = await start()
    await desk.signIn('wangfang', 'right')
    await desk.mustBeOpen().journal.append([typed(1)])
    await desk.signOut()
    line.persons.set('wangfang', { id: 'u-wang', name: '王芳', password: 'new' })
  })

  it('the old one is asked for, and with it everything is there', async () => {
    const desk = await start()
    expect(await code(desk.rekey('right'))).toBe('SE-SIGNED-OUT')
    expect(await code(desk.signIn('wangfang', 'new'))).toBe('SE-OLD-PASSWORD')
    expect(desk.current()).toBeNull()
    expect(await code(desk.rekey('wrong'))).toBe('SE-WRONG-PASSWORD')
    expect(await desk.rekey('right')).toMatchObject({ mode: 'online' })
    expect(await journalIn(desk)).toEqual([typed(1)])
    line.state.online = false
    const later = await start()
    await later.signIn('wangfang', 'new')
    expect(await journalIn(later)).toEqual([typed(1)])
  })

  it('nobody knows the old one: journal, files and key are set aside, never deleted, and a new key begins', async () => {
    await fs.mkdir(path.join(profile, 'files', 'u-wang'), { recursive: true })
    const desk = await start()
    await code(desk.signIn('wangfang', 'new'))
    await desk.beginAnew()
    expect(await journalIn(desk)).toEqual([])
    expect(await code(desk.beginAnew())).toBe('SE-SIGNED-OUT')
    for (const folder of ['journal', 'files', 'keys'])
      expect(
        (await fs.readdir(path.join(profile, folder))).some((name) => name.includes('.aside-')),
        folder,
      ).toBe(true)
  })

  it('also at a locked desk: old or new, whichever the person types', async () => {
    line.persons.set('wangfang', { id: 'u-wang', name: '王芳', password: 'right' })
    const desk = await start()
    await desk.signIn('wangfang', 'right')
    line.persons.set('wangfang', { id: 'u-wang', name: '王芳', password: 'new' })
    await desk.lock()
    expect(await code(desk.unlock('right'))).toBe('open')
    await desk.lock()
    expect(await code(desk.unlock('new'))).toBe('SE-OLD-PASSWORD')
    expect(desk.current()).toMatchObject({ locked: true })
    expect(await code(desk.rekey('right'))).toBe('open')
    await desk.lock()
    expect(await code(desk.unlock('new'))).toBe('open')
    expect(await journalIn(desk)).toEqual([typed(1)])
  })
})

describe('SE-70 a password that was reset at the server, which keeps a secret for each desk and person', () => {
  let device: string
  beforeEach(async () => {
    line.hands.secrets = true
    const desk = await start()
    await desk.signIn('wangfang', 'right')
    await desk.mustBeOpen().journal.append([typed(1)])
    device = desk.current()?.device ?? ''
    await desk.signOut()
  })
  const reset = () => line.persons.set('wangfang', { id: 'u-wang', name: '王芳', password: 'new' })

  it('nobody is asked for the old one: unsent work is there, and the new one opens without a line', async () => {
    reset()
    const desk = await start()
    expect(await desk.signIn('wangfang', 'new')).toMatchObject({ mode: 'online' })
    expect(await journalIn(desk)).toEqual([typed(1)])
    line.state.online = false
    const later = await start()
    expect(await code(later.signIn('wangfang', 'right'))).toBe('SE-WRONG-PASSWORD')
    await later.signIn('wangfang', 'new')
    expect(await journalIn(later)).toEqual([typed(1)])
  })

  it('offline in between the old one goes on, with what it writes; the locked desk takes the new one', async () => {
    reset()
    line.state.online = false
    const desk = await start()
    await desk.signIn('wangfang', 'right')
    await desk.mustBeOpen().journal.append([typed(2)])
    expect(await line.state.expired()).toBe(false)
    await desk.lock()
    expect(await code(desk.unlock('new'))).toBe('SE-WRONG-PASSWORD')
    line.state.online = true
    expect(await code(desk.unlock('new'))).toBe('open')
    expect(await journalIn(desk)).toEqual([typed(1), typed(2)])
  })

  it('another person’s secret on this desk opens nothing of theirs', async () => {
    line.persons.set('lijianguo', { id: 'u-li', name: '李建国', password: 'other' })
    const desk = await start()
    await desk.signIn('lijianguo', 'other')
    line.secrets.set(`${device}|u-wang`, line.secrets.get(`${device}|u-li`) ?? '')
    reset()
    expect(await code(desk.signIn('wangfang', 'new'))).toBe('SE-OLD-PASSWORD')
  })

  it('deleted at the server: the old password is the only way, and the page never sees a secret', async () => {
    line.secrets.clear()
    reset()
    const desk = await start()
    expect(await code(desk.signIn('wangfang', 'new'))).toBe('SE-OLD-PASSWORD')
    const session = await desk.rekey('right')
    expect(JSON.stringify(session)).not.toContain(line.secrets.get(`${device}|u-wang`))
    expect(JSON.stringify(session)).not.toContain('Secret')
    expect(await journalIn(desk)).toEqual([typed(1)])
  })

  it('SE-73 nobody signs in or unlocks on a machine that was reported lost', async () => {
    const ring = openKeyRing(
      path.join(profile, 'keys'),
      () => undefined,
      () => clock,
      async () => undefined,
    )
    const own = await openDevice(profile, () => undefined)
    let lost = false
    const desk = openDesk(
      profile,
      '1',
      own,
      ring,
      line.network,
      () => undefined,
      () => clock,
      () => lost,
    )
    started.push(desk)
    await desk.signIn('wangfang', 'right')
    await desk.lock()
    lost = true
    expect(await code(desk.unlock('right'))).toBe('SE-LOST')
    expect(await code(desk.signIn('wangfang', 'right'))).toBe('SE-LOST')
    expect(await code(desk.beginAnew())).toBe('SE-LOST')
    lost = false
    expect(await code(desk.unlock('right'))).toBe('open')
  })
})

it('SE-51 a key that is not the journal’s: told as SE-KEY, nothing touched, and only a person begins anew', async () => {
  const desk = await start()
  await desk.signIn('wangfang', 'right')
  await desk.mustBeOpen().journal.append([typed(1)])
  await desk.signOut()
  await fs.rename(path.join(profile, 'keys'), path.join(profile, 'keys-away'))
  const other = await start()
  expect(await code(other.signIn('wangfang', 'right'))).toBe('SE-KEY')
  expect([other.current(), other.open()]).toEqual([null, undefined])
  expect(await fs.readdir(path.join(profile, 'journal', 'u-wang'))).toEqual(['00000001.journal'])
  await other.beginAnew()
  expect(await journalIn(other)).toEqual([])
  expect((await fs.readdir(path.join(profile, 'journal'))).filter((name) => name.includes('.aside-'))).toHaveLength(1)
})

describe('a person changes their own password', () => {
  const change = { oldPassword: 'right', newPassword: 'brand-new' }

  it('AD-55 the new one opens this desk without a line, the old one no more, and nothing that lay here is lost', async () => {
    const desk = await start()
    await desk.signIn('wangfang', 'right')
    await desk.mustBeOpen().journal.append([typed(1)])
    await desk.changePassword(change)
    await desk.mustBeOpen().journal.append([typed(2)])
    line.state.online = false
    const again = await start()
    expect(await code(again.signIn('wangfang', 'right'))).toBe('SE-WRONG-PASSWORD')
    await again.signIn('wangfang', 'brand-new')
    expect(await journalIn(again)).toEqual([typed(1), typed(2)])
    // and signs in with it by itself
    line.state.online = true
    expect(await line.state.expired()).toBe(true)
  })

  it('AD-55 a wrong old one, no line and a locked desk change nothing', async () => {
    const desk = await start()
    expect(await code(desk.changePassword(change))).toBe('SE-SIGNED-OUT')
    await desk.signIn('wangfang', 'right')
    expect(await code(desk.changePassword({ ...change, oldPassword: 'wrong' }))).toBe('SE-WRONG-PASSWORD')
    line.state.online = false
    expect(await code(desk.changePassword(change))).toBe('SE-PASSWORD-OFFLINE')
    await desk.lock()
    expect(await code(desk.changePassword(change))).toBe('SE-DESK-LOCKED')
    expect(await desk.unlock('right')).toMatchObject({ mode: 'online' })
  })

  it('AD-56 another desk of theirs asks the server with the old password once, not until the login is locked', async () => {
    const desk = await start()
    await desk.signIn('wangfang', 'right')
    const person = line.persons.get('wangfang')
    if (person) person.password = 'changed elsewhere'
    expect(await line.state.expired()).toBe(false)
    if (person) person.password = 'right'
    // it would be let in now, so it did not ask
    expect(await line.state.expired()).toBe(false)
    expect(desk.current()?.session.user.name).toBe('王芳')
  })
})
