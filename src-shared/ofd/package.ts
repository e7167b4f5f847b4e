/*
 * An OFD package (GB/T 33190-2016 §6) before it is zipped: its parts in the order they stand in the file. Pure data.
 */

/** A part: its path in the package and what it holds, XML as text or anything as bytes. */
export type OfdPart = { path: string; text: string } | { path: string; bytes: Uint8Array }

/** What binds a file to the version it shows; all of it is in the file, so the same version gives the same bytes (PP-32). */
export type OfdMeta = {
  title: string
  /** SM3 of the version's text, 64 hexadecimal digits */
  sm3: string
  version: number
  /** when the version was made, epoch ms: the file's only dates */
  createdAt: number
  /** id of the document in the county's register */
  docId: string
}

/** §7.2: the namespace of every part. */
export const namespace = 'http://www.ofdspec.org/2016'
