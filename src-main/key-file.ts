import { createHash, hkdfSync, randomBytes, randomUUID } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { shortId } from '../src-shared/ids.ts'
import { session } from '../src-shared/sync/protocol.ts'
import { serverWrapContext, serverWrapInfo } from '../src-shared/sync/server-wrap.ts'
import { codeOf, personFolder, replaceFile } from './durable.ts'
import { freshKdf, kdf, passwordKey } from './password-key.ts'
import { keysOf, seal, unseal, type Keys } from './sealing.ts'

/**
 * A person's key as it lies on the disk: 32 random bytes, wrapped by their password, by a secret the server hands out to
 * them on this desk only (SE-70) and, where the system has a real secret store, by that too. In clear are only the login,
 * the salt, the wraps and the count of wrong passwords; who the person is and which posts they hold is sealed with the key
 * itself (SE-50). On a desk that was reported lost only the server's wrap is left (SE-73): `byPassword` is empty.
 */
const sealedText = z.base64()
export const keyFile = z.object({
  v: z.literal(1),
  login: z.string(),
  userId: shortId,
  kid: z.string(),
  kdf,
  byPassword: sealedText,
  bySystem: z.object({ backend: z.string(), sealed: z.string() }).nullable(),
  byServer: sealedText.nullable(),
  failures: z.number().int().nonnegative(),
  lockedUntil: z.number(),
  sealedSession: sealedText,
})
export type KeyFile = z.infer<typeof keyFile>

const keptSession = session.omit({ token: true })
export type KeptSession = z.infer<typeof keptSession>

const wrapContext = ({ userId, kid }: Pick<KeyFile, 'userId' | 'kid'>): string => `liuhen key|${userId}|${kid}`
const sessionContext = ({ userId, kid }: Pick<KeyFile, 'userId' | 'kid'>): string => `liuhen session|${userId}|${kid}`

/** A new key for a person and its file; nothing is written. `master` is what a system's secret store may wrap too. */
export async function makeKey(
  signedIn: KeptSession,
  login: string,
  password: string,
): Promise<{ file: KeyFile; master: Buffer }> {
  const master = randomBytes(32)
  const bare = { userId: signedIn.user.id, kid: randomUUID() }
  const wrapped = await wrapByPassword(bare, master, password)
  const none = { bySystem: null, byServer: null, failures: 0, lockedUntil: 0, sealedSession: '' }
  const file: KeyFile = { v: 1, login, ...bare, ...wrapped, ...none }
  return { file: withSession(file, keysOf(file.kid, Buffer.from(master)), signedIn), master }
}

/** The key wrapped by a password under a fresh salt. */
export async function wrapByPassword(
  whose: Pick<KeyFile, 'userId' | 'kid'>,
  master: Uint8Array,
  password: string,
): Promise<Pick<KeyFile, 'kdf' | 'byPassword'>> {
  const how = freshKdf()
  const wrapping = await passwordKey(password, how)
  const byPassword = seal(wrapping, master, wrapContext(whose)).toString('base64')
  wrapping.fill(0)
  return { kdf: how, byPassword }
}

/** The person's 32 bytes where the password is theirs, undefined where it is not. */
export async function unwrapByPassword(
  file: Pick<KeyFile, 'userId' | 'kid' | 'kdf' | 'byPassword'>,
  password: string,
): Promise<Buffer | undefined> {
  const wrapping = await passwordKey(password, file.kdf)
  const master = unseal(wrapping, Buffer.from(file.byPassword, 'base64'), wrapContext(file))
  wrapping.fill(0)
  return master
}

/** The key that the server's secret for this person on this desk makes. */
const serverKey = (whose: Pick<KeyFile, 'userId' | 'kid'>, secret: string): Buffer =>
  Buffer.from(hkdfSync('sha256', Buffer.from(secret, 'base64url'), '', serverWrapInfo(whose), 32))

/** The file with the wrap by the server's secret; as it is where that one opens it already. */
export function withServerWrap(file: KeyFile, keys: Keys, secret: string): KeyFile {
  const known = unwrapByServer(file, secret)
  if (known) {
    known.fill(0)
    return file
  }
  const wrapping = serverKey(file, secret)
  const byServer = keys.wrapped(wrapping, serverWrapContext(file)).toString('base64')
  wrapping.fill(0)
  return { ...file, byServer }
}

