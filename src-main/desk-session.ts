import fs from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import type { DeskSession } from '../src-shared/ipc/contract.ts'
import { DeskError } from '../src-shared/ipc/desk-error.ts'
import type { ChangePassword } from '../src-shared/organisation/password.ts'
import { paths } from '../src-shared/sync/protocol.ts'
import { TransportError } from '../src-shared/sync/ports.ts'
import type { Device } from './device.ts'
import { codeOf, isNoSpace, personFolder } from './durable.ts'
import { oneAtATime } from './in-order.ts'
import { openJournal, JournalKey, type Journal } from './journal.ts'
import { wrapByPassword, type KeptSession } from './key-file.ts'
import type { KeyRing, Opened } from './keys.ts'
import type { Log } from './log.ts'
import type { Network } from './network.ts'
import type { Keys } from './sealing.ts'

/**
 * Who sits at the desk, and whether it is open. Signing in needs the server once; afterwards the person's own password
 * opens their keys without a line, and is kept in memory only while the desk is open, to sign in at the server once the
 * line is back. A locked desk still knows who sits there and nothing else (SE-52).
 */
export type Desk = {
  /** Who sits here; `locked` while the desk is locked. */
  current: () => DeskSession | null
  /** What is open, undefined for nobody and while the desk is locked. */
  open: () => OpenDesk | undefined
  /** The same, or SE-SIGNED-OUT, SE-DESK-LOCKED. */
  mustBeOpen: () => OpenDesk
  signIn: (login: string, password: string) => Promise<DeskSession>
  signOut: () => Promise<void>
  /** Closes the journal and wipes the keys; the person stays. Answers whether there was anything to lock. */
  lock: () => Promise<boolean>
  unlock: (password: string) => Promise<DeskSession>
  rekey: (oldPassword: string) => Promise<DeskSession>
  beginAnew: () => Promise<DeskSession>
  /** Changes the person's password at the server, and the wrap of their key with it. */
  changePassword: (change: ChangePassword) => Promise<void>
}

export type OpenDesk = {
  userId: string
  county: string
  keys: Keys
  journal: Journal
  /** Wraps a key of the person's own, such as a safe copy's, under their password. */
  wrap: (whose: Parameters<typeof wrapByPassword>[0], key: Uint8Array) => ReturnType<typeof wrapByPassword>
}

type Who = { desk: DeskSession; login: string }
/** `refused`: the server no longer takes the password in memory. */
type Inside = OpenDesk & { password: string; refused?: boolean }
/** The server let this person in, but this desk's key does not open with their password. */
type Waiting = Told & { login: string; password: string }
/** What a sign-in brought: `secret` is for memory only (SE-70). */
type Told = { signedIn: KeptSession; secret: string | undefined }

/** What of a person's lies in the profile beside the cache; set aside together with their key. */
const personal = ['journal', 'files'] as const
/** What a locked desk's own key says before the server is asked, too. */
const asksServer: ReadonlySet<string> = new Set(['SE-WRONG-PASSWORD', 'SE-SIGN-IN-ONLINE'])

