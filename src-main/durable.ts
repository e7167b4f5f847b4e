import fs from 'node:fs/promises'
import path from 'node:path'

/**
 * Puts `bytes` in the place of a file so that after a power cut it is the old one or the new one, never half of either.
 * Not for the same file twice at once. Rejects with the system's error; then the old one stands and nothing is left over.
 * `mode`: whose it is; a file that leaves the desk is one like any other of the person's.
 */
export async function replaceFile(file: string, bytes: Uint8Array, mode = 0o600): Promise<void> {
  const made = `${file}.new`
  try {
    const handle = await fs.open(made, 'w', mode)
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await fs.rename(made, file)
  } catch (error) {
    await fs.rm(made, { force: true }).catch(() => undefined)
    throw error
  }
  await syncFolder(path.dirname(file))
}

/** A rename or a new file is durable once its folder is. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folders; its file system keeps names by itself
  if (process.platform === 'win32') return
  const handle = await fs.open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** The system has no room left for what was to be written. */
export const isNoSpace = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')

/** The system's code, or the kind of error, for the log: a message could hold a path or a name (SE-29). */
export const codeOf = (error: unknown): string =>
  error instanceof Error ? ('code' in error ? String(error.code) : error.name) : 'unknown'

/** A user id comes from our own server, but it names files and folders here. */
export const personFolder = (userId: string): string => userId.replaceAll(/[^\w-]/g, '_')
