/** Digests are sums modulo this, so they stay whole numbers in JavaScript and in PostgreSQL. */
export const DIGEST_MODULUS = 2 ** 52

/**
 * What a document at a revision adds to the digest of a scope: a number that differs, for all practical purposes, from
 * that of any other document or revision. Made of the random digits of the UUIDv7, as the server's `entry_hash` makes it
 * (SY-102). Guards against mistakes, not against malice.
 */
export function entryHash(docId: string, rev: number): number {
  const hex = docId.replaceAll('-', '')
  const factor = 2 * Number.parseInt(hex.slice(13, 18), 16) + 1
  return (Number.parseInt(hex.slice(-13), 16) + rev * factor) % DIGEST_MODULUS
}

/** The digest of a scope: the sum over the documents in it, in any order. */
export function digestOf(hashes: Iterable<number>): number {
  let digest = 0
  for (const hash of hashes) digest = (digest + hash) % DIGEST_MODULUS
  return digest
}
