import fs from 'node:fs/promises'
import path from 'node:path'
import { codeOf, syncFolder } from '../durable.ts'
import { fateFile, readFate, writeFate } from './state.ts'
import type { Log } from '../log.ts'

/**
 * What stays of a wiped profile: which machine this is, what became of it, the log of codes, where the window stood, and
 * what Chromium needs to run and holds no content. Everything else goes, so that what a later desk keeps goes, too.
 */
const stays: readonly RegExp[] = [
  /^device\.json(\.damaged-\d+)?$/,
  new RegExp(`^${fateFile.replace('.', '\\.')}$`),
  /^desk\.log(\.1)?$/,
  /^window\.json$/,
  /^(Singleton\w+|lockfile|Local State|Preferences|Secure Preferences|Crashpad|GPUCache|Dawn\w*Cache|\w*ShaderCache)$/,
]

/**
 * Deletes what everybody who worked at this desk has here: cache, journal, files, keys, address book (SE-75). True where
 * nothing of it is left; what the system still holds goes the next time.
 */
export async function eraseProfile(profile: string, log: Log): Promise<boolean> {
  let whole = true
  for (const name of await fs.readdir(profile).catch(() => [])) {
    if (stays.some((pattern) => pattern.test(name))) continue
    try {
      await fs.rm(path.join(profile, name), { recursive: true, force: true, maxRetries: 2 })
    } catch (error) {
      whole = false
      log('warn', 'SE-WIPE-STAYS', codeOf(error))
    }
  }
  await syncFolder(profile).catch(() => undefined)
  return whole
}

/** At the start, before any window: goes on with a wipe for which the receipt is there. Must run before the profile is used. */
export async function finishWipe(profile: string, log: Log, now: () => number): Promise<void> {
  const known = await readFate(profile)
  if (known?.state !== 'surrendered') return
  if (!(await eraseProfile(profile, log))) return
  await writeFate(profile, { state: 'wiped', at: now(), receipt: known.receipt, reported: false }, log)
  log('warn', 'SE-WIPED')
}
