import { createHash } from 'node:crypto'
import path from 'node:path'
import { directoryResponse } from '../src-shared/sync/protocol.ts'
import type { Directory } from '../src-shared/workflow/directory.ts'
import { codeOf } from './durable.ts'
import { oneAtATime } from './in-order.ts'
import type { Log } from './log.ts'
import { readSealedValue, writeSealedValue } from './sealed-value.ts'

/**
 * The county's address book in a file beside the cache, so that a cache lost without a line can be built anew with it
 * (SY-89). Sealed with the key of who reads it (SE-50), so each person has their own; it holds nothing but the server's word.
 */
export type DirectoryCopy = {
  /** The county's address book; null where there is none or it is damaged, for no county and for nobody. */
  read: (county: string | undefined) => Promise<Directory | null>
  /** Keeps what the server just said. Never rejects: without a copy the desk works on. */
  keep: (said: Directory) => Promise<void>
}

/** Who reads, and the key their copy is sealed with. */
type Reader = { id: string; key: Uint8Array }

/** The copies in `folder`. `reader`: who is signed in, undefined for nobody and while the desk is locked. */
export function openDirectoryCopy(folder: string, log: Log, reader: () => Reader | undefined): DirectoryCopy {
  const contextOf = (county: string, { id }: Reader): string => `liuhen directory|${county}|${id}`
  // a county's name is no file name on every system
  const fileOf = (county: string, who: Reader): string =>
    path.join(folder, `${createHash('sha256').update(contextOf(county, who)).digest('hex').slice(0, 16)}.book`)
  // two writes would share the temporary file, and a read waits for what is being written
  const inOrder = oneAtATime()

  return {
    read: (county) =>
      inOrder(async () => {
        const who = reader()
        if (county === undefined || !who) return null
        try {
          return directoryResponse.parse(await readSealedValue(fileOf(county, who), who.key, contextOf(county, who)))
        } catch (error) {
          const code = codeOf(error)
          if (code !== 'ENOENT') log('warn', 'DIR-DAMAGED', code)
          return null
        }
      }),
    keep: (said) =>
      inOrder(async () => {
        const who = reader()
        if (!who) return
        // an older copy stays where this one cannot be written
        await writeSealedValue(fileOf(said.county, who), who.key, contextOf(said.county, who), said).catch((error: unknown) =>
          log('warn', 'DIR-WRITE', codeOf(error)),
        )
      }),
  }
}

/** What one engine's traffic tells of the address book. */
export type DirectoryWatch = {
  /** the server named the number of its address book */
  greeted: (version: number) => void
  /** the server sent it */
  said: (book: Directory | null) => Promise<void>
  /** the engine has gone on to the documents: it has the address book it wanted */
  settled: () => Promise<void>
}

/**
 * Keeps the copy at what the server has. The engine asks only where its cache has another number; a copy that is missing,
 * damaged or could not be written is then fetched here, once per start of the engine.
 */
export function watchDirectory(
  copy: DirectoryCopy,
  county: () => string | undefined,
  fetch: () => Promise<Directory | null>,
): DirectoryWatch {
  let newest: number | undefined
  let looked = false
  return {
    greeted: (version) => {
      newest = version
    },
    said: async (book) => {
      if (book) await copy.keep(book)
    },
    settled: async () => {
      if (looked || newest === undefined) return
      looked = true
      if ((await copy.read(county()))?.version === newest) return
      const book = await fetch().catch(() => null)
      if (book) await copy.keep(book)
    },
  }
}
