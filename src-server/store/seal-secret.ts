import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { link, mkdir, open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf } from '../errors.ts'

/*
 * The keys of seals lie in the database under a secret that lies beside the files, so that neither a copy of the database nor a
 * backup can seal anything (SE-115). All servers of a county share the folder.
 */

const cipher = 'aes-256-gcm'
const ivBytes = 12
const tagBytes = 16

const secretPath = (dataDir: string): string => join(dataDir, 'seal.key')

/** A private key sealed for one seal: iv · ciphertext · tag. Makes the county's secret where there is none yet. */
export async function shutKey(dataDir: string, sealId: string, privateKey: string): Promise<Buffer> {
  const iv = randomBytes(ivBytes)
  const shutting = createCipheriv(cipher, (await secretOf(dataDir)) ?? (await newSecret(dataDir)), iv, {
    authTagLength: tagBytes,
  })
  shutting.setAAD(Buffer.from(sealId, 'utf8'))
  return Buffer.concat([iv, shutting.update(privateKey, 'hex'), shutting.final(), shutting.getAuthTag()])
}

/** The private key of a seal; undefined where the secret is gone or another, or the key belongs to another seal. */
export async function openKey(dataDir: string, sealId: string, shut: Uint8Array): Promise<string | undefined> {
  const secret = await secretOf(dataDir)
  if (!secret || shut.length <= ivBytes + tagBytes) return undefined
  const opening = createDecipheriv(cipher, secret, shut.subarray(0, ivBytes), { authTagLength: tagBytes })
  opening.setAAD(Buffer.from(sealId, 'utf8'))
  opening.setAuthTag(shut.subarray(shut.length - tagBytes))
  try {
    const plain = opening.update(shut.subarray(ivBytes, shut.length - tagBytes))
    return Buffer.concat([plain, opening.final()]).toString('hex')
  } catch {
    return undefined
  }
}

async function secretOf(dataDir: string): Promise<Buffer | undefined> {
  try {
    const secret = Buffer.from((await readFile(secretPath(dataDir), 'utf8')).trim(), 'hex')
    return secret.length === 32 ? secret : undefined
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/** Written aside and put in its place whole: of two that make it at once, one counts. A secret that is damaged is never replaced. */
async function newSecret(dataDir: string): Promise<Buffer> {
  await mkdir(dataDir, { recursive: true })
  const part = `${secretPath(dataDir)}.${randomBytes(6).toString('hex')}`
  const file = await open(part, 'wx', 0o600)
  try {
    await file.writeFile(randomBytes(32).toString('hex'))
    await file.sync()
  } finally {
    await file.close()
  }
  await link(part, secretPath(dataDir)).catch((error: unknown) => {
    if (codeOf(error) !== 'EEXIST') throw error
  })
  await rm(part)
  const secret = await secretOf(dataDir)
  if (!secret) throw new Error('the secret of the seals cannot be read')
  return secret
}
