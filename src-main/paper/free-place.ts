import fs from 'node:fs/promises'
import path from 'node:path'

/** More files of one name than this no folder has. */
const most = 10_000

/**
 * Takes a name in a folder that no file has, numbered where it must be, and holds it by an empty file, so that nothing is
 * overwritten (PP-137). `free` gives it back where nothing came of it. Rejects with the system's error.
 */
export async function takePlace(folder: string, name: string): Promise<{ file: string; free: () => Promise<void> }> {
  const { name: stem, ext } = path.parse(name)
  for (let n = 1; n < most; n++) {
    const file = path.join(folder, n === 1 ? name : `${stem} (${n})${ext}`)
    try {
      await (await fs.open(file, 'wx', 0o600)).close()
      return { file, free: () => fs.rm(file, { force: true }).catch(() => undefined) }
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    }
  }
  throw new Error('no free name')
}