/** `isLost`: this machine was reported lost, so nobody opens anything here (SE-73). */
export function openDesk(
  profile: string,
  appVersion: string,
  { id: device, contactToken }: Device,
  ring: KeyRing,
  network: Network,
  log: Log,
  now: () => number,
  isLost: () => boolean = () => false,
): Desk {
  let who: Who | undefined
  let inside: Inside | undefined
  let waiting: Waiting | undefined
  const inOrder = oneAtATime()

  const notLost = (): void => {
    if (isLost()) throw new DeskError('SE-LOST')
  }

  const wrapBy =
    (password: string): OpenDesk['wrap'] =>
    (whose, key) =>
      wrapByPassword(whose, key, password)

  const enter = async (
    mode: DeskSession['mode'],
    { keys, session }: Opened,
    login: string,
    password: string,
    secret?: string,
  ): Promise<DeskSession> => {
    const folder = path.join(profile, 'journal', personFolder(session.user.id))
    try {
      const journal = await openJournal(folder, keys.of('journal'), now)
      inside = { userId: session.user.id, county: session.county, keys, journal, password, wrap: wrapBy(password) }
    } catch (error) {
      keys.wipe()
      if (isNoSpace(error)) throw new DeskError('JR-FULL')
      if (!(error instanceof JournalKey)) throw error
      // the key file is not the one this journal was written with: only a person may decide to go on without it
      if (mode === 'online') waiting = { signedIn: session, login, password, secret }
      throw new DeskError('SE-KEY')
    }
    waiting = undefined
    who = { desk: { mode, device, session }, login }
    return who.desk
  }

  const online = async (login: string, password: string): Promise<Told> => {
    const asked = { login, password, device, app: appVersion, contactToken }
    const { token: _kept, deviceSecret: secret, ...signedIn } = await network.signIn(asked)
    return { signedIn, secret }
  }

  /** By the server's word; the key may still be wrapped by an older password. */
  const enterOnline = async ({ signedIn, secret }: Told, login: string, password: string): Promise<DeskSession> => {
    try {
      return await enter('online', await ring.enter(signedIn, login, password, secret), login, password, secret)
    } catch (error) {
      if (error instanceof DeskError && (error.code === 'SE-OLD-PASSWORD' || error.code === 'SE-KEY'))
        waiting = { signedIn, secret, login, password }
      throw error
    }
  }

  const shut = async (): Promise<void> => {
    const closing = inside
    inside = undefined
    await closing?.journal.close().catch((error: unknown) => log('warn', 'JR-CLOSE', codeOf(error)))
    closing?.keys.wipe()
  }

  const leave = async (): Promise<void> => {
    waiting = undefined
    who = undefined
    await network.signOut()
    await shut()
  }

  network.onExpired(async () => {
    // changed on another desk: asking again and again would lock the person out there (AD-55)
    if (!who || !inside || inside.refused) return false
    const { login } = who
    const { keys, password } = inside
    try {
      const { signedIn, secret } = await online(login, password)
      if (signedIn.user.id !== inside?.userId) return false
      who = { login, desk: { mode: 'online', device, session: signedIn } }
      await ring.remember(keys, signedIn, secret)
      return true
    } catch (error) {
      const wrong =
        error instanceof TransportError && error.failure.kind === 'refused' && error.failure.code === 'SE-WRONG-PASSWORD'
      if (wrong && inside?.password === password) inside = { ...inside, refused: true }
      return false
    }
  })

  const mustWait = (): Waiting => {
    if (!waiting) throw new DeskError('SE-SIGNED-OUT')
    return waiting
  }

  return {
    current: () => (who ? { ...who.desk, ...(inside ? {} : { locked: true }) } : null),
    open: () => inside,
    mustBeOpen: () => {
      if (!inside) throw new DeskError(who ? 'SE-DESK-LOCKED' : 'SE-SIGNED-OUT')
      return inside
    },
    signIn: (login, password) =>
      inOrder(async () => {
        notLost()
        if (who || waiting) await leave()
        let told: Told
        try {
          told = await online(login, password)
        } catch (error) {
          if (!(error instanceof TransportError)) throw error
          const failure = error.failure
          if (failure.kind === 'refused') throw new DeskError(failure.code)
          if (failure.kind === 'tooOld') throw new DeskError('SY-TOO-OLD')
          // no line, or a server too busy to answer: the person's own key
          return enter('offline', await ring.open(login, password), login, password)
        }
        return enterOnline(told, login, password)
      }),
    signOut: () => inOrder(leave),
    lock: () =>
      inOrder(async () => {
        if (!inside) return false
        await shut()
        return true
      }),
    unlock: (password) =>
      inOrder(async () => {
        notLost()
        if (!who) throw new DeskError('SE-SIGNED-OUT')
        if (inside) return who.desk
        const { login, desk } = who
        try {
          const opened = await ring.open(login, password)
          // two people with one login, one after the other: the desk stays that of who locked it
          if (opened.session.user.id !== desk.session.user.id) throw new DeskError('SE-WRONG-PASSWORD')
          return await enter(desk.mode, opened, login, password)
        } catch (error) {
          if (!(error instanceof DeskError) || !asksServer.has(error.code)) throw error
          // it may be a newer password than the one this desk knows: the server says
          const told = await online(login, password).catch(() => undefined)
          if (told?.signedIn.user.id !== desk.session.user.id) throw error
          return enterOnline(told, login, password)
        }
      }),
    rekey: (oldPassword) =>
      inOrder(async () => {
        notLost()
        const { signedIn, secret, login, password } = mustWait()
        return enter('online', await ring.renew(signedIn, login, oldPassword, password, secret), login, password, secret)
      }),
    beginAnew: () =>
      inOrder(async () => {
        notLost()
        const { signedIn, secret, login, password } = mustWait()
        const mark = `aside-${now()}`
        for (const what of personal) {
          const folder = path.join(profile, what, personFolder(signedIn.user.id))
          await fs.rename(folder, `${folder}.${mark}`).catch((error: unknown) => {
            if (codeOf(error) !== 'ENOENT') throw error
          })
        }
        return enter('online', await ring.beginAnew(signedIn, login, password, mark, secret), login, password, secret)
      }),
    changePassword: (change) =>
      inOrder(async () => {
        if (!inside || !who) throw new DeskError(who ? 'SE-DESK-LOCKED' : 'SE-SIGNED-OUT')
        const { login, desk } = who
        try {
          await network.request('POST', paths.password, change, z.unknown())
        } catch (error) {
          if (!(error instanceof TransportError)) throw error
          // where the answer was lost the server may have changed it: the words say so
          throw new DeskError(error.failure.kind === 'refused' ? error.failure.code : 'SE-PASSWORD-OFFLINE')
        }
        const { password } = inside
        inside = { ...inside, password: change.newPassword, wrap: wrapBy(change.newPassword), refused: false }
        // what cannot be wrapped anew now is at the next sign-in, by the server's secret or the old password
        const opened = await ring.renew(desk.session, login, password, change.newPassword).catch((error: unknown) => {
          log('warn', 'SE-KEY-WRITE', codeOf(error))
        })
        opened?.keys.wipe()
      }),
  }
}
