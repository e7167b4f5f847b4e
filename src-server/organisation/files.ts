import writeXlsxFile from 'write-excel-file/universal'
import type { Finding } from '../../src-shared/organisation/model.ts'
import type { Sheet, TableName } from '../../src-shared/organisation/tables.ts'
import type { WrittenTable } from '../../src-shared/organisation/write-tables.ts'
import { FileError } from './file-error.ts'
import { readCsv, writeCsv } from './read-csv.ts'
import { readText } from './read-text.ts'
import { readXlsx } from './read-xlsx.ts'

export type NamedFile = { name: string; bytes: Uint8Array }

const startsWith = (bytes: Uint8Array, ...start: number[]): boolean => start.every((byte, i) => bytes[i] === byte)

/** The sheets of the files, and what keeps a file from being read. What a file is its bytes say, not its name. */
export async function readSheets(files: readonly NamedFile[]): Promise<{ sheets: Sheet[]; findings: Finding[] }> {
  const sheets: Sheet[] = []
  const findings: Finding[] = []
  for (const { name, bytes } of files)
    try {
      for (const sheet of await sheetsOf(bytes)) sheets.push({ ...sheet, file: name })
    } catch (error) {
      if (!(error instanceof FileError)) throw error
      const place = { file: name, table: null, row: error.row, column: null }
      findings.push({ level: 'error', code: error.code, ...place, value: '', other: null })
    }
  return { sheets, findings }
}

async function sheetsOf(bytes: Uint8Array): Promise<Omit<Sheet, 'file'>[]> {
  if (bytes.length === 0) throw new FileError('ORG-FILE-EMPTY')
  if (startsWith(bytes, 0x50, 0x4b)) return readXlsx(bytes)
  // a workbook of before 2007, or one with a password
  if (startsWith(bytes, 0xd0, 0xcf, 0x11, 0xe0)) throw new FileError('ORG-FILE-XLS')
  return [{ name: '', rows: readCsv(readText(bytes)) }]
}

/** One table as a CSV file. */
export function csvFile(tables: readonly WrittenTable[], wanted: TableName): Uint8Array {
  return new TextEncoder().encode(writeCsv(tables.find(({ table }) => table === wanted)?.rows ?? []))
}

/** All tables as a workbook, every cell a text: ids keep their noughts, and nothing is a formula. */
export async function xlsxFile(tables: readonly WrittenTable[]): Promise<Uint8Array> {
  const sheets = tables.map(({ title, rows }) => ({
    sheet: title,
    data: rows.map((row, i) =>
      row.map((value) => (value === '' ? null : { value, type: String, ...(i === 0 ? { fontWeight: 'bold' as const } : {}) })),
    ),
    columns: (rows[0] ?? []).map(() => ({ width: 22 })),
    stickyRowsCount: 1,
  }))
  const blob = await writeXlsxFile(sheets).toBlob()
  return new Uint8Array(await blob.arrayBuffer())
}
