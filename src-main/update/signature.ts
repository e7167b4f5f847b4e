import { verify } from 'node:crypto'
import { canonicalJson } from '../../src-shared/document/canonical.ts'
import type { SignedRelease } from '../../src-shared/update/messages.ts'

/** The bytes of a release that were signed (UP-01). */
export const signedBytes = ({ statement }: SignedRelease): Buffer => Buffer.from(canonicalJson(statement), 'utf8')

/** Whether one of these keys (PEM, Ed25519) signed a release. */
export const isReleaseOf = (keys: readonly string[], release: SignedRelease): boolean =>
  keys.some((key) => {
    try {
      return verify(null, signedBytes(release), key, Buffer.from(release.signature, 'base64'))
    } catch {
      return false
    }
  })
