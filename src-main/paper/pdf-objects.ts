import { DeskError } from '../../src-shared/ipc/desk-error.ts'

/*
 * A PDF of Chromium taken apart into its objects and put together again (ISO 32000-1 §7.5). Chromium writes one classic table
 * of objects and no object streams; anything else is refused rather than guessed at.
 */

/** An object with its number; `bytes` from `n 0 obj` to `endobj`, newline included. */
export type PdfObject = { id: number; bytes: Buffer }
export type PdfParts = { head: Buffer; objects: readonly PdfObject[]; root: number; info: number }

const refused = (why: string): DeskError => new DeskError('PP-PDF', why)

/** Takes a PDF apart, objects in the order they stand. errors: PP-PDF */
export function readPdf(pdf: Uint8Array): PdfParts {
  const bytes = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength)
  const start = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(bytes.subarray(-64).toString('latin1'))?.[1] ?? NaN)
  const tail = Number.isInteger(start) ? bytes.subarray(start).toString('latin1') : ''
  const count = Number(/^xref\s+0 (\d+)\s/.exec(tail)?.[1] ?? NaN)
  const trailer = tail.slice(tail.lastIndexOf('trailer'))
  const root = Number(/\/Root (\d+) 0 R/.exec(trailer)?.[1] ?? NaN)
  const info = Number(/\/Info (\d+) 0 R/.exec(trailer)?.[1] ?? NaN)
  if (!Number.isInteger(count + root + info) || trailer.includes('/Prev')) throw refused('table')
  const entries = [...tail.matchAll(/^(\d{10}) \d{5} ([nf])/gm)]
  if (entries.length !== count) throw refused('entries')
  const placed = entries
    .map(([, at, kind], id) => ({ id, at: Number(at), used: kind === 'n' }))
    .filter((one) => one.used)
    .toSorted((a, b) => a.at - b.at)
  const objects = placed.map(({ id, at }, i): PdfObject => {
    const object = bytes.subarray(at, placed[i + 1]?.at ?? start)
    if (!object.subarray(0, 24).toString('latin1').startsWith(`${id} 0 obj`)) throw refused('object')
    return { id, bytes: object }
  })
  const first = placed[0]?.at
  if (first === undefined) throw refused('empty')
  return { head: bytes.subarray(0, first), objects, root, info }
}

/** Puts objects together again with a table that holds; `id`: both halves of /ID, hexadecimal. */
export function writePdf({ head, objects, root, info }: PdfParts, id: readonly [string, string]): Buffer {
  const size = Math.max(...objects.map((one) => one.id)) + 1
  const table = Array.from({ length: size }, () => '0000000000 65535 f \n')
  let at = head.length
  for (const one of objects) {
    table[one.id] = `${String(at).padStart(10, '0')} 00000 n \n`
    at += one.bytes.length
  }
  const trailer = `trailer\n<</Size ${size}\n/Root ${root} 0 R\n/Info ${info} 0 R\n/ID [<${id[0]}> <${id[1]}>]>>\nstartxref\n${at}\n%%EOF\n`
  const end = Buffer.from(`xref\n0 ${size}\n${table.join('')}${trailer}`, 'latin1')
  return Buffer.concat([head, ...objects.map((one) => one.bytes), end])
}

/** A dictionary as it stands before a stream, or all of an object without one: the only part that is text. */
export function textPart(object: PdfObject): { text: string; rest: Buffer } {
  const stream = object.bytes.indexOf('stream')
  const end = stream < 0 ? object.bytes.length : stream
  return { text: object.bytes.subarray(0, end).toString('latin1'), rest: object.bytes.subarray(end) }
}

/** A text string of PDF for any characters (ISO 32000-1 §7.9.2.2): UTF-16 with its mark, in hexadecimal. */
export function textString(text: string): string {
  const utf16 = Buffer.from(text, 'utf16le').swap16()
  return `<FEFF${utf16.toString('hex').toUpperCase()}>`
}
