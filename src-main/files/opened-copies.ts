import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import fs from 'node:fs/promises'
import path from 'node:path'
import { codeOf } from '../durable.ts'
import type { Log } from '../log.ts'

/**
 * Copies of attachments in clear, for the system's programs to show; they are the only readable files of the desk and live
 * no longer than they are needed: removed at the start, at lock, at sign-out and at the end (SE-56). Read-only, so that a
 * program says it cannot save here before somebody writes into a copy that goes away.
 */
export type OpenedCopies = {
  /** Puts a copy there and answers its path. `parts`: its bytes in order; one that fails leaves no copy. */
  put: (hash: string, name: string, size: number, parts: AsyncIterable<Uint8Array>) => Promise<string>
  /** Removes every copy; one that a program still holds goes the next time. Never rejects. */
  wipe: () => Promise<void>
  /** The same while the desk ends and nothing may take its time. */
  wipeNow: () => void
}

export function openCopies(folder: string, log: Log): OpenedCopies {
  return {
    put: async (hash, name, size, parts) => {
      const shown = path.join(folder, hash.slice(0, 16))
      await fs.mkdir(shown, { recursive: true, mode: 0o700 })
      const target = path.join(shown, name)
      const made = path.join(shown, `${randomUUID()}.new`)
      try {
        await fs.writeFile(made, parts, { mode: 0o400 })
        try {
          await fs.rm(target, { force: true })
          await fs.rename(made, target)
        } catch (error) {
          // Windows: a program still holds the copy of a moment ago, and it is this very file
          if ((await fs.stat(target).catch(() => undefined))?.size !== size) throw error
        }
      } finally {
        await fs.rm(made, { force: true })
      }
      return target
    },
    wipe: () =>
      fs
        .rm(folder, { recursive: true, force: true, maxRetries: 2 })
        .catch((error: unknown) => log('warn', 'AT-COPY-STAYS', codeOf(error))),
    wipeNow: () => {
      try {
        rmSync(folder, { recursive: true, force: true })
      } catch (error) {
        log('warn', 'AT-COPY-STAYS', codeOf(error))
      }
    },
  }
}
