import fs from 'node:fs/promises'
import path from 'node:path'

/** A file of this name in the profile asks for the page's cache to be set aside at the next start. */
export const asideMark = 'cache-aside.request'

/**
 * Sets the page's IndexedDB folder aside, never deletes it, when the last run asked for it because the cache did not
 * open. The page then rebuilds from the journal and the server (SY-83). Must run before any window is open.
 */
export async function putCacheAside(profile: string, now: () => number): Promise<boolean> {
  const mark = path.join(profile, asideMark)
  try {
    await fs.access(mark)
  } catch {
    return false
  }
  const cache = path.join(profile, 'IndexedDB')
  await fs.rename(cache, `${cache}.aside-${now()}`).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  })
  await fs.rm(mark)
  return true
}
