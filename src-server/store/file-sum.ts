import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'

/** Hash (hex) and length of a file, read in pieces. */
export async function sumOfFile(path: string, algorithm: 'sm3' | 'sha512'): Promise<{ sum: string; bytes: number }> {
  const hash = createHash(algorithm)
  let bytes = 0
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk)
    bytes += chunk.length
  }
  return { sum: hash.digest('hex'), bytes }
}
