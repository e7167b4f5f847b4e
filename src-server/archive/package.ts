import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { Zip, ZipPassThrough } from 'fflate'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import { ServerError } from '../errors.ts'
import type { Tx } from '../store/database.ts'
import { catalogueOf } from './catalogue.ts'
import { contentsOf, plain, type Content } from './contents.ts'

/** A ZIP without its 64-bit form holds no more. */
const BYTES_AT_MOST = 4e9

export type ArchivePackage = {
  /** the file's name, after its 档号 */
  name: string
  /** files in it */
  files: number
  bytes: () => AsyncGenerator<Uint8Array>
}

/**
 * One 件 as a file another system of archives can take over and prove: a folder by the 档号 with its parts in order, 归档文件目录,
 * and `校验.sm3` with the SM3 of each (DA/T 22-2015; GB/T 32905). Every byte is hashed before the first goes out: ARCHIVE-CHANGED
 * names the part that is not what was filed. The same document gives the same bytes. ARCHIVE-NOT-YET, ARCHIVE-LARGE.
 */
export async function archivePackage(tx: Tx, dataDir: string, doc: DocumentState): Promise<ArchivePackage> {
  const parts = await contentsOf(tx, dataDir, doc)
  let total = 0
  for (const part of parts) total += await proved(part)
  if (total > BYTES_AT_MOST) throw new ServerError('ARCHIVE-LARGE', '归档包超过 4 GB')
  const filed = doc.issue?.archived ?? doc.incoming?.archived
  const folder = plain(filed?.fileNo ?? doc.id)
  const sums = parts.map(({ sm3, path }) => `${sm3}  ${path}\n`).join('')
  const texts = [
    { path: '归档文件目录.csv', bytes: Buffer.from(catalogueOf(doc)) },
    { path: '校验.sm3', bytes: Buffer.from(sums) },
  ]
  const all = [...parts, ...texts].map((part) => ({ ...part, path: `${folder}/${part.path}` }))
  return { name: `${folder}.zip`, files: all.length, bytes: () => zipped(all, filed?.at ?? 0) }
}

/** The number of bytes of a part that is what its SM3 says. */
async function proved(part: Content): Promise<number> {
  const found = createHash('sm3')
  let bytes = 0
  try {
    for await (const piece of piecesOf(part)) {
      found.update(piece)
      bytes += piece.length
    }
  } catch {
    throw new ServerError('ARCHIVE-CHANGED', part.path)
  }
  if (found.digest('hex') !== part.sm3) throw new ServerError('ARCHIVE-CHANGED', part.path)
  return bytes
}

type Piece = { path: string } & ({ bytes: Uint8Array } | { file: string })

async function* piecesOf(part: Piece): AsyncGenerator<Uint8Array> {
  if ('bytes' in part) yield part.bytes
  else for await (const piece of createReadStream(part.file)) yield piece as Uint8Array
}

/** A ZIP as it is made: only one piece of one file is held at a time. */
async function* zipped(parts: readonly Piece[], at: number): AsyncGenerator<Uint8Array> {
  const out: Uint8Array[] = []
  const zip = new Zip((error, chunk) => {
    if (error) throw error
    out.push(chunk)
  })
  for (const part of parts) {
    const entry = new ZipPassThrough(part.path)
    entry.mtime = at
    zip.add(entry)
    for await (const piece of piecesOf(part)) {
      entry.push(piece)
      yield* out.splice(0)
    }
    entry.push(new Uint8Array(), true)
    yield* out.splice(0)
  }
  zip.end()
  yield* out.splice(0)
}
