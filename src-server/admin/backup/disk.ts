import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, type WriteStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { asItIs, type Step } from './lock.ts'

/** Passes bytes on and keeps their SM3 and number. */
export function measuring(): { stream: Transform; sm3: () => string; bytes: () => number } {
  const hash = createHash('sm3')
  let bytes = 0
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      bytes += chunk.length
      done(null, chunk)
    },
  })
  return { stream, sm3: () => hash.digest('hex'), bytes: () => bytes }
}

/** A new file, its owner's only, whose bytes are on disk when it is closed. */
export const writeNew = (path: string): WriteStream => createWriteStream(path, { flags: 'wx', flush: true, mode: 0o600 })

/** Waits until what was made, renamed or removed in a folder is on disk; where a system cannot do that, there is nothing to wait for. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined)
  await folder?.sync().catch(() => undefined)
  await folder?.close()
}

/** Where an attachment lies under a folder of attachments. */
export const fileIn = (files: string, sm3: string): string => join(files, sm3.slice(0, 2), sm3)

/**
 * Copies an attachment to its place, proving its SM3 on the way: it appears there whole or not at all. `opened` is passed before
 * it is proved, `locked` after. False where the source is not what its name says; an unreadable source throws.
 */
export async function copyProved(
  from: string,
  to: string,
  sm3: string,
  { opened = asItIs, locked = asItIs }: { opened?: Step; locked?: Step } = {},
): Promise<boolean> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 })
  const part = `${to}.part-${process.pid}`
  const found = measuring()
  try {
    await rm(part, { force: true })
    await pipeline(createReadStream(from), opened, found.stream, locked, writeNew(part))
    if (found.sm3() !== sm3) return false
    await rename(part, to)
    await syncFolder(dirname(to))
    return true
  } finally {
    await rm(part, { force: true })
  }
}
