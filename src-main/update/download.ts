import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import fs from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { paths, contactHeader } from '../../src-shared/sync/protocol.ts'
import type { ReleaseFile } from '../../src-shared/update/messages.ts'
import type { Device } from '../device.ts'
import { isNoSpace } from '../durable.ts'
import type { Network } from '../network.ts'
import { UpdateError } from './update-error.ts'

/** No byte for so long: the line is gone, whatever it says. */
const stillMs = 60_000

type Asked = {
  network: Pick<Network, 'raw'>
  device: Device
  version: string
  file: ReleaseFile
  /** where it is put, by its name */
  folder: string
  progress: (done: number, total: number) => void
}

/**
 * Fetches a file of a release and proves it; what came before a cut stays and is gone on from (UP-11). Answers where it lies.
 * errors: UpdateError UP-LINE, UP-GONE, UP-FILE, UP-NO-ROOM
 */
export async function download({ network, device, version, file, folder, progress }: Asked): Promise<string> {
  const whole = path.join(folder, file.name)
  const part = `${whole}.part`
  try {
    await fs.mkdir(folder, { recursive: true })
    if (await isProved(whole, file)) return whole
    const from = await sizeOf(part)
    if (from > file.size) await fs.rm(part)
    if (from !== file.size) await fetchRest({ network, device, part, file, from: from > file.size ? 0 : from, version, progress })
    if (!(await isProved(part, file))) {
      await fs.rm(part, { force: true })
      throw new UpdateError('UP-FILE')
    }
    await fs.rename(part, whole)
    return whole
  } catch (error) {
    if (isNoSpace(error)) throw new UpdateError('UP-NO-ROOM')
    throw error
  }
}

type Rest = Pick<Asked, 'network' | 'device' | 'version' | 'file' | 'progress'> & { part: string; from: number }
async function fetchRest({ network, device, version, file, part, from, progress }: Rest): Promise<void> {
  const stop = new AbortController()
  let still = setTimeout(() => stop.abort(), stillMs)
  try {
    const answer = await network
      .raw('GET', `${paths.releases}/${device.id}/${version}/${file.name}`, {
        headers: {
          [contactHeader]: device.contactToken,
          ...(from > 0 ? { range: `bytes=${from}-`, 'if-range': `"${file.sha512}"` } : {}),
        },
        signal: stop.signal,
      })
      .catch(() => {
        throw new UpdateError('UP-LINE')
      })
    if (answer.status === 404 || answer.status === 403) throw new UpdateError('UP-GONE')
    if (!answer.ok || !answer.body) throw new UpdateError('UP-LINE')
    const handle = await fs.open(part, answer.status === 206 ? 'a' : 'w', 0o600)
    let done = answer.status === 206 ? from : 0
    try {
      const reader = answer.body.getReader()
      for (;;) {
        const { done: end, value } = await reader.read().catch(() => {
          throw new UpdateError('UP-LINE')
        })
        if (end) break
        clearTimeout(still)
        still = setTimeout(() => stop.abort(), stillMs)
        await handle.writeFile(value)
        done += value.length
        // more than was signed is nothing we asked for
        if (done > file.size) throw new UpdateError('UP-FILE')
        progress(done, file.size)
      }
      await handle.sync()
    } finally {
      await handle.close()
      stop.abort()
    }
    if (done < file.size) throw new UpdateError('UP-LINE')
  } finally {
    clearTimeout(still)
  }
}

const sizeOf = async (file: string): Promise<number> =>
  fs.stat(file).then(
    ({ size }) => size,
    () => 0,
  )

/** Is a file just what was signed? */
export async function isProved(file: string, { size, sha512 }: ReleaseFile): Promise<boolean> {
  if ((await sizeOf(file)) !== size) return false
  const hash = createHash('sha512')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex') === sha512
}
