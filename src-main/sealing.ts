import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/*
 * AES-256-GCM as everything of this desk is sealed at rest (SE-50): iv (12) · ciphertext · tag (16). The only place that
 * names the cipher, so that another (SM4-GCM) can stand here.
 */
export const ivBytes = 12
export const tagBytes = 16
/** So much longer is what is sealed than what was given. */
export const sealBytes = ivBytes + tagBytes
const cipher = 'aes-256-gcm'

/** Seals `plain` under a fresh random iv. `context` says where it stands: opened under another context it does not open. */
export function seal(key: Uint8Array, plain: Uint8Array, context: string): Buffer {
  const iv = randomBytes(ivBytes)
  const sealing = createCipheriv(cipher, key, iv, { authTagLength: tagBytes })
  sealing.setAAD(Buffer.from(context, 'utf8'))
  return Buffer.concat([iv, sealing.update(plain), sealing.final(), sealing.getAuthTag()])
}

/** What was sealed; undefined where the key or the context is another, or a single bit of it was changed. */
export function unseal(key: Uint8Array, sealed: Uint8Array, context: string): Buffer | undefined {
  if (sealed.length < sealBytes) return undefined
  const opening = createDecipheriv(cipher, key, sealed.subarray(0, ivBytes), { authTagLength: tagBytes })
  opening.setAAD(Buffer.from(context, 'utf8'))
  opening.setAuthTag(sealed.subarray(sealed.length - tagBytes))
  try {
    return Buffer.concat([opening.update(sealed.subarray(ivBytes, sealed.length - tagBytes)), opening.final()])
  } catch {
    return undefined
  }
}

/** What the person's key is divided into; each part opens only what it is for. */
const purposes = ['journal', 'cache', 'files', 'directory', 'session', 'canary'] as const
export type Purpose = (typeof purposes)[number]

/** A person's open keys: 32 bytes for each purpose, in memory only. */
export type Keys = {
  kid: string
  of: (purpose: Purpose) => Buffer
  /** The person's random key itself, sealed with another key; for a wrap beside the password's (SE-70). */
  wrapped: (by: Uint8Array, context: string) => Buffer
  /** Overwrites every key with zeros; `of` throws from then on. */
  wipe: () => void
}

/** The keys of one person from their random key (HKDF-SHA-256); `master` itself is overwritten by `wipe`. */
export function keysOf(kid: string, master: Buffer): Keys {
  const parts = new Map(
    purposes.map((purpose) => [purpose, Buffer.from(hkdfSync('sha256', master, '', `liuhen ${purpose}`, master.length))]),
  )
  return {
    kid,
    of: (purpose) => {
      const key = parts.get(purpose)
      if (!key) throw new Error('the keys are wiped')
      return key
    },
    wrapped: (by, context) => {
      if (parts.size === 0) throw new Error('the keys are wiped')
      return seal(by, master, context)
    },
    wipe: () => {
      master.fill(0)
      for (const key of parts.values()) key.fill(0)
      parts.clear()
    },
  }
}
