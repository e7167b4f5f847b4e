import { unzipSync, zipSync, type Unzipped } from 'fflate'
import readXlsxFile from 'read-excel-file/universal'
import { SaxesParser } from 'saxes'
import { MAX_ROWS } from '../../src-shared/organisation/read-rows.ts'
import { FileError } from './file-error.ts'

/** A workbook of the largest county is under 2 MB unpacked; what is so much larger was made to be. */
const MAX_UNPACKED = 48 * 1024 * 1024
const MAX_PARTS = 500
const MAX_COLUMNS = 64
const MAX_CELLS = 1_000_000

/**
 * The sheets of a workbook, cells as text. Nothing is unpacked beyond what its list of parts says, and that has a limit; no
 * cell may lie so far out that the rows before it would fill the memory. Pictures, macros and links to elsewhere are left out.
 * Errors: ORG-XLSX-LARGE, ORG-XLSX-BAD.
 */
export async function readXlsx(bytes: Uint8Array): Promise<{ name: string; rows: string[][] }[]> {
  const parts = unpack(bytes)
  for (const [name, part] of Object.entries(parts)) if (/worksheets\/[^/]+\.xml$/.test(name)) withinBounds(part)
  try {
    // packed again without compressing: the library unpacks what was measured, and nothing else
    const plain = zipSync(parts, { level: 0 })
    const sheets = await readXlsxFile(plain.buffer.slice(plain.byteOffset, plain.byteOffset + plain.byteLength) as ArrayBuffer)
    return sheets.map(({ sheet, data }) => ({ name: sheet, rows: data.map((row) => row.map(textOf)) }))
  } catch {
    throw new FileError('ORG-XLSX-BAD')
  }
}

function unpack(bytes: Uint8Array): Unzipped {
  let unpacked = 0
  let count = 0
  try {
    return unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        const wanted =
          /^(?:\[Content_Types\]\.xml|_rels\/\.rels|xl\/.*\.(?:xml|rels))$/i.test(name) &&
          !/(?:drawing|media|embeddings|externalLink)/i.test(name)
        if (!wanted) return false
        unpacked += originalSize
        if (unpacked > MAX_UNPACKED || ++count > MAX_PARTS) throw new FileError('ORG-XLSX-LARGE')
        return true
      },
    })
  } catch (error) {
    throw error instanceof FileError ? error : new FileError('ORG-XLSX-BAD')
  }
}

/** Reads a sheet's places only: a single cell in row 1,048,576 would have a million rows made before it. */
function withinBounds(part: Uint8Array): void {
  const parser = new SaxesParser()
  let cells = 0
  parser.on('error', () => {
    throw new FileError('ORG-XLSX-BAD')
  })
  parser.on('doctype', () => {
    throw new FileError('ORG-XLSX-BAD')
  })
  parser.on('opentag', ({ name, attributes }) => {
    const local = name.slice(name.indexOf(':') + 1)
    if (local !== 'row' && local !== 'c') return
    const place = /^([A-Za-z]*)(\d*)$/.exec(String(attributes['r'] ?? ''))
    const column = [...(place?.[1] ?? '').toUpperCase()].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0)
    if (!place || Number(place[2]) > MAX_ROWS + 1 || column > MAX_COLUMNS || ++cells > MAX_CELLS)
      throw new FileError('ORG-XLSX-LARGE')
  })
  try {
    parser.write(new TextDecoder('utf-8', { fatal: true }).decode(part)).close()
  } catch (error) {
    throw error instanceof FileError ? error : new FileError('ORG-XLSX-BAD')
  }
}

function textOf(cell: unknown): string {
  if (cell instanceof Date) return cell.toISOString().slice(0, 10)
  if (typeof cell === 'boolean') return cell ? '是' : '否'
  return typeof cell === 'string' || typeof cell === 'number' ? String(cell) : ''
}
