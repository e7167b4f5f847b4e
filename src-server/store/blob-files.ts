import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { codeOf } from '../errors.ts'
import { sm3 } from '../sm3.ts'

export const wholePath = (dataDir: string, hash: string): string => join(dataDir, 'files', hash.slice(0, 2), hash)
/** One partial file per uploader: nobody can spoil what another is sending. */
export const partPath = (dataDir: string, hash: string, userId: string): string =>
  join(dataDir, 'partial', `${hash}-${sm3(userId).slice(0, 16)}`)

/** A whole file's bytes from `from` up to but not including `to`. */
export const blobStream = (dataDir: string, hash: string, from: number, to: number): Readable =>
  from >= to ? Readable.from([]) : createReadStream(wholePath(dataDir, hash), { start: from, end: to - 1 })

/** Writes a chunk at its place and waits until it is on disk. */
export async function writePart(dataDir: string, hash: string, userId: string, from: number, bytes: Uint8Array): Promise<void> {
  const path = partPath(dataDir, hash, userId)
  await mkdir(dirname(path), { recursive: true })
  const file = await open(path, from === 0 ? 'w' : 'r+')
  try {
    await file.write(bytes, 0, bytes.length, from)
    await file.datasync()
  } finally {
    await file.close()
  }
}

/** Whether a partial file is what its name says; one that is gone is not (SY-25). */
export async function isProved(dataDir: string, hash: string, userId: string): Promise<boolean> {
  const found = createHash('sm3')
  try {
    for await (const bytes of createReadStream(partPath(dataDir, hash, userId))) found.update(bytes as Buffer)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw error
  }
  return found.digest('hex') === hash
}

/** Puts a proved file in its place and waits until it is there on disk, too. */
export async function placePart(dataDir: string, hash: string, userId: string): Promise<void> {
  const whole = wholePath(dataDir, hash)
  await mkdir(dirname(whole), { recursive: true })
  await rename(partPath(dataDir, hash, userId), whole)
  const folder = await open(dirname(whole), 'r').catch(() => undefined)
  await folder?.sync().catch(() => undefined)
  await folder?.close()
}

/** Forgets an upload that was given up. */
export const dropPart = (dataDir: string, hash: string, userId: string): Promise<void> =>
  rm(partPath(dataDir, hash, userId), { force: true })
