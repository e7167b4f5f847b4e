import { readFile } from 'node:fs/promises'
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption'
import { ServerError } from '../../errors.ts'
import { writeKeyFile } from '../../key-file.ts'

/*
 * Backups under lock and key (OP-10): the files are those of age (age-encryption.org/v1), so that they can also be opened without
 * this program. The server knows the recipient alone; the identity that opens them lies in a safe.
 */

/** A step of a pipeline. */
export type Step = (source: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>

/** Locks what passes through to a recipient; errors: BK-RECIPIENT. */
export function locking(recipient: string): Step {
  const lock = encrypter(recipient)
  return async function* (source) {
    yield* await lock.encrypt(ReadableStream.from(source) as ReadableStream<Uint8Array>)
  }
}

/** Opens what passes through; errors: BK-LOCKED where it is not for this identity, or is not as it was locked. */
export function opening(identity: string): Step {
  return async function* (source) {
    const key = new Decrypter()
    key.addIdentity(identity)
    try {
      yield* await key.decrypt(ReadableStream.from(source) as ReadableStream<Uint8Array>)
    } catch (cause) {
      throw new ServerError('BK-LOCKED', '这把密钥打不开备份，或者备份被改动过', { cause })
    }
  }
}

/** As it is. */
export const asItIs: Step = (source) => source

const pieceBytes = 64 * 1024
const tagBytes = 16

/** How long a file of so many bytes is once it is locked. */
export async function lockedSize(recipient: string): Promise<(bytes: number) => number> {
  const empty = (await encrypter(recipient).encrypt(new Uint8Array())).length
  return (bytes) => empty + bytes + tagBytes * Math.max(0, Math.ceil(bytes / pieceBytes) - 1)
}

function encrypter(recipient: string): Encrypter {
  const lock = new Encrypter()
  try {
    lock.addRecipient(recipient)
  } catch (cause) {
    throw new ServerError('BK-RECIPIENT', `${recipient} is no recipient of age`, { cause })
  }
  return lock
}

/** Makes a key for backups: the identity into a new file that is its owner's only, the recipient as the answer. errors: BK-WRITE */
export async function newBackupKey(path: string): Promise<{ recipient: string; identity: string }> {
  const identity = await generateX25519Identity()
  const recipient = await identityToRecipient(identity)
  await writeKeyFile(path, `# recipient: ${recipient}\n${identity}\n`, 'BK-WRITE')
  return { recipient, identity: path }
}

/** The identity in a file as `newBackupKey` and age-keygen write it. errors: BK-LOCKED */
export async function readIdentity(path: string | undefined): Promise<string> {
  if (path === undefined)
    throw new ServerError('BK-LOCKED', '备份是加密的：请用 backupIdentity（LIUHEN_BACKUP_IDENTITY）指出密钥文件')
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new ServerError('BK-LOCKED', `读不到密钥文件 ${path}`, { cause })
  })
  const line = text.split('\n').find((one) => one.startsWith('AGE-SECRET-KEY-'))
  if (line === undefined) throw new ServerError('BK-LOCKED', `${path} 里没有密钥`)
  return line.trim()
}
