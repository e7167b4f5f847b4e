import { FileError } from './file-error.ts'

const marks: readonly (readonly [encoding: string, ...mark: number[]])[] = [
  ['utf-8', 0xef, 0xbb, 0xbf],
  ['utf-16le', 0xff, 0xfe],
  ['utf-16be', 0xfe, 0xff],
]

/**
 * The text of a CSV file: by its byte order mark where it has one, else UTF-8, else GBK (GB 18030), which is what a
 * Chinese Excel writes. Errors: ORG-ENCODING where it is none of them, ORG-FILE-KIND where it is no text.
 */
export function readText(bytes: Uint8Array): string {
  const marked = marks.find(([, ...mark]) => mark.every((byte, i) => bytes[i] === byte))
  if (marked) return decode(bytes, marked[0]) ?? fail()
  if (bytes.includes(0)) throw new FileError('ORG-FILE-KIND')
  return decode(bytes, 'utf-8') ?? decode(bytes, 'gb18030') ?? fail()
}

function fail(): never {
  throw new FileError('ORG-ENCODING')
}

/** Undefined where the bytes are not of that encoding, or only as letters of private use, which no Chinese name has. */
function decode(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
    return /[\ue000-\uf8ff\ufffd]/u.test(text) ? undefined : text
  } catch {
    return undefined
  }
}
