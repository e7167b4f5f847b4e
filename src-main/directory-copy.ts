import { createHash } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import { directoryResponse } from '../src-shared/sync/protocol.ts'
import type { Directory } from '../src-shared/workflow/directory.ts'
import { oneAtATime } from './in-order.ts'
import type { Log } from './log.ts'

/**
 * The county's address book in a file beside the cache, so that a cache lost without a line can be built anew with it
 * (SY-89). One file per county, since the server tells everyone there the same; it holds nothing but the server's word.
 */
export type DirectoryCopy = {
  /** The county's address book; null where there is none or it is damaged, and for no county. */
  read: (county: string | undefined) => Promise<Directory | null>
  /** Keeps what the server just said. Never rejects: without a copy the desk works on. */
  keep: (said: Directory) => Promise<void>
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** The copies in `folder`. A file is its own hash, a line break and the address book as JSON. */
export function openDirectoryCopy(folder: string, log: Log): DirectoryCopy {
  // a county's name is no file name on every system
  const fileOf = (county: string): string => path.join(folder, `${sha256(county).slice(0, 16)}.json`)
  // two writes would share the temporary file, and a read waits for what is being written
  const inOrder = oneAtATime()

  return {
    read: (county) =>
      inOrder(async () => {
        if (county === undefined) return null
        try {
          return parse(await fs.readFile(fileOf(county), 'utf8'))
        } catch (error) {
          const code = codeOf(error)
          if (code !== 'ENOENT') log('warn', 'DIR-DAMAGED', code)
          return null
        }
      }),
    keep: (said) =>
      inOrder(async () => {
        const file = fileOf(said.county)
        try {
          await fs.mkdir(folder, { recursive: true })
          await replace(file, JSON.stringify(said))
        } catch (error) {
          // an older copy stays; what was begun gives its room back
          await fs.rm(`${file}.new`, { force: true }).catch(() => undefined)
          log('warn', 'DIR-WRITE', codeOf(error))
        }
      }),
  }
}

/** Writes beside the file and renames: whoever reads finds the old text or the new one, never half of it. */
async function replace(file: string, json: string): Promise<void> {
  const handle = await fs.open(`${file}.new`, 'w', 0o600)
  try {
    await handle.writeFile(`${sha256(json)}\n${json}`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await fs.rename(`${file}.new`, file)
}

function parse(text: string): Directory {
  const end = text.indexOf('\n')
  const json = text.slice(end + 1)
  // a changed letter may still be JSON, and would be another person
  if (text.slice(0, Math.max(end, 0)) !== sha256(json)) throw new RangeError('hash')
  return directoryResponse.parse(JSON.parse(json))
}

/** The system's code, or the kind of error: a message could hold a path or a name. */
const codeOf = (error: unknown): string =>
  error instanceof Error ? ('code' in error ? String(error.code) : error.name) : 'unknown'

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
