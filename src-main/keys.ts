import { DeskError } from '../src-shared/ipc/desk-error.ts'
import { codeOf, isNoSpace } from './durable.ts'
import { oneAtATime } from './in-order.ts'
import {
  keyFolder,
  makeKey,
  sessionIn,
  unwrapByPassword,
  unwrapByServer,
  withServerWrap,
  withSession,
  wrapByPassword,
  type KeptSession,
  type KeyFile,
} from './key-file.ts'
import type { Log } from './log.ts'
import { keysOf, type Keys } from './sealing.ts'
import type { SystemSecret } from './system-secret.ts'
import { withinLimit } from './within.ts'

const maxFailures = 5
const lockMs = 15 * 60_000

/** A person's keys are open, and this is what the server last said of them. */
export type Opened = { keys: Keys; session: KeptSession }

/**
 * The keys of everybody who works at this desk (SE-50). A password opens its person's key without a line (SE-31); five
 * wrong ones in a row close it for a quarter of an hour. Work goes one after another, so that guesses made at once count.
 */
export type KeyRing = {
  /** By the password alone. errors: SE-OFFLINE-UNKNOWN, SE-LOCKED, SE-WRONG-PASSWORD, SE-KEY, SE-SIGN-IN-ONLINE (SE-73) */
  open: (login: string, password: string) => Promise<Opened>
  /**
   * For a person the server let in with this password; the first time their key is made. `secret`: what the server hands
   * out to this person on this desk; it opens the key after a changed password, and wraps it anew (SE-70). errors:
   * SE-OLD-PASSWORD (their key is wrapped by another password), SE-KEY (damaged), JR-FULL, SE-KEY-WRITE (a new key could
   * not be written)
   */
  enter: (signedIn: KeptSession, login: string, password: string, secret?: string) => Promise<Opened>
  /** After SE-OLD-PASSWORD: the old password opens, the new one wraps from now on. errors: as `open` */
  renew: (signedIn: KeptSession, login: string, oldPassword: string, password: string, secret?: string) => Promise<Opened>
  /** Sets the key aside and makes a new one; what the old one sealed stays sealed. errors: JR-FULL, SE-KEY-WRITE */
  beginAnew: (signedIn: KeptSession, login: string, password: string, mark: string, secret?: string) => Promise<Opened>
  /**
   * The machine was reported lost: of every key here only the wrap by the server's secret is left, so that no password and no
   * keyring opens it any more (SE-73). A key that has no such wrap stays as it is: nothing would open it at all.
   */
  leaveServerWrap: () => Promise<void>
  /** What the server just said of a person whose keys are open. */
  remember: (keys: Keys, signedIn: KeptSession, secret?: string) => Promise<void>
}

