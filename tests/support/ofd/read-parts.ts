import type { OfdPart } from '../../../src-shared/ofd/package.ts'
import type { ReadPart } from '../../../src-shared/ofd/validate.ts'
import { parseXml } from '../../../src-renderer/file-view/ofd/read-xml.ts'

/** Parts as the validator takes them; a part that is no XML is kept as bytes. */
export const readParts = (parts: readonly OfdPart[]): ReadPart[] =>
  parts.map((part) => {
    if ('bytes' in part) return part
    const bytes = new TextEncoder().encode(part.text)
    const root = parseXml(bytes)
    return root ? { path: part.path, root } : { path: part.path, bytes }
  })

/** Parts out of an unzipped file. */
export const partsOf = (files: Readonly<Record<string, Uint8Array>>): OfdPart[] =>
  Object.entries(files).map(([path, bytes]) =>
    path.endsWith('.xml') ? { path, text: new TextDecoder().decode(bytes) } : { path, bytes },
  )
