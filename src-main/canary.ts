import path from 'node:path'
import { canary, type Canary } from '../src-shared/ipc/contract.ts'
import { codeOf, personFolder } from './durable.ts'
import { oneAtATime } from './in-order.ts'
import type { Log } from './log.ts'
import { readSealedValue, writeSealedValue } from './sealed-value.ts'

/**
 * What the page's cache held, kept outside it: a cache that holds less at the next start was damaged, emptied or exchanged
 * for an older one (SE-55). Main only keeps it; the page compares.
 */
export type CanaryBook = {
  /** null where there is none or it does not open. */
  read: (userId: string, key: Uint8Array) => Promise<Canary | null>
  /** Never rejects: without a canary the desk works on. */
  write: (userId: string, key: Uint8Array, said: Canary) => Promise<void>
}

export function openCanaryBook(folder: string, log: Log): CanaryBook {
  const inOrder = oneAtATime()
  const fileOf = (userId: string): string => path.join(folder, `${personFolder(userId)}.canary`)
  const contextOf = (userId: string): string => `liuhen canary|${userId}`
  return {
    read: (userId, key) =>
      inOrder(async () => {
        try {
          return canary.parse(await readSealedValue(fileOf(userId), key, contextOf(userId)))
        } catch (error) {
          const code = codeOf(error)
          if (code !== 'ENOENT') log('warn', 'CANARY-DAMAGED', code)
          return null
        }
      }),
    write: (userId, key, said) =>
      inOrder(() =>
        writeSealedValue(fileOf(userId), key, contextOf(userId), said).catch((error: unknown) =>
          log('warn', 'CANARY-WRITE', codeOf(error)),
        ),
      ),
  }
}
