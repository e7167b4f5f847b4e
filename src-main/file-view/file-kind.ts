/*
 * What a file is, by its bytes and not by its name (PP-62): shown here (PDF, OFD), never opened (programs, macros), or for a
 * program of the system.
 */

export type FileKind = 'pdf' | 'ofd' | 'program' | 'macro' | 'other'
/** Reads bytes of a file; undefined where they do not open. */
export type ReadBytes = (from: number, to: number) => Promise<Uint8Array | undefined>

const headBytes = 1024
/** of a ZIP: where its list of names may begin before its end, and how long a list is read at most */
const zipTailBytes = 65_557
const zipListBytes = 8 * 1024 * 1024
/** so much of an old Office file is searched for macros */
const oleBytes = 200 * 1024 * 1024
const step = 1024 * 1024

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0))
const startsWith = (bytes: Uint8Array, head: Uint8Array): boolean => head.every((value, i) => bytes[i] === value)

const programHeads = [
  ascii('MZ'), // Windows
  Uint8Array.of(0x7f, 0x45, 0x4c, 0x46), // ELF
  ascii('#!'),
  Uint8Array.of(0x4c, 0, 0, 0, 1, 0x14, 2, 0), // Windows shortcut
  Uint8Array.of(0xcf, 0xfa, 0xed, 0xfe), // Mach-O
  Uint8Array.of(0xca, 0xfe, 0xba, 0xbe), // Java class, fat Mach-O
  ascii('[Desktop Entry]'),
  ascii('[InternetShortcut]'),
  ascii('ITSF'), // compiled help
]
const oleHead = Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1)
const zipHead = Uint8Array.of(0x50, 0x4b, 3, 4)
/** directory entries of an OLE file are UTF-16 */
const oleMacro = Uint8Array.from([...'_VBA_PROJECT'].flatMap((c) => [c.charCodeAt(0), 0]))

/** The kind of a file of `size` bytes; undefined where its bytes do not open. */
export async function kindOfFile(read: ReadBytes, size: number): Promise<FileKind | undefined> {
  const head = await read(0, Math.min(size, headBytes))
  if (!head) return undefined
  if (programHeads.some((one) => startsWith(head, one))) return 'program'
  // ISO 32000-1, annex H.3.4.1: readers look for the mark in the first 1024 bytes
  if (find(head, ascii('%PDF-')) >= 0) return 'pdf'
  if (startsWith(head, zipHead)) return kindOfZip(read, size)
  if (startsWith(head, oleHead)) return (await holds(read, Math.min(size, oleBytes), oleMacro)) ? 'macro' : 'other'
  return 'other'
}

/** A ZIP is what the names in its list say: OFD (GB/T 33190 §6: OFD.xml at its root), Office with macros, or a packed program. */
async function kindOfZip(read: ReadBytes, size: number): Promise<FileKind | undefined> {
  const tailFrom = Math.max(0, size - zipTailBytes)
  const tail = await read(tailFrom, size)
  if (!tail) return undefined
  const end = findLast(tail, Uint8Array.of(0x50, 0x4b, 5, 6))
  if (end < 0 || end + 22 > tail.length) return 'other'
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength)
  const length = view.getUint32(end + 12, true)
  const offset = view.getUint32(end + 16, true)
  if (offset + length > size) return 'other'
  const list = await read(offset, offset + Math.min(length, zipListBytes))
  if (!list) return undefined
  const names = namesIn(list)
  if (names.some((name) => name === 'OFD.xml' || name === '/OFD.xml')) return 'ofd'
  if (names.some((name) => /(^|\/)vbaProject\.bin$|(^|\/)macrosheets\//i.test(name))) return 'macro'
  if (names.includes('META-INF/MANIFEST.MF') && names.some((name) => name.endsWith('.class'))) return 'program'
  return 'other'
}

/** The names in a ZIP's central directory, as far as they can be read. */
function namesIn(list: Uint8Array): string[] {
  const view = new DataView(list.buffer, list.byteOffset, list.byteLength)
  const names: string[] = []
  for (let at = 0; at + 46 <= list.length && view.getUint32(at, true) === 0x02014b50;) {
    const [name, extra, comment] = [28, 30, 32].map((field) => view.getUint16(at + field, true)) as [number, number, number]
    names.push(new TextDecoder().decode(list.subarray(at + 46, at + 46 + name)))
    at += 46 + name + extra + comment
  }
  return names
}

/** Whether `wanted` is among the first `size` bytes. */
async function holds(read: ReadBytes, size: number, wanted: Uint8Array): Promise<boolean> {
  for (let at = 0; at < size; at += step) {
    const part = await read(at, Math.min(size, at + step + wanted.length))
    if (!part) return true // what cannot be looked through is not passed on
    if (find(part, wanted) >= 0) return true
  }
  return false
}

const bufferOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
const find = (bytes: Uint8Array, wanted: Uint8Array): number => bufferOf(bytes).indexOf(wanted)
const findLast = (bytes: Uint8Array, wanted: Uint8Array): number => bufferOf(bytes).lastIndexOf(wanted)
