import fs from 'node:fs/promises'
import path from 'node:path'
import { isNewer } from '../../src-shared/update/order.ts'
import { replaceFile } from '../durable.ts'

/** How often a version may fall at its start before it is left (UP-08); packaging/linux/liuhen-start counts. */
const triesAtMost = 2
const kept = 3

/** What this person's desk is started as, in the folder `starts` of the profile; `liuhen-start` reads it before any of our code runs. */
export type Starts = {
  /** From the next start on it is this version. */
  use: (version: string) => Promise<void>
  /** This version came up: it is no trial any more. */
  well: (version: string) => Promise<void>
  /** The newest version that fell at every try and never came up; null where none did. */
  failed: () => Promise<string | null>
}

export function openStarts(profile: string): Starts {
  const folder = path.join(profile, 'starts')
  const file = path.join(folder, 'use')
  const used = async (): Promise<string[]> => (await fs.readFile(file, 'utf8').catch(() => '')).split('\n').filter(Boolean)
  const there = (name: string): Promise<boolean> =>
    fs.access(path.join(folder, name)).then(
      () => true,
      () => false,
    )
  return {
    use: async (version) => {
      await fs.mkdir(folder, { recursive: true })
      const versions = [version, ...(await used()).filter((one) => one !== version)].slice(0, kept)
      await replaceFile(file, Buffer.from(`${versions.join('\n')}\n`))
    },
    well: async (version) => {
      await fs.mkdir(folder, { recursive: true })
      if (!(await there(`${version}.well`))) await replaceFile(path.join(folder, `${version}.well`), Buffer.from(''))
      await fs.rm(path.join(folder, `${version}.tries`), { force: true })
    },
    failed: async () => {
      let newest: string | null = null
      for (const name of await fs.readdir(folder).catch(() => [])) {
        const version = /^(\d+\.\d+\.\d+)\.tries$/.exec(name)?.[1]
        if (version === undefined || (await there(`${version}.well`))) continue
        const { size } = await fs.stat(path.join(folder, name)).catch(() => ({ size: 0 }))
        if (size >= triesAtMost && (newest === null || isNewer(version, newest))) newest = version
      }
      return newest
    },
  }
}