/** `system`: the system's secret store, asked for after the window shows; a second wrap that survives a changed password. */
export function openKeyRing(
  folder: string,
  log: Log,
  now: () => number,
  system: () => Promise<SystemSecret | undefined>,
): KeyRing {
  const disk = keyFolder(folder, (code) => log('warn', 'SE-KEY-COPY', code))
  const inOrder = oneAtATime()
  // what could not be written counts all the same while the desk is open (SY-44)
  const newest = new Map<string, KeyFile>()

  const found = async (userId: string): Promise<KeyFile | undefined> => {
    const known = newest.get(userId)
    if (known) return known
    const here = await disk.read(userId)
    if (here.state === 'damaged') throw new DeskError('SE-KEY')
    return here.state === 'here' ? here.file : undefined
  }
  const writes = oneAtATime()
  const update = async (file: KeyFile): Promise<void> => {
    newest.set(file.userId, file)
    await writes(() => disk.write(newest.get(file.userId) ?? file)).catch((error: unknown) =>
      log('warn', 'SE-KEY-WRITE', codeOf(error)),
    )
  }

  /** The person's 32 bytes by their password, wrong ones counted. */
  const tried = async (file: KeyFile, password: string): Promise<Buffer> => {
    // the desk was reported lost and is found again: only the server's secret opens the key
    if (file.byPassword === '') throw new DeskError('SE-SIGN-IN-ONLINE')
    if (now() < file.lockedUntil) throw new DeskError('SE-LOCKED')
    const master = await unwrapByPassword(file, password)
    if (master) return master
    const failures = file.failures + 1
    const locked = failures >= maxFailures
    await update({ ...file, failures: locked ? 0 : failures, lockedUntil: locked ? now() + lockMs : 0 })
    throw new DeskError(locked ? 'SE-LOCKED' : 'SE-WRONG-PASSWORD')
  }

  /** By the system's store, only ever after the server let the person in. */
  const bySystem = async (file: KeyFile): Promise<Buffer | undefined> => {
    const kept = file.bySystem
    if (!kept) return undefined
    const store = await withinLimit(system)
    const master = store?.backend === kept.backend ? await withinLimit(() => store.open(kept.sealed)) : undefined
    return master?.length === 32 && sessionIn(file, keysOf(file.kid, Buffer.from(master))) ? master : undefined
  }

  /** The system's wrap where it has none yet. Goes on beside the sign-in: nobody waits for a keyring. */
  const wrapBySystem = async (userId: string, master: Buffer): Promise<void> => {
    const store = await withinLimit(system)
    if (store && newest.get(userId)?.bySystem?.backend !== store.backend) {
      const sealed = await withinLimit(() => store.seal(master))
      const file = newest.get(userId)
      if (sealed !== undefined && file && file.byPassword !== '')
        await update({ ...file, bySystem: { backend: store.backend, sealed } })
    }
    master.fill(0)
  }

  /** What the server said, and its wrap where it is not there yet or rests on another secret. */
  const told = (file: KeyFile, keys: Keys, signedIn: KeptSession, secret: string | undefined): KeyFile =>
    withSession(secret === undefined ? file : withServerWrap(file, keys, secret), keys, signedIn)

  const entered = async (file: KeyFile, master: Buffer, signedIn: KeptSession, secret: string | undefined): Promise<Opened> => {
    const forSystem = Buffer.from(master)
    const keys = keysOf(file.kid, master)
    await update(told({ ...file, failures: 0, lockedUntil: 0 }, keys, signedIn, secret))
    void wrapBySystem(file.userId, forSystem)
    return { keys, session: signedIn }
  }

  const made = async (signedIn: KeptSession, login: string, password: string, secret: string | undefined): Promise<Opened> => {
    const { file, master } = await makeKey(signedIn, login, password)
    try {
      // a key that is not on the disk must not seal anything that is
      await disk.write(file)
    } catch (error) {
      log('error', 'SE-KEY-WRITE', codeOf(error))
      throw new DeskError(isNoSpace(error) ? 'JR-FULL' : 'SE-KEY-WRITE')
    }
    return entered(file, master, signedIn, secret)
  }

  return {
    open: (login, password) =>
      inOrder(async () => {
        const onDisk = await disk.ofLogin(login)
        const files = onDisk.map((file) => newest.get(file.userId) ?? file)
        let refusal = new DeskError('SE-OFFLINE-UNKNOWN')
        for (const file of files) {
          try {
            const keys = keysOf(file.kid, await tried(file, password))
            if (file.failures > 0) await update({ ...file, failures: 0, lockedUntil: 0 })
            const session = sessionIn(file, keys)
            if (!session) throw new DeskError('SE-KEY')
            return { keys, session }
          } catch (error) {
            if (!(error instanceof DeskError)) throw error
            refusal = error
          }
        }
        throw refusal
      }),
    enter: (signedIn, login, password, secret) =>
      inOrder(async () => {
        const file = await found(signedIn.user.id)
        if (!file) return made(signedIn, login, password, secret)
        const master = await unwrapByPassword(file, password)
        if (master) return entered({ ...file, login }, master, signedIn, secret)
        const byServer = secret === undefined ? undefined : unwrapByServer(file, secret)
        const other = byServer ?? (await bySystem(file))
        if (!other) throw new DeskError('SE-OLD-PASSWORD')
        log('info', 'SE-KEY-REWRAPPED', byServer ? 'server' : 'system')
        return entered({ ...file, login, ...(await wrapByPassword(file, other, password)) }, other, signedIn, secret)
      }),
    renew: (signedIn, login, oldPassword, password, secret) =>
      inOrder(async () => {
        const file = await found(signedIn.user.id)
        if (!file) throw new DeskError('SE-OFFLINE-UNKNOWN')
        const master = await tried(file, oldPassword)
        log('info', 'SE-KEY-REWRAPPED', 'password')
        return entered({ ...file, login, ...(await wrapByPassword(file, master, password)) }, master, signedIn, secret)
      }),
    beginAnew: (signedIn, login, password, mark, secret) =>
      inOrder(async () => {
        newest.delete(signedIn.user.id)
        await disk.setAside(signedIn.user.id, mark)
        log('warn', 'SE-KEY-ASIDE')
        return made(signedIn, login, password, secret)
      }),
    leaveServerWrap: () =>
      inOrder(() =>
        writes(async () => {
          newest.clear()
          await disk.leaveServerWrap().catch((error: unknown) => log('error', 'SE-KEY-WRITE', codeOf(error)))
        }),
      ),
    remember: (keys, signedIn, secret) =>
      inOrder(async () => {
        const file = await found(signedIn.user.id)
        if (file?.kid === keys.kid) await update(told(file, keys, signedIn, secret))
      }),
  }
}
