import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { canonicalJson } from '../../src-shared/document/canonical.ts'
import type { ReleaseStatement, SignedRelease } from '../../src-shared/update/messages.ts'
import { ServerError } from '../errors.ts'
import { writeKeyFile } from '../key-file.ts'

const bytesOf = (statement: ReleaseStatement): Buffer => Buffer.from(canonicalJson(statement))

/**
 * Makes the key releases are signed with (UP-01): the private half into a new file for the machine that builds, the public one
 * (base64 of its SPKI) for servers and desks. errors: REL-KEY
 */
export async function newReleaseKey(path: string): Promise<{ publicKey: string; privateKey: string }> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  await writeKeyFile(path, String(privateKey.export({ format: 'pem', type: 'pkcs8' })), 'REL-KEY')
  return { publicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'), privateKey: path }
}

/** Signs what a release states. errors: REL-KEY where the file holds no such key */
export async function signRelease(statement: ReleaseStatement, keyFile: string): Promise<SignedRelease> {
  const pem = await readFile(keyFile, 'utf8').catch((cause: unknown) => {
    throw new ServerError('REL-KEY', `${keyFile} cannot be read`, { cause })
  })
  try {
    return { statement, signature: sign(null, bytesOf(statement), createPrivateKey(pem)).toString('base64') }
  } catch (cause) {
    throw new ServerError('REL-KEY', `${keyFile} holds no key for releases`, { cause })
  }
}

/** Whether one of these public keys signed just this. A key that is none signs nothing. */
export const isSignedBy = (keys: readonly string[], { statement, signature }: SignedRelease): boolean =>
  keys.some((key) => {
    try {
      const publicKey = createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' })
      return (
        publicKey.asymmetricKeyType === 'ed25519' && verify(null, bytesOf(statement), publicKey, Buffer.from(signature, 'base64'))
      )
    } catch {
      return false
    }
  })
