import { gcm } from '@noble/ciphers/aes.js'

/** The key of one person's cache on this desk (SE-60): 32 bytes for AES-256-GCM, and the id that stands in the database's name. */
export type CacheKey = { kid: string; bytes: Uint8Array }

/** What lies on disk in place of a row's fields: 96-bit iv, ciphertext with its tag, version of this format. */
export type Sealed = { iv: Uint8Array; ct: Uint8Array; kv: number }

/** A text to seal, and what it is bound to: moved to another table or key it does not open. */
export type Plain = { bound: string; text: string }
export type Closed = { bound: string; sealed: Sealed }

/**
 * AES-256-GCM both ways. `now`: at once, in JavaScript, for the few rows of a person's action (0.3 ms for 4 KB). `many`:
 * by WebCrypto, twelve times faster and beside the thread, for pages of rows and for long texts. Both write the same format.
 * An opened text is undefined where the row was altered or sealed under another key.
 */
export type Sealer = {
  sealNow: (plain: Plain) => Sealed
  openNow: (closed: Closed) => string | undefined
  sealMany: (plains: readonly Plain[]) => Promise<Sealed[]>
  openMany: (closed: readonly Closed[]) => Promise<(string | undefined)[]>
  /** The same for bytes that are no text: pieces of the search index. */
  sealBytes: (bound: string, bytes: Uint8Array<ArrayBuffer>) => Promise<Sealed>
  openBytes: (bound: string, sealed: Sealed) => Promise<Uint8Array | undefined>
  /** wipes the key; from here on nothing opens */
  forget: () => void
}

/** Counts up with every change of the format of a sealed row. */
export const sealVersion = 1
const IV = 12

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** 96 random bits; each in a buffer of its own, since IndexedDB stores the whole buffer behind a view. */
const randomIv = (): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(IV))

export function createSealer(key: Uint8Array): Sealer {
  const bytes = new Uint8Array(key)
  let gone = false
  const imported = crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt'])
  imported.catch(() => undefined)
  const alive = (): void => {
    if (gone) throw new Error('SE-DESK-LOCKED')
  }
  const known = ({ iv, ct, kv }: Sealed): boolean =>
    kv === sealVersion && iv instanceof Uint8Array && ct instanceof Uint8Array && iv.length === IV
  const params = (iv: Uint8Array, bound: string) => ({
    name: 'AES-GCM',
    iv: iv as Uint8Array<ArrayBuffer>,
    additionalData: encoder.encode(bound),
  })
  const sealBytes: Sealer['sealBytes'] = async (bound, bytes) => {
    alive()
    const iv = randomIv()
    const ct = await crypto.subtle.encrypt(params(iv, bound), await imported, bytes)
    return { iv, ct: new Uint8Array(ct), kv: sealVersion }
  }
  const openBytes: Sealer['openBytes'] = async (bound, sealed) => {
    alive()
    if (!known(sealed)) return undefined
    try {
      const ct = sealed.ct as Uint8Array<ArrayBuffer>
      return new Uint8Array(await crypto.subtle.decrypt(params(sealed.iv, bound), await imported, ct))
    } catch {
      return undefined
    }
  }
  return {
    sealBytes,
    openBytes,
    sealNow: ({ bound, text }) => {
      alive()
      const iv = randomIv()
      return { iv, ct: gcm(bytes, iv, encoder.encode(bound)).encrypt(encoder.encode(text)), kv: sealVersion }
    },
    openNow: ({ bound, sealed }) => {
      alive()
      if (!known(sealed)) return undefined
      try {
        return decoder.decode(gcm(bytes, sealed.iv, encoder.encode(bound)).decrypt(sealed.ct))
      } catch {
        return undefined
      }
    },
    sealMany: async (plains) => {
      alive()
      return Promise.all(plains.map(({ bound, text }) => sealBytes(bound, encoder.encode(text))))
    },
    openMany: async (closed) => {
      alive()
      return Promise.all(
        closed.map(async ({ bound, sealed }) => {
          const bytes = await openBytes(bound, sealed)
          return bytes && decoder.decode(bytes)
        }),
      )
    },
    forget: () => {
      gone = true
      bytes.fill(0)
    },
  }
}