/** The person's 32 bytes where the server's secret is the one they were wrapped under. */
export function unwrapByServer(file: KeyFile, secret: string): Buffer | undefined {
  if (file.byServer === null) return undefined
  const wrapping = serverKey(file, secret)
  const master = unseal(wrapping, Buffer.from(file.byServer, 'base64'), serverWrapContext(file))
  wrapping.fill(0)
  return master
}

/** The file with what the server last said of the person, sealed. */
export const withSession = (file: KeyFile, keys: Keys, signedIn: KeptSession): KeyFile => ({
  ...file,
  sealedSession: seal(keys.of('session'), Buffer.from(JSON.stringify(signedIn), 'utf8'), sessionContext(file)).toString('base64'),
})

/** What the server last said of the person; undefined where it does not open. */
export function sessionIn(file: KeyFile, keys: Keys): KeptSession | undefined {
  const plain = unseal(keys.of('session'), Buffer.from(file.sealedSession, 'base64'), sessionContext(file))
  return plain && keptSession.parse(JSON.parse(plain.toString('utf8')))
}

// --- on the disk -----------------------------------------------------------------------------------------------------

/** What stands under a person's name: a key, none, or two copies of which neither can be read. */
export type FoundKey = { state: 'here'; file: KeyFile } | { state: 'none' } | { state: 'damaged' }

/**
 * The key files in a folder. A lost key is lost work, so each stands there twice, each copy with its hash before it; one
 * whole copy is enough.
 */
export function keyFolder(folder: string, damagedCopy: (code: string) => void) {
  const copies = (userId: string): string[] => {
    const name = personFolder(userId)
    return [path.join(folder, `${name}.key`), path.join(folder, `${name}.key.2`)]
  }
  const read = async (userId: string): Promise<FoundKey> => {
    let seen = false
    for (const copy of copies(userId)) {
      try {
        const file = parse(await fs.readFile(copy, 'utf8'))
        if (file.userId === userId) return { state: 'here', file }
        throw new RangeError('another person')
      } catch (error) {
        if (codeOf(error) === 'ENOENT') continue
        seen = true
        damagedCopy(codeOf(error))
      }
    }
    return { state: seen ? 'damaged' : 'none' }
  }
  return {
    read,
    /** Both copies, one after the other: whenever the power fails, one is whole. Rejects with the system's error. */
    write: async (file: KeyFile): Promise<void> => {
      await fs.mkdir(folder, { recursive: true, mode: 0o700 })
      const text = Buffer.from(textOf(file), 'utf8')
      for (const copy of copies(file.userId)) await replaceFile(copy, text)
    },
    /** Every readable key of a login; more than one only where a login went from one person to another. */
    ofLogin: async (login: string): Promise<KeyFile[]> => {
      const names = await fs.readdir(folder).catch(() => [])
      const users = new Set(names.flatMap((name) => /^([\w-]+)\.key(?:\.2)?$/.exec(name)?.[1] ?? []))
      const found: KeyFile[] = []
      for (const user of users) {
        for (const copy of copies(user)) {
          const file = await fs
            .readFile(copy, 'utf8')
            .then(parse)
            .catch(() => undefined)
          if (file?.login !== login) continue
          found.push(file)
          break
        }
      }
      return found
    },
    /** Takes every wrap but the server's out of every copy that has that one, those set aside included. */
    leaveServerWrap: async (): Promise<void> => {
      const names = await fs.readdir(folder).catch(() => [])
      for (const name of names.filter((one) => /^[\w-]+\.key(\.2)?(\.aside-[\w-]+)?$/.test(one))) {
        const copy = path.join(folder, name)
        const file = await fs
          .readFile(copy, 'utf8')
          .then(parse)
          .catch(() => undefined)
        if (!file || file.byServer === null || (file.byPassword === '' && file.bySystem === null)) continue
        await replaceFile(copy, Buffer.from(textOf({ ...file, byPassword: '', bySystem: null }), 'utf8'))
      }
    },
    /** Moves both copies out of the way, never deletes them. */
    setAside: async (userId: string, mark: string): Promise<void> => {
      for (const copy of copies(userId))
        await fs.rename(copy, `${copy}.${mark}`).catch((error: unknown) => {
          if (codeOf(error) !== 'ENOENT') throw error
        })
    },
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

function textOf(file: KeyFile): string {
  const json = JSON.stringify(file)
  return `${sha256(json)}\n${json}`
}

function parse(text: string): KeyFile {
  const end = text.indexOf('\n')
  const json = text.slice(end + 1)
  if (text.slice(0, Math.max(0, end)) !== sha256(json)) throw new RangeError('hash')
  return keyFile.parse(JSON.parse(json))
}
