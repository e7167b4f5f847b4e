import { open, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { PROTOCOL_VERSION } from '../../src-shared/sync/protocol.ts'
import { releaseStatement } from '../../src-shared/update/messages.ts'
import { ServerError } from '../errors.ts'
import { manifestName, packagesIn } from './folder.ts'
import { signRelease } from './sign.ts'

/**
 * Signs the packages of a release in a folder, on the machine that builds: what is stated lies beside them and the folder can be taken
 * to servers as it is, over a line or on a stick (UP-10). `notes`: a text file in Chinese. Errors: REL-FILES, REL-KEY.
 */
export async function signFolder(given: {
  key: string
  dir: string
  version: string
  notes: string
  now: number
}): Promise<{ release: string; files: readonly string[] }> {
  const dir = resolve(given.dir)
  const notes = await readFile(given.notes, 'utf8').catch((cause: unknown) => {
    throw new ServerError('REL-FILES', `${given.notes} cannot be read`, { cause })
  })
  const files = await packagesIn(dir, given.version).catch((cause: unknown) => {
    throw new ServerError('REL-FILES', `${dir} cannot be read`, { cause })
  })
  const stated = releaseStatement.safeParse({
    as: 'liuhen-release-1',
    version: given.version,
    protocol: PROTOCOL_VERSION,
    releasedAt: given.now,
    notes: notes.trim(),
    files,
  })
  if (!stated.success) throw new ServerError('REL-FILES', `no packages of ${given.version} in ${dir}, or no such version`)
  const release = await signRelease(stated.data, given.key)
  const file = await open(join(dir, manifestName), 'wx').catch((cause: unknown) => {
    throw new ServerError('REL-FILES', `${join(dir, manifestName)} is there already`, { cause })
  })
  try {
    await file.writeFile(`${JSON.stringify(release, null, 1)}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  return { release: given.version, files: files.map(({ name }) => name) }
}
