import { argon2id } from 'hash-wasm'
import { randomBytes } from 'node:crypto'
import { z } from 'zod'

/**
 * How a password becomes a key: Argon2id. The figures are those of the server's own password hashes (19 MiB, two passes);
 * they stand in the key file, so that they can be raised for keys made later. `m` in KiB, `salt` in hex.
 */
export const kdf = z.object({
  name: z.literal('argon2id'),
  m: z.number().int().min(8),
  t: z.number().int().min(1),
  p: z.number().int().min(1),
  salt: z.string().regex(/^[0-9a-f]{32}$/),
})
export type Kdf = z.infer<typeof kdf>

/** The figures for a new key, with a fresh salt. */
export const freshKdf = (): Kdf => ({ name: 'argon2id', m: 19 * 1024, t: 2, p: 1, salt: randomBytes(16).toString('hex') })

/**
 * The 32 bytes that wrap a person's key. Takes about 0.1 s of main, once per sign-in or unlock; passwords are
 * taken in their composed form, so that the same characters are the same password on every system.
 */
export async function passwordKey(password: string, { m, t, p, salt }: Kdf): Promise<Buffer> {
  const key = await argon2id({
    password: password.normalize('NFC'),
    salt: Buffer.from(salt, 'hex'),
    memorySize: m,
    iterations: t,
    parallelism: p,
    hashLength: 32,
    outputType: 'binary',
  })
  return Buffer.from(key)
}
